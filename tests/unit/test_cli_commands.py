"""Commands over a runtime that only takes notes: what is passed on, what is shown, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from goldsmith.bootstrap import main
from goldsmith.cli.app import build
from goldsmith.cli.runtime import Finding, OnProgress, UpOptions
from goldsmith.domain.errors import Conflict, GoldsmithError


class Notes:
    """A runtime that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.findings = [Finding("database", True, "answers"), Finding("port", None, "in use")]

    def up(self, options: UpOptions, on_started: Callable[[str, str, int | None], None]) -> None:
        self.asked.append(("up", options))
        on_started("http://127.0.0.1:1", "http://127.0.0.1:1/login#token", 4)

    def worker(self, data: Path | None, *, concurrency: int, parent: int | None) -> None:
        self.asked.append(("worker", data, concurrency, parent))

    def link(self, data: Path | None, url: str) -> str:
        return f"{url}/login#token"

    def campaigns(self, data: Path | None) -> list[dict[str, Any]]:
        return []

    def import_source(
        self,
        data: Path | None,
        campaign_id: int,
        source: str,
        *,
        licence: str | None,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        self.asked.append(("import", campaign_id, source, licence))
        on_progress("files read", 5, 5)
        return {"documents": 1234, "chunks": 5, "known": 1, "refused": 2}

    def export(self, data: Path | None, campaign_id: int, **how: Any) -> dict[str, Any]:
        how.pop("on_progress")
        self.asked.append(("export", campaign_id, how))
        return {"rows": 3, "bytes": 2_000_000}

    def demo(self, out: Path, **how: Any) -> dict[str, Any]:
        how.pop("on_progress")
        self.asked.append(("demo", out, how))
        return {"micro_f1": 0.97, "files": 12, "kinds": {"a": 1}}

    def doctor(self, data: Path | None) -> list[Finding]:
        return self.findings

    def backup(self, data: Path | None, to: Path) -> None:
        to.write_bytes(b"x" * 100)

    def restore(self, data: Path | None, source: Path) -> None:
        self.asked.append(("restore", source))


@pytest.fixture
def notes() -> Notes:
    return Notes()


def run(notes: Notes, *arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(build(notes), list(arguments), **more)


def test_up_shows_the_link(notes: Notes) -> None:
    result = run(notes, "up", "--recipe", "code-pii", "a", "b", "--port", "0", "--root", "/tmp")
    assert result.exit_code == 0, result.output
    assert "http://127.0.0.1:1/login#token" in result.output
    assert "Campaign 4 was created" in result.output
    options = notes.asked[0][1]
    assert (options.recipe, options.sources, options.port) == ("code-pii", ["a", "b"], 0)
    assert (options.host, options.roots, options.with_worker) == ("127.0.0.1", [Path("/tmp")], True)


def test_sources_want_a_recipe(notes: Notes) -> None:
    result = run(notes, "up", "some/folder")
    assert (result.exit_code, notes.asked) == (2, [])


def test_up_takes_a_model_that_suggests_where_there_is_a_recipe(notes: Notes) -> None:
    assert run(notes, "up", "--recipe", "code-pii", "--prelabel", "default", "a").exit_code == 0
    assert notes.asked[0][1].prelabel == "default"
    assert run(notes, "up", "--prelabel", "default").exit_code == 2


def test_import_counts(notes: Notes) -> None:
    result = run(notes, "import", "code", "-c", "3", "--licence", "MIT")
    assert notes.asked == [("import", 3, "code", "MIT")]
    assert "1,234 files came in as 5 chunks; 1 were there before, 2 were refused" in " ".join(
        result.output.split()
    )


def test_export_takes_its_format_from_the_name(notes: Notes, tmp_path: Path) -> None:
    out = tmp_path / "data.parquet"
    assert run(notes, "export", str(out), "-c", "3", "--no-aggregate").exit_code == 0
    assert notes.asked == [
        ("export", 3, {"content": "dataset", "form": "parquet", "out": out, "aggregate": False})
    ]
    assert run(notes, "export", str(tmp_path / "data.csv"), "-c", "3").exit_code == 2


def test_demo_prints_its_summary_as_json_last(notes: Notes, tmp_path: Path) -> None:
    result = run(notes, "demo", "--out", str(tmp_path), "--json", "--seed", "3")
    assert json.loads(result.output.splitlines()[-1])["micro_f1"] == 0.97
    assert notes.asked == [("demo", tmp_path, {"seed": 3, "chunks": None, "workers": None, "prelabel": None})]


def test_the_doctor_fails_only_for_what_is_wrong(notes: Notes) -> None:
    assert run(notes, "doctor").exit_code == 0
    notes.findings.append(Finding("disk", False, "full"))
    assert run(notes, "doctor").exit_code == 1


def test_restore_asks_first(notes: Notes, tmp_path: Path) -> None:
    source = tmp_path / "backup"
    source.write_bytes(b"x")
    assert run(notes, "restore", str(source), input="n\n").exit_code == 1
    assert notes.asked == []
    assert run(notes, "restore", str(source), "--yes").exit_code == 0
    assert notes.asked == [("restore", source)]


def test_a_list_without_campaigns_says_what_to_do(notes: Notes) -> None:
    assert "goldsmith up --recipe code-pii PATH" in run(notes, "campaigns").output


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (Conflict("It is taken.", hint="Take another."), "It is taken.\nTake another.\n"),
        (GoldsmithError("It failed."), "It failed.\n"),
    ],
)
def test_an_error_is_what_happened_and_what_to_do(
    error: GoldsmithError, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_args: Any) -> None:
        raise error

    monkeypatch.setattr("goldsmith.bootstrap.commands.Commands.campaigns", fail)
    monkeypatch.setattr("sys.argv", ["goldsmith", "campaigns"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == shown


def test_a_malformed_recipe_is_named_with_its_line_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "mine.yaml"
    recipe.write_text("recipe: mine\nversion: soon\n")
    data = tmp_path / "data"
    monkeypatch.setattr(
        "sys.argv", ["goldsmith", "up", "--recipe", str(recipe), "--data", str(data), str(tmp_path)]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("mine.yaml, line 2 at version: ")
    assert not data.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["up", "--recipe", "no-such", "."], "There is no recipe 'no-such'."),
        (["up", "--recipe", "code-pii", "/no/such/folder"], "There is nothing at /no/such/folder."),
        (["import", "/no/such/folder", "-c", "1"], "There is nothing at /no/such/folder."),
    ],
)
def test_mistakes_are_told_before_anything_starts(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GOLDSMITH_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("sys.argv", ["goldsmith", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(words)
    assert not (tmp_path / "data").exists()
