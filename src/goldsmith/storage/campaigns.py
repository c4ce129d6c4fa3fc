"""Campaigns and stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.domain.forms import field_of
from goldsmith.domain.stage import MACHINE_KINDS, End, Opening, Outcome, Route, StageKind, StagePlan
from goldsmith.domain.workflow import CAMPAIGN
from goldsmith.storage.database import Database, Row

_CAMPAIGNS = """
SELECT c.id, c.title, c.recipe_key, c.state, c.simulated, c.owner_id, c.created_at,
       (SELECT count(*) FROM document d WHERE d.campaign_id = c.id) AS documents,
       (SELECT count(*) FROM item i WHERE i.campaign_id = c.id) AS items,
       (SELECT count(*) FROM item i WHERE i.campaign_id = c.id AND i.state IN ('ACCEPTED', 'REJECTED'))
           AS items_finished,
       (SELECT count(*) FROM membership m WHERE m.campaign_id = c.id) AS workers
FROM campaign c
"""

_STAGES = """
SELECT s.id, s.campaign_id, s.key, s.template, s.kind, s.category, s.title, s.position, s.state, s.skill_key,
       s.skill_min, s.overlap_min, s.overlap_max, s.min_confidence, s.price, s.expected_s, s.lease_s,
       c.recipe -> 'pay' ->> 'currency' AS currency,
       (SELECT count(*) FROM task t WHERE t.stage_id = s.id AND t.open_slots > 0) AS open_tasks,
       coalesce(w.answers, 0) AS answers,
       (SELECT count(*) FROM assignment a WHERE a.stage_id = s.id AND a.state = 'ACTIVE') AS live,
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY r.active_ms) / 1000.0
        FROM (SELECT a.active_ms FROM answer n JOIN assignment a ON a.id = n.assignment_id
              WHERE n.stage_id = s.id ORDER BY n.created_at DESC LIMIT 500) r) AS median_active_s
FROM stage s
JOIN campaign c ON c.id = s.campaign_id
LEFT JOIN LATERAL (SELECT sum(ws.answers)::bigint AS answers FROM worker_stage ws WHERE ws.stage_id = s.id) w ON true
"""

_WORK = """
SELECT s.id, s.campaign_id, c.title AS campaign_title, c.recipe_key, c.simulated, s.kind, s.category, s.title,
       s.template,
       CASE WHEN c.state = 'RUNNING' THEN s.state ELSE 'PAUSED' END AS state,
       s.price, s.expected_s, s.lease_s, s.skill_key, s.skill_min, k.level AS skill_level, k.correct, k.total,
       coalesce(w.answers, 0) AS answers,
       (SELECT count(*) FROM (
            SELECT FROM task t WHERE t.stage_id = s.id AND t.open_slots > 0 LIMIT 1000) few) AS open_tasks
FROM membership m
JOIN campaign c ON c.id = m.campaign_id
JOIN stage s ON s.campaign_id = c.id
LEFT JOIN skill k ON k.account_id = m.account_id AND k.key = s.skill_key
LEFT JOIN worker_stage w ON w.worker_id = m.account_id AND w.stage_id = s.id
WHERE m.account_id = $1 AND c.state <> 'DRAFT' AND s.state <> 'CLOSED'
  AND s.kind <> ALL ($2::text[])
