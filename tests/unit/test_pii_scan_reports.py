"""The forms of a report: SARIF by its specification, a page that runs nothing, a table that fits, JSON with counts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO

import pytest
from rich.console import Console

from goldsmith.corpus.document import Reason
from goldsmith.corpus.scanning.levels import Level, level_of
from goldsmith.corpus.scanning.located import Located, Origin, Piece, Row, Scanned, Snippet, Unread
from goldsmith.corpus.scanning.places import Place
from goldsmith.corpus.scanning.report import Report
from goldsmith.corpus.scanning.reports.as_json import to_json, to_jsonl
from goldsmith.corpus.scanning.reports.page import to_html
from goldsmith.corpus.scanning.reports.sarif import to_sarif, uri_of
from goldsmith.corpus.scanning.reports.table import plain_lines, print_report, print_unread
from goldsmith.pii.taxonomy import AMBIGUOUS, LABELS

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}\x00\u202e&amp;"
STARTED = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def finding(label="KEY", line=2, column=5, **more) -> Located:
    facts = {
        "label": label,
        "kind": "github_token",
        "why": "has the form of a GitHub token",
        "confidence": 1.0,
        "start": 10,
        "end": 20,
        "begins": Place(line, column, column + 1),
        "ends": Place(line, column + 10, column + 11),
        "hint": "gh…2E",
        "fingerprint": "0" * 32,
    }
    return Located(**{**facts, **more})


def document(path="src/a.py", findings=None, text="T = ", **origin) -> Scanned:
    findings = (finding(),) if findings is None else tuple(findings)
    rows = [Row(one.begins.line, (Piece(text), Piece(one.hint, mark))) for mark, one in enumerate(findings)]
    snippets = (Snippet(tuple(rows), tuple(range(len(findings)))),)
    return Scanned(Origin(path, path, **origin), 100, "Python", findings, snippets)


def report(*files: Scanned, **more) -> Report:
    facts = {
        "sources": (".",),
        "scope": "this folder",
        "started_at": STARTED,
        "duration_s": 2.0,
        "detector": "abcd",
        "model": "default",
        "tier": "full",
        "n_documents": 5,
        "n_bytes": 3_000_000,
        "languages": {"Python": 5},
        "files": files,
        "n_allowed": 0,
        "n_known": 0,
        "unread": (),
        "unread_counts": {},
        "has_failed": False,
        "notes": (),
    }
    return Report(**{**facts, **more})


MIXED = report(
    document(findings=[finding(), finding("EMAIL", 3), finding("NAME_EXAMPLE", 4), finding(AMBIGUOUS, 5)]),
    document("b c/ü%.py", [finding("PASSWORD", confidence=0.71234)]),
    document("lib/x.rb", inside="t.parquet", row=7, repository="o/r"),
    document("lib/x.rb", inside="t.parquet", row=8, repository="o/r"),
    document("old.py", commit="1f2e3d4c5b6a" * 3, date="2026-01-02T00:00:00+00:00"),
    unread=(
        Unread("broken.bin", Reason.UNREADABLE, "Not readable: {permission} [denied]."),
        Unread("nowhere", Reason.UNREADABLE, "There is nothing.", is_fatal=True),
    ),
    unread_counts={Reason.UNREADABLE: 2, Reason.BINARY: 3},
    has_failed=True,
)


# SARIF 2.1.0. The numbers are sections of the specification.

OBJECTS = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": (
        {"tool", "results"},
        {"columnKind", "newlineSequences", "originalUriBaseIds", "invocations", "artifacts"},
    ),
    "driver": ({"name"}, {"version", "rules", "properties"}),
    "rule": (
        {"id"},
        {"name", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"},
    ),
    "result": (
        {"message"},
        {"ruleId", "ruleIndex", "level", "locations", "partialFingerprints", "properties"},
    ),
    "region": ({"startLine", "startColumn", "endLine", "endColumn"}, set()),
    "artifact": ({"location"}, {"parentIndex", "sourceLanguage"}),
    "artifactLocation": ({"uri"}, {"uriBaseId", "index"}),
    "invocation": (
        {"executionSuccessful"},
        {"startTimeUtc", "endTimeUtc", "toolExecutionNotifications"},
    ),
    "notification": ({"message"}, {"level", "descriptor"}),
}
URI = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def shaped(kind: str, value: dict) -> dict:
    required, optional = OBJECTS[kind]
    assert required <= set(value) <= required | optional, kind
    return value


def message(value: dict) -> str:
    assert set(value) == {"text"} and value["text"]
    # 3.11.5: no placeholder; 3.11.6: no link
    assert not re.search(r"(?<!\{)\{(?!\{)[^{}]*\}", value["text"].replace("{{", "").replace("}}", ""))
    return value["text"]


def check_sarif(text: str) -> dict:
    log = shaped("log", json.loads(text))
    assert log["version"] == "2.1.0"  # 3.13.2
    (run,) = log["runs"]
    shaped("run", run)
    assert run["columnKind"] == "utf16CodeUnits"  # 3.14.17
    driver = shaped("driver", run["tool"]["driver"])
    ids = [shaped("rule", rule)["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        message(rule["shortDescription"]), message(rule["fullDescription"]), message(rule["help"])
    artifacts = [shaped("artifact", one) for one in run["artifacts"]]
    assert len({json.dumps(one, sort_keys=True) for one in artifacts}) == len(artifacts)  # 3.14.15: unique
    for result in run["results"]:
        shaped("result", result)
        assert ids[result["ruleIndex"]] == result["ruleId"]  # 3.27.6
        assert result["level"] in ("error", "warning", "note")  # 3.27.10
        message(result["message"])
        assert all(isinstance(one, str) for one in result["partialFingerprints"].values())  # 3.27.17
        (location,) = result["locations"]
        place = location["physicalLocation"]
        region = shaped("region", place["region"])
        assert region["startLine"] >= 1 and region["startColumn"] >= 1  # 3.30.5, 3.30.6
        assert (region["endLine"], region["endColumn"]) > (region["startLine"], region["startColumn"])
        where = shaped("artifactLocation", place["artifactLocation"])
        assert URI.fullmatch(where["uri"])
        assert artifacts[where["index"]]["location"]["uri"] == where["uri"]
        parent = artifacts[where["index"]].get("parentIndex")
        assert ("uriBaseId" in where) != (parent is not None or where["uri"].startswith("file:"))
        if parent is not None:
            assert where["uri"].startswith("/") and "parentIndex" not in artifacts[parent]
    for call in run["invocations"]:
        shaped("invocation", call)
        assert TIME.fullmatch(call["startTimeUtc"]) and TIME.fullmatch(call["endTimeUtc"])
        for one in call["toolExecutionNotifications"]:
            message(shaped("notification", one)["message"])
    return run


def test_sarif_has_the_structure_of_the_specification() -> None:
    run = check_sarif(to_sarif(MIXED))
    assert [one["level"] for one in run["results"]] == [
        "error", "warning", "note", "warning", "error", "error", "error", "error",
    ]  # fmt: skip
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 16}
    assert run["invocations"][0]["executionSuccessful"] is False
    assert (
        run["results"][4]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "b%20c/%C3%BC%25.py"
    )
    assert run["results"][7]["properties"]["commit"].startswith("1f2e3d4c")
    assert run["results"][5]["properties"] == {
        "label": "KEY",
        "confidence": 1.0,
        "row": 7,
        "repository": "o/r",
    }


def test_sarif_of_nothing_and_of_hostile_names() -> None:
    empty = check_sarif(to_sarif(report()))
    assert (empty["results"], empty["artifacts"], empty["tool"]["driver"]["rules"]) == ([], [], [])
    check_sarif(
        to_sarif(report(document(HOSTILE), document("a:b"), document("/abs/x y.py"), document("lone\ud800")))
    )


@pytest.mark.parametrize("label", [*LABELS, AMBIGUOUS])
def test_every_label_has_a_level(label: str) -> None:
    assert level_of(label).word in ("error", "warning", "note")
    assert report(document(findings=[finding(label), finding("NAME_LICENSE")])).level is level_of(label)
    assert (level_of(label) is Level.ERROR) is (label in ("KEY", "PASSWORD"))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/a b.py", ("src/a%20b.py", True)),
        ("c:x.py", ("c%3Ax.py", True)),
        ("/tmp/é.py", ("file:///tmp/%C3%A9.py", False)),
        ("a#b?c", ("a%23b%3Fc", True)),
    ],
)
def test_uris(path: str, uri: tuple[str, bool]) -> None:
    assert uri_of(path) == uri


# JSON.


def test_json_has_a_version_and_counts() -> None:
    read = json.loads(to_json(MIXED))
    assert read["version"] == 1
    assert read["counts"]["findings"] == len(read["findings"]) == 8
    assert read["counts"]["by_label"] == {
        "KEY": 4,
        "EMAIL": 1,
        "NAME_EXAMPLE": 1,
        AMBIGUOUS: 1,
        "PASSWORD": 1,
    }
    assert read["scanned"]["mb_per_s"] == 1.5
    assert read["not_looked_at"]["counts"] == {"unreadable": 2, "binary": 3}
    assert [json.loads(line) for line in to_jsonl(MIXED).splitlines()] == read["findings"]
    assert not any("value" in one or "hint" in one for one in read["findings"])
    shown = report(document(findings=[finding(value="the value")]))
    assert json.loads(to_json(shown))["findings"][0]["value"] == "the value"


# The page.


class Outline(HTMLParser):
    """Tags, attributes, ids and words of a page."""

    VOID = frozenset({"meta", "input", "img", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def hostile_report(value: str | None = None) -> Report:
    one = finding(why=HOSTILE, hint=HOSTILE, kind=HOSTILE, value=value)
    file = document(HOSTILE, [one], text=HOSTILE, inside=HOSTILE, repository=HOSTILE, date="<b>2026-01-01")
    file = replace(file, language=HOSTILE)
    unread = (Unread(HOSTILE, Reason.UNREADABLE, HOSTILE, HOSTILE, is_fatal=True),)
    return report(file, scope=HOSTILE, notes=(HOSTILE,), unread=unread, languages={HOSTILE: 1})


@pytest.mark.parametrize("value", [None, HOSTILE])
def test_nothing_in_a_page_runs_or_loads(value: str | None) -> None:
    text = to_html(hostile_report(value))
    outline = Outline(text)
    names = {tag for tag, _ in outline.tags}
    assert not names & {"script", "img", "iframe", "object", "link", "a", "svg", "form", "b" * 2}
    for tag, attributes in outline.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href")], tag
    assert "url(" not in text and "@import" not in text
    assert "\x00" not in text and "\u202e" not in text
    assert "alert(1)" in "".join(outline.words)  # shown, as text
    assert "49" not in "".join(outline.words)


def test_a_page_marks_names_and_filters() -> None:
    text = to_html(MIXED)
    outline = Outline(text)
    marks = [attributes for tag, attributes in outline.tags if tag == "mark"]
    assert len(marks) == 8
    assert "KEY, line 2, column 5" in marks[0]["title"]
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    radios = [attributes for tag, attributes in outline.tags if tag == "input"]
    assert {one["type"] for one in radios} == {"radio"} and len(radios) == 6
    labels = {attributes["for"] for tag, attributes in outline.tags if tag == "label"}
    assert labels == {one["id"] for one in radios}
    assert 'id="values"' not in text and "Show the values" not in text
    assert "prefers-color-scheme: dark" in text
    assert "row 7" in text and "first committed 2026-01-02" in text


def test_a_page_has_a_switch_only_where_values_were_asked_for() -> None:
    text = to_html(report(document(findings=[finding(value="the value")])))
    assert 'type="checkbox" id="values"' in text and "the value" in text
    assert "Keep it as you would keep the secrets" in text


def test_a_page_of_nothing_and_a_page_of_too_much() -> None:
    assert "Nothing found" in to_html(report())
    assert "Nothing to look at" in to_html(report(n_documents=0, languages={}))
    files = [
        document(f"f{number}.py", [finding(line=line) for line in range(1, 101)]) for number in range(25)
    ]
    assert "500 further findings would make this page slow" in to_html(report(*files))


# The terminal.


def on_terminal(found: Report, width: int) -> str:
    file = StringIO()
    print_report(
        found, Console(file=file, width=width, force_terminal=True, color_system=None, legacy_windows=False)
    )
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_a_table_fits_its_terminal_and_groups_by_file(width: int) -> None:
    shown = on_terminal(MIXED, width)
    table = shown.rsplit("8 findings", 1)[0]
    assert max(map(len, table.splitlines())) <= width
    assert "KEY" in shown and "8 findings in 5 of 5 documents" in shown
    assert ("kind" in shown) is (width >= 100)
    if width == 200:
        assert (
            "src/a.py:2:5" in shown and "t.parquet: lib/x.rb:2:5" in shown and "1f2e3d4c: old.py:2:5" in shown
        )
        assert "0.71" in shown and "gh…2E" in shown


def test_no_markup_and_no_control_characters_reach_the_terminal() -> None:
    shown = on_terminal(report(document("[red]a\x1b]0;x\x07\nb[/red]", [finding(hint="[bold]")])), 200)
    assert "[red]a" in shown and "[bold]" in shown
    assert "\x1b" not in shown and "\x07" not in shown
    (line,) = plain_lines(report(document("a\x1b[31m\nb")))
    assert "\n" not in line and "\x1b" not in line


def test_what_was_not_looked_at_goes_to_standard_error_with_its_hint() -> None:
    file = StringIO()
    unread = tuple(Unread(f"f{number}", Reason.TOO_LARGE, "Big.", hint="Raise it.") for number in range(30))
    many = report(unread=unread, unread_counts={Reason.BINARY: 40, Reason.TOO_LARGE: 30}, notes=("A note.",))
    print_unread(many, Console(file=file, width=200))
    lines = file.getvalue().splitlines()
    assert lines[0] == "f0: Big. Raise it."
    assert lines[20:] == ["... and 10 more.", "A note.", "Not looked at: 30 too large, 40 binary."]
