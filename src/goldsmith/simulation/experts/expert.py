"""A simulated expert: writes, reviews and compares coding tasks as a person of a given skill would.

Everything here is a pure function of what the page shows and of a generator. Experts share the bank and nothing
else: what one has written, another understands from its text alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from goldsmith.domain.errors import InvalidInput
from goldsmith.simulation.experts import bank
from goldsmith.simulation.experts.forms import Opinion, fill, is_required
from goldsmith.simulation.experts.reading import (
    Finding,
    Json,
    Wanted,
    findings_in_completion,
    findings_in_prompt,
    quality,
)

WRONG_COMPLETION = "wrong_completion"
"""The flaw of a completion that fails its tests; those of prompts are in `PromptFlaw`."""

_REWORK_CARE = 4.0  # so many times fewer flaws in a second try
_MISJUDGING = 1 / 3  # share of 1 - skill in which a review says the opposite


class Authored(NamedTuple):
    """What was written by field key, and the flaw that was put in, if any."""

    fields: dict[str, str]
    flaw: str | None


@dataclass(frozen=True, slots=True)
class SimulatedExpert:
    """An expert.

    Attributes:
        name: says that this is a simulation.
        tracks: language keys the expert works in, such as python or cpp; empty for all.
        seed: the same seed gives the same answers to the same assignments.
        skill: in [0, 1]; 1 never errs. A first version is flawed with probability 1 - skill, a reworked one
            with a quarter of that, and a review says the opposite with a third of it.

    Raises:
        InvalidInput: skill or a track is out of range.
    """

    name: str
    tracks: frozenset[str]
    seed: int
    skill: float = 0.85

    def __post_init__(self) -> None:
        if not 0 <= self.skill <= 1:
            raise InvalidInput(f"The skill {self.skill} is not between 0 and 1.")
        if unknown := self.tracks - frozenset(bank.LANGUAGES):
            raise InvalidInput(
                f"No simulated expert knows {', '.join(sorted(unknown))}.",
                hint=f"Choose among {', '.join(bank.LANGUAGES)}.",
            )

    def covers(self, stage: Json) -> bool:
        """Whether the expert works at a stage; a stage whose category is no language is for everybody."""
        language = bank.language_of(stage["category"]) or bank.language_of(stage["category_title"])
        return not self.tracks or language is None or language in self.tracks

    def generator(self, assignment: Json) -> Random:
        """The generator for one assignment, whatever was done before."""
        return Random(f"{self.seed} {assignment['id']}")

    def seconds(self, stage: Json, rng: Random) -> float:
        """Active seconds such a task takes a person, > 0; nobody waits for them."""
        return rng.lognormvariate(math.log(max(1.0, 0.85 * stage["expected_s"])), 0.3)

    def answer(self, stage: Json, assignment: Json, rng: Random) -> dict[str, Any]:
        """The body of a submission (SubmitIn without `active_ms`) for any stage about texts.

        Raises:
            InvalidInput: the stage is about something else.
        """
        kind = stage["kind"]
        if kind == "author":
            return {"authored": {"fields": self.author(stage, assignment, rng)}}
        if kind == "review":
            return {"review": self.review(stage, assignment, rng)}
        if kind == "compare":
            return {"preference": self.compare(stage, assignment, rng)}
        raise InvalidInput(
            f"A simulated expert cannot {kind}.", hint="Those stages are for the simulated crowd."
        )

    def author(self, stage: Json, assignment: Json, rng: Random) -> dict[str, str]:
        """Write what the stage's form asks for: the fields of AuthoredIn."""
        return self.write(stage, assignment, rng).fields

    def write(self, stage: Json, assignment: Json, rng: Random) -> Authored:
        """As `author`, and say which flaw was put in."""
        work = _work(assignment)
        wanted = Wanted.of(work, stage["category"])
        if not wanted.language:
            wanted = Wanted(self._any_language(rng), wanted.category, wanted.difficulty, wanted.keywords)
        asked = {one["key"] for one in stage["form"]}
        care = _REWORK_CARE if work["is_rework"] else 1.0
        is_flawed = rng.random() < (1 - self.skill) / care
        fields: dict[str, str] = {}
        flaw: str | None = None
        if "prompt" in asked:
            fields["prompt"], flaw = _write_prompt(assignment, wanted, is_flawed, rng)
        if asked & {"completion", "tests"}:
            prompt = fields.get("prompt") or work["fields"].get("prompt", "")
            written = _write_completion(prompt, wanted, is_flawed and flaw is None, rng)
            fields |= {key: text for key, text in written.fields.items() if key in asked}
            flaw = flaw or (written.flaw if "completion" in asked else None)
        return Authored(fields | _others(stage["form"], fields, wanted), flaw)

    def review(self, stage: Json, assignment: Json, rng: Random) -> dict[str, Any]:
        """Read the texts, judge them and fill in the form: ReviewIn."""
        work = _work(assignment)
        wanted = Wanted.of(work, stage["category"])
        found = _findings(work, wanted)
        if rng.random() < (1 - self.skill) * _MISJUDGING:
            found = [] if found else [Finding("wording", "The wording could be better.")]
        task = bank.parse(work["fields"].get("prompt", ""))
        facts = {"category": task.category, "difficulty": task.difficulty} if task else {}
        opinion = Opinion(tuple(found), facts, remark="The task is clear and the texts do what they should.")
        return {
            "verdict": "rejected" if found else "accepted",
            "form": fill(stage["form"], opinion),
            "reason": " ".join(dict.fromkeys(one.words for one in found)),
        }

    def compare(self, stage: Json, assignment: Json, rng: Random) -> dict[str, Any]:
        """Say which of two answers is better, by what they look like: PreferenceIn."""
        work = _work(assignment)
        pair = work["pair"]
        language = Wanted.of(work, stage["category"]).language
        left, right = (quality(pair["prompt"], pair[side], language) for side in ("left", "right"))
        margin = right - left + rng.gauss(0.0, 2.0 * (1 - self.skill))
        size = 0 if abs(margin) < 0.35 else 1 if abs(margin) < 1.5 else 2
        preference = size if margin > 0 else -size
        words = {0: "Both are equally good.", 1: "The one is a little better.", 2: "The difference is clear."}
        opinion = Opinion(preference=preference, remark=words[size])
        return {"preference": preference, "criteria": fill(stage["form"], opinion), "reason": words[size]}

    def _any_language(self, rng: Random) -> str:
        return rng.choice(sorted(self.tracks) or list(bank.LANGUAGES))


