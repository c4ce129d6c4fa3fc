"""Goldens from a file: JSONL in the shape of Toloka's known solutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from goldsmith.app.assignments import check_spans
from goldsmith.app.golden_material import text_golden
from goldsmith.app.ports import Row
from goldsmith.domain.errors import GoldsmithError, InvalidInput
from goldsmith.domain.forms import FieldKind
from goldsmith.domain.stage import VERDICTS_OF, StageKind

MOST_LINES = 10_000
MOST_CHARS = 10_000
_TOLD = 20


def read_goldens(
    data: bytes, stages: Sequence[Row], models: Sequence[Row], items: Mapping[int, Row]
) -> list[Row]:
    """The goldens of a file.

    A line is {"stage": "annotate:email", "input_values": {"text", "language", "path", "shown"}, "known_solutions":
    [{"output_values": {"spans" | "verdict" | "verdict", "form" | "preference"}}]}. Instead of a text, `item` may name
    an item of the campaign.

    Args:
        data: the file, UTF-8.
        stages: as the store lists them.
        models: documents of the campaign, for the addresses of new texts.
        items: finished work by item, as `GoldenStore.decided` gives it, for lines that name an item.

    Raises:
        InvalidInput: any line is wrong; `context["problems"]` lists {line, message}, and nothing is taken.
    """
    rows: list[Row] = []
    problems: list[Row] = []
    by_key = {stage["key"]: stage for stage in stages}
    lines = data.split(b"\n")
    if len(lines) > MOST_LINES:
        raise InvalidInput(f"The file has more than {MOST_LINES:,} lines.", hint="Split it.")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(_row(line, by_key, models, items))
        except GoldsmithError as error:
            problems.append({"line": number, "message": str(error)})
    if problems:
        raise InvalidInput(
            f"{len(problems)} {'line is' if len(problems) == 1 else 'lines are'} wrong; nothing was made. "
            f"Line {problems[0]['line']}: {problems[0]['message']}",
            hint="Correct the file and send it again.",
            problems=problems[:_TOLD],
        )
    if not rows:
        raise InvalidInput("The file has no golden.", hint="One JSON object a line.")
    return rows


def items_named(data: bytes) -> list[int]:
    """The items that lines of a file name; wrong lines name none."""
    found = []
    for line in data.split(b"\n")[:MOST_LINES]:
        try:
            given = orjson.loads(line)["input_values"]["item"]
        except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
            continue
        if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 1 << 63:
            found.append(given)
    return found


def _row(line: bytes, stages: Mapping[str, Row], models: Sequence[Row], items: Mapping[int, Row]) -> Row:
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"This is not JSON: {error}.") from None
    if not isinstance(entry, dict):
        raise InvalidInput("A line is a JSON object.")
    stage = stages.get(str(entry.get("stage")))
    if stage is None:
        raise InvalidInput(
            f"There is no stage {entry.get('stage')!r}.", hint=f"There are: {', '.join(stages)}."
        )
    given, output = entry.get("input_values"), _output(entry)
    if not isinstance(given, dict):
        raise InvalidInput("input_values is missing.")
    is_text_stage = stage["kind"] in (StageKind.REVIEW, StageKind.COMPARE)
    if is_text_stage or "item" in given:
        return _about_item(stage, given, output, items)
    text = given.get("text")
    if not isinstance(text, str) or not 0 < len(text) <= MOST_CHARS or "\0" in text:
        raise InvalidInput(f"input_values.text is a text of 1 to {MOST_CHARS:,} characters.")
    for name in ("path", "language"):
        if not isinstance(given.get(name, ""), str) or len(given.get(name, "")) > 500:
            raise InvalidInput(f"input_values.{name} is a short text.")
    truth = _truth(stage, output, len(text))
    if stage["kind"] == StageKind.VALIDATE:
        given = {**given, "shown": _spans(stage, given.get("shown"), len(text), "input_values.shown")}
    else:
        given = {**given, "shown": None}
    return text_golden(stage, given, truth, models)


def _about_item(stage: Row, given: Mapping[str, Any], output: Row, items: Mapping[int, Row]) -> Row:
    item_id = given.get("item")
    if not isinstance(item_id, int):
        raise InvalidInput("input_values.item is the number of an item of this campaign.")
    work = items.get(item_id, {}).get(stage["id"])
    if work is None:
        raise InvalidInput(
            f"Item {item_id} is not of this campaign, or is not finished at {stage['key']}.",
            hint="Goldens are copied from finished work.",
        )
    chars = work["chars"] or MOST_CHARS
    return {
        "stage_id": stage["id"],
        "source": "imported",
        "source_item_id": item_id,
        "task_id": work["task_id"],
        "identity": f"promoted:{item_id}:{work['task_id']}",
        "material": f"promoted:{item_id}",
        "shown": work["shown"],
        "note": "",
        "truth": _truth(stage, output, chars),
    }


def _output(entry: Mapping[str, Any]) -> Row:
    solutions = entry.get("known_solutions")
    if not isinstance(solutions, list) or len(solutions) != 1 or not isinstance(solutions[0], dict):
        raise InvalidInput("known_solutions is a list of one solution.")
    output = solutions[0].get("output_values")
    if not isinstance(output, dict):
        raise InvalidInput("known_solutions[0].output_values is missing.")
    return output


def _truth(stage: Row, output: Row, chars: int) -> Row:
    kind = StageKind(stage["kind"])
    if kind is StageKind.ANNOTATE:
        return {"spans": _spans(stage, output.get("spans"), chars, "output_values.spans")}
    if kind is StageKind.COMPARE:
        if output.get("preference") not in ("ours", "theirs", "tie"):
            raise InvalidInput("output_values.preference is ours, theirs or tie.")
        return {"preference": output["preference"]}
    if output.get("verdict") not in VERDICTS_OF[kind]:
        raise InvalidInput(f"output_values.verdict is {' or '.join(VERDICTS_OF[kind])}.")
    if kind is StageKind.VALIDATE or not output.get("form"):
        return {"verdict": output["verdict"]}
    return {"verdict": output["verdict"], "form": _form(stage, output["form"])}


def _form(stage: Row, form: Any) -> Row:
    fields = {field["key"]: field for field in stage["form"]}
    if not isinstance(form, dict):
        raise InvalidInput("output_values.form is an object.")
    known: Row = {}
    for key, value in form.items():
        field = fields.get(key)
        if field is None:
            raise InvalidInput(f"The form has no field {key!r}.", hint=f"It has: {', '.join(fields)}.")
        kind = FieldKind(field["kind"])
        options = {
            option["key"] if isinstance(option, dict) else option for option in field.get("options") or ()
        }
        if kind is FieldKind.SCALE and isinstance(value, int) and field["min"] <= value <= field["max"]:
            known[key] = {"value": value, "min": field["min"], "max": field["max"]}
        elif (
            (kind is FieldKind.YES_NO and isinstance(value, bool))
            or (kind is FieldKind.CHOICE and isinstance(value, str) and value in options)
            or (kind is FieldKind.CHOICES and isinstance(value, list) and set(map(str, value)) <= options)
        ):
            known[key] = value
        else:
            raise InvalidInput(
                f"{value!r} cannot be the known answer to {key}, a field of kind {kind.value}."
            )
    return known


def _spans(stage: Row, spans: Any, chars: int, where: str) -> list[Row]:
    if not isinstance(spans, list):
        raise InvalidInput(f"{where} is a list of marks.")
    for span in spans:
        is_mark = isinstance(span, dict) and set(span) == {"start", "end", "label"}
        if not is_mark or not all(isinstance(span[key], int) for key in ("start", "end")):
            raise InvalidInput(f"{where}: a mark is {{start, end, label}}.")
    return check_spans(spans, set(stage["labels"]), chars)