ORDER BY c.id DESC, s.position, s.id
"""

_STAGE_COLUMNS = (
    "key",
    "template",
    "kind",
    "category",
    "title",
    "position",
    "state",
    "skill_key",
    "skill_min",
    "overlap_min",
    "overlap_max",
    "min_confidence",
    "max_rounds",
    "max_authors",
    "lease_s",
    "expected_s",
    "price",
    "daily_limit",
    "golden_min",
)


class CampaignStore:
    """Campaigns and their stages; what never changes is read once."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._recipes: dict[int, Mapping[str, Any]] = {}
        self._plans: dict[int, StagePlan] = {}
        self._configs: dict[int, Mapping[str, Any]] = {}

    async def create(
        self,
        *,
        title: str,
        recipe_key: str,
        recipe: Mapping[str, Any],
        stages: Sequence[Mapping[str, Any]],
        target: Mapping[tuple[str, ...], int],
        simulated: bool,
        owner_id: int,
        now: datetime,
    ) -> int:
        """Create a campaign with its stages, target and rules, and resolve keys of stages to ids."""
        async with self._db.transaction() as connection:
            campaign_id: int = await connection.fetchval(
                "INSERT INTO campaign (title, recipe_key, recipe, state, simulated, owner_id, created_at, review_days) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                title,
                recipe_key,
                recipe,
                CAMPAIGN.initial.value,
                simulated,
                owner_id,
                now,
                recipe["pay"]["review_days"],
            )
            ids: dict[str, int] = {}
            places = ", ".join(f"${n}" for n in range(2, len(_STAGE_COLUMNS) + 2))
            insert = (
                f"INSERT INTO stage (campaign_id, {', '.join(_STAGE_COLUMNS)}, config) "
                f"VALUES ($1, {places}, '{{}}') RETURNING id"
            )
            for stage in stages:
                values = [stage[column] for column in _STAGE_COLUMNS]
                ids[stage["key"]] = await connection.fetchval(insert, campaign_id, *values)
            for stage in stages:
                excludes = stage["config"]["excludes"]
                await connection.execute(
                    "UPDATE stage SET config = $2, excludes = $3 WHERE id = $1",
                    ids[stage["key"]],
                    _config(stage, ids),
                    None if excludes is None else [ids[key] for key in excludes],
                )
            await connection.executemany(
                "INSERT INTO rule (campaign_id, name, definition, is_on, created_by, created_at, updated_by, "
                "updated_at) VALUES ($1, $2, $3, true, $4, $5, $4, $5)",
                [(campaign_id, rule["name"], rule, owner_id, now) for rule in recipe.get("rules", ())],
            )
            first = {stage["category"]: ids[stage["key"]] for stage in stages if stage["position"] == 0}
            await connection.executemany(
                "INSERT INTO target_cell (campaign_id, stage_id, cell, target) VALUES ($1, $2, $3, $4)",
                [(campaign_id, first[cell[0]], list(cell), count) for cell, count in target.items()],
            )
            return campaign_id

    async def campaigns(self, owner_id: int | None) -> list[Row]:
        """All campaigns, or those of one requester, newest first."""
        return await self._db.rows(
            f"{_CAMPAIGNS} WHERE c.goldens_of IS NULL AND ($1::bigint IS NULL OR c.owner_id = $1) ORDER BY c.id DESC",
            owner_id,
        )

    async def campaign(self, campaign_id: int) -> Row | None:
        """One campaign with counts."""
        return await self._db.row(f"{_CAMPAIGNS} WHERE c.id = $1", campaign_id)

    async def recipe(self, campaign_id: int) -> Mapping[str, Any] | None:
        """The recipe of a campaign; it never changes, so it is read once."""
        if campaign_id not in self._recipes:
            recipe = await self._db.value("SELECT recipe FROM campaign WHERE id = $1", campaign_id)
            if recipe is None:
                return None
            self._recipes[campaign_id] = recipe
        return self._recipes[campaign_id]

    async def set_state(self, campaign_id: int, old: str, new: str) -> bool:
        """Change the state; False where it was not `old`."""
        return (
            await self._db.run(
                "UPDATE campaign SET state = $3 WHERE id = $1 AND state = $2", campaign_id, old, new
            )
            == 1
        )

    async def stages(self, campaign_id: int) -> list[Row]:
        """The stages of a campaign, upstream first."""
        return await self._db.rows(
            f"{_STAGES} WHERE s.campaign_id = $1 ORDER BY s.position, s.id", campaign_id
        )

    async def stage(self, stage_id: int) -> Row | None:
        """One stage."""
        return await self._db.row(f"{_STAGES} WHERE s.id = $1", stage_id)

    async def set_stage_state(self, stage_id: int, old: str, new: str) -> bool:
        """Change the state; False where it was not `old`."""
        return (
            await self._db.run("UPDATE stage SET state = $3 WHERE id = $1 AND state = $2", stage_id, old, new)
            == 1
        )

    async def plan(self, stage_id: int) -> StagePlan | None:
        """What routing needs of a stage; it never changes, so it is read once."""
        if stage_id not in self._plans:
            row = await self._db.row(
                "SELECT id, kind, category, overlap_min, overlap_max, min_confidence, max_rounds, max_authors, "
                "config FROM stage WHERE id = $1",
                stage_id,
            )
            if row is None:
                return None
            self._plans[stage_id] = _plan(row, await self._openings(row["config"]))
        return self._plans[stage_id]

    async def _openings(self, config: Row) -> dict[int, Opening]:
        """How the stages that a stage leads to open their tasks; and those they lead to in turn."""
        ids = [route["stage_id"] for route in config["routes"].values() if route["stage_id"] is not None]
        rows = await self._db.rows("SELECT id, config FROM stage WHERE id = ANY ($1::bigint[])", ids)
        openings = {row["id"]: _opening(row["config"]) for row in rows}
        beyond = [o.otherwise.stage_id for o in openings.values() if o.otherwise and o.otherwise.stage_id]
        rows = await self._db.rows("SELECT id, config FROM stage WHERE id = ANY ($1::bigint[])", beyond)
        return {**{row["id"]: _opening(row["config"]) for row in rows}, **openings}

    async def config(self, stage_id: int) -> Mapping[str, Any]:
        """What is kept of a stage beside its columns: form, checks, fields. It never changes."""
        if stage_id not in self._configs:
            self._configs[stage_id] = await self._db.value("SELECT config FROM stage WHERE id = $1", stage_id)
        return self._configs[stage_id]

    async def target(self, campaign_id: int) -> dict[tuple[str, ...], int]:
        """Data points wanted by cell; empty where the campaign has no target."""
        rows = await self._db.rows("SELECT cell, target FROM target_cell WHERE campaign_id = $1", campaign_id)
        return {tuple(row["cell"]): row["target"] for row in rows}

    async def work(self, account_id: int) -> list[Row]:
        """The stages of the campaigns that a worker joined."""
        return await self._db.rows(_WORK, account_id, sorted(MACHINE_KINDS))


