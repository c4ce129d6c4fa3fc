"""Forms as data: the questions of an author, a reviewer or a comparer, and whether an answer fits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from goldsmith.domain.errors import InvalidInput

Value = str | bool | int | list[str] | None


class FieldKind(StrEnum):
    """What a field asks for: strings, except yes_no (bool), scale (int) and choices (list of option keys)."""

    TEXT = "text"
    MARKDOWN = "markdown"
    CODE = "code"
    YES_NO = "yes_no"
    SCALE = "scale"
    CHOICE = "choice"
    CHOICES = "choices"


TEXT_FIELDS = frozenset({FieldKind.TEXT, FieldKind.MARKDOWN, FieldKind.CODE})


@dataclass(frozen=True, slots=True)
class Condition:
    """Another field, and the values of it under which this one is required."""

    field: str
    equals: tuple[str | bool | int, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    Attributes:
        key: its name in answers.
        kind: what is asked for.
        title: as people read it.
        required: an answer must have it.
        required_if: an answer must have it under a condition; None for never.
        options: keys of a choice, in order.
        min: least value of a scale.
        max: greatest value of a scale.
        min_chars: of a text that is given, >= 0.
        max_chars: of a text, code points.
    """

    key: str
    kind: FieldKind
    title: str
    required: bool = True
    required_if: Condition | None = None
    options: tuple[str, ...] = ()
    min: int = 1
    max: int = 5
    min_chars: int = 0
    max_chars: int = 20_000


def field_of(data: Mapping[str, object]) -> Field:
    """A field as a recipe keeps it."""
    condition = data.get("required_if")
    options = data.get("options") or ()
    return Field(
        key=str(data["key"]),
        kind=FieldKind(str(data["kind"])),
        title=str(data["title"]),
        required=bool(data["required"]),
        required_if=None
        if not isinstance(condition, Mapping)
        else Condition(str(condition["field"]), tuple(condition["equals"])),
        options=tuple(str(option["key"]) for option in options),  # type: ignore[attr-defined]
        min=int(str(data["min"])),
        max=int(str(data["max"])),
        min_chars=int(str(data["min_chars"])),
        max_chars=int(str(data["max_chars"])),
    )


def fill(form: Sequence[Field], values: Mapping[str, object]) -> dict[str, Value]:
    """The answer as it is kept: every field of the form, in its order, None where nothing was said.

    Args:
        form: the questions.
        values: as submitted; a blank text says nothing.

    Raises:
        InvalidInput: a required field says nothing, a value does not fit, or a field is not of the form. The
            context has `fields`: {key: what is wrong}, all of them at once.
    """
    wrong: dict[str, str] = {}
    kept: dict[str, Value] = {}
    for field in form:
        value, fault = _value(field, values.get(field.key))
        kept[field.key] = value
        if fault:
            wrong[field.key] = fault
    for field in form:
        if kept[field.key] is None and field.key not in wrong and _is_required(field, kept):
            wrong[field.key] = "This needs an answer."
    for key in sorted(set(values) - {field.key for field in form}):
        wrong[key] = "The form has no such field."
    if wrong:
        titles = {field.key: field.title for field in form}
        first = next(iter(wrong))
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise InvalidInput(
            f"{titles.get(first, first)}: {wrong[first]}{more}",
            hint="Your texts are kept; complete the form and submit again.",
            fields=wrong,
        )
    return kept


def _is_required(field: Field, kept: Mapping[str, Value]) -> bool:
    if field.required_if is None:
        return field.required
    value = kept.get(field.required_if.field)
    if isinstance(value, list):
        return any(entry in field.required_if.equals for entry in value)
    # True == 1 in Python, but a tick is no number.
    return any(value == wanted and type(value) is type(wanted) for wanted in field.required_if.equals)


def _value(field: Field, value: object) -> tuple[Value, str]:
    """(the value as it is kept, what is wrong with it or "")."""
    if value is None or (isinstance(value, str) and not value.strip()) or value == []:
        return None, ""
    if field.kind in TEXT_FIELDS:
        return _text(field, value)
    if field.kind is FieldKind.YES_NO:
        return (value, "") if isinstance(value, bool) else (None, "Say yes or no.")
    if field.kind is FieldKind.SCALE:
        fits = isinstance(value, int) and not isinstance(value, bool) and field.min <= value <= field.max
        return (value, "") if fits else (None, f"Choose a number from {field.min} to {field.max}.")  # type: ignore[return-value]
    known = ", ".join(field.options)
    if field.kind is FieldKind.CHOICE:
        return (str(value), "") if value in field.options else (None, f"Choose one of: {known}.")
    if not isinstance(value, list) or any(entry not in field.options for entry in value):
        return None, f"Choose among: {known}."
    return [option for option in field.options if option in value], ""


def _text(field: Field, value: object) -> tuple[Value, str]:
    if not isinstance(value, str):
        return None, "This wants a text."
    if len(value) > field.max_chars:
        return None, f"It has {len(value)} characters; at most {field.max_chars} are allowed."
    if len(value.strip()) < field.min_chars:
        return None, f"It has {len(value.strip())} characters; at least {field.min_chars} are wanted."
    return value, ""
