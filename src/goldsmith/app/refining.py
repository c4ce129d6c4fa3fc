"""A model describes a piece of documentation: category, keywords, one sentence. What it says is data, no order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldsmith.app.campaign_models import Bench
from goldsmith.app.ports import Row
from goldsmith.app.problems import refused
from goldsmith.domain.errors import GoldsmithError
from goldsmith.llm.prompt import shipped_prompt
from goldsmith.llm.schema import Schema

_MOST_KEYWORDS = 8
_SECTION_CHARS = 4_000


async def refine(bench: Bench, recipe: Mapping[str, Any], section: Row) -> Row:
    """The section with the model's description; as it was, with the reason, where there is none.

    The model's keywords count only where the section has them, and its category only where the recipe has it.
    """
    dimension = recipe["dimensions"][0] if recipe["dimensions"] else {"values": []}
    titles = {value["title"]: value["key"] for value in dimension["values"]}
    request = shipped_prompt("refine-problem").request(
        {
            "section": section["brief"]["context"][:_SECTION_CHARS],
            "language": section["language"] or "any",
            "categories": ", ".join(titles)[:200] or "any",
        },
        _schema(list(titles)),
    )
    try:
        reply = await bench.ask(request)
    except GoldsmithError as error:
        return refused(section, error)
    said = reply.value
    text = section["brief"]["context"].lower()
    keywords = [word for word in said["keywords"] if word.lower() in text]
    merged = list(dict.fromkeys([*section["brief"]["keywords"], *keywords]))[:_MOST_KEYWORDS]
    hint = titles.get(said.get("category", ""), section["hint"])
    brief = {
        **section["brief"],
        "keywords": merged,
        "summary": said["summary"][:400],
        "refined": f"Described by {reply.model}",
    }
    return {**section, "hint": hint, "brief": brief}


def _schema(categories: list[str]) -> Schema:
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {
            "summary": {"type": "string", "maxLength": 400},
            "keywords": {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": 8},
        },
        "required": ["summary", "keywords"],
        "additionalProperties": False,
    }
    if categories:
        shape["properties"]["category"] = {"enum": categories}
        shape["required"].append("category")
    return Schema.of(shape, "problem")
