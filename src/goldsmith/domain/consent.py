"""What a worker is told before the first task: the owner's words, then what follows from the campaign itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

#: So many licences are named one by one.
_MOST_LICENCES = 12


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; `text` is Markdown."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says of a campaign, counted on the day it is written.

    Attributes:
        description: what the campaign makes, from its recipe.
        is_marking: people mark chunks of files; else they write and judge texts.
        documents: files that were imported, >= 0.
        repositories: where they come from, >= 0.
        licences: licence → files under it; a file under two counts for both.
        currency: ISO 4217.
        target_hourly: what an hour is meant to bring.
        review_days: after so many days an answer is accepted by itself.
        appeal_days: so long there is to answer an appeal.
        has_goldens: tasks with known answers are mixed in.
        has_suggestions: a model suggests something.
    """

    description: str
    is_marking: bool
    documents: int
    repositories: int
    licences: Mapping[str, int]
    currency: str
    target_hourly: Decimal
    review_days: int
    appeal_days: int
    has_goldens: bool
    has_suggestions: bool


def compose(text: str, facts: Facts) -> tuple[Section, ...]:
    """The sections of the page, the owner's own words first.

    Args:
        text: the owner's words, Markdown; perhaps empty.
        facts: of the campaign.
    """
    sections = (
        Section("about", "What you will do, and what it is for", text.strip() or facts.description),
        Section("sources", "Where the data comes from", _sources(facts)),
        Section("pay", "How pay works", _pay(facts)),
        Section("stored", "What is stored about you", _stored(facts)),
        Section("rights", "What you can do", _rights(facts)),
    )
    return tuple(section for section in sections if section.text)


def _sources(facts: Facts) -> str:
    if facts.documents == 0:
        return "Nothing has been imported yet. When material is added, this page gets a new version."
    noun = "file" if facts.documents == 1 else "files"
    places = (
        f" from {_counted(facts.repositories, 'repository', 'repositories')}" if facts.repositories else ""
    )
    lines = [f"{facts.documents:,} {noun}{places}."]
    if facts.is_marking:
        lines[0] += " They were published by others, and may hold personal data of people who are not here."
    if facts.licences:
        most = sorted(facts.licences.items(), key=lambda pair: (-pair[1], pair[0]))
        named = ", ".join(f"{licence} ({count:,})" for licence, count in most[:_MOST_LICENCES])
        rest = len(most) - _MOST_LICENCES
        more = f" and {_counted(rest, 'other', 'others')}" if rest > 0 else ""
        several = (
            "; a file under several counts for each" if sum(facts.licences.values()) > facts.documents else ""
        )
        lines.append(f"Licences: {named}{more}{several}.")
    return " ".join(lines)


def _pay(facts: Facts) -> str:
    hourly = f"{facts.target_hourly:.2f} {facts.currency}"
    days = _counted(facts.review_days, "day", "days")
    wait = f"after {days}" if facts.review_days else "at once"
    return "\n".join(
        [
            "- You see the price of a task before you take it. It does not change while you have it.",
            f"- Prices aim at {hourly} an hour at the usual speed. Who works well and makes less can get a bonus up "
            "to it.",
            f"- An answer that nobody decides about is accepted {wait}, and paid.",
            "- A rejection comes with its reason, and you can appeal it.",
        ]
    )


def _stored(facts: Facts) -> str:
    lines = [
        "- The name and country you gave, and when you joined and accepted this page.",
        "- Your answers and drafts, when you took and gave back each task, and which texts you saw.",
        "- Active time: how long the page was in use while you worked. It decides about bonuses, never about a "
        "rejection by itself.",
        "- Skills, quiz results, and how your answers compare with those of others"
        + (", and with tasks whose answer is known." if facts.has_goldens else "."),
    ]
    if not facts.is_marking:
        lines.append(
            "- How a text came about: what share was typed, pasted or taken from a suggestion. This is evidence for a "
            "person to look at, never a reason by itself."
        )
    if facts.has_suggestions:
        lines.append("- Where a model suggests something, what you did with it.")
    lines.append("- What you earned and were paid, and where your money goes once you said so.")
    lines.append(
        "- Your messages, feedback and appeals. Nothing is sold, and nothing is read from other pages."
    )
    return "\n".join(lines)


def _rights(facts: Facts) -> str:
    days = _counted(facts.appeal_days, "day", "days")
    return "\n".join(
        [
            "- Stop at any time. What you did is paid all the same.",
            "- Report a task that is broken, write to those who run the campaign, and rate every stage.",
            f"- Appeal a rejection or a restriction. Without an answer within {days} you are right.",
            "- Download everything that is stored about you, on the page My data.",
            "- Be forgotten: your name, country, messages and ways to sign in are erased. Answers and the books of pay "
            "stay, without your name.",
            "- Keep to yourself what you see: texts may hold personal data of others.",
        ]
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def as_rows(sections: Sequence[Section]) -> list[dict[str, str]]:
    """Sections as they are kept and sent."""
    return [{"key": one.key, "title": one.title, "text": one.text} for one in sections]
