"""Judgments of pairs whose truth is drawn, so that measures can be held against it."""

from __future__ import annotations

import numpy as np

from goldsmith.evaluation.pairwise import Comparison
from goldsmith.evaluation.style import Style

LANGUAGES = ("c", "cpp", "go", "javascript", "python", "r", "scala", "sql")
CATEGORIES = ("bug-fixing", "explanation", "refactoring", "testing", "writing-code")
JUDGE = "arbiter-large"


def drawn(
    seed=0,
    *,
    prompts=120,
    opponents={"sparring-135m": 0.85, "frontier-chat": 0.6},  # noqa: B006
    expert_share=0.3,
    experts=("anna", "ben", "cleo"),
    overlap=2,
    judge=JUDGE,
    judge_accuracy=0.78,
    first_bias=0.08,
    with_style=True,
):
    """Each prompt has one true verdict an opponent; experts miss it in a tenth, a judge more often.

    Args:
        opponents: name → true probability that the experts' completion is better.
        expert_share: of the prompts, which people compare; overlap people each.
        judge: a model that judges all in both orders, or None.
        first_bias: probability that the judge takes the first answer whatever it says.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(prompts):
        prompt, language = f"p{n:04}", LANGUAGES[n % len(LANGUAGES)]
        more = {"language": language, "category": CATEGORIES[n // 8 % len(CATEGORIES)]}
        is_compared = rng.random() < expert_share
        for opponent, truth in opponents.items():
            is_better = bool(rng.random() < truth)
            if with_style:
                more["style_a"], more["style_b"] = _style(rng, 1400), _style(rng, 1600)
            if is_compared:
                for worker in rng.permutation(experts)[:overlap]:
                    said = is_better if rng.random() < 0.9 else not is_better
                    strength = float(rng.choice([0.5, 0.75, 1.0], p=[0.1, 0.5, 0.4]))
                    order = "ab" if rng.random() < 0.5 else "ba"
                    rows.append(
                        Comparison(
                            prompt, "experts", opponent, str(worker), strength if said else 1 - strength, order,
                            is_expert=True, **more,
                        )
                    )  # fmt: skip
            if judge:
                said = is_better if rng.random() < judge_accuracy else not is_better
                for order in ("ab", "ba"):
                    biased = rng.random() < first_bias
                    verdict = float(order == "ab") if biased else float(said)
                    rows.append(Comparison(prompt, "experts", opponent, judge, verdict, order, **more))
    return rows


def _style(rng, chars):
    headers, list_items, bold, fences = rng.poisson([2, 4, 2, 1.5])
    return Style(max(50, int(rng.normal(chars, 400))), int(headers), int(list_items), int(bold), int(fences))
