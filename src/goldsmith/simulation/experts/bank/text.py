"""The texts of a task: prompts, completions, and what can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from random import Random

from goldsmith.simulation.experts.bank.cases import cases
from goldsmith.simulation.experts.bank.family import families, language_title
from goldsmith.simulation.experts.bank.instance import Instance, draw
from goldsmith.simulation.experts.bank.reference_sql import Row, Setting
from goldsmith.simulation.experts.bank.render import program, shown_code, wrong_program
from goldsmith.simulation.experts.bank.sentence import words
from goldsmith.simulation.experts.bank.topic import topics

_POPULAR = 2
_MAX_KEYWORD_CHARS = 40
_NOT_IN_WORDS = re.compile(r"[`\r\n{}<>]")


class PromptFlaw(StrEnum):
    """What can be wrong with a prompt."""

    WRONG_CATEGORY = "wrong_category"
    VAGUE = "vague"
    SECRET = "secret"
    NEAR_DUPLICATE = "near_duplicate"


def prompt(instance: Instance, rng: Random, *, keyword: str = "") -> str:
    """Write the prompt of a task (Markdown).

    Args:
        instance: the task.
        rng: chooses among wordings, which change nothing of the task.
        keyword: mentioned in passing, where given.
    """
    params, names = instance.params, instance.names()
    say = rng.choice
    sentences = [say(instance.family.leads)]
    sentences += [say(instance.family.sentences[key]) for key in _demands(instance)]
    demand = " ".join(sentence.write(params, names) for sentence in sentences)
    paragraphs = [say(words()["openers"]).replace("{scene}", instance.topic.scene)]
    paragraphs.append(f"{demand} {_example(instance, say(words()['example_lines']))}".strip())
    language, code = shown_code(instance)
    if code:
        paragraphs.append(_fence(language, code))
    closing = [say(words()["closers"])]
    if spoken := _NOT_IN_WORDS.sub(" ", keyword).strip()[:_MAX_KEYWORD_CHARS]:
        closing.append(say(words()["keyword_lines"]).replace("{keyword}", spoken))
    rng.shuffle(closing)
    paragraphs.append(" ".join(closing))
    return "\n\n".join(paragraphs) + "\n"


def flawed_prompt(
    flaw: PromptFlaw, language: str, category: str, difficulty: str, rng: Random, *, keyword: str = ""
) -> str:
    """Write a prompt that a reviewer should send back; the arguments are those of `draw`."""
    if flaw is PromptFlaw.VAGUE:
        topic = rng.choice(list(topics().values()))
        vague: str = rng.choice(words()["vague"])
        text = vague.replace("{Language}", language_title(language)).replace("{records}", topic.records)
        return f"{topic.scene}\n\n{text}\n"
    if flaw is PromptFlaw.NEAR_DUPLICATE:
        task = popular(language, category, difficulty, rng.randrange(_POPULAR))
        return _reworded(prompt(task, Random(repr(task))), rng)
    if flaw is PromptFlaw.WRONG_CATEGORY:
        own = {family.category for family in families(language).values()}
        other = rng.choice(sorted(own - {category}))
        return prompt(draw(language, other, difficulty, rng), rng, keyword=keyword)
    text = prompt(draw(language, category, difficulty, rng), rng, keyword=keyword)
    return f"{text}\n{_secret(rng)}\n"


def _reworded(text: str, rng: Random) -> str:
    """The same text with another greeting and ending, as it comes from one who copies."""
    greeting, thanks = rng.choice(words()["greetings"]), rng.choice(words()["thanks"])
    return "\n\n".join(part for part in (greeting, text.strip(), thanks) if part) + "\n"


def popular(language: str, category: str, difficulty: str, number: int) -> Instance:
    """A task that comes to many minds: those who take it write near-duplicates of each other."""
    rng = Random(f"popular {language} {category} {difficulty} {number}")
    return draw(language, category, difficulty, rng)


def _secret(rng: Random) -> str:
    """A made-up credential, new each time, in the shape of real ones."""
    key = "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    word = "".join(rng.choices("abcdefghjkmnpqrstuvwxyz23456789", k=14))
    return rng.choice(
        (
            f'You can try it against our server: access key AKIA{key}, password = "{word}".',
            f"Our test login is `api_key = '{word}{word[::-1]}'`; please do not pass it on.",
        )
    )


def completion(instance: Instance, rng: Random) -> str:
    """Write the right answer (Markdown): an explanation, the program, mostly an example of its results."""
    return _answer(instance, program(instance), rng, has_example=rng.random() < 0.7)


def wrong_completion(instance: Instance, rng: Random) -> str:
    """Write an answer that looks right and fails its tests."""
    return _answer(instance, wrong_program(instance), rng, has_example=False)


def _answer(instance: Instance, code: str, rng: Random, *, has_example: bool) -> str:
    said = rng.choice(instance.family.answers).write(instance.params, instance.names())
    parts = [said, _fence(instance.language, code)]
    if has_example:
        given, want = _shown_case(instance)
        called = instance.name if instance.language == "sql" else f"{instance.name}({given})"
        parts.append(rng.choice(_RESULTS) + "\n\n" + _fence("text", f"{called} -> {want}"))
    return "\n\n".join(parts) + "\n"


_RESULTS = (
    "An example of what comes out:",
    "The example from the task:",
    "So we get:",
    "As a check by hand:",
)


def _fence(language: str, code: str) -> str:
    return f"```{language}\n{code.rstrip()}\n```"


def _demands(instance: Instance) -> Sequence[str]:
    return instance.family.demands[instance.difficulty]


def _example(instance: Instance, line: str) -> str:
    given, want = _shown_case(instance)
    return line.replace("{input}", given).replace("{output}", want)


def _shown_case(instance: Instance) -> tuple[str, str]:
    given, want = cases(instance)[0]
    return _plain(given), _plain(want)


def _plain(value: object) -> str:
    """A value as people write it in any language."""
    if isinstance(value, Row | Setting):
        return value.sql
    if isinstance(value, tuple):
        return f"({value[0]}, {value[1]})"
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    return repr(value) if isinstance(value, str) else str(value)
