"""A data point as a row of the delivered files, and the facts of the dataset's card."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from goldsmith.app.evaluations import titles_of
from goldsmith.app.gates import Measured, run_verdict
from goldsmith.app.ports import Row
from goldsmith.domain.stage import MACHINE_KINDS, StageKind
from goldsmith.evaluation.card import render_card
from goldsmith.evaluation.card_facts import (
    CardFacts,
    Check,
    Column,
    DataFile,
    DatedOverride,
    GateFacts,
    ModelUse,
    People,
    SandboxResult,
    Source,
)
from goldsmith.evaluation.distribution import Distribution
from goldsmith.evaluation.gate import GateReport

_COLUMNS = (
    Column(
        "id", "string", "where the data point comes from and what it was asked to be; stable over versions"
    ),
    Column("messages", "list of {role, content}", "the prompt as user, the completion as assistant"),
    Column("track", "string", "the track (language) it was written for"),
    Column("dimensions", "list of {name, value}", "category, difficulty and so on"),
    Column("fields", "list of {name, value}", "every text that was written"),
    Column("keywords", "list of string", "of the documentation it started from"),
    Column("source", "{path, link, quote}", "that documentation, quoted and linked"),
    Column("sandbox", "string", "passed, failed, unchecked; empty where nothing is run"),
    Column("rounds", "int", "rejections it went through"),
    Column("reviews", "int", "reviews by people"),
    Column("simulated", "bool", "programs stood in for the people"),
    Column("provenance", "{item, answers, workers}", "the item, how many answers it took, whose (ids)"),
)
_BLOCK = 1 << 20


def text_row(point: Row, recipe: Mapping[str, Any], *, simulated: bool) -> Row:
    """A data point as it is delivered; see `goldsmith.corpus.writers.TEXTS`."""
    payload = {key: value for key, value in point["payload"].items() if isinstance(value, str)}
    cell, brief, answers = point["cell"], point["brief"] or {}, point["answers"] or []
    evaluated = next((s for s in recipe["stages"].values() if s["kind"] == StageKind.EVALUATE), None)
    prompt, answer = (evaluated["prompt"], evaluated["answer"]) if evaluated else ("prompt", "completion")
    people = [row for row in answers if StageKind(row["kind"]) not in MACHINE_KINDS]
    rejections = [
        row
        for row in answers
        if row["content"].get("verdict") in ("rejected", "failed") and row["kind"] != "compare"
    ]
    source = brief.get("source") or {}
    return {
        "id": point["identity"],
        "messages": [
            {"role": "user", "content": payload.get(prompt, "")},
            {"role": "assistant", "content": payload.get(answer, "")},
        ],
        "track": cell[0],
        "dimensions": [
            {"name": dimension["key"], "value": key}
            for dimension, key in zip(recipe["dimensions"], cell[1:], strict=False)
        ],
        "fields": [{"name": key, "value": value} for key, value in sorted(payload.items())],
        "keywords": list(brief.get("keywords", [])),
        "source": {key: str(source.get(key, "")) for key in ("path", "link", "quote")},
        "sandbox": run_verdict(point),
        "rounds": len(rejections),
        "reviews": sum(row["kind"] == StageKind.REVIEW for row in answers),
        "simulated": simulated,
        "provenance": {
            "item": point["id"],
            "answers": len(answers),
            "workers": sorted({row["worker"] for row in people}),
        },
    }


def card_of(
    *,
    campaign: Row,
    recipe: Mapping[str, Any],
    version: str,
    measured: Measured,
    report: GateReport,
    models: Sequence[Row],
    folder: Path,
    at: datetime,
) -> str:
    """The dataset card of a delivery, in Markdown."""
    points, titles = measured.points, titles_of(recipe)
    workers = {
        row["worker"]
        for point in points
        for row in point["answers"] or []
        if StageKind(row["kind"]) not in MACHINE_KINDS
    }
    facts = CardFacts(
        title=campaign["title"],
        version=version,
        description=recipe["description"] or campaign["title"],
        made_on=at.date(),
        data_points=len(points),
        natural_languages=("en",),
        programming_languages=tuple(
            titles[key] for key in sorted({point["cell"][0] for point in points}) if _runs(recipe)
        ),
        licences=("other",),
        task_categories=("text-generation",),
        stages=_stages(recipe),
        models=tuple(ModelUse(row["role"], row["name"], row["is_weak"]) for row in models if row["calls"]),
        people=People(len(workers), 0, campaign["simulated"]),
        distribution=_titled(measured.distribution, titles),
        checks=_checks(measured),
        sandbox=_sandbox(points, titles) if _runs(recipe) else (),
        evaluation=measured.evaluation if measured.evaluation.opponents else None,
        gate=GateFacts(
            measured.criteria,
            measured.evidence,
            tuple(DatedOverride(override, at) for override in report.overrides),
        ),
        sources=_sources(points),
        limits=_limits(campaign, models),
        columns=_COLUMNS,
        files=tuple(_file(path, len(points)) for path in sorted(folder.iterdir())),
    )
    return render_card(facts)


def _titled(found: Distribution | None, titles: Mapping[str, str]) -> Distribution | None:
    """The distribution with its cells as people read them."""
    if found is None:
        return None
    cells = (replace(cell, cell=tuple(titles.get(key, key) for key in cell.cell)) for cell in found.cells)
    return replace(found, cells=tuple(sorted(cells, key=lambda cell: cell.cell)))


def _runs(recipe: Mapping[str, Any]) -> bool:
    return any(stage["kind"] == StageKind.RUN for stage in recipe["stages"].values())


def _stages(recipe: Mapping[str, Any]) -> tuple[str, ...]:
    """One sentence a stage; in an order that does not depend on how the recipe was kept."""
    who = {
        StageKind.AUTHOR: "an expert writes",
        StageKind.REVIEW: "another expert reviews with a form, and accepts or rejects with reasons",
        StageKind.CHECK: "machines check, and leave their evidence to the reviewer",
        StageKind.RUN: "the code is run in a sandbox, with its tests",
        StageKind.EVALUATE: "other models complete the same prompt",
        StageKind.JUDGE: "a judge model compares blind, in both orders",
        StageKind.COMPARE: "experts compare blind",
    }
    order = list(who)
    stages = sorted(recipe["stages"].values(), key=lambda stage: order.index(StageKind(stage["kind"])))
    return tuple(f"{_name(stage['title'])}: {who[StageKind(stage['kind'])]}." for stage in stages)


def _name(title: str) -> str:
    """A stage's title without the place where its track stands."""
    return title.replace("({track})", "").replace("{track}", "").strip(" :")


