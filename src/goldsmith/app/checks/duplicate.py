"""Whether a text asks for the same as another one, or is a model's example in other words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from goldsmith.app.checks.subject import Note, Subject, note
from goldsmith.app.ports import DeliveryStore, Row, TextStore
from goldsmith.evaluation.dedup import Embedder, Entry, Index, ModelMissing, Neighbour, Vectors

_MOST = 3


def entry_of(item_id: int, cell: tuple[str, ...], text: str) -> Entry:
    """A text as duplicates are looked for: within its track and category."""
    return Entry(str(item_id), text, cell[0] if cell else "", cell[1] if len(cell) > 1 else "")


class Duplicate:
    """Compares a text with those of all other items of the campaign, by words and by meaning."""

    title = "Near-duplicates"

    def __init__(self, texts: TextStore, deliveries: DeliveryStore, embedder: Embedder | None) -> None:
        self._texts = texts
        self._deliveries = deliveries
        self._embedder = embedder
        self._desks: dict[tuple[int, str], _Desk] = {}

    async def __call__(self, subject: Subject, rule: Mapping[str, Any]) -> list[Note]:
        """One note for the nearest duplicates, or that there is none."""
        key = (subject.campaign_id, subject.field)
        if key not in self._desks:
            self._desks[key] = _Desk(self._embedder)
        desk = self._desks[key]
        different = await self._deliveries.decided(subject.campaign_id, "different")
        but = {str(a if b == subject.item_id else b) for a, b in different if subject.item_id in (a, b)}
        async with desk.lock:
            if not desk.is_filled:
                rows = await self._texts.texts_of(subject.campaign_id, subject.field)
                await asyncio.to_thread(desk.fill, [row for row in rows if row["id"] != subject.item_id])
            found, why_words_only = await asyncio.to_thread(desk.look, subject, but)
        if found:
            near = "; ".join(f"item {one.id} ({one.kind}, {one.score:.2f}): {one.why}" for one in found)
            return [note(rule, self.title, "warning", f"Asks for the same as {near}.")]
        return [note(rule, self.title, "ok", f"None was found.{why_words_only}")]


class _Desk:
    """The index of one field of one campaign, filled at the first look."""

    def __init__(self, embedder: Embedder | None) -> None:
        self.lock = asyncio.Lock()
        self.is_filled = False
        self._embedder = embedder
        self._index = Index(embedder)
        self._latest: dict[int, str] = {}
        self._outdated: set[str] = set()
        self._missing = ""

    def fill(self, rows: list[Row]) -> None:
        for row in rows:
            self._add(row["id"], tuple(row["cell"] or ()), row["text"])
        self.is_filled = True

    def look(self, subject: Subject, but: set[str]) -> tuple[list[Neighbour], str]:
        """(duplicates, what could not be looked at); the text is known from now on."""
        # Added first, so that its vector is made once. Earlier rounds stay in the index under names of their own;
        # only the latest of each item counts.
        vector = self._add(subject.item_id, subject.cell, subject.text)
        own = {self._latest[subject.item_id]} | self._outdated
        entry = entry_of(subject.item_id, subject.cell, subject.text)
        near = self._index.nearest(
            subject.text, entry.language, entry.category, _MOST, but=own, vector=vector
        )
        found = [replace(one, id=one.id.partition("#")[0]) for one in near if one.is_duplicate]
        return [one for one in found if one.id not in but], self._missing

    def _add(self, item_id: int, cell: tuple[str, ...], text: str) -> Vectors | None:
        name = f"{item_id}#{len(self._index)}"
        entry = entry_of(item_id, cell, text)
        try:
            vector = self._index.add(Entry(name, text, entry.language, entry.category))
        except ModelMissing as error:
            self._without_model(str(error))
            vector = self._index.add(Entry(name, text, entry.language, entry.category))
        if item_id in self._latest:
            self._outdated.add(self._latest[item_id])
        self._latest[item_id] = name
        return vector

    def _without_model(self, why: str) -> None:
        self._missing = f" Compared by words only: {why}"
        self._index = Index(None)
        self._latest, self._outdated = {}, set()


class TooClose:
    """Whether a text is one of the model's examples that stood beside the editor."""

    title = "Closeness to a suggestion"

    def __init__(self, texts: TextStore, embedder: Embedder | None) -> None:
        self._texts = texts
        self._embedder = embedder

    async def __call__(self, subject: Subject, rule: Mapping[str, Any]) -> list[Note]:
        """One note."""
        rows = await self._texts.suggestions(subject.item_id)
        if not rows:
            return [note(rule, self.title, "ok", "There was no suggestion.")]
        near = await asyncio.to_thread(self._near, subject, rows)
        if near:
            words = f"Close to the suggestion “{near[0]['title']}” by {near[0]['model']}."
            return [note(rule, self.title, "warning", words)]
        return [note(rule, self.title, "ok", "Unlike the suggestions beside the editor.")]

    def _near(self, subject: Subject, rows: list[Row]) -> list[Row]:
        try:
            return self._near_by(self._embedder, subject, rows)
        except ModelMissing:
            return self._near_by(None, subject, rows)

    @staticmethod
    def _near_by(embedder: Embedder | None, subject: Subject, rows: list[Row]) -> list[Row]:
        index = Index(embedder)
        for row in rows:
            index.add(Entry(str(row["id"]), row["text"]))
        near = {one.id for one in index.nearest(subject.text, k=len(rows)) if one.is_duplicate}
        return [row for row in rows if str(row["id"]) in near]
