"""Sources: code comes in through the licence gate, as documents, chunks, items and first tasks."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.jobs import Jobs, Progress
from goldsmith.app.ports import CampaignStore, Clock, CorpusStore, Row
from goldsmith.app.prelabels import Prelabeller, Prelabelling, with_prelabels
from goldsmith.app.principal import Principal, require_staff
from goldsmith.app.problems import Problems
from goldsmith.domain.errors import Forbidden, InvalidInput, NotFound, TooLarge

#: Documentation that is on every machine, by the names that stand for paths.
BUILT_IN = ("python:standard-library", "python:packages")

#: An upload at most, bytes.
MAX_UPLOAD = 2_000_000_000
_BLOCK = 1 << 20

Read = Callable[[int], Awaitable[bytes]]


class Ingestor(Protocol):
    """Reads a source; wired to the corpus room, which is imported only where jobs run."""

    def __call__(
        self, source: str, *, ingest_rules: Mapping[str, Any], declared_licence: str | None
    ) -> Iterator[tuple[str, Row, list[Row]]]:
        """Yield ("document", columns, chunks) or ("refusal", {path, reason, detail}, [])."""
        ...


class Sources:
    """Use cases around importing code."""

    def __init__(
        self,
        corpus: CorpusStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        jobs: Jobs,
        clock: Clock,
        *,
        roots: tuple[Path, ...],
        uploads: Path,
        ingestor: Ingestor,
        problems: Problems,
        open_prelabeller: Callable[[str], Prelabeller],
    ) -> None:
        self._corpus = corpus
        self._campaign_store = campaign_store
        self._campaigns = campaigns
        self._jobs = jobs
        self._clock = clock
        self._roots = tuple(root.resolve() for root in roots)
        self._uploads = uploads
        self._ingestor = ingestor
        self._problems = problems
        self._open_prelabeller = open_prelabeller
        jobs.handle("ingest", self._ingest)

    def roots(self, principal: Principal) -> list[str]:
        """The folders of this machine that imports may read."""
        require_staff(principal)
        return [str(root) for root in self._roots]

    async def import_path(
        self, principal: Principal, campaign_id: int, path: str, *, declared_licence: str | None
    ) -> Row:
        """Import a folder, repository or data file of the server's disk.

        Raises:
            Forbidden: it lies outside the folders the server was started with.
            NotFound: it does not exist.
            InvalidInput: no path can be so.
        """
        await self._campaigns.get(principal, campaign_id)
        if path in BUILT_IN:
            return await self.queue(principal, campaign_id, path, declared_licence=declared_licence)
        source = _resolved(path)
        if not any(source.is_relative_to(root) for root in self._roots):
            allowed = ", ".join(str(root) for root in self._roots) or "none"
            raise Forbidden(
                f"{source} lies outside the folders this server may read ({allowed}).",
                hint="Start it with `goldsmith up --root FOLDER`, or upload the files.",
            )
        if not source.exists():
            raise NotFound(
                f"There is nothing at {source}.", hint="Give a path on the machine that runs the server."
            )
        return await self.queue(principal, campaign_id, str(source), declared_licence=declared_licence)

    async def queue(
        self, principal: Principal, campaign_id: int, source: str, *, declared_licence: str | None
    ) -> Row:
        """Queue the import of a source that is known to be allowed (the command line's own paths)."""
        args = {"source": source, "declared_licence": declared_licence}
        return await self._jobs.defer(principal, "ingest", campaign_id, args)

    async def upload(
        self, principal: Principal, campaign_id: int, name: str, read: Read, *, declared_licence: str | None
    ) -> Row:
        """Keep an uploaded file and queue its import.

        Raises:
            TooLarge: more than 2 GB.
            InvalidInput: it is empty.
        """
        await self._campaigns.get(principal, campaign_id)
        # A folder each: the file keeps its name, so that the same upload twice gives the same paths.
        target = await asyncio.to_thread(_new_folder, self._uploads / str(campaign_id)) / _safe_name(name)
        size = await _keep(target, read)
        if size == 0:
            await asyncio.to_thread(_discard, target)
            raise InvalidInput(
                "The uploaded file is empty.", hint="Choose an archive, Parquet, JSONL or source file."
            )
        return await self.queue(principal, campaign_id, str(target), declared_licence=declared_licence)

    async def documents(self, principal: Principal, campaign_id: int, *, after: int, limit: int) -> list[Row]:
        """Files that passed, by id."""
        await self._campaigns.get(principal, campaign_id)
        return await self._corpus.documents(campaign_id, after=after, limit=limit)

    async def refusals(self, principal: Principal, campaign_id: int, *, after: int, limit: int) -> list[Row]:
        """Files that did not pass, by id."""
        await self._campaigns.get(principal, campaign_id)
        return await self._corpus.refusals(campaign_id, after=after, limit=limit)

    async def _ingest(
        self, campaign_id: int, args: Mapping[str, Any], progress: Progress
    ) -> Mapping[str, Any]:
        """Job: read the source to its end. Documents that are there already are passed over."""
        recipe = await self._campaign_store.recipe(campaign_id) or {}
        if recipe.get("tracks"):
            return await self._problems.ingest(campaign_id, args["source"], progress)
        first = await self._first_stages(campaign_id, recipe)
        counts = {"documents": 0, "known": 0, "refused": 0, "chunks": 0}
        entries = with_prelabels(
            self._ingestor(
                args["source"], ingest_rules=recipe["ingest"], declared_licence=args["declared_licence"]
            ),
            await self._prelabelling(recipe),
        )
        seen = 0
        while (entry := await asyncio.to_thread(next, entries, None)) is not None:
            kind, row, chunks, prelabels = entry
            if kind == "refusal":
                await self._corpus.add_refusal(
                    campaign_id, row["path"], row["reason"], row["detail"], self._clock()
                )
                counts["refused"] += 1
            else:
                added = await self._corpus.add_document(
                    campaign_id, row, chunks, prelabels=prelabels, now=self._clock(), **first
                )
                counts["documents" if added else "known"] += 1
                counts["chunks"] += len(chunks) if added else 0
            seen += 1
            if seen % 20 == 0:
                await progress(seen, None, f"{counts['documents']} files, {counts['chunks']} chunks")
        await progress(seen, seen, f"{counts['documents']} files, {counts['chunks']} chunks")
        return counts

    async def _prelabelling(self, recipe: Mapping[str, Any]) -> Prelabelling | None:
        """The model that suggests marks, loaded; None where the recipe wants none."""
        rules = recipe.get("prelabel")
        if rules is None:
            return None
        labels = {one["key"]: [label["key"] for label in one["labels"]] for one in recipe["categories"]}
        # In a thread: a model takes a moment to load.
        prelabeller = await asyncio.to_thread(self._open_prelabeller, rules["model"])
        return Prelabelling(prelabeller, labels, rules)

    async def _first_stages(self, campaign_id: int, recipe: Mapping[str, Any]) -> dict[str, Any]:
        categories = [category["key"] for category in recipe["categories"]]
        # Not by the recipe's order of stages: jsonb does not keep it.
        first = {
            row["category"]: row
            for row in await self._campaign_store.stages(campaign_id)
            if row["position"] == 0
        }
        return {
            "categories": categories,
            "stage_ids": {category: row["id"] for category, row in first.items()},
            "overlaps": {category: row["overlap_min"] for category, row in first.items()},
        }


def _resolved(path: str) -> Path:
    try:
        return Path(path).expanduser().resolve()
    except (ValueError, RuntimeError, OSError):
        # NUL, half a surrogate pair, a home that nobody has, a circle of links.
        raise InvalidInput("This is not a path.", hint="Give a path on the server's machine.") from None


def _safe_name(name: str) -> str:
    """A file name that cannot leave its folder or hide."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", Path(name).name).lstrip(".")[-100:] or "upload"


def _new_folder(parent: Path) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="upload-", dir=parent))


def _discard(upload: Path) -> None:
    upload.unlink(missing_ok=True)
    upload.parent.rmdir()


async def _keep(target: Path, read: Read) -> int:
    size = 0
    with target.open("xb") as file:
        while block := await read(_BLOCK):
            size += len(block)
            if size > MAX_UPLOAD:
                _discard(target)
                raise TooLarge(
                    "The file is larger than 2 GB.", hint="Put it on the server's disk and import its path."
                )
            await asyncio.to_thread(file.write, block)
    return size
