"""Measure everything that comparisons can say about the subject; what they cannot say is said in words."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.bradley_terry import Rating, bradley_terry
from goldsmith.evaluation.interval import DEFAULT_LEVEL, DEFAULT_RESAMPLES, check_settings, mean_interval
from goldsmith.evaluation.judge_agreement import JudgeAgreement, judge_agreement
from goldsmith.evaluation.length_control import ControlledWinRate, controlled_win_rate
from goldsmith.evaluation.pairwise import Comparison, Floats, checked, prompt_means
from goldsmith.evaluation.position import position_report
from goldsmith.evaluation.ppi import MIN_EXPERT_PROMPTS, CorrectedWinRate, corrected_win_rate
from goldsmith.evaluation.report.alpha import AlphaOf, bootstrap_alpha, majority
from goldsmith.evaluation.report.conclusions import caveats, conclusion
from goldsmith.evaluation.report.few_prompts import (
    MIN_SHARED_PAIRS,
    MIN_STYLE_PROMPTS,
    with_cautious_interval,
)
from goldsmith.evaluation.report.findings import (
    POINTS,
    Against,
    Alpha,
    Evaluation,
    ExpertsReport,
    Finding,
    FirstPlace,
    JudgeReport,
    Preferences,
    Verdicts,
)
from goldsmith.evaluation.winrate import Facet, WinRate, win_rate, win_rates

T = TypeVar("T")

_RATING_RESAMPLES = 500

Rows = Sequence[Comparison]


def evaluate(
    comparisons: Iterable[Comparison],
    *,
    seed: int,
    subject: str = "experts",
    weak_models: Collection[str] = (),
    are_experts_simulated: bool = False,
    alpha_of: AlphaOf | None = None,
    n_resamples: int = DEFAULT_RESAMPLES,
    level: float = DEFAULT_LEVEL,
) -> Evaluation:
    """Measure the subject's completions against every opponent, by experts and by each judge apart.

    What cannot be measured (no experts, too few prompts, no styles ...) is a `Finding` with a reason, no error.
    Each measure has a random stream of its own, drawn from the seed and the measure's name, so that one more judge
    changes no other number.

    Args:
        comparisons: by people and models, of the subject's and other models' pairs; possibly none.
        seed: >= 0.
        subject: the name that stands for the experts' completions.
        weak_models: names of small embedded models, as judges or opponents; they are marked as such.
        are_experts_simulated: programs stood in for the people who wrote and compared.
        alpha_of: Krippendorff's alpha of (pairs, verdicts) counts, None where undefined:
            `aggregation.agreement.nominal_alpha`, which a sibling room may not import.
        n_resamples: of each bootstrap, >= 1.
        level: of all intervals, in (0, 1).

    Raises:
        InvalidInput: one judge judged a pair of a prompt twice in the same order, or a setting is outside its range.

    Cost: 2,000 resamples for each group of opponent, language or category.
    """
    check_settings(n_resamples, level)
    rows = list(comparisons)
    rows = list(checked(rows)) if rows else []
    ours = [row.seen_from(subject) for row in rows if subject in row.pair]
    opponents = tuple(sorted({row.model_b for row in ours}))
    study = _Study(subject, opponents, seed, n_resamples, level, alpha_of)
    expert_rows = [row for row in rows if row.is_expert]
    experts = _experts(study, expert_rows) if any(row.is_expert for row in ours) else None
    judges = tuple(
        _judge(
            study,
            name,
            [row for row in rows if not row.is_expert and row.judge == name],
            expert_rows,
            weak_models,
        )
        for name in sorted({row.judge for row in ours if not row.is_expert})
    )
    return Evaluation(
        subject=subject,
        level=level,
        n_prompts=len({row.prompt_id for row in ours}),
        opponents=opponents,
        are_experts_simulated=are_experts_simulated,
        experts=experts,
        judges=judges,
        conclusions=tuple(
            conclusion(
                opponent,
                subject,
                experts,
                judges,
                is_weak=opponent in weak_models,
                are_experts_simulated=are_experts_simulated,
            )
            for opponent in opponents
        ),
        caveats=caveats(subject, opponents, experts, judges, are_experts_simulated=are_experts_simulated),
    )


@dataclass(frozen=True, slots=True)
class _Study:
    """What all measures share."""

    subject: str
    opponents: tuple[str, ...]
    seed: int
    n_resamples: int
    level: float
    alpha_of: AlphaOf | None

    def rng(self, *words: str) -> np.random.Generator:
        """A stream that depends on the seed and the words alone."""
        return np.random.default_rng([self.seed, zlib.crc32("\0".join(words).encode("utf-8", "replace"))])


def _found(measure: Callable[[], T]) -> Finding[T]:
    """A measure that refuses says why in a sentence; that is the finding."""
    try:
        return Finding(measure())
    except InvalidInput as error:
        return Finding(None, error.detail.rstrip("."))


def _too_few(what: str, n: int, least: int) -> str:
    return f"too few {what}: {n} of at least {least}"


def _verdicts(study: _Study, rows: Rows, name: str, *, is_expert: bool) -> Verdicts:
    """Measure one side. `rows` may hold pairs without the subject; only the ratings use them."""
    subject, level = study.subject, study.level
    ours = [row.seen_from(subject) for row in rows if subject in row.pair]
    side = "experts" if is_expert else f"judge {name}"

    def rates(*by: Facet) -> tuple[WinRate, ...]:
        rng = study.rng(side, "win rates", *by)
        found = win_rates(ours, subject, rng, by=by, n_resamples=study.n_resamples, level=level)
        return tuple(map(with_cautious_interval, found))

    def overall() -> WinRate:
        rng = study.rng(side, "win rate")
        return with_cautious_interval(
            win_rate(ours, subject, rng, n_resamples=study.n_resamples, level=level)
        )

    def controlled(met: Rows) -> Finding[ControlledWinRate]:
        n = len({row.prompt_id for row in met})
        if n < MIN_STYLE_PROMPTS:
            return Finding(None, _too_few("prompts to take length out", n, MIN_STYLE_PROMPTS))
        return _found(lambda: controlled_win_rate(met, subject, level=level))

    def ratings() -> tuple[Rating, ...]:
        n = min(study.n_resamples, _RATING_RESAMPLES)
        return bradley_terry(rows, study.rng(side, "ratings"), anchor=subject, n_resamples=n, level=level)

    by_opponent = _by_opponent(ours)
    return Verdicts(
        name=name,
        is_expert=is_expert,
        n_judges=len({row.judge for row in ours}),
        n_prompts=len({row.prompt_id for row in ours}),
        n_comparisons=len(ours),
        overall=_found(overall),
        by_opponent=rates("opponent"),
        by_language=rates("opponent", "language"),
        by_category=rates("opponent", "category"),
        controlled=controlled(ours),
        controlled_by_opponent=tuple(Against(opponent, controlled(met)) for opponent, met in by_opponent),
        preferences=tuple(Preferences(opponent, _points(met)) for opponent, met in by_opponent),
        ratings=_found(ratings),
    )


def _experts(study: _Study, rows: Rows) -> ExpertsReport:
    ours = [row for row in rows if study.subject in row.pair]
    return ExpertsReport(
        verdicts=_verdicts(study, rows, "experts", is_expert=True),
        first_place=_first_place(study, ours),
        alpha=_alpha(study, ours, "experts", "pairs that two experts saw"),
    )


def _judge(
    study: _Study, name: str, rows: Rows, expert_rows: Rows, weak_models: Collection[str]
) -> JudgeReport:
    ours = [row for row in rows if study.subject in row.pair]
    people = [row for row in expert_rows if study.subject in row.pair]
    shared = {(row.prompt_id, row.pair) for row in ours} & {(row.prompt_id, row.pair) for row in people}
    n_resamples, level = study.n_resamples, study.level

    def agreement() -> JudgeAgreement:
        if len(shared) < MIN_SHARED_PAIRS:
            raise InvalidInput(
                _too_few("pairs both experts and the judge saw", len(shared), MIN_SHARED_PAIRS)
            )
        return judge_agreement(
            [*ours, *people], name, study.rng(name, "agreement"), n_resamples=n_resamples, level=level
        )

    both = [row for row in (*ours, *majority(people)) if (row.prompt_id, row.pair) in shared]
    by_opponent = dict(_by_opponent([row.seen_from(study.subject) for row in people]))
    return JudgeReport(
        verdicts=_verdicts(study, rows, name, is_expert=False),
        is_weak=name in weak_models,
        is_opponent=name in study.opponents,
        position=_found(
            lambda: position_report(
                ours, name, study.rng(name, "position"), n_resamples=n_resamples, level=level
            )
        ),
        agreement=_found(agreement),
        alpha=_alpha(study, both, name, "pairs both experts and the judge saw"),
        corrected=_corrected(study, name, ours, people, ""),
        corrected_by_opponent=tuple(
            Against(opponent, _corrected(study, name, met, by_opponent.get(opponent, []), opponent))
            for opponent, met in _by_opponent([row.seen_from(study.subject) for row in ours])
        ),
    )


def _corrected(
    study: _Study, name: str, judged: Rows, people: Rows, opponent: str
) -> Finding[CorrectedWinRate]:
    rng = study.rng(name, "corrected", opponent)
    found = _found(lambda: corrected_win_rate(judged, people, study.subject, rng, level=study.level))
    if found.value is not None and found.value.basis == "judge":
        n = found.value.n_expert_prompts
        return Finding(None, _too_few("prompts both experts and the judge saw", n, MIN_EXPERT_PROMPTS))
    return found


def _alpha(study: _Study, rows: Rows, name: str, what: str) -> Finding[Alpha]:
    if study.alpha_of is None:
        return Finding(None, "Krippendorff's alpha was not asked for")
    rng = study.rng(name, "alpha")
    found, n_pairs = bootstrap_alpha(
        rows, study.alpha_of, rng, n_resamples=study.n_resamples, level=study.level
    )
    if n_pairs < MIN_SHARED_PAIRS:
        return Finding(None, _too_few(what, n_pairs, MIN_SHARED_PAIRS))
    return Finding(found, "" if found else "all verdicts are the same, so there was nothing to disagree on")


def _first_place(study: _Study, rows: Rows) -> Finding[FirstPlace]:
    known = [row.seen_from(row.first_shown) for row in rows if row.first_shown is not None]
    if not known:
        return Finding(None, "nobody recorded which answer stood first")
    _, values = prompt_means(known)
    rng = study.rng("experts", "first place")
    interval = mean_interval(values, rng, n_resamples=study.n_resamples, level=study.level)
    return Finding(FirstPlace(float(values.mean()), interval, len(values)))


def _by_opponent(rows: Iterable[Comparison]) -> list[tuple[str, list[Comparison]]]:
    """Rows told from the subject's side, by opponent, sorted."""
    groups: dict[str, list[Comparison]] = {}
    for row in rows:
        groups.setdefault(row.model_b, []).append(row)
    return sorted(groups.items())


def _points(rows: Rows) -> tuple[int, ...]:
    strengths: Floats = np.array([row.preference for row in rows]) * (POINTS - 1) - POINTS // 2
    # Halves go towards the middle, so that the form counts no preference stronger than it was.
    nearest = np.sign(strengths) * np.ceil(np.abs(strengths) - 0.5) + POINTS // 2
    return tuple(int(count) for count in np.bincount(nearest.astype(np.int64), minlength=POINTS))
