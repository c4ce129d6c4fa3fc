"""Fill in a recipe's form by the kinds of its fields; nothing is known of a form but what it says itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldsmith.simulation.experts.bank import key_of
from goldsmith.simulation.experts.reading import Finding

Json = Mapping[str, Any]
Values = dict[str, Any]

_BAD = re.compile(
    r"secret|personal|credential|error|mistake|problem|issue|duplicat|missing|unsafe|harm|wrong|toxic|violat"
    r"|leak|plagiar|vague|unclear|incorrect|copied",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:no|not|free|without|avoids?|never)\b", re.IGNORECASE)
_GOOD_OPTION = re.compile(
    r"good|yes|ok|correct|fit|accept|full|keep|right|pass|clear|excellent|none", re.IGNORECASE
)
_BAD_OPTION = re.compile(r"bad|\bno\b|wrong|reject|poor|fail|not|incorrect|major|other", re.IGNORECASE)
_TIE_OPTION = re.compile(r"tie|equal|same|neither|both", re.IGNORECASE)
_RELATED = {
    "language": r"language|\bfits? the\b",
    "category": r"categor|type of task",
    "difficulty": r"difficult|level|\bfits? the\b",
    "vague": r"clarity|^(?!.*language).*clear|understand|specific|vague|complete|suitab|quality|\bfits?\b",
    "secret": r"secret|personal|credential|private|safe|\bfits? the\b",
    "duplicate": r"duplicat|original|novel|new|distinct|divers|\bfits? the\b",
    "check": r"check|adher|guideline|instruct|\bfits? the\b",
    "no_code": r"code|complete|adher|correct|answers? the",
    "fails": r"correct|work|run|test|solve|code|answers? the",
    "other_task": r"correct|adher|follow|solve|instruct|answers? the",
    "explanation": r"expla|text|complete|quality",
    "wording": r"wording|style|quality|clarity",
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thinks of what the form is about.

    Attributes:
        findings: what is wrong; none for all is well.
        facts: what was read off the texts, such as category → bug_fixing.
        preference: of a comparison, -2 to 2; None where nothing is compared.
        remark: for fields that want words.
    """

    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    preference: int | None = None
    remark: str = ""


def fill(form: Sequence[Json], opinion: Opinion) -> Values:
    """Answer every field that must be answered, and others where there is something to say.

    Args:
        form: FormField rows.
        opinion: what to say.

    Returns:
        values by field key, of the types that the kinds want.
    """
    values: Values = {}
    for one in form:
        is_quick = one["kind"] in ("yes_no", "scale", "choice") and not one.get("required_if")
        if one["required"] or is_quick:
            values[one["key"]] = _answer(one, opinion)
    for one in form:  # conditions may name fields that come later
        if one["key"] not in values and is_required(one, values):
            values[one["key"]] = _answer(one, opinion)
    return values


def is_required(one: Json, values: Mapping[str, Any]) -> bool:
    """Whether a field must be answered, given the other values."""
    condition = one.get("required_if")
    return bool(one["required"]) or (
        condition is not None and values.get(condition["field"]) in condition["equals"]
    )


def _answer(one: Json, opinion: Opinion) -> Any:
    kind = one["kind"]
    if kind == "yes_no":
        return is_yes_good(one) != _is_touched(one, opinion.findings)
    if kind == "scale":
        return _scale(one, opinion)
    if kind == "choice":
        return _choice(one, opinion)
    if kind == "choices":
        return _choices(one, opinion)
    return _words(one, opinion)


def is_yes_good(one: Json) -> bool:
    """Whether "yes" speaks for the text: not for "Does it contain secrets?", but for "Is it free of secrets?"."""
    said = f"{one['key'].replace('_', ' ')} {one['title']}"
    return not _BAD.search(said) or bool(_NEGATED.search(said))


def _is_touched(one: Json, findings: Sequence[Finding]) -> bool:
    said = f"{one['key'].replace('_', ' ')} {one['title']}"
    return any(re.search(_RELATED.get(each.key, each.key), said, re.IGNORECASE) for each in findings)


def _scale(one: Json, opinion: Opinion) -> int:
    low, high = int(one["min"]), int(one["max"])
    if opinion.preference is not None:
        return round(low + (high - low) * (opinion.preference + 2) / 4)
    if not opinion.findings:
        return high
    return low if _is_touched(one, opinion.findings) else round(low + (high - low) * 0.4)


def _choice(one: Json, opinion: Opinion) -> str:
    options = one["options"]
    for fact in opinion.facts.values():
        for option in options:
            if fact and fact in (option["key"], key_of(option["title"])):
                return str(option["key"])
    if opinion.preference is not None:
        return _side(options, opinion.preference)
    pattern = _BAD_OPTION if opinion.findings else _GOOD_OPTION
    fallback = options[-1 if opinion.findings else 0]
    return str(next((o for o in options if pattern.search(f"{o['key']} {o['title']}")), fallback)["key"])


def _side(options: Sequence[Json], preference: int) -> str:
    if len(options) == 5:  # the same five steps as the preference's own
        return str(options[preference + 2]["key"])
    wanted = (
        _TIE_OPTION
        if preference == 0
        else re.compile(r"left|\ba\b" if preference < 0 else r"right|\bb\b", re.I)
    )
    fallback = options[len(options) // 2 if preference == 0 else (0 if preference < 0 else -1)]
    return str(next((o for o in options if wanted.search(f"{o['key']} {o['title']}")), fallback)["key"])


def _choices(one: Json, opinion: Opinion) -> list[str]:
    options = one["options"]
    said = [str(o["key"]) for o in options if _is_touched(o, opinion.findings)]
    if said or not (one["required"] or one.get("required_if")):
        return said
    return [str(options[-1 if opinion.findings else 0]["key"])] if options else []


def _words(one: Json, opinion: Opinion) -> str:
    words = " ".join(each.words for each in opinion.findings) or opinion.remark or "Nothing to object to."
    limit = int(one.get("max_chars") or 0)
    return words[:limit] if limit > 0 else words
