"""Whether a text is of the stated category or language: by the embedded classifier, and a model where there is one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from goldsmith.app.campaign_models import CampaignModels
from goldsmith.app.checks.classifiers import Classifiers
from goldsmith.app.checks.subject import Note, Subject, note
from goldsmith.domain.errors import GoldsmithError, RateLimited, Unavailable
from goldsmith.llm.config import Role
from goldsmith.llm.prompt import shipped_prompt
from goldsmith.llm.schema import Schema

TRACK = "track"
_CLASSIFIER = "embedded classifier"
_SURE = 0.5
_WEAK_CHARS = 400


class Label:
    """Compares what an item was asked to be with what its text reads like."""

    def __init__(self, classifiers: Classifiers, models: CampaignModels) -> None:
        self._classifiers = classifiers
        self._models = models

    async def __call__(self, subject: Subject, rule: Mapping[str, Any]) -> list[Note]:
        """A note of the classifier (of names, for tracks), and one of the model that checks, if there is one."""
        dimension, titles = rule["dimension"], titles_of(subject.recipe, rule["dimension"])
        title, stated = _title(subject.recipe, dimension), stated_of(subject, dimension)
        if stated is None or stated not in titles:
            return [note(rule, title, "unchecked", "Not checked: the item states none.")]
        if dimension == TRACK and (named := _named(subject, stated)) is not None:
            # Who names the language needs no model to guess it.
            return [note(rule, title, *named)]
        notes = await self._by_model(subject, rule, title, stated, titles)
        return [await self._by_classifier(subject, rule, title, stated, titles), *notes]

    async def _by_classifier(
        self, subject: Subject, rule: Mapping[str, Any], title: str, stated: str, titles: Mapping[str, str]
    ) -> Note:
        classifier = await self._classifiers.of(subject.campaign_id, rule["dimension"])
        if classifier is None:
            words = "Not checked: there are too few examples to train the classifier with."
            return note(rule, title, "unchecked", words, by=_CLASSIFIER)
        found = await asyncio.to_thread(classifier.predict, subject.text)
        sure = f"{found.probability:.0%}"
        worth = classifier.accuracy.sentence()
        if found.label == stated:
            return note(rule, title, "ok", f"Reads as {titles[stated]} ({sure}). {worth}", by=_CLASSIFIER)
        reads = titles.get(found.label, found.label)
        is_sure = found.probability >= (rule["at_least"] if rule["rejects"] else _SURE)
        words = f"Reads as {reads} ({sure}), stated is {titles[stated]}. {worth}"
        return note(rule, title, "warning" if is_sure else "ok", words, by=_CLASSIFIER)

    async def _by_model(
        self, subject: Subject, rule: Mapping[str, Any], title: str, stated: str, titles: Mapping[str, str]
    ) -> list[Note]:
        bench = await self._models.bench(subject.campaign_id)
        player = bench.player(Role.CHECK)
        if player is None:
            return []
        by, is_weak = player.endpoint.name, player.endpoint.weak
        options = list(dict.fromkeys(titles.values()))
        request = shipped_prompt("check-label").request(
            {
                "text": subject.text[:_WEAK_CHARS] if is_weak else subject.text,
                "question": f"Which {title.lower()} does this task have?",
                "stated": titles[stated],
                "options": ", ".join(options)[:200],
            },
            _schema(tuple(options), with_words=not is_weak),
        )
        try:
            chosen = str((await bench.ask(request)).value["option"])
        except (Unavailable, RateLimited):
            if not is_weak:
                raise
            return [
                note(rule, title, "unchecked", "Not checked: the model does not answer.", by=by, is_weak=True)
            ]
        except GoldsmithError as error:
            words = f"Not checked: {error.detail}"
            return [note(rule, title, "unchecked", words, by=by, is_weak=is_weak)]
        if chosen == titles[stated]:
            return [note(rule, title, "ok", f"Reads as {chosen}.", by=by, is_weak=is_weak)]
        words = f"Reads as {chosen}, stated is {titles[stated]}."
        return [note(rule, title, "warning", words, by=by, is_weak=is_weak)]


@cache
def _schema(options: tuple[str, ...], *, with_words: bool) -> Schema:
    """The words that decided it first, then the option; a weak model only chooses."""
    words = {"words": {"type": "string", "maxLength": 200}} if with_words else {}
    properties = {**words, "option": {"enum": list(options)}}
    shape = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return Schema.of(shape, "label")


def titles_of(recipe: Mapping[str, Any], dimension: str) -> dict[str, str]:
    """Key → title of the values of a dimension, or of the tracks."""
    if dimension == TRACK:
        return {track["key"]: track["title"] for track in recipe["tracks"]}
    found = next(d for d in recipe["dimensions"] if d["key"] == dimension)
    return {value["key"]: value["title"] for value in found["values"]}


def stated_of(subject: Subject, dimension: str) -> str | None:
    """What the item states: its track, or its value of a dimension."""
    keys = [TRACK, *(d["key"] for d in subject.recipe["dimensions"])]
    at = keys.index(dimension)
    return subject.cell[at] if at < len(subject.cell) else None


def _title(recipe: Mapping[str, Any], dimension: str) -> str:
    if dimension == TRACK:
        return str(recipe["track_title"])
    return str(next(d["title"] for d in recipe["dimensions"] if d["key"] == dimension))


def _named(subject: Subject, stated: str) -> tuple[Any, str] | None:
    """What the names of tracks in the text say; None where it names none."""
    named = {track["key"]: _count(track, subject.text) for track in subject.recipe["tracks"]}
    titles = titles_of(subject.recipe, TRACK)
    if named.get(stated):
        return "ok", f"It names {titles[stated]}."
    others = [titles[key] for key, count in named.items() if count]
    if others:
        return "warning", f"It names {', '.join(others)}, not {titles[stated]}."
    return None


def _count(track: Mapping[str, Any], text: str) -> int:
    """How often a track is named; short names such as C, R and Go count only in their own spelling."""
    total = 0
    for name in {track["title"], *track["matches"]}:
        flags = re.IGNORECASE if len(name) > 2 else re.NOFLAG
        total += len(re.findall(rf"(?<![\w+#.-]){re.escape(name)}(?![\w+#-])", text, flags))
    return total
