"""What a simulated campaign came to, and its summary in numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from goldsmith.planner.profiles import Kind
from goldsmith.simulation.audit import Audit
from goldsmith.simulation.hours import Progress
from goldsmith.simulation.measure import Alone, Final
from goldsmith.simulation.savings import Savings, savings
from goldsmith.simulation.tally import Tally


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything the demo knows at its end.

    Attributes:
        seed: of corpus and crowd.
        files, chunks, refused: of the corpus, as the server counted them.
        items, undecided: all items; those without a decision at the end.
        final, alone: quality of the result and of single annotators.
        books: whether answers were lost or doubled.
        validations: verdicts of a judged annotation → how many annotations.
        tally: the crowd's own log.
        skills: worker id → categories (and `expert`) in which the worker had access at the end.
        categories: category key → title.
        pass_mark: exam score that opens a category, in [0, 100].
        requests: of the crowd, from joining to the last answer.
        crowd_s: real time of the same, in seconds.
        seconds: real time of everything, from planting to measuring.
        suggestions: what became of a model's suggestions, a row a category, as the owner sees it; () without.
        curve: what was decided, and how well, after how many person-hours.
        plain: the same without suggestions, over the same code and with the same people; None where there was none.
    """

    seed: int
    files: int
    chunks: int
    refused: int
    items: int
    undecided: int
    final: Final
    alone: Alone
    books: Audit
    validations: Counter[int]
    tally: Tally
    skills: Mapping[int, Sequence[str]]
    categories: Mapping[str, str]
    pass_mark: float
    requests: int
    crowd_s: float
    seconds: float
    suggestions: Sequence[Mapping[str, Any]] = ()
    curve: Sequence[Progress] = ()
    plain: Outcome | None = None

    @property
    def savings(self) -> Savings | None:
        """What the suggestions saved; None where there was no campaign without them."""
        return None if self.plain is None else savings(self.plain.curve, self.curve)

    @property
    def mean_validations(self) -> float:
        """Verdicts a judged annotation, in the mean; 0 without any."""
        judged = self.validations.total()
        return sum(number * count for number, count in self.validations.items()) / judged if judged else 0.0

    @property
    def spammers_with_access(self) -> int:
        """Spammers who hold any skill that opens tasks."""
        return sum(kind.is_spammer and bool(self.skills.get(id_)) for id_, kind in self.tally.kinds.items())


def summary(outcome: Outcome) -> dict[str, Any]:
    """What goes into summary.json."""
    final, tally = outcome.final, outcome.tally
    return {
        "files": outcome.files,
        "chunks": outcome.chunks,
        "answers": outcome.books.counted,
        "workers": len(tally.kinds),
        "micro_f1": round(final.counts.f1, 4),
        "annotator_f1_mean": round(outcome.alone.f1_mean, 4),
        "mean_validations": round(outcome.mean_validations, 3),
        "over_assigned": outcome.books.over_assigned,
        "lost_answers": outcome.books.lost,
        "seconds": round(outcome.seconds, 1),
        "spammers_with_access": outcome.spammers_with_access,
        "annotator_f1_micro": round(outcome.alone.counts.f1, 4),
        "precision": round(final.counts.precision, 4),
        "recall": round(final.counts.recall, 4),
        "spans": final.counts.tp + final.counts.fp,
        "planted_spans": final.counts.tp + final.counts.fn,
        "items": outcome.items,
        "items_undecided": outcome.undecided,
        "files_refused": outcome.refused,
        "late_answers": outcome.books.late,
        "unacknowledged_answers": outcome.books.unknown,
        "requests": outcome.requests,
        "requests_per_s": round(outcome.requests / outcome.crowd_s, 1),
        "crowd_seconds": round(outcome.crowd_s, 1),
        "person_hours_simulated": round(tally.hours, 1),
        "person_hours_by_task": {task: round(hours, 2) for task, hours in hours_by_task(outcome).items()},
        "suggestions": suggestions_in_short(outcome.suggestions),
        "person_hours_saved": None if outcome.savings is None else round(outcome.savings.saved_hours, 2),
        "savings": savings_in_short(outcome.savings),
        "seed": outcome.seed,
        "f1_by_category": {category: round(counts.f1, 4) for category, counts in final.by_category.items()},
        "annotator_f1_by_category": {
            category: round(counts.f1, 4) for category, counts in outcome.alone.by_category.items()
        },
        "validations": {str(number): count for number, count in sorted(outcome.validations.items())},
        "skills_by_kind": _skills_by_kind(outcome),
        "crowd_events": dict(sorted(tally.events.items())),
    }


def hours_by_task(outcome: Outcome) -> dict[str, float]:
    """Simulated person-hours of answers, by what was asked."""
    seconds: dict[str, float] = defaultdict(float)
    for one in outcome.tally.answers:
        seconds[one.task] += one.seconds
    return {task: total / 3600 for task, total in sorted(seconds.items())}


def suggestions_in_short(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float | int | None]]:
    """All categories together: those who saw the suggestions beside the control; empty without a model."""
    if not rows:
        return {}
    return {arm: _arm([row[arm] for row in rows]) for arm in ("shown", "control")}


def savings_in_short(found: Savings | None) -> dict[str, float] | None:
    """The savings in rounded numbers; None where there is nothing to compare with."""
    if found is None:
        return None
    return {name: round(value, 4) for name, value in asdict(found).items()}


def _arm(arms: Sequence[Mapping[str, Any]]) -> dict[str, float | int | None]:
    names = ("answers", "suggested", "accepted", "edited", "deleted", "added", "judged", "correct")
    total = {name: sum(arm[name] for arm in arms) for name in names}
    return {
        **total,
        "agreement": round(total["accepted"] / total["suggested"], 4) if total["suggested"] else None,
        "right_at_first": round(total["correct"] / total["judged"], 4) if total["judged"] else None,
    }


def _skills_by_kind(outcome: Outcome) -> dict[str, dict[str, int]]:
    """Kind → {workers, with_access, skills}."""
    held: dict[Kind, list[int]] = defaultdict(list)
    for worker_id, kind in outcome.tally.kinds.items():
        held[kind].append(len(outcome.skills.get(worker_id, ())))
    return {
        kind.value: {"workers": len(own), "with_access": sum(n > 0 for n in own), "skills": sum(own)}
        for kind, own in sorted(held.items())
    }
