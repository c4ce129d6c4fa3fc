"""From the Markdown of a completion to programs.

Which fences are programs:

- The first word of the info string is the language (`SYNONYMS` in `fences`). Fences in languages the sandbox
  does not run, without a language, empty, marked `ignore` or `no-run`, or with a transcript (`>>> `) are listed
  as ignored. Indented code is not a fence.
- `sql` means SQLite, or PostgreSQL after a first line `-- dialect: postgresql`, which holds for the `sql` fences
  that follow; in the track postgresql it means that. Other dialects are not checked.

How fences of one language become programs:

- A fence with a file name (see `Fence.file_name`) is a file that every program of its language can use. When a
  name comes again, the later text replaces the earlier.
- Python, R, SQL and JavaScript: the fences without a name are one program, in order, as people read them: a
  later one uses what an earlier one defined. One that declares again what cannot be declared twice (a
  JavaScript `const`, `let` or `class`, an SQL table or view) is an alternative: it ends that program and begins
  another, of the fences before the one that declared it first, itself, and what follows. Without such fences
  the program starts with the file `main`, or else the last.
- C, C++, Go and Scala: each fence with an entry point is a program. A fence without one belongs to the next
  that has one; if that one defines the same again, it was an excerpt, and is ignored. Without any entry point
  the fences are a library: it is checked by tests, and not checked without them.

Tests are for the last program of the track's language, which then is tested and not run by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from goldsmith.domain.errors import GoldsmithError
from goldsmith.sandbox import grouping, registry
from goldsmith.sandbox.fences import SYNONYMS, Fence, fences
from goldsmith.sandbox.program import Program
from goldsmith.sandbox.report import RunReport, Verdict

UNCHECKED = "not checked: "
MAX_PROGRAMS = 20
"""Of one text; more are not checked, so that no text keeps the machine for long."""

_DIALECTS = frozenset(
    {"mysql", "mariadb", "tsql", "mssql", "plsql", "oracle", "db2", "bigquery", "snowflake", "redshift"}
    | {"duckdb", "hive", "hiveql", "sparksql", "spark-sql", "presto", "trino", "clickhouse", "cql"}
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """One program of a text, or a fence that is none.

    Attributes:
        program: what to run, or None.
        language: the sandbox's name of its language; the tag as written where the sandbox has none.
        info: the info string of its last fence.
        why_not: why there is no program: "ignored: ..." or "not checked: ..."; empty with a program.
        start: offset of its first fence in the text, in characters.
        end: offset behind its last fence.
    """

    program: Program | None
    language: str
    info: str
    why_not: str
    start: int
    end: int

    @property
    def is_ignored(self) -> bool:
        """Whether it says nothing for or against the text."""
        return self.program is None and not self.why_not.startswith(UNCHECKED)


def programs(markdown: str, *, language: str, tests: str | None = None) -> list[Snippet]:
    """The programs of a text and what else stands in fences, by their place.

    Args:
        markdown: any text.
        language: the track's language, or a synonym. A text without a program in it has a snippet that is
            not checked, so that it cannot pass.
        tests: for the last program in the track's language: code, or Markdown with the code in fences.

    Raises:
        NotFound: the sandbox has no such language.
    """
    track = registry.language(SYNONYMS.get(language.lower(), language.lower())).name
    found = fences(markdown)
    known = frozenset(registry.names())
    languages = _languages(found, track, known)
    snippets, groups = [], dict[str, list[Fence]]()
    for fence, name in zip(found, languages, strict=True):
        if why_not := _refusal(fence, name, known):
            snippets.append(Snippet(None, name or fence.tag, fence.info, why_not, fence.start, fence.end))
        else:
            groups.setdefault(name, []).append(fence)
    ours = [name for name in groups if _family(name) == _family(track)]
    # With SQL in both dialects, the tests are for the one that comes last.
    tested = max(ours, key=lambda name: groups[name][-1].start, default=track)
    for name, group in groups.items():
        code = _tests(tests, track, known) if tests and name == tested else None
        snippets += _snippets(name, grouping.group(name, group, is_tested=code is not None), code)
    if not any(_family(s.language) == _family(track) and not s.is_ignored for s in snippets):
        snippets.append(Snippet(None, track, "", _absence(found, track), len(markdown), len(markdown)))
    snippets.sort(key=lambda snippet: snippet.start)
    why_not = f"{UNCHECKED}the text has more than {MAX_PROGRAMS} programs"
    for number in [number for number, one in enumerate(snippets) if one.program][MAX_PROGRAMS:]:
        snippets[number] = replace(snippets[number], program=None, why_not=why_not)
    return snippets


def reports(
    snippets: Iterable[Snippet], run: Callable[[Program], RunReport]
) -> list[tuple[Snippet, RunReport]]:
    """Run the programs; what is not checked gets a report that says so, what is ignored has none.

    Args:
        snippets: as `programs` returns them.
        run: `Sandbox.run`, whose errors pass.
    """
    return [
        (
            snippet,
            run(snippet.program) if snippet.program else RunReport(Verdict.NOT_CHECKED, snippet.why_not, ()),
        )
        for snippet in snippets
        if not snippet.is_ignored
    ]


def summary(reports: Sequence[RunReport]) -> tuple[Literal["passed", "failed", "unchecked"], str]:
    """All of a text's reports in one verdict and one sentence.

    Passed: there is a report, and each passed. Failed: one did not pass. Unchecked: nothing failed, but
    something could not be checked, or there is nothing.
    """
    unchecked = [report for report in reports if report.verdict is Verdict.NOT_CHECKED]
    failed = [r for r in reports if r.verdict not in (Verdict.PASSED, Verdict.NOT_CHECKED)]
    if failed:
        of = f"{len(failed)} of {len(reports)} programs failed" if len(reports) > 1 else "the program failed"
        return "failed", f"{of}; {failed[0].reason}"
    if unchecked or not reports:
        return "unchecked", unchecked[0].reason if unchecked else f"{UNCHECKED}there is no program"
    tested = sum(report.is_tested for report in reports)
    if len(reports) == 1:
        return (
            "passed",
            "the program passed its tests" if tested else "the program ran to its end, without tests",
        )
    return "passed", f"{len(reports)} programs ran to their end, {tested or 'none'} of them with tests"


def _languages(found: Sequence[Fence], track: str, known: Container[str]) -> list[str]:
    """The sandbox's name for each fence's language, or nothing; other dialects of SQL by their own name."""
    names, dialect = [], track if _family(track) == "sql" else "sql"
    for fence in found:
        name = SYNONYMS.get(fence.tag, fence.tag)
        if fence.tag == "sql":
            name = dialect = grouping.dialect(fence.text) or dialect
            name = SYNONYMS.get(name, name)
        names.append(name if name in known or fence.tag == "sql" or name in _DIALECTS else "")
    return names


def _refusal(fence: Fence, name: str, known: Container[str]) -> str:
    """Why a fence is no part of a program, or nothing."""
    if fence.is_marked:
        return "ignored: it is marked as not to be run"
    if not fence.tag:
        return "ignored: the fence names no language"
    if not name:
        return f"ignored: {fence.tag} is not run"
    if name not in known:
        return f"{UNCHECKED}SQL runs on SQLite or PostgreSQL, not on {name}"
    if not fence.text.strip():
        return "ignored: the fence is empty"
    if name == "python" and fence.text.lstrip().startswith(">>> "):
        return "ignored: it is a transcript, not a program"
    return ""


def _snippets(language: str, made: Iterable[grouping.Made], tests: str | None) -> Iterator[Snippet]:
    """Programs of one language; the tests are for the last."""
    made = list(made)
    last = max((number for number, one in enumerate(made) if one.files), default=-1)
    for number, one in enumerate(made):
        program, why_not = None, one.why_not
        if one.files:
            try:
                program = Program(language, one.files, one.main, tests=tests if number == last else None)
            except GoldsmithError as error:
                why_not = f"{UNCHECKED}{error.detail}"
        start = min(fence.start for fence in one.fences)
        end = max(fence.end for fence in one.fences)
        yield Snippet(program, language, one.fences[-1].info, why_not, start, end)


def _tests(text: str, track: str, known: Container[str]) -> str:
    """The code of the tests: that of the fences in the track's language, or the whole text."""
    found = fences(text)
    names = _languages(found, track, known)
    code = [f.text for f, name in zip(found, names, strict=True) if name and _family(name) == _family(track)]
    return "\n".join(code) or text


def _family(language: str) -> str:
    """The track a language belongs to: all dialects of SQL are one."""
    return "sql" if language == "postgresql" or language in _DIALECTS else language


def _absence(found: Sequence[Fence], track: str) -> str:
    if not found:
        return f"{UNCHECKED}there is no code in a fence"
    if not any(fence.tag for fence in found):
        return f"{UNCHECKED}no fence names its language"
    return f"{UNCHECKED}no program is in {track}"
