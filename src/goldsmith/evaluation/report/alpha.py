"""Krippendorff's alpha of verdicts, with an interval by whole prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.judge_agreement import verdict_counts
from goldsmith.evaluation.pairwise import Comparison, Floats
from goldsmith.evaluation.report.findings import Alpha

AlphaOf = Callable[[Floats], float | None]
"""Alpha of (units, values) counts, or None where it is undefined."""

_MAJORITY = "the experts' majority"
_MAX_RESAMPLES = 1000


def majority(comparisons: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """One verdict a pair: the mean of the judges, each the mean of its orders, as `judge_agreement` decides."""
    by_judge: dict[tuple[str, tuple[str, str]], dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in comparisons:
        by_judge[row.prompt_id, row.pair][row.judge].append(row.seen_from(row.pair[0]).outcome)
    return tuple(
        Comparison(
            prompt,
            *pair,
            _MAJORITY,
            sum(sum(own) / len(own) for own in judges.values()) / len(judges),
            is_expert=True,
        )
        for (prompt, pair), judges in sorted(by_judge.items())
    )


def bootstrap_alpha(
    comparisons: Sequence[Comparison],
    alpha_of: AlphaOf,
    rng: np.random.Generator,
    *,
    n_resamples: int,
    level: float,
) -> tuple[Alpha | None, int]:
    """Alpha of all judges in these comparisons, each an observer, with percentiles over resampled prompts.

    Args:
        comparisons: possibly none.
        alpha_of: alpha of counts.
        rng: source of randomness.
        n_resamples: >= 1; at most 1,000 are drawn. Resamples without an alpha are left out.
        level: of the interval, in (0, 1).

    Returns:
        alpha, or None where it is undefined; the pairs that have at least two verdicts.
    """
    if not comparisons:
        return None, 0
    counts = verdict_counts(comparisons)
    # The order of `verdict_counts`: prompts together, sorted.
    prompts = [prompt for prompt, _ in sorted({(row.prompt_id, row.pair) for row in comparisons})]
    is_kept = counts.sum(axis=1) >= 2
    counts = counts[is_kept]
    _, prompt = np.unique(np.array(prompts)[is_kept], return_inverse=True)
    value = alpha_of(counts) if len(counts) else None
    if value is None:
        return None, len(counts)
    n_prompts = int(prompt.max()) + 1
    times = rng.multinomial(
        n_prompts, np.full(n_prompts, 1 / n_prompts), size=min(n_resamples, _MAX_RESAMPLES)
    )
    found = [alpha_of(np.repeat(counts, row[prompt], axis=0)) for row in times]
    alphas = [one for one in found if one is not None]
    # Where no resample has an alpha nothing is known of its spread.
    low, high = np.quantile(alphas, [(1 - level) / 2, (1 + level) / 2]) if alphas else (-1.0, 1.0)
    return Alpha(value, Interval(float(low), float(high), level), len(counts)), len(counts)
