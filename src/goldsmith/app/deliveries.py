"""Delivery: a frozen version of the dataset with its card, its evidence and the gate's verdict."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldsmith.app.campaigns import Campaigns
from goldsmith.app.checks.contamination import Contamination
from goldsmith.app.data_cards import card_of, text_row
from goldsmith.app.datasets import Writer
from goldsmith.app.evaluations import SUBJECT, Evaluations, comparisons_of
from goldsmith.app.gates import Gates, Measured, report_rows
from goldsmith.app.jobs import Jobs, Progress
from goldsmith.app.ports import CampaignStore, Clock, DeliveryStore, Row
from goldsmith.app.principal import Principal
from goldsmith.domain.errors import Conflict, NotFound, TooLarge
from goldsmith.evaluation.formats import alpacaeval, arena_hard, fastchat
from goldsmith.evaluation.gate import GateReport, Override
from goldsmith.evaluation.pairwise import Comparison

OpenWriter = Callable[..., Writer]
ModelTable = Callable[[int], Awaitable[list[Row]]]

_MAX_BENCHMARK_BYTES = 100_000_000
_CARD = "README.md"


class Deliveries:
    """Use cases of deliveries, and what stands around them: models, classifiers, benchmarks."""

    def __init__(
        self,
        deliveries: DeliveryStore,
        campaign_store: CampaignStore,
        campaigns: Campaigns,
        jobs: Jobs,
        clock: Clock,
        *,
        gates: Gates,
        evaluations: Evaluations,
        contamination: Contamination,
        model_table: ModelTable,
        folder: Path,
        open_writer: OpenWriter,
    ) -> None:
        self._deliveries = deliveries
        self._store = campaign_store
        self._campaigns = campaigns
        self._jobs = jobs
        self._clock = clock
        self._gates = gates
        self._evaluations = evaluations
        self._contamination = contamination
        self._model_table = model_table
        self._folder = folder
        self._open_writer = open_writer
        jobs.handle("deliver", self._deliver)

    async def models(self, principal: Principal, campaign_id: int) -> list[Row]:
        """Who plays which role, with the books."""
        await self._campaigns.get(principal, campaign_id)
        return await self._model_table(campaign_id)

    async def classifiers(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The latest classifier of each dimension, with its own accuracy."""
        await self._campaigns.get(principal, campaign_id)
        return [
            {
                **{key: row[key] for key in ("dimension", "version", "examples", "trained_at")},
                "accuracy": row["accuracy"]["value"],
                **{key: row["accuracy"][key] for key in ("low", "high", "chance", "words")},
            }
            for row in await self._deliveries.classifiers(campaign_id)
        ]

    async def benchmarks(self, principal: Principal, campaign_id: int) -> list[Row]:
        """The benchmarks that texts are compared with."""
        await self._campaigns.get(principal, campaign_id)
        return await self._contamination.listed(campaign_id)

    async def add_benchmark(self, principal: Principal, campaign_id: int, name: str, data: bytes) -> Row:
        """Keep the hashes of a benchmark, so that nothing of it gets into the dataset.

        Raises:
            TooLarge: more than 100 MB.
            InvalidInput: no texts are in it.
        """
        await self._campaigns.get(principal, campaign_id)
        if len(data) > _MAX_BENCHMARK_BYTES:
            raise TooLarge("The benchmark is larger than 100 MB.", hint="Upload its problems alone.")
        entries = await self._contamination.add(campaign_id, name, data, self._clock())
        return {"name": name, "entries": entries}

    async def deliver(
        self, principal: Principal, campaign_id: int, version: str, overrides: Sequence[Mapping[str, str]]
    ) -> Row:
        """Queue a delivery.

        Raises:
            Conflict: the version exists.
        """
        await self._campaigns.get(principal, campaign_id)
        if any(row["version"] == version for row in await self._deliveries.deliveries(campaign_id)):
            raise _taken(version)
        args = {
            "version": version,
            "overrides": [dict(override) for override in overrides],
            "by": principal.account_id,
            "by_name": principal.name,
        }
        return await self._jobs.defer(principal, "deliver", campaign_id, args)

    async def listed(self, principal: Principal, campaign_id: int) -> list[Row]:
        """Delivered versions, newest first."""
        await self._campaigns.get(principal, campaign_id)
        rows = await self._deliveries.deliveries(campaign_id)
        return [{**row, "rows": row["items"], "is_clean": row["clean"]} for row in rows]

    async def file(self, principal: Principal, delivery_id: int, name: str) -> Path:
        """One file of a delivery.

        Raises:
            NotFound: no such delivery of the caller's, or no such file in it.
        """
        row = await self._deliveries.delivery(delivery_id)
        if row is None:
            raise NotFound("There is no such delivery.")
        await self._campaigns.get(principal, row["campaign_id"], noun="delivery")
        path: Path = self._folder / row["folder"] / name
        if name not in row["files"] or not path.is_file():
            raise NotFound(f"The delivery has no file {name}.", hint=f"It has: {', '.join(row['files'])}.")
        return path

    async def _deliver(self, campaign_id: int, args: Mapping[str, Any], progress: Progress) -> Row:
        """Job: measure once more, decide, and write everything into a folder that appears when it is whole.

        A job that was killed and starts again goes on with its own delivery; what was delivered stays as it is.

        Raises:
            Conflict: the gate does not pass, or another job delivered the version meanwhile.
        """
        # A folder a job: two jobs of one version do not write over each other.
        name = f"campaign-{campaign_id}-{args['version']}-{progress.job_id}"
        if (earlier := await self._delivered(campaign_id, args["version"], name)) is not None:
            return earlier
        measured = await self._gates.measure(campaign_id, progress)
        overrides = [Override(row["measure"], args["by_name"], row["reason"]) for row in args["overrides"]]
        report = measured.decide(overrides)
        if not report.is_passed:
            short = [shortfall.words for shortfall in report.shortfalls if shortfall.override is None]
            raise Conflict(
                f"The gate does not pass: {' '.join(short[:3])}",
                hint="Fill what is missing, or answer for it by an override with a reason.",
            )
        if not measured.points:
            raise Conflict("There is nothing to deliver: no data point is accepted yet.")
        part = self._folder / f".{name}.part"
        await asyncio.to_thread(_fresh, part)
        files = await self._write(campaign_id, args, measured, report, part)
        await asyncio.to_thread(_put_in_place, part, self._folder / name)
        delivery_id = await self._deliveries.add_delivery(
            campaign_id,
            {
                "version": args["version"],
                "items": len(measured.points),
                "clean": report.is_clean,
                "overrides": [
                    {"measure": one.measure, "by": one.by, "reason": one.reason} for one in report.overrides
                ],
                "folder": name,
                "files": files,
                "created_by": args["by"],
            },
            self._clock(),
        )
        if delivery_id is None:
            await asyncio.to_thread(shutil.rmtree, self._folder / name, ignore_errors=True)
        delivered = await self._delivered(campaign_id, args["version"], name)
        assert delivered is not None
        return delivered

    async def _delivered(self, campaign_id: int, version: str, folder: str) -> Row | None:
        """What this job delivered, or None while nobody delivered the version.

        Raises:
            Conflict: another job delivered it.
        """
        rows = await self._deliveries.deliveries(campaign_id)
        row = next((row for row in rows if row["version"] == version), None)
        if row is None:
            return None
        if row["folder"] != folder:
            raise _taken(version)
        return {
            "delivery": row["id"],
            "version": version,
            "rows": row["items"],
            "files": row["files"],
        }

    async def _write(
        self, campaign_id: int, args: Mapping[str, Any], measured: Measured, report: GateReport, folder: Path
    ) -> list[str]:
        campaign = await self._store.campaign(campaign_id)
        recipe = await self._store.recipe(campaign_id) or {}
        assert campaign is not None
        rows = [text_row(point, recipe, simulated=campaign["simulated"]) for point in measured.points]
        for form in ("jsonl", "parquet"):
            await asyncio.to_thread(self._write_rows, folder / f"dataset.{form}", form, rows)
        page = await self._evaluations.report(campaign_id, campaign["title"], measured.evaluation)
        comparisons = await self._deliveries.comparisons(campaign_id)
        texts = {
            "evaluation.html": page,
            "evaluation.json": json.dumps(measured.evaluation.to_json(), indent=1, ensure_ascii=False),
            "gate.json": json.dumps(report_rows(measured, report), indent=1, ensure_ascii=False),
            **_comparison_files(comparisons, self._clock().timestamp()),
        }
        for name, text in texts.items():
            await asyncio.to_thread((folder / name).write_text, text, encoding="utf-8")
        card = await asyncio.to_thread(
            card_of,
            campaign=campaign,
            recipe=recipe,
            version=args["version"],
            measured=measured,
            report=report,
            models=await self._model_table(campaign_id),
            folder=folder,
            at=self._clock(),
        )
        await asyncio.to_thread((folder / _CARD).write_text, card, encoding="utf-8")
        return sorted(path.name for path in folder.iterdir())

    def _write_rows(self, path: Path, form: str, rows: list[Row]) -> None:
        writer = self._open_writer(path, content="texts", form=form)
        complete = False
        try:
            writer.write(rows)
            complete = True
        finally:
            writer.close(complete=complete)


