"""The gate of a delivery. Measure the recipe's criteria; send back what fails; say what falls short."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.checks.classifiers import first_field
from goldsmith.app.checks.contamination import Contamination
from goldsmith.app.duplicates import Duplicates
from goldsmith.app.evaluations import Evaluations, titles_of
from goldsmith.app.jobs import Jobs, Progress
from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row, TextStore
from goldsmith.app.principal import Principal
from goldsmith.domain.errors import Conflict
from goldsmith.domain.stage import StageKind
from goldsmith.domain.workflow import ITEM, ItemEvent, ItemState
from goldsmith.evaluation.distribution import Distribution
from goldsmith.evaluation.gate import MEASURES, Criterion, Evidence, GateReport, Override, gate
from goldsmith.evaluation.report.findings import Evaluation

_MOST_ITEMS = 100
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """A look at the dataset.

    Attributes:
        criteria: of the recipe.
        evidence: what was measured.
        points: the accepted data points with their answers.
        items: measure → ids of the items behind a shortfall.
        evaluation: win rates and what qualifies them.
        distribution: beside the target, or None.
        contaminated: ids of data points found in a benchmark.
        benchmarks: what they were compared with.
        duplicates_note: what could not be looked at for duplicates; empty where all was.
    """

    criteria: tuple[Criterion, ...]
    evidence: tuple[Evidence, ...]
    points: list[Row]
    items: Mapping[str, list[int]]
    evaluation: Evaluation
    distribution: Distribution | None
    contaminated: tuple[int, ...]
    benchmarks: tuple[str, ...]
    duplicates_note: str

    def decide(self, overrides: Sequence[Override] = ()) -> GateReport:
        """The verdict; raises as `gate` does."""
        return gate(self.criteria, self.evidence, overrides)


class Gates:
    """Use cases of the gate."""

    def __init__(
        self,
        deliveries: DeliveryStore,
        texts: TextStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        jobs: Jobs,
        clock: Clock,
        *,
        duplicates: Duplicates,
        evaluations: Evaluations,
        contamination: Contamination,
    ) -> None:
        self._deliveries = deliveries
        self._texts = texts
        self._store = campaign_store
        self._campaigns = campaigns
        self._jobs = jobs
        self._clock = clock
        self._duplicates = duplicates
        self._evaluations = evaluations
        self._contamination = contamination
        jobs.handle("gate", self._check)

    async def check(self, principal: Principal, campaign_id: int) -> Row:
        """Queue a look at the gate.

        Raises:
            Conflict: the recipe has no gate.
        """
        await self._campaigns.get(principal, campaign_id)
        recipe = await self._store.recipe(campaign_id) or {}
        if not recipe.get("gate"):
            raise Conflict("This campaign has no gate.", hint="Its recipe names the criteria: gate.")
        return await self._jobs.defer(principal, "gate", campaign_id, {})

    async def view(self, principal: Principal, campaign_id: int) -> Row | None:
        """The last look; None where nobody has looked yet."""
        await self._campaigns.get(principal, campaign_id)
        row = await self._deliveries.gate(campaign_id)
        if row is None:
            return None
        return {
            "at": row["at"],
            "is_passed": row["passed"],
            "items": row["items"],
            "is_stale": row["stale"],
            "criteria": row["report"]["criteria"],
            "shortfalls": row["report"]["shortfalls"],
        }

    async def measure(self, campaign_id: int, progress: Progress | None = None) -> Measured:
        """Measure everything that criteria may speak of."""

        async def step(number: int, words: str) -> None:
            if progress is not None:
                await progress(number, _STEPS, words)

        recipe = await self._store.recipe(campaign_id) or {}
        criteria = tuple(
            Criterion(row["measure"], row.get("at_least"), row.get("at_most")) for row in recipe["gate"]
        )
        await step(0, "looking for near-duplicates")
        note = await self._duplicates.find(campaign_id)
        open_pairs = await self._deliveries.duplicates(campaign_id, "open")
        await step(1, "comparing with benchmarks")
        points = await self._deliveries.points(campaign_id)
        contaminated, benchmarks = await self._contaminated(campaign_id, points)
        await step(2, "measuring the evaluation")
        evaluation = await self._evaluations.measure(campaign_id)
        waiting = await self._deliveries.open_pairs(campaign_id)
        await step(3, "counting")
        spread = await self._evaluations.distribution(campaign_id)
        evidence = [
            *_spread(spread, titles_of(recipe)),
            Evidence("near_duplicates", float(len(open_pairs))),
            Evidence("contaminated", float(len(contaminated)))
            if benchmarks
            else Evidence("contaminated", None, why_missing="there are no benchmarks to compare with"),
            *_win_rates(evaluation, waiting),
            *_reviews(points),
            *_runs(points, recipe),
            *_agreement(evaluation),
        ]
        items = {
            "near_duplicates": [row["second_id"] for row in open_pairs][:_MOST_ITEMS],
            "contaminated": contaminated[:_MOST_ITEMS],
            "sandbox_pass_rate": [p["id"] for p in points if run_verdict(p) == "failed"][:_MOST_ITEMS],
            "sandbox_unchecked": [p["id"] for p in points if run_verdict(p) == "unchecked"][:_MOST_ITEMS],
        }
        return Measured(
            criteria,
            tuple(evidence),
            points,
            items,
            evaluation,
            spread,
            tuple(contaminated),
            tuple(benchmarks),
            note,
        )

    async def _check(self, campaign_id: int, _args: Mapping[str, Any], progress: Progress) -> Row:
        """Job: measure, send back what fails, keep the verdict."""
        measured = await self.measure(campaign_id, progress)
        report = measured.decide()
        await progress(4, _STEPS, "sending back what fails")
        sent_back = await self._send_back(campaign_id, measured)
        kept = report_rows(measured, report)
        await self._deliveries.add_gate(
            campaign_id,
            passed=report.is_passed,
            items=len(measured.points),
            report=kept,
            now=self._clock(),
        )
        words = "passed" if report.is_passed else f"{len(report.shortfalls)} shortfalls"
        await progress(_STEPS, _STEPS, words)
        return {"passed": report.is_passed, "sent_back": sent_back, **kept}

    async def _send_back(self, campaign_id: int, measured: Measured) -> int:
        """Rework of what a benchmark holds: another author writes something else."""
        wanted = {criterion.measure for criterion in measured.criteria}
        if "contaminated" not in wanted:
            return 0
        by_id = {point["id"]: point for point in measured.points}
        first = {
            row["category"]: row["id"]
            for row in await self._store.stages(campaign_id)
            if row["position"] == 0
        }
        count = 0
        for item_id in measured.contaminated:
            state = ITEM.transition(ItemState.ACCEPTED, ItemEvent.REOPEN)
            count += await self._deliveries.reopen(
                item_id,
                ItemState.ACCEPTED.value,
                state.value,
                stage_id=first[by_id[item_id]["cell"][0]],
                data={"why": "It is in a benchmark that models are measured by."},
                now=self._clock(),
            )
        return count

    async def _contaminated(self, campaign_id: int, points: list[Row]) -> tuple[list[int], list[str]]:
        field = await first_field(self._store, campaign_id)
        index = await self._contamination.index(campaign_id)

        def look() -> list[int]:
            return [point["id"] for point in points if index.check(point["payload"].get(field) or "")]

        return await asyncio.to_thread(look), list(index.names)


def report_rows(measured: Measured, report: GateReport) -> Row:
    """A verdict as it is kept and shown."""
    short = {shortfall.criterion for shortfall in report.shortfalls}
    return {
        "criteria": [
            {
                "measure": criterion.measure,
                "words": MEASURES[criterion.measure].words,
                "limit": criterion.words,
                "measured": _measured(criterion, measured.evidence),
                "holds": criterion not in short,
            }
            for criterion in report.criteria
        ],
        "shortfalls": [
            {
                "measure": shortfall.criterion.measure,
                "scope": shortfall.scope,
                "words": shortfall.words,
                "item_ids": measured.items.get(shortfall.criterion.measure, []),
            }
            for shortfall in report.shortfalls
        ],
    }


def _measured(criterion: Criterion, evidence: Sequence[Evidence]) -> str:
    """The worst of what was measured for a criterion, or why there is no number."""
    found = [one for one in evidence if one.measure == criterion.measure]
    numbers = [one for one in found if one.value is not None and one.is_measured]
    if len(numbers) < len(found) or not found:
        missing = next((one.why_missing for one in found if one not in numbers), "")
        return f"not measured: {missing}" if missing else "not measured"
    worst = max(numbers, key=lambda one: criterion.gap(one.value or 0.0))
    value = worst.value or 0.0
    share = MEASURES[criterion.measure].unit == "share"
    words = f"{100 * value:.1f} %" if share else f"{value:g}"
    return f"{words} ({worst.scope})" if worst.scope else words


def run_verdict(point: Row) -> str:
    """What the sandbox said last of a data point: passed, failed, unchecked; "" where nothing was run."""
    runs = [answer for answer in point["answers"] or [] if answer["kind"] == StageKind.RUN]
    return str(runs[-1]["content"]["verdict"]) if runs else ""


def _spread(spread: Distribution | None, titles: Mapping[str, str]) -> list[Evidence]:
    if spread is None:
        missing = "the recipe has no target"
        return [
            Evidence(name, None, why_missing=missing) for name in ("target_deficit", "distribution_distance")
        ]
    short = [
        Evidence("target_deficit", float(cell.deficit), scope="/".join(titles.get(k, k) for k in cell.cell))
        for cell in spread.shortfalls()
    ]
    return [*(short or [Evidence("target_deficit", 0.0)]), Evidence("distribution_distance", spread.distance)]


def _win_rates(evaluation: Evaluation, waiting: int) -> list[Evidence]:
    """By experts where they compared, else the judge's corrected by nobody: then there is no number."""
    names = ("win_rate_low", "controlled_win_rate_low")
    if waiting:
        why = f"{waiting} pairs still wait to be compared"
        return [Evidence(name, None, why_missing=why) for name in names]
    if evaluation.experts is None:
        why = "no expert compared yet, and a judge alone is no evidence"
        return [Evidence(name, None, why_missing=why) for name in names]
    verdicts = evaluation.experts.verdicts
    found = [
        Evidence(names[0], rate.interval.low, scope=dict(rate.group).get("opponent", ""))
        for rate in verdicts.by_opponent
    ]
    for against in verdicts.controlled_by_opponent:
        rate = against.found.value
        found.append(
            Evidence(names[1], rate.interval.low, scope=against.opponent)
            if rate is not None
            else Evidence(names[1], None, scope=against.opponent, why_missing=against.found.why_missing)
        )
    return found


