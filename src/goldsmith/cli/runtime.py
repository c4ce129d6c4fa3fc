"""What the commands need done; `goldsmith.bootstrap` does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

#: (what, done, total or None)
OnProgress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `goldsmith doctor`.

    Attributes:
        what: the part that was looked at.
        ok: True, False, or None for a hint.
        words: what was found and, where it is wrong, what to do.
    """

    what: str
    ok: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class UpOptions:
    """Options of `goldsmith up`."""

    data: Path | None
    host: str
    port: int
    roots: Sequence[Path]
    recipe: str | None
    sources: Sequence[str]
    licence: str | None
    title: str | None
    prelabel: str | None
    ready_file: Path | None
    with_worker: bool


class Runtime(Protocol):
    """Everything a command can start."""

    def up(self, options: UpOptions, on_started: Callable[[str, str, int | None], None]) -> None:
        """Serve until stopped; `on_started` gets url, owner link and campaign."""
        ...

    def worker(self, data: Path | None, *, concurrency: int, parent: int | None) -> None:
        """Run jobs until stopped."""
        ...

    def link(self, data: Path | None, url: str) -> str:
        """A new one-time owner link."""
        ...

    def campaigns(self, data: Path | None) -> list[dict[str, Any]]:
        """All campaigns."""
        ...

    def import_source(
        self,
        data: Path | None,
        campaign_id: int,
        source: str,
        *,
        licence: str | None,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Import a source and wait for it; the counts."""
        ...

    def export(
        self,
        data: Path | None,
        campaign_id: int,
        *,
        content: str,
        form: str,
        out: Path,
        aggregate: bool,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Aggregate if asked, export, and copy the file to `out`; rows and bytes."""
        ...

    def demo(
        self,
        out: Path,
        *,
        seed: int,
        chunks: int | None,
        workers: int | None,
        prelabel: str | None,
        on_progress: OnProgress,
    ) -> dict[str, Any]:
        """Run the demo campaign, with a model's suggestions if one is named; its summary."""
        ...

    def demo_sft(
        self, out: Path, *, seed: int, points: int | None, experts: int | None, on_progress: OnProgress
    ) -> dict[str, Any]:
        """Run the demo campaign of code-sft; its summary."""
        ...

    def evaluate(self, file: Path, *, form: str, subject: str | None, out: Path) -> dict[str, Any]:
        """Report on comparisons in a file: {evaluation, conclusions, skipped}."""
        ...

    def doctor(self, data: Path | None) -> list[Finding]:
        """Look at everything that could be wrong."""
        ...

    def backup(self, data: Path | None, to: Path) -> None:
        """Write a backup of the embedded database."""
        ...

    def restore(self, data: Path | None, source: Path) -> None:
        """Replace the embedded database by a backup."""
        ...
