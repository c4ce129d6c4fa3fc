"""A dataset of texts: target and forecast, duplicates, evaluation, gate, deliveries, models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import FileResponse, HTMLResponse

from goldsmith.api import delivery_schemas as schemas
from goldsmith.api.context import Staff, Use
from goldsmith.api.schemas import Job

router = APIRouter(tags=["deliveries"])


@router.get("/campaigns/{campaign_id}/target", operation_id="target")
async def target(campaign_id: int, who: Staff, use: Use) -> schemas.TargetView:
    """The target beside what there is, cell by cell."""
    return schemas.TargetView(**await use.planning.target(who, campaign_id))


@router.get("/campaigns/{campaign_id}/planning", operation_id="planning")
async def planning(campaign_id: int, who: Staff, use: Use) -> schemas.Planning:
    """How fast pairs come, and when the target will be met."""
    return schemas.Planning(**await use.planning.view(who, campaign_id))


@router.get("/campaigns/{campaign_id}/models", operation_id="models")
async def models(campaign_id: int, who: Staff, use: Use) -> list[schemas.ModelRole]:
    """Who plays which role, what was asked of them, and what it cost."""
    return [schemas.ModelRole(**row) for row in await use.deliveries.models(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/classifiers", operation_id="classifiers")
async def classifiers(campaign_id: int, who: Staff, use: Use) -> list[schemas.ClassifierView]:
    """The embedded classifiers with their own accuracy."""
    return [schemas.ClassifierView(**row) for row in await use.deliveries.classifiers(who, campaign_id)]


@router.get("/campaigns/{campaign_id}/duplicates", operation_id="duplicates")
async def duplicates(
    campaign_id: int,
    who: Staff,
    use: Use,
    decision: Annotated[Literal["open", "duplicate", "different"] | None, Query()] = None,
) -> list[schemas.DuplicatePair]:
    """Prompts that look alike, open ones first; at most 500."""
    rows = await use.duplicates.listed(who, campaign_id, decision)
    await use.views.note(who, "duplicates", campaign_id)
    return [schemas.DuplicatePair(**row) for row in rows]


@router.post("/campaigns/{campaign_id}/duplicates/{pair_id}", operation_id="decide_duplicate")
async def decide_duplicate(
    campaign_id: int, pair_id: int, body: schemas.DuplicateDecisionIn, who: Staff, use: Use
) -> schemas.DuplicatePair:
    """Confirm or dismiss a pair. A confirmed one leaves the dataset; the decision can be taken back."""
    return schemas.DuplicatePair(**await use.duplicates.decide(who, campaign_id, pair_id, body.decision))


@router.get("/campaigns/{campaign_id}/benchmarks", operation_id="benchmarks")
async def benchmarks(campaign_id: int, who: Staff, use: Use) -> list[schemas.BenchmarkView]:
    """The benchmarks that texts are compared with: those that come with Goldsmith, and uploaded ones."""
    return [schemas.BenchmarkView(**row) for row in await use.deliveries.benchmarks(who, campaign_id)]


@router.post("/campaigns/{campaign_id}/benchmarks", status_code=202, operation_id="add_benchmark")
async def add_benchmark(
    campaign_id: int,
    who: Staff,
    use: Use,
    file: Annotated[UploadFile, File()],
    name: Annotated[str, Form(min_length=1, max_length=60)],
) -> dict[str, Any]:
    """Upload a benchmark (JSONL or text) whose problems must not be in the dataset; only hashes are kept."""
    return await use.deliveries.add_benchmark(who, campaign_id, name, await file.read())


@router.get("/campaigns/{campaign_id}/evaluation", operation_id="evaluation")
async def evaluation(campaign_id: int, who: Staff, use: Use) -> dict[str, Any]:
    """Win rates, biases and agreement as they stand; what could not be computed says why."""
    return await use.evaluations.view(who, campaign_id)


@router.get(
    "/campaigns/{campaign_id}/evaluation.html", operation_id="evaluation_page", response_class=HTMLResponse
)
async def evaluation_page(campaign_id: int, who: Staff, use: Use) -> HTMLResponse:
    """The same as a page with plots, complete in itself."""
    page = await use.evaluations.page(who, campaign_id)
    # Its styles are inside it and it has no script; the header keeps it that way.
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


@router.get("/campaigns/{campaign_id}/gate", operation_id="gate")
async def gate(campaign_id: int, who: Staff, use: Use) -> schemas.GateView | None:
    """The last look at the gate; null where nobody has looked yet."""
    view = await use.gates.view(who, campaign_id)
    return None if view is None else schemas.GateView(**view)


@router.post("/campaigns/{campaign_id}/gate", status_code=202, operation_id="check_gate")
async def check_gate(campaign_id: int, who: Staff, use: Use) -> Job:
    """Measure the dataset against the recipe's criteria, as a job; failing items go back, duplicates are found."""
    return Job(**await use.gates.check(who, campaign_id))


@router.post("/campaigns/{campaign_id}/refill", status_code=202, operation_id="refill")
async def refill(campaign_id: int, who: Staff, use: Use) -> Job:
    """Make new problems for exactly the cells that fall short, as a job."""
    return Job(**await use.problems.refill(who, campaign_id))


@router.get("/campaigns/{campaign_id}/deliveries", operation_id="deliveries")
async def deliveries(campaign_id: int, who: Staff, use: Use) -> list[schemas.Delivery]:
    """Delivered versions, newest first."""
    return [schemas.Delivery(**row) for row in await use.deliveries.listed(who, campaign_id)]


@router.post("/campaigns/{campaign_id}/deliveries", status_code=202, operation_id="deliver")
async def deliver(campaign_id: int, body: schemas.DeliveryIn, who: Staff, use: Use) -> Job:
    """Deliver the dataset as a job, if the gate passes or every shortfall is overridden by name and reason."""
    overrides = [override.model_dump() for override in body.overrides]
    return Job(**await use.deliveries.deliver(who, campaign_id, body.version, overrides))


@router.get("/deliveries/{delivery_id}/files/{name}", operation_id="delivery_file")
async def delivery_file(delivery_id: int, name: str, who: Staff, use: Use) -> FileResponse:
    """One file of a delivery: data, card, report or evidence."""
    path = await use.deliveries.file(who, delivery_id, name)
    await use.views.note(who, "delivery", delivery_id, name)
    return FileResponse(path, filename=name)
