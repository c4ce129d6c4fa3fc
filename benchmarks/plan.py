"""Plan a campaign that was run: how near the simulation comes, how fast it is, and what another overlap would cost.

The campaign is the preset `article` (BigCode's annotation of personal data in code): 12,000 chunks in 7 categories,
quizzes, one label and 3 to 5 validations of each, 1,399 people who join, 35 countries. It came to 4,349 person-hours
and 4 days. Nobody published seconds per task or working hours: the preset's are chosen so that these two come out, so
they are no test of the simulation. What follows from them is: labels, validations, cost, F1, and how the policies
differ.

    labels, validations, workers, person_hours, days, cost_usd, f1   the whole campaign, one seed, one policy
    worked          people who handed in an answer; the others failed their quizzes or came too late
    seconds         what that run took; the 84,000 items are all simulated
    seconds_per_task  assumed, the median of an average person, by stage
    policies        every policy over --seeds seeds at a fraction of the size (`scale`), with 90 % prediction intervals
    rules           what each rule of the recipe did in the whole campaign: hits, and people hit
    comparisons     the cheapest dynamic overlap that is at least as good as a fixed one, seed by seed

The same plan for people: `goldsmith plan code-pii --preset article --prelabel`.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from typing import Any

from goldsmith.app.forecast_runs import request_of_preset, run
from goldsmith.planner.presets import PRESETS
from goldsmith.recipes.loader import find_recipe, load_recipe


def measure(
    seeds: int, policy: str, *, prelabel: bool, rules: bool = True, goldens: int = 0
) -> dict[str, Any]:
    """Run the whole campaign once, then all policies at a fraction of it."""
    name, request = request_of_preset(
        "article", policies=(policy,), seeds=1, whole=True, rules=rules, goldens=goldens
    )
    recipe = load_recipe(find_recipe(name))
    began = time.perf_counter()
    plan = run(recipe, request)
    seconds = time.perf_counter() - began
    whole = plan["policies"][0]
    _, many = request_of_preset("article", seeds=seeds, prelabel=prelabel, rules=rules, goldens=goldens)
    began = time.perf_counter()
    compared = run(recipe, many, processes=os.cpu_count() or 1)
    preset = PRESETS["article"]
    return {
        "policy": policy,
        "items": plan["items"],
        "finished": whole["finished"]["mean"],
        "labels": round(whole["labels"]["mean"]),
        "validations": round(whole["validations"]["mean"]),
        "workers": plan["workers"],
        "worked": round(whole["worked"]["mean"]),
        "countries": len(plan["countries"]),
        "person_hours": whole["person_hours"]["mean"],
        "quiz_hours": whole["quiz_hours"]["mean"],
        "days": whole["days"]["mean"],
        "cost_usd": whole["cost"]["mean"],
        "f1": whole["f1"]["mean"],
        "goldens": goldens,
        "rules": [{key: one[key] for key in ("name", "hits", "people")} for one in plan["rules"]],
        "seconds": round(seconds, 2),
        "published": {"person_hours": preset.hours, "days": preset.days, "source": preset.source},
        "seconds_per_task": dict(preset.seconds),
        "mean_seconds_per_task": whole["seconds"],
        "seeds": seeds,
        "scale": compared["scale"],
        "policies": compared["policies"],
        "comparisons": compared["comparisons"],
        "policies_seconds": round(time.perf_counter() - began, 2),
        "findings": compared["findings"],
        "assumptions": compared["assumptions"],
    }


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=5, help="runs of each policy in the comparison")
    parser.add_argument("--policy", default="dynamic-3-5@0.90", help="of the whole campaign")
    parser.add_argument("--no-prelabel", action="store_true", help="leave out a model's suggestions")
    parser.add_argument("--no-rules", action="store_true", help="do not play the recipe's rules")
    parser.add_argument("--goldens", type=int, default=0, help="goldens at each stage that mixes them in")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    options = parser.parse_args()
    found = measure(
        options.seeds,
        options.policy,
        prelabel=not options.no_prelabel,
        rules=not options.no_rules,
        goldens=options.goldens,
    )
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for key, value in found.items():
        if not isinstance(value, list | dict):
            print(f"{key:24} {value}")
    for words in found["findings"]:
        print(f"- {words}")


if __name__ == "__main__":
    main()
