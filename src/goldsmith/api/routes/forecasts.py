"""Plans: what a campaign will cost, how long it takes and how good it gets, before it starts."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api.context import Staff, Use
from goldsmith.api.forecast_schemas import PlanIn, PlanPreset, PlanView
from goldsmith.api.schemas import Job

router = APIRouter(tags=["plans"])


@router.get("/plans/presets", operation_id="plan_presets")
async def plan_presets(who: Staff, use: Use) -> list[PlanPreset]:
    """Campaigns that were run, with what it takes to plan them again."""
    return [PlanPreset(**row) for row in use.forecasts.presets(who)]


@router.post("/plans", status_code=202, operation_id="plan")
async def plan(body: PlanIn, who: Staff, use: Use) -> Job:
    """Plan a campaign of marks; the job's result is the plan. Nothing is spent, and nothing is changed."""
    row = await use.forecasts.ask(
        who, recipe=body.recipe, campaign_id=body.campaign_id, request=body.request()
    )
    return Job(**row)


@router.get("/plans/{job_id}", operation_id="read_plan")
async def read_plan(job_id: int, who: Staff, use: Use) -> PlanView:
    """How far a plan is, and the plan once it is there."""
    row = await use.forecasts.read(who, job_id)
    return PlanView.model_validate({"job": row, "plan": row["result"]})
