"""What the numbers say and what stands behind them, in sentences: never more certain than the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.ppi import MIN_EXPERT_PROMPTS, Trust
from goldsmith.evaluation.report.findings import (
    WEAK_JUDGE,
    WEAK_OPPONENT,
    Against,
    Conclusion,
    ExpertsReport,
    JudgeReport,
    Lead,
    T,
    Verdicts,
)
from goldsmith.evaluation.report.words import (
    EXPERTS,
    counted,
    first_upper,
    percent,
    percent_range,
    signed,
    signed_range,
    whose,
)
from goldsmith.evaluation.winrate import WinRate

_STYLE_MATTERS = 0.05
"""Change of a win rate at equal style that is worth a sentence."""


def conclusion(
    opponent: str,
    subject: str,
    experts: ExpertsReport | None,
    judges: Sequence[JudgeReport],
    *,
    is_weak: bool,
    are_experts_simulated: bool,
) -> Conclusion:
    """Conclude on one opponent.

    Experts decide where there are any; otherwise the judges that are not weak, if they all say the same. Trust is
    moderate from 30 prompts compared by people on, else low: no number of judges raises it, and simulated experts
    are no people.
    """
    people = None if experts is None else rate_against(experts.verdicts, opponent)
    rated = [
        (judge, rate) for judge in judges if (rate := rate_against(judge.verdicts, opponent)) is not None
    ]
    if people is not None:
        lead = _lead(people.interval)
    else:
        leads = {_lead(rate.interval) for judge, rate in rated if not judge.is_weak}
        lead = leads.pop() if len(leads) == 1 else "open"
    has_enough = people is not None and people.n_prompts >= MIN_EXPERT_PROMPTS and not are_experts_simulated
    trust: Trust = "moderate" if has_enough else "low"
    told = {
        "subject": f"{whose(subject)} are preferred" if subject == EXPERTS else f"{subject} is preferred",
        "opponent": f"{opponent} is preferred",
        "open": "neither side is preferred beyond chance",
    }[lead]
    sentences = [
        first_upper(told) + f"; {trust} trust: {_ground(people, rated, experts, are_experts_simulated)}"
    ]
    if people is not None:
        said = "Simulated experts" if are_experts_simulated else "Experts"
        sentences.append(f"{said}: {_rate(people)}")
    sentences += [_judge_words(judge, rate) for judge, rate in rated]
    if is_weak:
        sentences.append(first_upper(WEAK_OPPONENT))
    return Conclusion(opponent, is_weak, lead, trust, ". ".join(sentences) + ".")


def caveats(
    subject: str,
    opponents: Sequence[str],
    experts: ExpertsReport | None,
    judges: Sequence[JudgeReport],
    *,
    are_experts_simulated: bool,
) -> tuple[str, ...]:
    """What a reader must know beside the numbers, the gravest first."""
    if not opponents:
        return (f"Nothing was measured: no comparison has {whose(subject)}.",)
    return tuple(
        [
            *_about_experts(experts, are_experts_simulated),
            *_about_number_of_judges(judges),
            *(sentence for judge in judges for sentence in _about_judge(judge)),
            *(sentence for side in _sides(experts, judges) for sentence in _about_style(side)),
        ]
    )


def rate_against(verdicts: Verdicts, opponent: str) -> WinRate | None:
    """The win rate against one opponent, or None where they never met."""
    return next((rate for rate in verdicts.by_opponent if rate.group == (("opponent", opponent),)), None)


def value_against(found: Sequence[Against[T]], opponent: str) -> T | None:
    """What was found about one opponent, or None."""
    return next((one.found.value for one in found if one.opponent == opponent), None)


def _lead(interval: Interval) -> Lead:
    if interval.low > 0.5:
        return "subject"
    return "opponent" if interval.high < 0.5 else "open"


def _ground(
    people: WinRate | None,
    rated: Sequence[tuple[JudgeReport, WinRate]],
    experts: ExpertsReport | None,
    are_experts_simulated: bool,
) -> str:
    if people is None or experts is None:
        judges = "one judge alone" if len(rated) == 1 else f"{len(rated)} judges"
        return f"{judges}, and no expert compared"
    if are_experts_simulated:
        return "the experts are simulated, no person compared"
    who = counted(experts.verdicts.n_judges, "expert")
    prompts = counted(people.n_prompts, "prompt")
    enough = "" if people.n_prompts >= MIN_EXPERT_PROMPTS else f", fewer than {MIN_EXPERT_PROMPTS}"
    return f"{who} compared on {prompts}{enough}"


def _rate(rate: WinRate) -> str:
    return f"{percent(rate.value)} ({percent_range(rate.interval)}, {counted(rate.n_prompts, 'prompt')})"


def _judge_words(judge: JudgeReport, rate: WinRate) -> str:
    name = judge.verdicts.name
    if judge.is_weak:
        return f"{name}: {_rate(rate)}; {WEAK_JUDGE}"
    corrected = value_against(judge.corrected_by_opponent, rate.group[0][1])
    if corrected is None:
        return f"Judge {name}, not corrected by experts: {_rate(rate)}"
    return f"Judge {name}, corrected by the experts: {percent(corrected.value)} ({percent_range(corrected.interval)})"


def _about_experts(experts: ExpertsReport | None, are_experts_simulated: bool) -> Iterator[str]:
    if are_experts_simulated:
        yield (
            "The experts are simulated: programs with seeded error rates stood in for people. The numbers show how the "
            "process works, not how good people's completions are."
        )
    if experts is None:
        yield "No expert compared anything. The judges' numbers stand alone, and their bias is not known."


def _about_number_of_judges(judges: Sequence[JudgeReport]) -> Iterator[str]:
    if not judges:
        yield "No model judged."
    elif len(judges) == 1:
        yield (
            f"All verdicts of models come from one judge, {judges[0].verdicts.name}. One judge is one opinion, "
            "however many prompts it saw."
        )


def _about_judge(judge: JudgeReport) -> Iterator[str]:
    name = judge.verdicts.name
    if judge.is_weak:
        yield f"{name}: {WEAK_JUDGE}."
    if judge.is_opponent:
        yield f"{name} judged its own answers as well; judges tend to favour their own."
    position, agreement = judge.position.value, judge.agreement.value
    if position is not None and 0 not in position.bias_interval:
        place = "first" if position.bias > 0 else "second"
        yield (
            f"{name} favours the answer shown {place}: bias {signed(position.bias)} "
            f"({signed_range(position.bias_interval)}). Where both orders are judged, that "
            "pulls the win rate towards one half."
        )
    if position is not None and position.consistency_interval.high < 0.5:
        yield f"{name} changes its verdict more often than it keeps it when the answers swap places."
    if agreement is not None and agreement.kappa_interval is not None and agreement.kappa_interval.low <= 0:
        yield f"{name} does not agree with the experts beyond chance for sure."


def _about_style(side: Verdicts) -> Iterator[str]:
    found = side.controlled.value
    if found is None:
        return
    who = "the experts'" if side.is_expert else f"{side.name}'s"
    if abs(found.due_to_style) >= _STYLE_MATTERS and found.raw not in found.interval:
        yield (
            f"At equal length and markdown {who} win rate is {percent(found.controlled)} "
            f"({percent_range(found.interval)}) in place of {percent(found.raw)}."
        )
    if found.is_extrapolated:
        which = "longer" if found.share_longer > 0.5 else "shorter"
        yield (
            f"In {who} comparisons one side is nearly always {which}, so the rate at equal length is an extrapolation."
        )


def _sides(experts: ExpertsReport | None, judges: Sequence[JudgeReport]) -> list[Verdicts]:
    return [*([] if experts is None else [experts.verdicts]), *(judge.verdicts for judge in judges)]