def _work(assignment: Json) -> Mapping[str, Any]:
    work = assignment["work"]
    if work is None:
        raise InvalidInput(
            "The assignment shows no texts.", hint="Simulated experts work at stages about texts."
        )
    found: Mapping[str, Any] = work
    return found


def _write_prompt(assignment: Json, wanted: Wanted, is_flawed: bool, rng: Random) -> tuple[str, str | None]:
    work = assignment["work"]
    keyword = rng.choice(wanted.keywords) if wanted.keywords else ""
    language = wanted.language
    difficulty = wanted.difficulty or rng.choice(bank.DIFFICULTIES)
    category = wanted.category or rng.choice(bank.categories(language))
    if is_flawed:
        flaw = rng.choice(list(bank.PromptFlaw))
        return bank.flawed_prompt(flaw, language, category, difficulty, rng, keyword=keyword), flaw.value
    # Neighbouring items get different topics, as different briefs suggest; a new task after a rejection, any.
    number = None if work["is_rework"] else int(assignment["item_id"])
    kept = _worth_keeping(work, wanted) if work["is_rework"] else None
    task = kept or bank.draw(language, category, difficulty, rng, topic_number=number)
    return bank.prompt(task, rng, keyword=keyword), None


def _worth_keeping(work: Json, wanted: Wanted) -> bank.Instance | None:
    """The task of a prompt that came back, if only its wording or a secret in it was at fault."""
    task = bank.parse(work["fields"].get("prompt", ""))
    said = " ".join(entry["reason"] for entry in work["trail"] if entry["kind"] == "review").lower()
    notes = [note for entry in work["trail"] for note in entry["evidence"]] + list(work["evidence"])
    faults = {one.key for one in findings_in_prompt(work["fields"].get("prompt", ""), wanted, notes)}
    is_bad = faults - {"secret", "check"} or "similar" in said or "duplicate" in said
    return None if is_bad else task


def _write_completion(prompt: str, wanted: Wanted, is_flawed: bool, rng: Random) -> Authored:
    task = bank.parse(prompt)
    if task is None:  # a prompt that says too little: the best guess is a common task of the brief
        category = wanted.category or bank.categories(wanted.language)[0]
        task = bank.popular(wanted.language, category, wanted.difficulty or "easy", 0)
    write = bank.wrong_completion if is_flawed else bank.completion
    fields = {"completion": write(task, rng), "tests": bank.tests(task)}
    return Authored(fields, WRONG_COMPLETION if is_flawed else None)


def _others(form: list[Json], written: Mapping[str, str], wanted: Wanted) -> dict[str, str]:
    """Further fields of an author's form that must be filled; all values are strings there."""
    facts = {"category": wanted.category, "difficulty": wanted.difficulty, "language": wanted.language}
    others = [one for one in form if one["key"] not in written]
    values = fill(
        [{**one, "required": is_required(one, written)} for one in others],
        Opinion(facts=facts, remark="See the text itself; it needs nothing else."),
    )
    told = {one["key"]: values[one["key"]] for one in others if one["key"] in values}
    return {key: _string(value) for key, value in told.items()}


def _string(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _findings(work: Json, wanted: Wanted) -> list[Finding]:
    """What is wrong with what stands for review.

    A prompt that an earlier review accepted is settled: the author of the completion could not change it.
    """
    fields = work["fields"]
    prompt, completion = fields.get("prompt", ""), fields.get("completion", "")
    is_settled = any(entry["kind"] == "review" and entry["verdict"] == "accepted" for entry in work["trail"])
    found: list[Finding] = []
    if not completion or not is_settled:
        found += findings_in_prompt(prompt, wanted, work["evidence"] if not completion else ())
    if completion:
        found += findings_in_completion(prompt, completion, wanted, work["run"], work["evidence"])
    return found