def _checks(measured: Measured) -> tuple[Check, ...]:
    found = {one.measure: one for one in measured.evidence}
    duplicates, contaminated = found["near_duplicates"], found["contaminated"]
    return (
        Check(
            "near-duplicates",
            "within the dataset",
            "MinHash of word pairs, then sentence vectors, then the demands of both prompts"
            + (f" ({measured.duplicates_note})" if measured.duplicates_note else ""),
            None if duplicates.value is None else int(duplicates.value),
            outcome="unresolved pairs; confirmed ones were removed",
        ),
        Check(
            "benchmark contamination",
            ", ".join(measured.benchmarks) or "no benchmark",
            "hashed n-grams",
            None if contaminated.value is None else int(contaminated.value),
            why_missing=contaminated.why_missing,
            outcome="found ones go back to be written anew",
        ),
    )


def _sandbox(points: Sequence[Row], titles: Mapping[str, str]) -> tuple[SandboxResult, ...]:
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, str] = {}
    for point in points:
        track, verdict = point["cell"][0], run_verdict(point) or "unchecked"
        verdicts[track][verdict] += 1
        if verdict == "unchecked":
            runs = [row for row in point["answers"] or [] if row["kind"] == StageKind.RUN]
            words = (runs[-1]["content"].get("run") or {}).get("words", "") if runs else "it was not run"
            reasons[track] = words or "not checked"
    return tuple(
        SandboxResult(
            titles.get(track, track),
            found["passed"],
            found["failed"],
            found["unchecked"],
            reasons.get(track, ""),
        )
        for track, found in sorted(verdicts.items())
    )


def _sources(points: Sequence[Row]) -> tuple[Source, ...]:
    documents: dict[str, set[str]] = defaultdict(set)
    for point in points:
        path = str(((point["brief"] or {}).get("source") or {}).get("path", ""))
        documents[path.partition("/")[0] or "documentation"].add(path)
    return tuple(
        Source(title, "not recorded", title, len(paths)) for title, paths in sorted(documents.items())
    )


def _limits(campaign: Row, models: Sequence[Row]) -> tuple[str, ...]:
    limits = []
    if campaign["simulated"]:
        limits.append(
            "Programs stood in for experts: this dataset shows that the pipeline works, nothing more."
        )
    if any(row["is_weak"] and row["calls"] for row in models):
        limits.append("A small embedded model took part; a win against it, and its verdicts, say little.")
    limits.append("Contamination was looked for only in the benchmarks named above.")
    return tuple(limits)


def _file(path: Path, rows: int) -> DataFile:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    is_data = path.name.startswith("dataset.")
    # Both forms hold the same rows; loaders take one of them.
    split = "train" if path.suffix == ".parquet" else ""
    return DataFile(path.name, rows if is_data else 0, path.stat().st_size, digest.hexdigest(), split)
