"""The card's evidence: win rates and the gate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from goldsmith.evaluation.card_facts import GateFacts
from goldsmith.evaluation.gate import MEASURES, Criterion, Evidence, GateReport, Override, Unit
from goldsmith.evaluation.markdown import escaped, escaped_block, table
from goldsmith.evaluation.report.conclusions import rate_against, value_against
from goldsmith.evaluation.report.findings import WEAK_JUDGE, Evaluation
from goldsmith.evaluation.report.words import percent, percent_range


def win_rate_section(found: Evaluation | None) -> Iterator[str]:
    """What comparisons say, each side apart, with intervals and what they rest on."""
    yield "## Win rates"
    yield ""
    if found is None or not found.opponents:
        yield "Not measured: nothing was compared."
        return
    yield (
        f"How often the experts' completions were preferred, ties as a half, with {100 * found.level:g} % "
        "intervals over prompts. People and models are never counted together."
    )
    yield ""
    rows = [(escaped(opponent), *row) for opponent in found.opponents for row in _rates(found, opponent)]
    yield from table(("Opponent", "Verdicts of", "Win rate", "Interval", "Prompts"), rows, numbers=(2, 3, 4))
    yield ""
    yield from (f"- {escaped(f'Against {one.opponent}')}: {escaped(one.words)}" for one in found.conclusions)
    yield from (f"- {escaped_block(sentence)}" for sentence in found.caveats)


def _rates(found: Evaluation, opponent: str) -> Iterator[tuple[str, str, str, str]]:
    if found.experts is not None and (rate := rate_against(found.experts.verdicts, opponent)) is not None:
        yield found.people, percent(rate.value), percent_range(rate.interval), f"{rate.n_prompts:,}"
    for judge in found.judges:
        name = f"judge {escaped(judge.verdicts.name)}"
        if (rate := rate_against(judge.verdicts, opponent)) is not None:
            weak = f" ({WEAK_JUDGE})" if judge.is_weak else ""
            yield name + weak, percent(rate.value), percent_range(rate.interval), f"{rate.n_prompts:,}"
        if (corrected := value_against(judge.corrected_by_opponent, opponent)) is not None:
            prompts = f"{corrected.n_judge_prompts:,}"
            yield f"{name}, corrected", percent(corrected.value), percent_range(corrected.interval), prompts


def gate_section(facts: GateFacts | None) -> Iterator[str]:
    """Criteria with what was measured, and who answers for exceptions."""
    yield "## Gate"
    yield ""
    if facts is None:
        yield "No gate was set."
        return
    report = facts.report
    verdict = "passed" if report.is_clean else "passed with overrides" if report.is_passed else "not passed"
    yield f"The gate: **{verdict}**."
    yield ""
    rows = [row for criterion in facts.criteria for row in _criterion_rows(criterion, facts, report)]
    yield from table(("Criterion", "Of", "Wanted", "Measured", "Result"), rows)
    if not facts.overrides:
        return
    yield ""
    yield from table(
        ("Override of", "By", "When", "Reason"),
        (
            (
                MEASURES[one.override.measure].words
                + (f", {escaped(one.override.scope)}" if one.override.scope else ""),
                escaped(one.override.by),
                one.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
                escaped(one.override.reason),
            )
            for one in facts.overrides
        ),
    )


def _criterion_rows(
    criterion: Criterion, facts: GateFacts, report: GateReport
) -> Iterator[tuple[str, str, str, str, str]]:
    measure = MEASURES[criterion.measure]
    evidence = [one for one in facts.evidence if one.measure == criterion.measure]
    for one in evidence or [Evidence(criterion.measure, None)]:
        short = next(
            (s for s in report.shortfalls if s.criterion == criterion and s.scope == one.scope), None
        )
        result = "pass" if short is None else "overridden" if short.override else "**fail**"
        scope = escaped(one.scope) or "the dataset"
        yield measure.words, scope, criterion.words, _measured(one, measure.unit), result


def _measured(evidence: Evidence, unit: Unit) -> str:
    if evidence.value is None or not evidence.is_measured:
        return f"not measured{f': {escaped(evidence.why_missing)}' if evidence.why_missing else ''}"
    return f"{100 * evidence.value:.4g} %" if unit == "share" else f"{evidence.value:,.15g}"


def _overridden(override: Override) -> str:
    words = MEASURES[override.measure].words
    return f"{words}, {escaped(override.scope)}" if override.scope else words
