"""Rules of a campaign, restrictions, and a worker's own standing."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.api import rule_schemas as schemas
from goldsmith.api.context import Cursor, Limit, Staff, Use, Who, next_cursor

router = APIRouter(tags=["rules"])

_END = 2**62


@router.get("/campaigns/{campaign_id}/rules", operation_id="rules")
async def rules(campaign_id: int, who: Staff, use: Use) -> schemas.RulesView:
    """The rules of a campaign, with their hits, and what its stages learned about speed."""
    return schemas.RulesView(**await use.rules.view(who, campaign_id))


@router.post("/campaigns/{campaign_id}/rules", status_code=201, operation_id="create_rule")
async def create_rule(campaign_id: int, body: schemas.RuleIn, who: Staff, use: Use) -> schemas.RuleRow:
    """Save a rule; one that can never fire, or fights another, is refused with the reason."""
    row = await use.rules.create(who, campaign_id, body.definition.model_dump(), is_on=body.is_on)
    return schemas.RuleRow(**row)


@router.post("/campaigns/{campaign_id}/rules/check", operation_id="check_rule")
async def check_rule(campaign_id: int, body: schemas.CheckIn, who: Staff, use: Use) -> schemas.Checked:
    """A rule in plain words, and what is wrong with it; nothing is saved."""
    definition = body.definition.model_dump()
    return schemas.Checked(**await use.rules.check(who, campaign_id, definition, but=body.rule_id))


@router.post("/campaigns/{campaign_id}/rules/replay", operation_id="replay_rule")
async def replay_rule(campaign_id: int, body: schemas.ReplayIn, who: Staff, use: Use) -> schemas.Replay:
    """Whom a rule would have hit over the last days; nothing is saved and nobody is hit."""
    return schemas.Replay(**await use.rules.replay(who, campaign_id, body.definition.model_dump(), body.days))


@router.put("/rules/{rule_id}", operation_id="update_rule")
async def update_rule(rule_id: int, body: schemas.RuleUpdate, who: Staff, use: Use) -> schemas.RuleRow:
    """Change a rule."""
    row = await use.rules.update(who, rule_id, body.version, body.definition.model_dump())
    return schemas.RuleRow(**row)


@router.put("/rules/{rule_id}/switch", operation_id="switch_rule")
async def switch_rule(rule_id: int, body: schemas.Switch, who: Staff, use: Use) -> schemas.RuleRow:
    """Switch a rule on or off; what it did stays."""
    return schemas.RuleRow(**await use.rules.switch(who, rule_id, is_on=body.is_on))


@router.delete("/rules/{rule_id}", status_code=204, operation_id="delete_rule")
async def delete_rule(rule_id: int, who: Staff, use: Use) -> None:
    """Remove a rule that never did anything."""
    await use.rules.delete(who, rule_id)


@router.get("/campaigns/{campaign_id}/rules/log", operation_id="rule_log")
async def rule_log(
    campaign_id: int, who: Staff, use: Use, after: Cursor, limit: Limit = 50
) -> schemas.RuleLog:
    """What the rules of a campaign did, newest first."""
    rows = await use.rules.log(who, campaign_id, before=_END if after is None else after, limit=limit)
    return schemas.RuleLog(rows=[schemas.RuleEvent(**row) for row in rows], next=next_cursor(rows, limit))


@router.post("/rule-events/{event_id}/undo", operation_id="undo_rule_event")
async def undo_rule_event(event_id: int, who: Staff, use: Use) -> schemas.RuleEvent:
    """Take back what a rule did."""
    return schemas.RuleEvent(**await use.rules.undo(who, event_id))


@router.get("/campaigns/{campaign_id}/restrictions", operation_id="restrictions")
async def restrictions(campaign_id: int, who: Staff, use: Use) -> list[schemas.Restriction]:
    """Who may not work in a campaign, or may again, newest first."""
    return [schemas.Restriction(**row) for row in await use.standing.restrictions(who, campaign_id)]


@router.put("/campaigns/{campaign_id}/restrictions", operation_id="restrict")
async def restrict(
    campaign_id: int, body: schemas.RestrictionIn, who: Staff, use: Use
) -> schemas.Restriction:
    """Restrict a worker from a campaign, or from one of its stages, with the reason they read."""
    return schemas.Restriction(**await use.standing.restrict(who, campaign_id, **body.model_dump()))


@router.post("/restrictions/{restriction_id}/lift", operation_id="lift_restriction")
async def lift_restriction(restriction_id: int, who: Staff, use: Use) -> schemas.Restriction:
    """End a restriction now."""
    return schemas.Restriction(**await use.standing.lift(who, restriction_id))


@router.get("/me/standing", operation_id="standing")
async def standing(who: Who, use: Use) -> schemas.StandingView:
    """The caller's skills with their uncertainty, restrictions, and what rules did, in plain words."""
    return schemas.StandingView(**await use.standing.mine(who))
