"""What a dataset card states: facts that others gathered, checked for what would mislead a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.distribution import Distribution
from goldsmith.evaluation.gate import Criterion, Evidence, GateReport, Override, gate
from goldsmith.evaluation.report.findings import Evaluation

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A model and what it did.

    Attributes:
        role: such as "suggest", "check", "judge", "opponent".
        name: of the model.
        is_weak: a small embedded model.
    """

    role: str
    name: str
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who wrote, reviewed and compared.

    Attributes:
        experts: how many, >= 0.
        countries: in how many countries they live, >= 0.
        are_simulated: programs stood in for them; then the card says so first of all.

    Raises:
        InvalidInput: a number is negative.
    """

    experts: int
    countries: int
    are_simulated: bool

    def __post_init__(self) -> None:
        if min(self.experts, self.countries) < 0:
            raise InvalidInput(f"Numbers of people and countries are >= 0, got {self}.")


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the whole dataset.

    Attributes:
        name: what was looked for, such as "near-duplicates".
        against: where: "within the dataset", or the benchmarks' names.
        method: how, with its thresholds.
        found: how many data points, or None where it was not checked.
        why_missing: why it was not checked.
        outcome: what was done with the finds, such as "all removed".
    """

    name: str
    against: str
    method: str
    found: int | None
    why_missing: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """Completions of one language in the sandbox.

    Attributes:
        language: programming language.
        passed: ran, and passed its tests where it has any.
        failed: did not.
        not_checked: could not be run.
        reason: why they could not, such as "scalac is not installed".

    Raises:
        InvalidInput: something was not checked and no reason is given, or a count is negative.
    """

    language: str
    passed: int
    failed: int
    not_checked: int = 0
    reason: str = ""

    def __post_init__(self) -> None:
        if min(self.passed, self.failed, self.not_checked) < 0:
            raise InvalidInput(f"Counts of the sandbox are >= 0, got {self}.")
        if self.not_checked and not self.reason.strip():
            raise InvalidInput(
                f"{self.not_checked} completions in {self.language} were not checked, and nobody says why.",
                hint="Give the reason; the card prints it.",
            )


@dataclass(frozen=True, slots=True)
class DatedOverride:
    """An override and when it was made.

    Attributes:
        override: who, of what, why.
        at: when.
    """

    override: Override
    at: datetime


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gate was asked and shown; its verdict is computed from it, so that the two cannot differ.

    Attributes:
        criteria: of the recipe.
        evidence: what was measured.
        overrides: who answered for what does not hold.
    """

    criteria: tuple[Criterion, ...]
    evidence: tuple[Evidence, ...]
    overrides: tuple[DatedOverride, ...] = ()

    @property
    def report(self) -> GateReport:
        """The verdict.

        Raises:
            InvalidInput: see `gate.gate`.
        """
        return gate(self.criteria, self.evidence, [one.override for one in self.overrides])


@dataclass(frozen=True, slots=True)
class Source:
    """Documentation that problems were taken from.

    Attributes:
        title: of the document or collection.
        licence: SPDX expression, or words.
        origin: where it came from.
        documents: how many, >= 0.
    """

    title: str
    licence: str
    origin: str
    documents: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the files.

    Attributes:
        name: as in the files.
        type: such as "string" or "list of string".
        meaning: what it holds.
    """

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """One delivered file.

    Attributes:
        path: beside the card, with forward slashes.
        rows: data points.
        size_bytes: >= 0.
        sha256: 64 hexadecimal digits.
        split: "train", "test" ..., or empty for a file without data points.

    Raises:
        InvalidInput: the hash is none.
    """

    path: str
    rows: int
    size_bytes: int
    sha256: str
    split: str = "train"

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.sha256):
            raise InvalidInput(f"The SHA-256 of {self.path} is not 64 hexadecimal digits: {self.sha256!r}.")


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Everything a dataset card states.

    Attributes:
        title: of the dataset.
        version: of the delivery.
        description: what it is for, plain text, paragraphs parted by empty lines.
        made_on: day of the delivery.
        data_points: how many, >= 0.
        natural_languages: ISO 639 codes of the text, such as "en".
        programming_languages: of the code.
        licences: SPDX identifiers or expressions of the dataset itself, at least one.
        task_categories: as the Hugging Face hub has them, such as "text-generation".
        stages: how it was made, one sentence a stage, in order.
        models: which models did what.
        people: who.
        distribution: data points beside their targets over language, category, difficulty ..., or None.
        checks: duplicates, contamination, secrets.
        sandbox: one result a language.
        evaluation: win rates, or None where nothing was compared.
        gate: criteria and evidence, or None where no gate was set.
        sources: documentation with its licences.
        limits: known limits, one sentence each.
        columns: of the data files.
        files: with their hashes.

    Raises:
        InvalidInput: the title, version or licence is missing, or the evaluation calls people what `people` calls
            simulated, or the other way round.
    """

    title: str
    version: str
    description: str
    made_on: date
    data_points: int
    natural_languages: tuple[str, ...]
    programming_languages: tuple[str, ...]
    licences: tuple[str, ...]
    task_categories: tuple[str, ...]
    stages: tuple[str, ...]
    models: tuple[ModelUse, ...]
    people: People
    distribution: Distribution | None
    checks: tuple[Check, ...]
    sandbox: tuple[SandboxResult, ...]
    evaluation: Evaluation | None
    gate: GateFacts | None
    sources: tuple[Source, ...]
    limits: tuple[str, ...]
    columns: tuple[Column, ...]
    files: tuple[DataFile, ...]

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.version.strip()):
            raise InvalidInput("A dataset card needs a title and a version.")
        if not any(licence.strip() for licence in self.licences):
            raise InvalidInput(
                f"{self.title} has no licence.", hint="Name one; without it nobody may use the data."
            )
        found = self.evaluation
        if found is not None and found.experts and found.are_experts_simulated != self.people.are_simulated:
            raise InvalidInput(
                "The evaluation and the card disagree on whether the experts are simulated.",
                hint="Measure again with the right setting.",
            )