def _reviews(points: list[Row]) -> list[Evidence]:
    least, reviewed, twice = [], 0, 0
    for point in points:
        by_task: dict[int, set[int]] = defaultdict(set)
        for answer in point["answers"] or []:
            if answer["kind"] == StageKind.REVIEW:
                by_task[answer["task"]].add(answer["worker"])
        least.append(len({worker for workers in by_task.values() for worker in workers}))
        reviewed += bool(by_task)
        twice += any(len(workers) > 1 for workers in by_task.values())
    if not points:
        why = "there are no data points yet"
        return [Evidence(name, None, why_missing=why) for name in ("reviews_per_item", "second_review_share")]
    return [
        Evidence("reviews_per_item", float(min(least))),
        Evidence("second_review_share", twice / max(reviewed, 1)),
    ]


def _runs(points: list[Row], recipe: Mapping[str, Any]) -> list[Evidence]:
    if not any(stage["kind"] == StageKind.RUN for stage in recipe["stages"].values()):
        why = "the recipe runs no code"
        return [Evidence(name, None, why_missing=why) for name in ("sandbox_pass_rate", "sandbox_unchecked")]
    if not points:
        why = "there are no data points yet"
        return [Evidence(name, None, why_missing=why) for name in ("sandbox_pass_rate", "sandbox_unchecked")]
    verdicts = [run_verdict(point) for point in points]
    return [
        Evidence("sandbox_pass_rate", verdicts.count("passed") / len(verdicts)),
        Evidence(
            "sandbox_unchecked",
            float(sum(verdict != "passed" and verdict != "failed" for verdict in verdicts)),
        ),
    ]


def _agreement(evaluation: Evaluation) -> list[Evidence]:
    found = []
    for judge in evaluation.judges:
        agreement = judge.agreement.value
        found.append(
            Evidence("judge_agreement", agreement.agreement, scope=judge.verdicts.name)
            if agreement is not None
            else Evidence(
                "judge_agreement", None, scope=judge.verdicts.name, why_missing=judge.agreement.why_missing
            )
        )
    return found
