"""Read texts as a competent reviewer does: what is wrong with them, in words for their author."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from goldsmith.simulation.experts import bank

Json = Mapping[str, Any]

_BLOCK = re.compile(r"^(```+|~~~+)[ \t]*([\w+#-]*)[^\n]*\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_SECRET = re.compile(
    r"\bAKIA[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|(?i:\b(?:password|passwd|api_?key|secret|token)\b\s*[=:]\s*['\"][^'\"\s]{8,}['\"])"
)
_TAGS = {"c++": "cpp", "cc": "cpp", "cxx": "cpp", "py": "python", "py3": "python", "python3": "python"} | {
    "js": "javascript",
    "node": "javascript",
    "mjs": "javascript",
    "golang": "go",
    "sqlite": "sql",
    "sqlite3": "sql",
}
_SAYS_DUPLICATE = re.compile(r"duplicat|similar", re.IGNORECASE)
_FEW_WORDS = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong.

    Attributes:
        key: what kind: language, category, difficulty, vague, secret, duplicate, check, no_code, fails,
            other_task, explanation or wording.
        words: a sentence for the author.
    """

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a brief asks for, in keys; empty where it does not say, or says what the bank does not know.

    Attributes:
        language: key of the language.
        category: key of the category.
        difficulty: easy, medium or hard.
        keywords: as the brief has them.
    """

    language: str
    category: str
    difficulty: str
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, work: Json, track: str = "") -> Wanted:
        """Read a brief.

        Args:
            work: the TextWork.
            track: the stage's category, for where the brief names no language.
        """
        brief = work["brief"]
        language = bank.language_of(brief["language"]) or bank.language_of(track) or ""
        known = {category for name in bank.LANGUAGES for category in bank.categories(name)}
        titles = [bank.key_of(value) for value in brief["dimensions"].values()]
        return cls(
            language=language,
            category=_named(titles, sorted(known)),
            difficulty=_named(titles, bank.DIFFICULTIES),
            keywords=tuple(brief["keywords"]),
        )


def _named(titles: Sequence[str], keys: Sequence[str]) -> str:
    """The key that a title is or contains, as "Code generation" does; "" for none."""
    exact = (title for title in titles if title in keys)
    contained = (key for title in titles for key in keys if f"_{key}_" in f"_{title}_")
    return next(exact, "") or next(contained, "")


def blocks(text: str) -> list[tuple[str, str]]:
    """The fenced code blocks of a Markdown text: language key or tag, and code."""
    found = []
    for _, tag, code in _BLOCK.findall(text):
        lowered = tag.lower()
        found.append((_TAGS.get(lowered, lowered), code))
    return found


def code_in(text: str, language: str) -> str:
    """The first block in a language, or nothing."""
    return next((code for name, code in blocks(text) if name == language), "")


def prose(text: str) -> str:
    """What is left of a text without its code blocks."""
    return _BLOCK.sub("", text).strip()


def findings_in_prompt(prompt: str, wanted: Wanted, evidence: Sequence[Json]) -> list[Finding]:
    """What is wrong with a prompt for this brief."""
    found: list[Finding] = []
    if _SECRET.search(prompt):
        found.append(Finding("secret", "The prompt contains a password or key; take it out."))
    task = bank.parse(prompt)
    if task is None:
        found.append(Finding("vague", "It is not clear what is to be done; name inputs, results and rules."))
    else:
        found += _mismatches(task, wanted)
    return found + findings_in_evidence(evidence)


def _mismatches(task: bank.Instance, wanted: Wanted) -> list[Finding]:
    found: list[Finding] = []
    if wanted.language and task.language != wanted.language:
        asked = bank.language_title(wanted.language)
        found.append(Finding("language", f"The prompt asks for another language than {asked}."))
    if wanted.category and task.category != wanted.category:
        is_, should = task.category.replace("_", " "), wanted.category.replace("_", " ")
        found.append(Finding("category", f"This is a task of the category {is_}, not of {should}."))
    if wanted.difficulty and task.difficulty != wanted.difficulty:
        found.append(
            Finding("difficulty", f"The task is {task.difficulty}, but the brief says {wanted.difficulty}.")
        )
    return found


def findings_in_evidence(evidence: Sequence[Json]) -> list[Finding]:
    """What machines found that a reviewer follows: rules that failed, and near-duplicates.

    What a model says of category or language the reviewer sees with own eyes.
    """
    found = []
    for note in evidence:
        if note["verdict"] not in ("failed", "warning"):
            continue
        if _SAYS_DUPLICATE.search(f"{note['check']} {note['title']}"):
            found.append(Finding("duplicate", "There is a very similar prompt already; choose another task."))
        elif note["verdict"] == "failed" and not note["by"]:
            found.append(Finding("check", f"A check failed: {note['title']}."))
    return found


def findings_in_completion(
    prompt: str, completion: str, wanted: Wanted, run: Json | None, evidence: Sequence[Json]
) -> list[Finding]:
    """What is wrong with a completion of this prompt."""
    found: list[Finding] = []
    task = bank.parse(prompt)
    language = task.language if task else wanted.language
    code = code_in(completion, language) if language else "".join(code for _, code in blocks(completion))
    verdict = run["verdict"] if run else "unchecked"
    if not code.strip():
        found.append(Finding("no_code", f"There is no code in {bank.language_title(language or 'python')}."))
    elif verdict == "failed":
        found.append(Finding("fails", "The code fails in the sandbox; see the result of the run."))
    elif verdict != "passed" and task and not is_right(code, task):
        found.append(Finding("other_task", "The code does not do what the prompt asks for."))
    if len(prose(completion)) < _FEW_WORDS:
        found.append(Finding("explanation", "Add a short explanation of the idea."))
    if _SECRET.search(completion):
        found.append(Finding("secret", "The completion contains a password or key; take it out."))
    return found + findings_in_evidence(evidence)


@lru_cache(maxsize=2048)
def right_code(task: bank.Instance) -> str:
    """The bank's own answer, without white space."""
    return _bare(bank.program(task))


def is_right(code: str, task: bank.Instance) -> bool:
    """Whether code is the bank's own answer, white space aside."""
    return _bare(code) == right_code(task)


def is_wrong(code: str, task: bank.Instance) -> bool:
    """Whether code is the bank's own wrong answer, white space aside."""
    return _bare(code) == _bare(bank.wrong_program(task))


def _bare(code: str) -> str:
    return "".join(code.split())


def quality(prompt: str, answer: str, language: str) -> float:
    """How good an answer looks to somebody who knows the subject, from 0 (worthless) to about 4.

    An answer that is the bank's own counts most; code that is not known there counts by its language and by
    whether it defines what was asked for.
    """
    task = bank.parse(prompt)
    language = task.language if task else language
    code = code_in(answer, language)
    value = 0.4 * (len(prose(answer)) >= _FEW_WORDS)
    if not code.strip():
        return value + 0.3 * bool(blocks(answer))
    if task is None:
        return value + 1.5
    if is_right(code, task):
        return value + 3.5
    if is_wrong(code, task):
        return value + 1.4
    return value + (2.0 if task.name in code else 0.8)
