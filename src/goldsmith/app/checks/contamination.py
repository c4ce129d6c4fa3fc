"""Whether a text is in a benchmark that models are measured by: hashed n-grams, no benchmark's text is kept."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith.app.checks.subject import Note, Subject, note
from goldsmith.app.ports import DeliveryStore, Row

if TYPE_CHECKING:
    from goldsmith.evaluation.decontamination import ContaminationIndex, Problem

_TITLE = "Benchmark contamination"
_MOST = 3
#: The form of a file by its first byte.
_SUFFIX = {b"{": ".jsonl", b"[": ".json"}


class Contamination:
    """Compares texts with the shipped benchmarks and with those that the owner uploaded."""

    def __init__(self, deliveries: DeliveryStore) -> None:
        self._deliveries = deliveries
        self._indexes: dict[int, tuple[tuple[int, ...], ContaminationIndex]] = {}

    async def __call__(self, subject: Subject, rule: Mapping[str, Any]) -> list[Note]:
        """One note; it names the benchmarks, so that nobody reads more into it than was done."""
        index = await self.index(subject.campaign_id)
        names = index.names
        if not names:
            return [note(rule, _TITLE, "unchecked", "Not checked: there are no benchmarks to compare with.")]
        hits = await asyncio.to_thread(index.check, subject.text)
        if not hits:
            return [note(rule, _TITLE, "ok", f"Not in {', '.join(names)}.")]
        found = "; ".join(f"{hit.benchmark} {hit.entry_id} ({100 * hit.share:.0f} %)" for hit in hits[:_MOST])
        return [note(rule, _TITLE, "warning", f"Shares its words with {found}.")]

    async def listed(self, campaign_id: int) -> list[Row]:
        """The benchmarks: {name, entries, is_shipped}."""
        uploaded = {row["name"] for row in await self._deliveries.benchmarks(campaign_id)}
        index = await self.index(campaign_id)
        return [
            {"name": name, "entries": count, "is_shipped": name not in uploaded}
            for name, count in index.sizes.items()
        ]

    async def add(self, campaign_id: int, name: str, data: bytes, now: datetime) -> int:
        """Keep the hashes of an uploaded benchmark; how many problems it has.

        Raises:
            InvalidInput: no texts are in it.
        """
        from goldsmith.evaluation.decontamination import ContaminationIndex

        index = await asyncio.to_thread(
            ContaminationIndex.build, name, await asyncio.to_thread(_problems, data)
        )
        await self._deliveries.add_benchmark(campaign_id, name, index.sizes[name], _packed(index), now)
        return index.sizes[name]

    async def index(self, campaign_id: int) -> ContaminationIndex:
        """What comes with Goldsmith and what the owner uploaded; an upload of the same name replaces."""
        from goldsmith.evaluation.decontamination import ContaminationIndex

        ids = tuple(row["id"] for row in await self._deliveries.benchmarks(campaign_id))
        kept = self._indexes.get(campaign_id)
        if kept is None or kept[0] != ids:
            index = await asyncio.to_thread(ContaminationIndex.shipped)
            for row in await self._deliveries.benchmarks(campaign_id, with_data=True):
                index = index.joined(await asyncio.to_thread(_unpacked, row["data"]))
            self._indexes[campaign_id] = kept = (ids, index)
        return kept[1]


def _problems(data: bytes) -> list[Problem]:
    from goldsmith.evaluation.benchmark_files import read_benchmark

    with tempfile.TemporaryDirectory() as folder:
        start = data.lstrip()[:1]
        path = Path(folder) / f"benchmark{_SUFFIX.get(start, '.txt')}"
        path.write_bytes(data)
        return read_benchmark(path)


def _packed(index: ContaminationIndex) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.npz"
        index.save(path)
        return path.read_bytes()


def _unpacked(data: bytes) -> ContaminationIndex:
    from goldsmith.evaluation.decontamination import ContaminationIndex

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.npz"
        path.write_bytes(data)
        return ContaminationIndex.load(path)
