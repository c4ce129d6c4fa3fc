"""`goldsmith pii scan` from the command line, over real files and repositories.

Tokens are put together here, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from goldsmith.bootstrap.commands import Commands
from goldsmith.cli.app import build

TOKEN = "gh" + "p_" + "q7Vw2Zx9Lk4Tn8Bc1Rf6Yd3Hs5Jg0Mp7Ua2E"
OTHER = "gh" + "p_" + "Zx9Lk4Tn8Bc1Rf6Yd3Hs5Jg0Mp7Ua2Eq7Vw2"
MAIL = "ada.lovelace@analytical" + "-engines.co.uk"
ARMOUR = ["-----BEGIN RSA PRIVATE " + "KEY-----", "-----END RSA PRIVATE " + "KEY-----"]
KEY = "\n".join(
    [ARMOUR[0], *["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7Vd0Yk3p9Lq2W"] * 6, ARMOUR[1]]
)
SECRETS = (TOKEN, OTHER, MAIL, TOKEN[8:20], MAIL[4:12], "MIIEvQIB")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("GOLDSMITH_BASELINE_KEY", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return folder


def run(*arguments: str, **more) -> Result:
    return CliRunner().invoke(
        build(Commands()), ["pii", "scan", "--jobs", "1", "--tier", "rules", *arguments], **more
    )


def found(*arguments: str, **more) -> list[dict]:
    result = run("--format", "jsonl", *arguments, **more)
    assert result.exit_code in (0, 1), result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def paths(*arguments: str) -> list[str]:
    return [one["path"] for one in found(*arguments)]


def git(*arguments: str, when: str = "2026-01-02T03:04:05+00:00") -> str:
    names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    environment = {
        **os.environ,
        **names,
        **dates,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()


def write(path: str, text: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


# What is found, and the exit code.


def test_a_folder_with_findings_ends_with_1_and_names_their_places() -> None:
    write("src/config.py", f'# 😀\nHOST = "db"\nTOKEN = "{TOKEN}"\n')
    result = run("src")
    assert result.exit_code == 1
    line, summary = result.stdout.splitlines()
    assert re.fullmatch(
        r"src/config\.py:3:10: KEY github\w+ [01]\.\d\d gh…2E \(has the form of a GitHub .+\)", line
    )
    assert summary.startswith("1 finding in 1 of 1 document (") and "MB/s" in summary
    assert run("src", "--exit-zero").exit_code == 0


def test_a_clean_folder_ends_with_0_and_says_what_was_scanned() -> None:
    write("a.py", "print(1)\n")
    write("b.go", "package b\n")
    result = run()
    assert result.exit_code == 0
    assert "Nothing found in this folder: 2 documents (19 bytes" in result.stdout
    assert "Python 1" in result.stdout and "Go 1" in result.stdout


def test_an_empty_folder_says_so() -> None:
    assert run().stdout == "There was nothing to look at in this folder.\n"


def test_standard_input() -> None:
    (one,) = found("-", input=f"mail {MAIL}\n")
    assert (one["path"], one["line"], one["column"], one["category"]) == ("<stdin>", 1, 6, "EMAIL")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "sarif", "html"])
def test_values_are_in_no_report_unless_asked_for(form: str) -> None:
    write("a.py", f'T = "{TOKEN}"\nM = "{MAIL}"\n{KEY}\n')
    result = run("--format", form)
    assert result.exit_code == 1
    assert not [value for value in SECRETS if value in result.output]
    shown = run("--format", form, "--show-values").stdout
    assert TOKEN in shown and MAIL in shown


def test_columns_count_characters_and_utf_16() -> None:
    write("a.py", f'x = "😀é", "{TOKEN}"')
    write("marked.py", b"\xef\xbb\xbf" + f'"{TOKEN}"'.encode())
    write("wide.txt", f"é\n{TOKEN}".encode("utf-16"))
    plain, marked, wide = found()
    assert (plain["column"], plain["end_column"], plain["utf16_column"]) == (12, 52, 13)
    assert (plain["start_byte"], plain["end_byte"]) == (15, 55)
    assert (marked["line"], marked["column"]) == (1, 2)
    assert (wide["line"], wide["column"]) == (2, 1)


def test_filters() -> None:
    write("a.py", f'T = "{TOKEN}"\nM = "{MAIL}"\n')
    assert [one["category"] for one in found("--category", "email")] == ["EMAIL"]
    assert [one["label"] for one in found("-l", "KEY", "-l", "NAME")] == ["KEY"]
    sure = [one["confidence"] for one in found()]
    assert len(found("--min-confidence", str(min(sure)))) == 2
    assert len(found("--min-confidence", "1")) == sure.count(1.0)
    wrong = run("--label", "SECRET")
    assert (wrong.exit_code, "There is no label SECRET." in wrong.stderr) == (2, True)
    assert "IP_ADDRESS" in wrong.stderr


def test_comments_let_findings_stand_and_are_counted() -> None:
    write("a.py", f'T = "{TOKEN}"  # goldsmith: allow\nU = "{OTHER}"  # pragma: allowlist secret\n')
    result = run()
    assert result.exit_code == 0
    assert "besides, 2 allowed by comments" in result.stdout


# Which files.


def test_a_work_tree_is_scanned_as_git_sees_it() -> None:
    git("init", "-q")
    for path in ("a.py", "build/b.py", "node_modules/c.js", "new/d.py", "gone.py"):
        write(path, f"T = '{TOKEN}'\n")
    write(".gitignore", "build/\n")
    git("add", "a.py", "gone.py")
    Path("gone.py").unlink()
    assert paths() == ["a.py", "new/d.py", "node_modules/c.js"]
    assert paths("new") == ["new/d.py"]
    assert paths("build") == ["build/b.py"]  # who names it wants it
    assert paths("--all") == ["a.py", "build/b.py", "new/d.py", "node_modules/c.js"]


def test_a_plain_folder_is_scanned_without_tools_folders() -> None:
    for path in ("a.py", "node_modules/c.js", ".hidden/d.py", "env/pyvenv.cfg", "env/lib/e.py"):
        write(path, f"T = '{TOKEN}'\n")
    write(".git/hooks/x", TOKEN)
    assert paths() == [".hidden/d.py", "a.py"]
    assert len(paths("--all")) == 5


def test_repositories_inside_are_scanned_and_links_are_not_followed(tmp_path: Path) -> None:
    git("init", "-q")
    write("inner/a.py", f"T = '{TOKEN}'\n")
    git("-C", "inner", "init", "-q")
    write(str(tmp_path / "outside/b.py"), f"T = '{TOKEN}'\n")
    Path("link").symlink_to(tmp_path / "outside")
    Path("loop").symlink_to(".")
    assert paths() == ["inner/a.py"]
    assert paths("link") == [str(tmp_path / "outside/b.py")]  # a link that is named is followed


def test_globs_leave_out() -> None:
    for path in ("a.py", "gen/b.py", "x/gen/c.py", "d.min.js"):
        write(path, f"T = '{TOKEN}'\n")
    assert paths("--exclude", "gen", "-x", "*.min.js") == ["a.py"]
    assert paths("--exclude", "gen/**") == ["a.py", "d.min.js", "x/gen/c.py"]


def test_binary_files_are_passed_over_and_counted() -> None:
    write("a.bin", b"\0\1" + TOKEN.encode())
    result = run("--strict")
    assert result.exit_code == 0
    assert "Not looked at: 1 binary." in result.stderr


# Tables.

ROWS = [
    {"content": "x = 1\n", "path": "lib/a.rb", "repo_name": "o/r", "lang": "Ruby"},
    {"content": f"y = 2\nT = '{TOKEN}'\n", "path": "lib/b.rb", "repo_name": "o/r", "lang": "Ruby"},
]


def write_tables() -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), "t.parquet")
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    write("t.jsonl.gz", gzip.compress(lines.encode()))
    write("t.jsonl", lines)


@pytest.mark.parametrize("name", ["t.parquet", "t.jsonl.gz", "t.jsonl"])
def test_rows_of_tables(name: str) -> None:
    write_tables()
    (one,) = found(name)
    assert (one["inside"], one["path"], one["row"]) == (name, "lib/b.rb", 2)
    assert (one["line"], one["column"], one["language"], one["repository"]) == (2, 6, "Ruby", "o/r")


def test_tables_in_a_folder_are_read_as_tables_and_json_lines_as_text() -> None:
    write_tables()
    assert [(one.get("inside"), one["path"], one["line"]) for one in found()] == [
        (None, "t.jsonl", 2),
        ("t.jsonl.gz", "lib/b.rb", 2),
        ("t.parquet", "lib/b.rb", 2),
    ]


def test_a_table_without_text_names_its_columns() -> None:
    pq.write_table(pa.table({"a": [1], "b": [2]}), "t.parquet")
    write("u.jsonl.gz", gzip.compress(b'{"a": 1}\n'))
    write("v.jsonl", f'{{"note": "{TOKEN}"}}\n')
    for name in ("t.parquet", "u.jsonl.gz"):
        result = run(name)
        assert result.exit_code == 2
        assert f"{name} has no column with the code: none of content, code, text" in result.stderr
        assert "Its columns are a" in result.stderr
    plain = run("v.jsonl")
    assert plain.exit_code == 1
    assert "v.jsonl:1:11: KEY" in plain.stdout and "scanned as plain text" in plain.stderr
    assert run(".").exit_code == 1 and run(".", "--strict").exit_code == 2


def test_a_broken_table_is_reported_and_the_others_go_on() -> None:
    write("t.parquet", b"PAR1 and nothing more")
    write("a.py", f"T = '{TOKEN}'\n")
    among = run(".")
    assert (among.exit_code, "t.parquet is not a readable Parquet file" in among.stderr) == (1, True)
    named = run("t.parquet", "a.py")
    assert (named.exit_code, "a.py:1:6: KEY" in named.stdout) == (2, True)


# Git.


def test_what_is_staged_is_scanned_as_it_is_staged() -> None:
    git("init", "-q")
    write("a.py", f"T = '{TOKEN}'\n")
    write("b.py", f"T = '{TOKEN}'\n")
    git("add", "a.py")
    write("a.py", "T = 1\n")  # mended, and not staged
    assert paths("--staged") == ["a.py"]
    git("commit", "-qm", "1")
    assert run("--staged").stdout == "There was nothing to look at in what is staged in this folder.\n"
    write("sub/c.py", f"T = '{TOKEN}'\n")
    git("add", ".")
    assert paths("--staged") == ["b.py", "sub/c.py"]
    assert paths("--staged", "sub") == ["sub/c.py"]


def test_staged_outside_of_a_repository_is_told() -> None:
    result = run("--staged")
    assert result.exit_code == 2
    assert "is in no git work tree" in result.stderr


def test_history_shows_each_version_once_with_its_first_commit() -> None:
    git("init", "-q", "-b", "main")
    write("a.py", f"T = '{TOKEN}'\n")
    git("add", ".")
    git("commit", "-qm", "1", when="2026-01-01T00:00:00+00:00")
    first = git("rev-parse", "HEAD")
    write("a.py", "T = 1\n")
    git("commit", "-qam", "2", when="2026-01-02T00:00:00+00:00")
    git("switch", "-qc", "side")
    write("b.py", f"U = '{OTHER}'\n")
    write("again.py", f"T = '{TOKEN}'\n")
    git("add", ".")
    git("commit", "-qm", "3", when="2026-01-03T00:00:00+00:00")
    third = git("rev-parse", "HEAD")
    git("switch", "-q", "main")
    assert paths() == []
    one, two = found("--history")
    assert (one["path"], one["commit"], one["date"]) == ("a.py", first, "2026-01-01T00:00:00+00:00")
    assert (two["path"], two["commit"]) == ("b.py", third)
    git("switch", "-q", "side")
    assert [one["path"] for one in found("--since", "main")] == ["again.py", "b.py"]
    assert f"{first[:8]}: a.py:1:6: KEY" in run("--history").stdout
    wrong = run("--since", "nowhere")
    assert (wrong.exit_code, "nowhere names no commit" in wrong.stderr) == (2, True)
    dangerous = run("--since", "--output=x")
    assert (dangerous.exit_code, Path("x").exists()) == (2, False)


def test_what_only_a_merge_brought_is_in_history() -> None:
    git("init", "-q", "-b", "main")
    write("a.py", "1\n")
    git("add", ".")
    git("commit", "-qm", "1")
    git("switch", "-qc", "side")
    write("b.py", "2\n")
    git("add", ".")
    git("commit", "-qm", "2")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "--no-commit", "side")
    write("a.py", f"T = '{TOKEN}'\n")
    git("add", ".")
    git("commit", "-qm", "merge")
    write("a.py", "1\n")
    git("commit", "-qam", "mended")
    assert paths("--history") == ["a.py"]


def test_options_that_exclude_each_other() -> None:
    assert run("--staged", "--history").exit_code == 2
    assert run("--update-baseline").exit_code == 2


# Baselines.


def test_a_baseline_lets_known_findings_stand_wherever_their_lines_move() -> None:
    git("init", "-q")
    write("src/a.py", f'T = "{TOKEN}"\nmail = "{MAIL}"\n')
    assert run("--baseline", "base.json").exit_code == 2
    made = run("--baseline", "base.json", "--update-baseline")
    assert (made.exit_code, "2 known findings (2 new, 0 gone)" in made.stdout) == (0, True)
    text = Path("base.json").read_text()
    assert not [value for value in SECRETS if value in text]
    assert "src/a.py" in text
    write("src/a.py", f'# moved\n\nimport x\nmail = "{MAIL}"\nT = "{TOKEN}"\n')
    known = run("--baseline", "base.json")
    assert (known.exit_code, "besides, 2 in the baseline" in known.stdout) == (0, True)
    assert run("src", "--baseline", "base.json").exit_code == 0  # from another path, the same
    write("src/a.py", f'mail = "{MAIL}"\nT = "{OTHER}"\n')
    (new,) = found("--baseline", "base.json")
    assert (new["label"], new["line"]) == ("KEY", 2)
    again = run("--baseline", "base.json", "--update-baseline")
    assert "2 known findings (1 new, 1 gone)" in again.stdout


def test_a_baseline_with_a_key_wants_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.py", f'T = "{TOKEN}"\n')
    monkeypatch.setenv("GOLDSMITH_BASELINE_KEY", "one")
    assert run("--baseline", "base.json", "--update-baseline").exit_code == 0
    assert run("--baseline", "base.json").exit_code == 0
    monkeypatch.delenv("GOLDSMITH_BASELINE_KEY")
    wrong = run("--baseline", "base.json")
    assert (wrong.exit_code, "another GOLDSMITH_BASELINE_KEY" in wrong.stderr) == (2, True)


def test_a_baseline_of_another_version_is_told() -> None:
    write("base.json", '{"goldsmith_baseline": 9}')
    result = run("--baseline", "base.json")
    assert (result.exit_code, "is of version 9" in result.stderr) == (2, True)


def test_a_baseline_is_not_written_where_a_source_failed() -> None:
    result = run("nowhere", "--baseline", "base.json", "--update-baseline")
    assert (result.exit_code, Path("base.json").exists()) == (2, False)


# Faults.


def test_a_path_that_is_not_there_ends_with_2_and_the_others_go_on() -> None:
    write("a.py", f"T = '{TOKEN}'\n")
    result = run("nowhere", "a.py")
    assert result.exit_code == 2
    assert "There is nothing at nowhere." in result.stderr
    assert "a.py:1:6: KEY" in result.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_unreadable_file_is_reported() -> None:
    write("a.py", "1").chmod(0)
    assert run().exit_code == 0
    assert run("--strict").exit_code == 2


def test_a_file_that_is_too_large_is_reported() -> None:
    write("a.py", TOKEN + " " + "x" * 20_000)
    result = run("--max-mb", "0.01")
    assert (result.exit_code, "the limit is 0.0 MB" in result.stderr) == (0, True)
    assert run("--max-mb", "0.01", "--strict").exit_code == 2
    assert "too large" in run("-", "--max-mb", "0.01", input="x" * 20_000).stderr


def test_a_device_is_no_file_and_does_not_block() -> None:
    os.mkfifo("pipe")
    write("a.py", f"T = '{TOKEN}'\n")
    assert paths() == ["a.py"]
    assert run("pipe").exit_code in (0, 2)


def test_a_broken_wide_file_is_reported() -> None:
    write("a.txt", b"\xff\xfe\x00\xd8\x00")
    assert "its bytes are not" in run().stderr


def test_a_huge_line() -> None:
    write("a.js", f"var t='{TOKEN}';" + "x" * 3_000_000)
    (one,) = found()
    assert (one["line"], one["column"]) == (1, 8)


def test_hostile_names_neither_steer_the_terminal_nor_break_lines() -> None:
    write("a\x1b[31m\nb\u202e.py", f"T = '{TOKEN}'\n")
    result = run()
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout and "\u202e" not in result.stdout
    assert len(result.stdout.splitlines()) == 2
    assert paths() == ["a\x1b[31m\nb\u202e.py"]  # JSON escapes what must be


def test_a_name_that_is_not_utf_8() -> None:
    with open(b"caf\xe9.py", "w") as file:
        file.write(f"T = '{TOKEN}'\n")
    assert paths() == ["caf\\xe9.py"]


# The processes.


def test_any_number_of_processes_reports_the_same(here: Path) -> None:
    for number in range(24):
        write(f"f{number:02}.py", f"T = '{TOKEN}'\n" + "x = 1\n" * 65_000)
    outputs = []
    for jobs in ("1", "2"):
        result = run("--format", "jsonl", "--jobs", jobs)
        assert result.exit_code == 1
        outputs.append(result.stdout)
    assert outputs[0] == outputs[1]
    assert outputs[0].count("\n") == 24


def test_the_command_itself_in_a_process_of_its_own(here: Path) -> None:
    write("a.py", f"T = '{TOKEN}'\n")
    done = subprocess.run(
        [sys.executable, "-m", "goldsmith.bootstrap", "pii", "scan", "--tier=rules", "--out", "r.sarif"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert "1 finding in 1 of 1 document" in done.stderr and "Look at: r.sarif" in done.stderr
    assert json.loads(Path("r.sarif").read_text())["version"] == "2.1.0"
    again = subprocess.run(
        [sys.executable, "-m", "goldsmith.bootstrap", "pii", "scan", "no"], capture_output=True
    )
    assert again.returncode == 2


def test_the_reports_file_and_the_baseline_are_not_scanned() -> None:
    write("a.py", f"M = '{MAIL}'\n")
    assert run("--show-values", "--out", "report.json").exit_code == 1
    assert run("--show-values", "--out", "report.json").exit_code == 1
    assert json.loads(Path("report.json").read_text())["counts"]["findings"] == 1


@pytest.mark.parametrize("arguments", [["--help"], ["pii", "--help"], ["pii", "scan", "--help"]])
def test_help_is_quick_to_show_because_it_loads_nothing_heavy(arguments: list[str]) -> None:
    probe = (
        "import sys; sys.argv = ['goldsmith', *sys.argv[1:]]\n"
        "from goldsmith.bootstrap import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe, *arguments], capture_output=True, text=True)
    assert done.returncode == 0 and "pii" in done.stdout
    heavy = {
        "pyarrow",
        "hyperscan",
        "re2",
        "onnxruntime",
        "numpy",
        "jinja2",
        "orjson",
        "magika",
        "multiprocessing",
    }
    assert not heavy & set(done.stderr.split())


def test_a_file_over_the_limit_that_is_binary_is_no_fault() -> None:
    write("a.bin", b"\0" * 20_000)
    assert run("--max-mb", "0.01", "--strict").exit_code == 0
    write("b.txt", ("x" * 20_000).encode("utf-16"))
    assert "b.txt: 0.0 MB; the limit is" in run("--max-mb", "0.01").stderr


def test_a_file_that_is_deleted_while_the_scan_runs_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    from goldsmith.corpus.scanning import sources

    write("a.py", f"T = '{TOKEN}'\n")
    write("b.py", f"T = '{TOKEN}'\n")
    real = sources.walk

    def walk_then_delete(*arguments, **more):
        yield from list(real(*arguments, **more))
        Path("a.py").unlink()

    monkeypatch.setattr(sources, "walk", walk_then_delete)
    result = run("--strict")
    assert result.exit_code == 2
    assert "a.py: It was deleted while the scan ran." in result.stderr and "b.py:1:6: KEY" in result.stdout


def test_the_hooks_run_what_the_command_takes() -> None:
    import shlex

    from ruamel.yaml import YAML

    hooks = YAML(typ="safe").load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text())
    git("init", "-q")
    write("a.py", f"T = '{TOKEN}'\n")
    git("add", ".")
    for hook in hooks:
        words = shlex.split(hook["entry"])
        assert words[:3] == ["goldsmith", "pii", "scan"] and hook["language"] == "python"
        names = [] if hook.get("pass_filenames") is False else ["a.py"]
        assert run(*words[3:], *names).exit_code == 1


def test_the_level_from_which_a_finding_counts() -> None:
    write("a.py", f"M = '{MAIL}'\n")
    (one,) = found()
    order = ["note", "warning", "error"]
    for level in order:
        expected = int(order.index(one["level"]) >= order.index(level))
        assert run("--fail-on", level).exit_code == expected
    write("b.py", f"T = '{TOKEN}'\n")
    assert run("--fail-on", "error").exit_code == 1


def test_a_model_that_is_not_there_is_told() -> None:
    write("a.py", "x")
    result = run("--tier", "full", "--model", "nowhere.bin")
    assert (result.exit_code, "nowhere.bin" in result.stderr) == (2, True)


@pytest.mark.parametrize("engine", ["re2", "auto"])
def test_engines_report_the_same(engine: str) -> None:
    write("a.py", f"T = '{TOKEN}'\nM = '{MAIL}'\n{KEY}\n")
    assert [one["kind"] for one in found("--engine", engine)] == [one["kind"] for one in found()]
    assert len(found("--engine", engine)) == 3


def test_columns_in_a_latin_1_file_count_its_letters() -> None:
    write("a.c", f'/* caf\xe9 */ char *t = "{TOKEN}";'.encode("latin-1"))
    (one,) = found()
    assert (one["line"], one["column"], one["end_column"], one["start_byte"]) == (1, 23, 63, 22)


def test_a_search_that_fails_in_one_file_ends_with_2_and_says_nothing_of_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from goldsmith.pii.detector import Detector

    write("a.py", f"T = '{TOKEN}'\n")
    write("b.py", f"T = '{OTHER}'\n")
    real = Detector.detect_many

    def fails_once(self, documents):
        if any(TOKEN.encode() in data for data in documents):
            raise ValueError(documents)
        return real(self, documents)

    monkeypatch.setattr(Detector, "detect_many", fails_once)
    result = run()
    assert result.exit_code == 2
    assert "a.py: The search failed unexpectedly: ValueError." in result.stderr
    assert "b.py:1:6: KEY" in result.stdout and TOKEN not in result.output
