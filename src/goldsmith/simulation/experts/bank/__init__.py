"""Coding tasks in eight languages: prompts, right and wrong answers, tests. All of it is Goldsmith's own.

A task is a family with parameters. What a prompt says is enough to find both again (`parse`), so that whoever
answers or reviews it needs nothing but its text.
"""

from goldsmith.simulation.experts.bank.family import (
    DIFFICULTIES,
    LANGUAGES,
    categories,
    families,
    key_of,
    language_of,
    language_title,
)
from goldsmith.simulation.experts.bank.instance import Instance, draw, parse
from goldsmith.simulation.experts.bank.render import MAIN_FILES, program, tests, wrong_program
from goldsmith.simulation.experts.bank.text import (
    PromptFlaw,
    completion,
    flawed_prompt,
    popular,
    prompt,
    wrong_completion,
)

__all__ = [
    "DIFFICULTIES",
    "LANGUAGES",
    "MAIN_FILES",
    "Instance",
    "PromptFlaw",
    "categories",
    "completion",
    "draw",
    "families",
    "flawed_prompt",
    "key_of",
    "language_of",
    "language_title",
    "parse",
    "popular",
    "program",
    "prompt",
    "tests",
    "wrong_completion",
    "wrong_program",
]