def _comparison_files(rows: Sequence[Row], at: float) -> dict[str, str]:
    """The comparisons in the forms that other tools read; only those that fit a form are in it."""
    comparisons = comparisons_of(rows)
    if not comparisons:
        return {}
    prompts = {str(row["parent_id"]): row["payload"]["prompt"] for row in rows}
    outputs = {(str(row["parent_id"]), SUBJECT): row["payload"]["ours"] for row in rows}
    outputs |= {(str(row["parent_id"]), row["payload"]["opponent"]): row["payload"]["theirs"] for row in rows}
    files = {
        "comparisons.alpacaeval.json": alpacaeval.write_annotations(
            alpacaeval.from_comparisons(_one_judge_each(comparisons), SUBJECT, prompts, outputs)
        ),
        "comparisons.fastchat.jsonl": fastchat.write(
            fastchat.from_comparisons(comparisons, judge_prompt="judge-pair", tstamp=at)
        ),
    }
    judged = [row for row in comparisons if not row.is_expert]
    if judged:
        files["comparisons.arena-hard.jsonl"] = arena_hard.write(arena_hard.from_comparisons(judged, SUBJECT))
    return files


def _one_judge_each(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """AlpacaEval has one verdict a pair: the judges' where there are any, else the experts'."""
    judged = [row for row in comparisons if not row.is_expert]
    return judged or list(comparisons)


def _taken(version: str) -> Conflict:
    return Conflict(f"Version {version} was delivered already.", hint="A version is frozen; choose another.")


def _fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _put_in_place(part: Path, final: Path) -> None:
    # A job that was killed between the two steps starts again with the same folder.
    shutil.rmtree(final, ignore_errors=True)
    part.replace(final)
