"""Documentation becomes problems: each piece serves the cell of the target that needs it most."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.jobs import Jobs, Progress
from goldsmith.app.ports import CampaignStore, Clock, CorpusStore, Row, TextStore
from goldsmith.app.principal import Principal
from goldsmith.domain.cells import Cell, neediest, shortage
from goldsmith.domain.errors import Conflict, GoldsmithError

_BATCH = 50


class ProblemReader(Protocol):
    """Reads documentation; wired to the corpus room, which is imported only where jobs run."""

    def __call__(
        self, source: str, *, rules: Mapping[str, Any], known: set[str], hints: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, Row]]:
        """Yield ("problem", {problem, language, hint, brief}) or ("refusal", {path, reason, detail})."""
        ...


class Refiner(Protocol):
    """Lets a model describe a problem, too."""

    async def __call__(self, campaign_id: int, recipe: Mapping[str, Any], section: Row) -> Row:
        """The section with what the model says of it; as it was, and why, where that fails."""
        ...


class Problems:
    """Jobs that make items of documentation, and more of them where the dataset falls short."""

    def __init__(
        self,
        texts: TextStore,
        corpus: CorpusStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        jobs: Jobs,
        clock: Clock,
        *,
        reader: ProblemReader,
        refiner: Refiner,
    ) -> None:
        self._texts = texts
        self._corpus = corpus
        self._store = campaign_store
        self._campaigns = campaigns
        self._jobs = jobs
        self._clock = clock
        self._reader = reader
        self._refiner = refiner
        jobs.handle("refill", self._refill)

    async def refill(self, principal: Principal, campaign_id: int) -> Row:
        """Queue the making of problems for the cells that fall short.

        Raises:
            Conflict: the campaign has no target.
        """
        await self._campaigns.get(principal, campaign_id)
        if not await self._store.target(campaign_id):
            raise Conflict("This campaign has no target.", hint="Its recipe says how many of what: target.")
        return await self._jobs.defer(principal, "refill", campaign_id, {})

    async def ingest(self, campaign_id: int, source: str, progress: Progress) -> Row:
        """Job: read documentation to its end; what is known already adds nothing.

        Returns:
            {documents refused, sections, problems (items made), known}.
        """
        recipe = await self._store.recipe(campaign_id) or {}
        known = {row["problem"] for row in await self._texts.sections(campaign_id)}
        counts = {"sections": 0, "problems": 0, "refused": 0}
        entries = self._reader(source, rules=recipe["documents"], known=known, hints=_hints(recipe))
        sections: list[Row] = []
        while (entry := await asyncio.to_thread(next, entries, None)) is not None:
            kind, row = entry
            if kind == "refusal":
                await self._corpus.add_refusal(
                    campaign_id, row["path"], row["reason"], row["detail"], self._clock()
                )
                counts["refused"] += 1
                continue
            sections.append(row)
            if len(sections) >= _BATCH:
                await self._add(campaign_id, recipe, sections, counts, progress)
                sections = []
        await self._add(campaign_id, recipe, sections, counts, progress)
        return counts

    async def fill_gaps(self, campaign_id: int) -> Row:
        """New problems for exactly the cells that lack them, from material that is there.

        Returns:
            {added: {cell: n}, lacking: {cell: n}}: what was made, and what no material is left for.
        """
        recipe = await self._store.recipe(campaign_id) or {}
        target = await self._store.target(campaign_id)
        lacks = shortage(target, await self._have(campaign_id))
        sections = await self._texts.sections(campaign_id)
        identities = await self._texts.identities(campaign_id)
        uses: Counter[str] = Counter(identity.partition(":")[0] for identity in identities)
        stages = await self._entries(campaign_id)
        rows, added = [], Counter[Cell]()
        for cell, count in sorted(lacks.items()):
            fits = _fits(recipe, cell[0])
            material = [row for row in sections if fits(row) and _identity(row, cell) not in identities]
            # What was used least goes first, so that a refill is about something else.
            material.sort(key=lambda row: (uses[row["problem"]], not _suggests(row, cell), row["id"]))
            for row in material[:count]:
                uses[row["problem"]] += 1
                rows.append(_item(recipe, row, cell, stages))
                added[cell] += 1
        await self._texts.add_items(campaign_id, rows, self._clock())
        left = lacks - added
        return {
            "added": {"/".join(cell): count for cell, count in sorted(added.items())},
            "lacking": {"/".join(cell): count for cell, count in sorted(left.items())},
        }

    async def _refill(self, campaign_id: int, _args: Mapping[str, Any], progress: Progress) -> Row:
        found = await self.fill_gaps(campaign_id)
        made, lacking = sum(found["added"].values()), sum(found["lacking"].values())
        words = f"{made} problems made"
        if lacking:
            words += f"; {lacking} more need documentation that is not there: import some"
        await progress(made, made + lacking, words)
        return found

    async def _add(
        self,
        campaign_id: int,
        recipe: Mapping[str, Any],
        sections: list[Row],
        counts: Row,
        progress: Progress,
    ) -> None:
        if not sections:
            return
        if recipe["documents"]["refine"]:
            sections = list(
                await asyncio.gather(*(self._refiner(campaign_id, recipe, row) for row in sections))
            )
        now = self._clock()
        items = await self._items(campaign_id, recipe, sections)
        new_sections, new_items = await self._texts.add_material(campaign_id, sections, items, now)
        counts["sections"] += new_sections
        counts["problems"] += new_items
        await progress(
            counts["sections"], None, f"{counts['sections']} sections, {counts['problems']} problems"
        )

    async def _items(
        self, campaign_id: int, recipe: Mapping[str, Any], sections: list[Row]
    ) -> dict[str, Row]:
        """The items of sections, by problem."""
        target = await self._store.target(campaign_id)
        stages = await self._entries(campaign_id)
        have = Counter(await self._have(campaign_id))
        rows = {}
        for section in sections:
            tracks = {track for track in stages if _fits(recipe, track)(section)}
            if target:
                cell = neediest(target, have, lambda c: c[0] in tracks, lambda c: _suggests(section, c))  # noqa: B023
            else:
                cell = next(((track,) for track in sorted(tracks)), None)
            if cell is not None:
                have[cell] += 1
                rows[section["problem"]] = _item(recipe, section, cell, stages)
        return rows

    async def _have(self, campaign_id: int) -> Mapping[Cell, int]:
        """Items by cell that are, or may yet become, data points."""
        rows = await self._texts.cells(campaign_id)
        return {tuple(row["cell"]): row["accepted"] + row["in_work"] + row["waiting"] for row in rows}

    async def _entries(self, campaign_id: int) -> dict[str, int]:
        """Track → its first stage."""
        stages = await self._store.stages(campaign_id)
        return {row["category"]: row["id"] for row in stages if row["position"] == 0}


def _hints(recipe: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(category key, pattern) from the words of the first dimension's values."""
    if not recipe["dimensions"]:
        return []
    return [
        (value["key"], r"\b(?:" + "|".join(re.escape(hint) for hint in value["hints"]) + r")\b")
        for value in recipe["dimensions"][0]["values"]
        if value["hints"]
    ]


