"""Campaigns, stages, sources, jobs, exports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import FileResponse

from goldsmith.api import schemas
from goldsmith.api.context import Cursor, Limit, Staff, Use, next_cursor

router = APIRouter(tags=["campaigns"])


@router.get("/recipes", operation_id="recipes")
async def recipes(_who: Staff, use: Use) -> list[schemas.RecipeSummary]:
    """The recipes that ship with Goldsmith."""
    return [schemas.RecipeSummary(**row) for row in use.campaigns.recipes()]


@router.post("/campaigns", status_code=201, operation_id="create_campaign")
async def create_campaign(body: schemas.CampaignIn, who: Staff, use: Use) -> schemas.Campaign:
    """Create a campaign from a recipe."""
    row = await use.campaigns.create(
        who,
        recipe=body.recipe,
        recipe_yaml=body.recipe_yaml,
        title=body.title,
        simulated=body.simulated,
        prelabel=body.prelabel.model_dump(exclude_unset=True) if body.prelabel else None,
    )
    return schemas.Campaign(**row)


@router.get("/campaigns", operation_id="campaigns")
async def campaigns(who: Staff, use: Use) -> list[schemas.Campaign]:
    """The caller's campaigns; an owner sees all."""
    return [schemas.Campaign(**row) for row in await use.campaigns.visible_to(who)]


@router.get("/campaigns/{campaign_id}", operation_id="campaign")
async def campaign(campaign_id: int, who: Staff, use: Use) -> schemas.Campaign:
    """One campaign."""
    return schemas.Campaign(**await use.campaigns.get(who, campaign_id))


@router.post("/campaigns/{campaign_id}/events", operation_id="campaign_event")
async def campaign_event(
    campaign_id: int, body: schemas.CampaignEventIn, who: Staff, use: Use
) -> schemas.Campaign:
    """Start, pause, resume, finish or reopen a campaign."""
    return schemas.Campaign(**await use.campaigns.transition(who, campaign_id, body.event))


@router.get("/campaigns/{campaign_id}/stages", operation_id="stages")
async def stages(campaign_id: int, who: Staff, use: Use) -> list[schemas.StageSummary]:
    """The stages of a campaign, upstream first."""
    return [schemas.StageSummary(**row) for row in await use.campaigns.stages(who, campaign_id)]


@router.post("/campaigns/{campaign_id}/stages/events", operation_id="stages_event")
async def stages_event(
    campaign_id: int, body: schemas.StageEventIn, who: Staff, use: Use
) -> list[schemas.StageSummary]:
    """Open, pause or close all stages for which that is a step."""
    rows = await use.campaigns.transition_stages(who, campaign_id, body.event)
    return [schemas.StageSummary(**row) for row in rows]


@router.post("/stages/{stage_id}/events", operation_id="stage_event")
async def stage_event(
    stage_id: int, body: schemas.StageEventIn, who: Staff, use: Use
) -> schemas.StageSummary:
    """Open, pause or close a stage."""
    return schemas.StageSummary(**await use.campaigns.transition_stage(who, stage_id, body.event))


@router.put("/campaigns/{campaign_id}/skills", status_code=204, operation_id="grant_skill")
async def grant_skill(campaign_id: int, body: schemas.SkillIn, who: Staff, use: Use) -> None:
    """Set a worker's skill by hand, for example `expert`."""
    await use.campaigns.grant_skill(who, campaign_id, body.account_id, body.skill, body.level)


@router.get("/roots", operation_id="roots")
async def roots(who: Staff, use: Use) -> list[str]:
    """The folders of the server's disk that imports may read; set when the server starts."""
    return use.sources.roots(who)


@router.post("/campaigns/{campaign_id}/imports", status_code=202, operation_id="import_path")
async def import_path(campaign_id: int, body: schemas.ImportIn, who: Staff, use: Use) -> schemas.Job:
    """Import code from the server's disk."""
    row = await use.sources.import_path(who, campaign_id, body.path, declared_licence=body.declared_licence)
    return schemas.Job(**row)


@router.post("/campaigns/{campaign_id}/uploads", status_code=202, operation_id="upload")
async def upload(
    campaign_id: int,
    file: Annotated[UploadFile, File(description="an archive, Parquet, JSONL or a single source file")],
    who: Staff,
    use: Use,
    declared_licence: Annotated[str | None, Form(max_length=100)] = None,
) -> schemas.Job:
    """Upload code and import it."""
    row = await use.sources.upload(
        who, campaign_id, file.filename or "upload", file.read, declared_licence=declared_licence
    )
    return schemas.Job(**row)


@router.get("/campaigns/{campaign_id}/documents", operation_id="documents")
async def documents(
    campaign_id: int, who: Staff, use: Use, cursor: Cursor, limit: Limit = 100
) -> schemas.Page[schemas.Document]:
    """The files that passed the gate."""
    rows = await use.sources.documents(who, campaign_id, after=cursor or 0, limit=limit)
    return schemas.Page(rows=[schemas.Document(**row) for row in rows], next=next_cursor(rows, limit))


@router.get("/campaigns/{campaign_id}/refusals", operation_id="refusals")
async def refusals(
    campaign_id: int, who: Staff, use: Use, cursor: Cursor, limit: Limit = 100
) -> schemas.Page[schemas.Refusal]:
    """The files that did not pass, with the reason."""
    rows = await use.sources.refusals(who, campaign_id, after=cursor or 0, limit=limit)
    return schemas.Page(rows=[schemas.Refusal(**row) for row in rows], next=next_cursor(rows, limit))


@router.get("/campaigns/{campaign_id}/jobs", operation_id="jobs")
async def jobs(campaign_id: int, who: Staff, use: Use) -> list[schemas.Job]:
    """Machine work of a campaign, newest first."""
    return [schemas.Job(**row) for row in await use.jobs.of_campaign(who, campaign_id)]


@router.get("/jobs/{job_id}", operation_id="job")
async def job(job_id: int, who: Staff, use: Use) -> schemas.Job:
    """One job with its progress."""
    return schemas.Job(**await use.jobs.get(who, job_id))


@router.post("/jobs/{job_id}/events", operation_id="job_event")
async def job_event(job_id: int, body: schemas.JobEventIn, who: Staff, use: Use) -> schemas.Job:
    """Cancel or retry a job."""
    return schemas.Job(**await use.jobs.transition(who, job_id, body.event))


@router.post("/campaigns/{campaign_id}/aggregations", status_code=202, operation_id="aggregate")
async def aggregate(campaign_id: int, who: Staff, use: Use) -> schemas.Job:
    """Aggregate answers into data points."""
    return schemas.Job(**await use.datasets.aggregate(who, campaign_id))


@router.post("/campaigns/{campaign_id}/exports", status_code=202, operation_id="export")
async def export(campaign_id: int, body: schemas.ExportIn, who: Staff, use: Use) -> schemas.Job:
    """Write a file to download."""
    return schemas.Job(**await use.datasets.export(who, campaign_id, content=body.content, form=body.format))


@router.get("/exports/{job_id}/file", operation_id="download", response_class=FileResponse)
async def download(job_id: int, who: Staff, use: Use) -> FileResponse:
    """Download a finished export."""
    path, name = await use.datasets.file(who, job_id)
    await use.views.note(who, "export", job_id, name)
    return FileResponse(path, filename=name, headers={"Cache-Control": "no-store"})
