"""What the author's page asks beside claim and submit: run the code, look at earlier versions."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import text_schemas as schemas
from goldsmith.api.context import Use, Who

router = APIRouter(tags=["work"])


@router.post("/assignments/{assignment_id}/run", operation_id="run_code")
async def run_code(assignment_id: int, body: schemas.RunIn, who: Who, use: Use) -> schemas.RunResult:
    """Run the code of the texts as they are in the editor, in the sandbox. Nothing is kept."""
    return schemas.RunResult(**await use.texts.run(who, assignment_id, body.fields))


@router.get("/assignments/{assignment_id}/versions", operation_id="draft_versions")
async def draft_versions(assignment_id: int, who: Who, use: Use) -> list[schemas.DraftVersion]:
    """Earlier versions of the worker's own draft, newest first; at most one a minute is kept."""
    return [schemas.DraftVersion(**row) for row in await use.texts.versions(who, assignment_id)]
