"""The OpenAPI document: valid, complete, committed fresh; and the hand-built responses keep to it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldsmith.api import schemas
from goldsmith.api.server import create_app
from workbench import House

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "web" / "src" / "api" / "openapi.json"
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app().openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    """The rules of the specification that a generated document could break."""
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert {"openapi", "info", "paths", "components"} <= set(document)
    assert {"title", "version"} <= set(document["info"])
    for path, method, operation in operations(document):
        assert method in METHODS
        assert path.startswith("/api/v1/")
        in_path = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path)), path
        assert operation["responses"]
        assert all(re.fullmatch(r"\d\d\d|[1-5]XX|default", status) for status in operation["responses"])
    for reference in references(document):
        assert reference.startswith("#/components/schemas/")
        assert reference.rsplit("/", 1)[1] in document["components"]["schemas"], reference


def test_every_operation_has_a_name_a_summary_and_errors(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for _, _, operation in operations(document):
        assert re.fullmatch(r"[a-z_]+", operation["operationId"])
        assert operation["summary"]
        assert operation["description"], operation["operationId"]
        assert "4XX" in operation["responses"]


#: What is no JSON: downloads, and a page that is complete in itself.
FILES = {"download", "delivery_file", "evaluation_page", "export_my_data", "ledger_csv", "payout_file"}


def test_every_success_has_a_shape(document: dict[str, Any]) -> None:
    """What a client gets is described: nothing, or JSON with a schema, or the file of a download."""
    for path, _, operation in operations(document):
        for status, response in operation["responses"].items():
            if not status.startswith("2") or operation["operationId"] in FILES:
                continue
            content = response.get("content", {})
            assert (status == "204") == (content == {}), path
            for media, described in content.items():
                assert media == "application/json"
                assert described["schema"], path


def test_the_committed_document_is_fresh(document: dict[str, Any]) -> None:
    fresh = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert COMMITTED.read_text(encoding="utf-8") == fresh, (
        "stale: run `python scripts/openapi.py && npm --prefix web run api:types`"
    )


def test_the_script_says_whether_it_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "openapi.py"), "--check"],
        capture_output=True, text=True, timeout=60, env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


async def test_claim_and_submit_keep_to_their_schemas(house: House) -> None:
    """They are written by hand for speed; nothing else checks them on the way out."""
    owner = await house.owner()
    campaign = await house.campaign(owner)
    annotator, validator = await house.workers(owner, campaign, 2)
    stages = campaign.stages

    async def claim(person: Any, stage: int) -> schemas.Claim:
        return exact(schemas.Claim, await person.post(f"/stages/{stage}/claim"))

    claimed = await claim(annotator, stages["annotate:email"])
    assert claimed.assignment is not None
    draft = {"content": {"spans": []}, "based_on": 0}
    await annotator.call("PUT", f"/assignments/{claimed.assignment.id}/draft", json=draft)
    with_draft = await claim(annotator, stages["annotate:email"])
    assert with_draft.assignment is not None
    assert with_draft.assignment.draft is not None
    exact(schemas.Submitted, await annotator.submit(claimed.assignment.id))

    judged = await claim(validator, stages["validate:email"])
    assert judged.assignment is not None
    assert judged.assignment.subject is not None
    refused = await claim(validator, stages["expert:email"])
    assert (refused.assignment, refused.reason) == (None, "skill_missing")
    house.clock.advance(minutes=11)
    await house.services.assignments.expire_leases()
    again = await claim(validator, stages["validate:email"])
    assert again.assignment is not None
    late = await validator.submit(judged.assignment.id, verdict="correct")
    assert exact(schemas.Submitted, late).status == "late"


def exact(model: Any, content: dict[str, Any]) -> Any:
    """The content as its model; whole, with nothing beside it, and written the same way."""
    parsed = model.model_validate_json(json.dumps(content))
    assert parsed.model_dump(mode="json") == content
    return parsed
