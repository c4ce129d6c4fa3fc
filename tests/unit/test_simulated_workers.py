"""The simulated crowd, alone and in the whole protocol, without a server.

Alone, the average annotator errs about as much as annotators of code did; annotate → validate → annotate
anew → expert must recover the planted truth all the same. The protocol here is written out
independently of the application's.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import mean, median

import pytest
from ruamel.yaml import YAML

import goldsmith.recipes
from goldsmith.domain.errors import InvalidInput
from goldsmith.domain.markup import parse_marked
from goldsmith.domain.span import Span
from goldsmith.planner.profiles import DEFAULT_MIX, PROFILES, Kind
from goldsmith.simulation.planting import CATEGORY_OF_LABEL, plant
from goldsmith.simulation.workers import COUNTRIES, SimulatedWorker, population

QUIZZES = Path(goldsmith.recipes.__file__).parent / "code_pii" / "quizzes"
LABELS = {
    category: [label for label, own in CATEGORY_OF_LABEL.items() if own == category]
    for category in dict.fromkeys(CATEGORY_OF_LABEL.values())
}
TEXT = "def f(a):\n    return a.b.c\n\nlogin(user='ada99', host='db.internal')\n" * 3
TRUTH = (Span(14, 20, "NAME"), Span(45, 50, "NAME"))


@dataclass
class Tally:
    """Counts of exact matches, for micro-averaged F1."""

    hits: int = 0
    shown: int = 0
    true: int = 0

    def add(self, shown, truth):
        self.hits += len(set(shown) & set(truth))
        self.shown += len(shown)
        self.true += len(truth)

    @property
    def f1(self):
        return 2 * self.hits / (self.shown + self.true)


@dataclass
class Person:
    """A crowd member at work, with the record the platform keeps of them."""

    member: object
    worker: SimulatedWorker
    right: int = 0
    seen: int = 0
    skills: dict = field(default_factory=dict)

    @property
    def quality(self):
        return (0.5 + self.right) / (1.0 + self.seen)


def chunk_items(count, seed):
    """(text, category, truth) of planted 50-line chunks, every category of each."""
    source = "".join(f"def f{n}(a):\n    b = a + {n}\n    return b\n\n" for n in range(12))
    items = []
    for number in range(count):
        planted = plant(source, "python", Random(seed * 1_000_003 + number), 2.5)
        for category in LABELS:
            marks = [mark for mark in planted.marks if mark.category == category]
            items.append((planted.text, category, tuple(Span(m.start, m.end, m.label) for m in marks)))
    return items


@pytest.fixture(scope="module")
def items():
    return chunk_items(260, seed=1)


def exams():
    for category in LABELS:
        quiz = YAML(typ="safe").load((QUIZZES / f"{category}.yaml").read_text(encoding="utf-8"))
        yield category, [parse_marked(task["text"]) for task in quiz["exam"]]


def crowd_with_skills(n, seed, tries=2):
    """People after the quizzes: skill is the share of exam tasks answered exactly."""
    people = [Person(member, member.worker()) for member in population(n, seed=seed)]
    for category, exam in exams():
        for person in people:
            for _ in range(tries):
                answers = [person.worker.annotate(text, truth, LABELS[category]) for text, truth in exam]
                right = sum(answer == truth for answer, (_, truth) in zip(answers, exam, strict=True))
                person.skills[category] = right / len(exam)
                if right >= 6:
                    break
    return people


def posterior(votes):
    """P(correct) after votes of (quality, says_correct), two options, uniform prior."""
    for_correct = against = 1.0
    for quality, says_correct in votes:
        for_correct *= quality if says_correct else 1 - quality
        against *= 1 - quality if says_correct else quality
    return for_correct / (for_correct + against)


def is_accepted(shown, item, validators):
    """Three to five votes, until either verdict has a posterior of 0.9; undecided is not accepted."""
    text, _, truth = item
    votes = []
    for person in validators:
        votes.append((person.quality, person.worker.judge(shown, truth, text).correct))
        if len(votes) >= 3 and max(posterior(votes), 1 - posterior(votes)) >= 0.9:
            break
    return posterior(votes) >= 0.9, len(votes)


def run_protocol(item, pool, expert, rng, rounds=4):
    """Final spans, the number of votes of each round, and who decided."""
    text, category, truth = item
    queue = rng.sample(pool, min(len(pool), rounds * 6))
    counts = []
    for _ in range(rounds):
        shown = queue.pop().worker.annotate(text, truth, LABELS[category])
        accepted, votes = is_accepted(shown, item, [queue.pop() for _ in range(5)])
        counts.append(votes)
        if accepted:
            return shown, counts, "crowd"
    return expert.annotate(text, truth, LABELS[category]), counts, "expert"


def test_the_average_annotator_alone_is_mediocre(items):
    members = [member for member in population(60, seed=3) if not member.profile.kind.is_spammer]
    workers = [member.worker() for member in members]
    tally = Tally()
    by_kind = {member.profile.kind: Tally() for member in members}
    for number, (text, category, truth) in enumerate(items):
        for offset in range(5):
            pick = (number * 5 + offset) % len(workers)
            shown = workers[pick].annotate(text, truth, LABELS[category])
            tally.add(shown, truth)
            by_kind[members[pick].profile.kind].add(shown, truth)
    assert 0.75 <= tally.f1 <= 0.85, tally.f1
    assert (
        by_kind[Kind.CARELESS].f1
        < by_kind[Kind.AVERAGE].f1
        < by_kind[Kind.CAREFUL].f1
        < by_kind[Kind.EXPERT].f1
    )


def test_a_fair_share_of_items_holds_something(items):
    assert 0.25 <= mean(bool(truth) for _, _, truth in items) <= 0.45


def test_the_protocol_recovers_the_truth(items):
    rng = Random(11)
    people = crowd_with_skills(60, seed=5)
    for person in people:  # goldens: a record of twelve verdicts each
        for text, _, truth in rng.sample(items, 12):
            shown = truth if rng.random() < 0.5 else truth[1:] or (Span(0, 3, "NAME"),)
            person.seen += 1
            person.right += person.worker.judge(shown, truth, text).correct == (shown == truth)
    expert = SimulatedWorker(PROFILES[Kind.EXPERT], Random(9))
    tally, votes, deciders = Tally(), [], Counter()
    for item in items:
        pool = [person for person in people if person.skills[item[1]] >= 0.6]
        shown, counts, decider = run_protocol(item, pool, expert, rng)
        tally.add(shown, item[2])
        votes += counts
        deciders[decider] += 1
    assert tally.f1 >= 0.95, tally.f1
    assert mean(votes) < 4
    assert deciders["expert"] < 0.05 * len(items)


def test_spammers_get_no_skill_and_most_others_do():
    people = crowd_with_skills(60, seed=5)
    for person in people:
        if person.member.profile.kind.is_spammer:
            assert max(person.skills.values()) < 0.6
    honest = [person for person in people if not person.member.profile.kind.is_spammer]
    assert mean(skill >= 0.6 for person in honest for skill in person.skills.values()) > 0.75


@pytest.mark.parametrize("kind", list(Kind))
def test_answers_are_sorted_inside_the_text_and_do_not_overlap(kind):
    worker = SimulatedWorker(PROFILES[kind], Random(2))
    for _ in range(500):
        marks = worker.annotate(TEXT, TRUTH, LABELS["name"])
        assert list(marks) == sorted(marks)
        assert all(mark.end <= len(TEXT) and mark.label in LABELS["name"] for mark in marks)
        assert not any(first.intersects(second) for first in marks for second in marks if first != second)


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_spammer])
def test_verdicts_are_right_as_often_as_the_profile_says(kind):
    worker = SimulatedWorker(PROFILES[kind], Random(2))
    right = mean(
        worker.judge(shown, TRUTH, TEXT).correct == (shown == TRUTH)
        for shown in (TRUTH, TRUTH[:1], (), (Span(0, 3, "NAME"),))
        for _ in range(500)
    )
    assert right == pytest.approx(PROFILES[kind].verdict_accuracy, abs=0.03)


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (TRUTH[1:], "A NAME on line 2 is not marked."),
        ((*TRUTH, Span(0, 3, "NAME")), "The mark on line 1 should not be there."),
        ((Span(14, 19, "NAME"), TRUTH[1]), "The borders or the label of the mark on line 2 are wrong."),
    ],
)
def test_a_verdict_of_incorrect_says_why(shown, reason):
    worker = SimulatedWorker(PROFILES[Kind.EXPERT], Random(1))
    given = {worker.judge(shown, TRUTH, TEXT).reason for _ in range(50)}
    assert given == {reason, ""}


def test_spammers_are_fast_and_do_not_read():
    nothing = SimulatedWorker(PROFILES[Kind.SPAMMER_NOTHING], Random(1))
    noise = SimulatedWorker(PROFILES[Kind.SPAMMER_RANDOM], Random(1))
    assert nothing.annotate(TEXT, TRUTH, ["NAME"]) == ()
    assert nothing.judge((), TRUTH, TEXT).correct
    assert all(noise.annotate(TEXT, (), ["NAME"]) for _ in range(50))
    assert noise.annotate("", (), ["NAME"]) == ()
    honest = SimulatedWorker(PROFILES[Kind.CARELESS], Random(1))
    assert median(noise.seconds() for _ in range(200)) * 3 < median(honest.seconds() for _ in range(200))
    assert not any(nothing.skips() for _ in range(200))


def test_population_is_exact_diverse_and_a_function_of_its_seed():
    crowd = population(200, seed=8)
    kinds = Counter(member.profile.kind for member in crowd)
    assert kinds == {kind: round(200 * share) for kind, share in DEFAULT_MIX.items()}
    assert len(COUNTRIES) == len(set(COUNTRIES)) == 35
    assert len({member.country for member in crowd}) >= 30
    assert len({member.handle for member in crowd}) == 200
    assert crowd == population(200, seed=8)
    assert crowd != population(200, seed=9)
    again = [crowd[0].worker().annotate(TEXT, TRUTH, ["NAME"]) for _ in range(2)]
    assert again[0] == again[1]


@pytest.mark.parametrize("labels", [[], ["NAME", "EMAIL"], ["NOPE"]])
def test_labels_of_no_or_several_categories_are_refused(labels):
    with pytest.raises(InvalidInput):
        SimulatedWorker(PROFILES[Kind.AVERAGE], Random(0)).annotate(TEXT, TRUTH, labels)


@pytest.mark.parametrize(
    ("n", "mix"), [(-1, DEFAULT_MIX), (3, {}), (3, {Kind.AVERAGE: -1.0}), (3, {Kind.AVERAGE: 0.0})]
)
def test_impossible_crowds_are_refused(n, mix):
    with pytest.raises(InvalidInput):
        population(n, mix)
