"""Drive a whole code-pii campaign over the public API, from an empty server to files on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldsmith.domain.errors import Conflict, Unavailable
from goldsmith.simulation.client import Api
from goldsmith.simulation.crowd import Crowd, Limits, OnProgress

RECIPE = "code-pii"
EXPERT_STAGE = "expert"
_POLL_S = 0.2
_JOB_TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True)
class Exports:
    """Files that a campaign left.

    Attributes:
        jsonl, parquet: the dataset, one row a file.
        answers: raw answers, one row an answer, JSONL.
    """

    jsonl: Path
    parquet: Path
    answers: Path


class SimulatedCampaign:
    """A campaign that is marked as simulated, run by its owner.

    Args:
        owner: the owner's API.
        campaign: as the server described it.
        on_progress: told about every step.
    """

    def __init__(self, owner: Api, campaign: dict[str, Any], on_progress: OnProgress) -> None:
        self._owner = owner
        self._on_progress = on_progress
        self.id: int = campaign["id"]
        self.base = f"/campaigns/{self.id}"

    @classmethod
    async def create(
        cls, owner: Api, title: str, on_progress: OnProgress, *, prelabel: Mapping[str, Any] | None = None
    ) -> SimulatedCampaign:
        """Create it from the shipped recipe, with a model's suggestions where its values are given."""
        body = {"recipe": RECIPE, "title": title, "simulated": True, "prelabel": prelabel}
        return cls(owner, await owner.post("/campaigns", body), on_progress)

    async def import_code(self, folder: Path, *, declared_licence: str | None) -> dict[str, Any]:
        """Import a folder below one of the server's roots; returns the job's counts."""
        body = {"path": str(folder), "declared_licence": declared_licence}
        return await self._finish(await self._owner.post(f"{self.base}/imports", body), "files imported")

    async def open(self) -> None:
        """Start the campaign and open all its stages."""
        await self._owner.post(f"{self.base}/events", {"event": "start"})
        await self._owner.post(f"{self.base}/stages/events", {"event": "open"})

    async def invite(self, people: int) -> str:
        """An invite for simulated workers; its code."""
        body = {"note": "Simulated crowd", "max_uses": people, "days": 1, "simulated": True}
        code: str = (await self._owner.post(f"{self.base}/invites", body))["code"]
        return code

    async def run(self, crowd: Crowd, people: int, limits: Limits) -> None:
        """Let the crowd join, learn and work."""
        await crowd.join(await self.invite(people), self._on_progress)
        await crowd.appoint_experts(self._owner)
        stages = await self._owner.get(f"{self.base}/stages")
        experts = frozenset(stage["id"] for stage in stages if stage["template"] == EXPERT_STAGE)
        await crowd.work(self._owner, experts, limits, self._on_progress)

    async def finish(self) -> dict[str, Any]:
        """End the campaign; as it stands then."""
        campaign: dict[str, Any] = await self._owner.post(f"{self.base}/events", {"event": "finish"})
        return campaign

    async def accept(self) -> int:
        """Accept and pay all work that waits for a decision; how much that was."""
        done = await self._owner.post(f"{self.base}/decisions/accept-waiting", {})
        accepted: int = done["accepted"]
        return accepted

    async def export(self, out: Path) -> Exports:
        """Aggregate, and download the dataset and the raw answers into a folder."""
        job = await self._owner.post(f"{self.base}/aggregations")
        await self._finish(job, "files aggregated")
        exports = Exports(out / "dataset.jsonl", out / "dataset.parquet", out / "answers.jsonl")
        await self._export("dataset", "jsonl", exports.jsonl)
        await self._export("dataset", "parquet", exports.parquet)
        await self._export("answers", "jsonl", exports.answers)
        return exports

    async def workers(self) -> list[dict[str, Any]]:
        """The campaign's workers, as its owner sees them."""
        rows: list[dict[str, Any]] = await self._owner.get(f"{self.base}/workers")
        return rows

    async def prelabels(self) -> list[dict[str, Any]]:
        """What became of a model's suggestions, as its owner sees it."""
        rows: list[dict[str, Any]] = await self._owner.get(f"{self.base}/prelabels")
        return rows

    async def _export(self, content: str, form: str, to: Path) -> None:
        job = await self._owner.post(f"{self.base}/exports", {"content": content, "format": form})
        await self._finish(job, "rows exported")
        part = to.with_name(f".{to.name}.part")
        with part.open("wb") as file:
            await self._owner.download(f"/exports/{job['id']}/file", file.write)
        part.replace(to)

    async def _finish(self, job: dict[str, Any], what: str) -> dict[str, Any]:
        """Wait for a job, showing its progress.

        Raises:
            Conflict: it failed or was cancelled.
            Unavailable: it does not end.
        """
        end = asyncio.get_running_loop().time() + _JOB_TIMEOUT_S
        while job["state"] not in ("DONE", "FAILED", "CANCELLED"):
            if asyncio.get_running_loop().time() > end:
                raise Unavailable(
                    f"The job {job['kind']} is not finished after {_JOB_TIMEOUT_S:.0f} s.",
                    hint="Look whether `goldsmith worker` runs.",
                )
            await asyncio.sleep(_POLL_S)
            job = await self._owner.get(f"/jobs/{job['id']}")
            self._on_progress(what, job["done"], job["total"])
        if job["state"] != "DONE":
            raise Conflict(
                f"The job {job['kind']} ended as {job['state']}: {job['message']}",
                hint="See the server's log.",
            )
        result: dict[str, Any] = job["result"] or {}
        self._on_progress(what, job["done"], job["done"])
        return result