def _config(stage: Mapping[str, Any], ids: Mapping[str, int]) -> Row:
    pairs = stage["config"]["pairs"]
    return {
        **stage["config"],
        "pairs": None if pairs is None else ids[pairs],
        "routes": {
            outcome: {"stage_id": ids[route["stage"]] if route["stage"] else None, "end": route["end"]}
            for outcome, route in stage["routes"].items()
        },
    }


def _opening(config: Mapping[str, Any]) -> Opening:
    opening = config["opening"]
    done = config["routes"].get(Outcome.DONE.value)
    return Opening(
        kind=StageKind(opening["kind"]),
        overlap=opening["overlap"],
        second_share=opening["second_share"],
        share=opening["share"],
        otherwise=_route(done) if opening["share"] < 1 and done is not None else None,
        reserve_s=opening["reserve_s"],
        # Campaigns made before there were pre-labels have no such key.
        confirmed_overlap=opening.get("confirmed_overlap"),
    )


def _route(route: Mapping[str, Any]) -> Route:
    return Route(route["stage_id"], End(route["end"]) if route["end"] else None)


def _plan(row: Row, openings: Mapping[int, Opening]) -> StagePlan:
    config = row["config"]
    return StagePlan(
        stage_id=row["id"],
        kind=StageKind(row["kind"]),
        category=row["category"],
        labels=tuple(config["labels"]),
        overlap_min=row["overlap_min"],
        overlap_max=row["overlap_max"],
        min_confidence=row["min_confidence"],
        max_rounds=row["max_rounds"],
        max_authors=row["max_authors"],
        routes={Outcome(outcome): _route(route) for outcome, route in config["routes"].items()},
        openings=openings,
        form=tuple(field_of(field) for field in config["form"]),
    )