def _fits(recipe: Mapping[str, Any], track_key: str) -> Any:
    """Whether a section can serve a track: it speaks of it, or of nothing in particular."""
    names = {track["key"]: {track["title"], *track["matches"]} for track in recipe["tracks"]}
    lower = {key: {name.lower() for name in all_names} for key, all_names in names.items()}
    known = set().union(*lower.values())

    def fits(section: Row) -> bool:
        language = (section["language"] or "").lower()
        if language in known:
            return language in lower[track_key]
        brief = section["brief"]
        about = " ".join(
            [brief["title"], *brief["keywords"], (brief.get("source") or {}).get("path", "")]
        ).lower()
        named = {key for key, words in lower.items() if any(_names(about, word) for word in words)}
        return track_key in named if named else bool(recipe["documents"]["any_track"])

    return fits


def _names(text: str, word: str) -> bool:
    """Whether a text names a track; names of one or two letters are too common to tell."""
    return len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _suggests(section: Row, cell: Cell) -> bool:
    return len(cell) < 2 or section["hint"] is None or section["hint"] == cell[1]


def _identity(section: Row, cell: Cell) -> str:
    return f"{section['problem']}:{'/'.join(cell)}"


def _item(recipe: Mapping[str, Any], section: Row, cell: Cell, stages: Mapping[str, int]) -> Row:
    return {
        "track": cell[0],
        "stage_id": stages[cell[0]],
        "identity": _identity(section, cell),
        "cell": list(cell),
        "brief": {**section["brief"], "subcategory": _subcategory(recipe, section, cell)},
    }


def _subcategory(recipe: Mapping[str, Any], section: Row, cell: Cell) -> str:
    """A subcategory of the cell's category whose words the material has; else one by turns, as its id says."""
    if len(cell) < 2:
        return ""
    values = {value["key"]: value for value in recipe["dimensions"][0]["values"]}
    names: list[str] = values[cell[1]]["subcategories"]
    if not names:
        return ""
    text = f"{section['brief'].get('title', '')} {section['brief'].get('context', '')}".lower()
    for name in names:
        if any(len(word) > 3 and word in text for word in re.findall(r"\w+", name.lower())):
            return name
    digest = hashlib.sha256(_identity(section, cell).encode()).digest()
    return names[digest[0] % len(names)]


def refused(section: Row, error: GoldsmithError) -> Row:
    """A section as it was, with the reason why no model described it."""
    return {**section, "brief": {**section["brief"], "refined": f"Not refined by a model: {error.detail}"}}
