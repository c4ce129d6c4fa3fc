"""Programs and tests from the code of the bank's languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import DictLoader, Environment

from goldsmith.simulation.experts.bank.cases import cases, mistaken, probes
from goldsmith.simulation.experts.bank.family import function_name
from goldsmith.simulation.experts.bank.instance import Instance
from goldsmith.simulation.experts.bank.reference import Pairs
from goldsmith.simulation.experts.bank.topic import FOLDER

MAIN_FILES: Mapping[str, str] = {
    "python": "main.py",
    "sql": "main.sql",
    "scala": "Main.scala",
    "go": "main.go",
    "c": "main.c",
    "cpp": "main.cpp",
    "r": "main.R",
    "javascript": "main.js",
}
"""Language → the file under which the tests expect the program."""

_SYMBOLS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
_SECTION = re.compile(r"^@@ (\w+)\n", re.MULTILINE)
_LONELY_SEMICOLON = re.compile(r"\s*\n;")
_SQL_COLUMNS = {
    "report": ("{group}", "value"),
    "ranking": ("{group}", "place", "id", "value"),
    "violations": ("violations",),
    "running": ("id", "value"),
    "setting_sql": ("value",),
    "due_sql": ("id", "due"),
}


def program(instance: Instance) -> str:
    """The right answer's code, as one file."""
    return _tidy(_render(instance.language, "main", instance))


@lru_cache(maxsize=1024)
def wrong_program(instance: Instance) -> str:
    """Code with one likely mistake, or with the bug still in it: it compiles, and fails the tests."""
    if instance.family.has_bug and instance.language != "sql":
        return _tidy(_render(instance.language, "main", instance, is_buggy=True))
    changed: dict[str, Any] = {"p": mistaken(instance)}
    if instance.family.kind == "bands":
        changed = {"probes": _probes(instance, shallow=True)}
    return _tidy(_render(instance.language, "main", instance, **changed))


@lru_cache(maxsize=1024)
def tests(instance: Instance) -> str:
    """The tests, in the language of the answer."""
    name = "tests_bands" if instance.family.kind == "bands" else "tests"
    return _tidy(_render(instance.language, name, instance, mutants=_mutants(instance)))


def shown_code(instance: Instance) -> tuple[str, str]:
    """Language and text of the code that the prompt shows; the text is empty where it shows none."""
    family, language = instance.family, instance.language
    if not family.show:
        return language, ""
    if family.show == "source":
        source = str(instance.params["source"])
        return source, _tidy(_render(source, family.kind, instance))
    if family.show == "buggy":
        changed = {"p": mistaken(instance)} if language == "sql" else {"is_buggy": True}
        return language, _tidy(_render(language, family.code, instance, **changed))
    section = family.code if family.show == "code" else family.show
    return language, _tidy(_render(language, section, instance, commented=False))


def _render(
    language: str, section: str, instance: Instance, *, is_buggy: bool = False, **changed: Any
) -> str:
    context = {**_context(instance), **changed}
    if language != instance.language:
        context["fn"] = function_name(instance.topic, instance.family, language)
    context["window"] = _window(instance.params, is_buggy)
    context["op"] = _SYMBOLS.get(str(context["p"].get("cond")), "")
    text: str = _environment(language).get_template(section).render(context)
    return text


def _context(instance: Instance) -> dict[str, Any]:
    family, topic = instance.family, instance.topic
    columns = _SQL_COLUMNS.get(family.kind, ())
    return {
        "p": instance.params,
        "fn": instance.name,
        "check": instance.check_name,
        "kind": family.kind,
        "section": family.code,
        "commented": family.category == "explanation",
        "cases": cases(instance),
        "probes": _probes(instance) if family.kind == "bands" else (),
        "table": instance.table,
        "group": topic.group_column,
        "measure": topic.measure_column,
        "group_names": ", ".join(f"'{name}'" for name in topic.groups),
        "columns": [column.format(group=topic.group_column) for column in columns],
    }


def _window(params: Mapping[str, Any], is_buggy: bool) -> dict[str, int]:
    bug = params.get("bug") if is_buggy else None
    return {
        "start": int(bug == "first"),
        "short": int(bug == "last"),
        "width": int(params.get("width", 1)) - int(bug == "narrow"),
    }


def _probes(instance: Instance, *, shallow: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "value": value,
            "band": band,
            "pair": f"{value}: {band}",
            "list": f"[{value}, {band}]",
            "tuple": f"({value}, {band})",
            "braces": f"{{{value}, {band}}}",
        }
        for value, band in probes(instance, shallow=shallow)
    ]


def _mutants(instance: Instance) -> list[dict[str, Any]]:
    """Parameters of candidates for a test of bands: the right ones, then wrong ones."""
    p: Any = instance.params
    if instance.family.kind != "bands":
        return []
    bounds = p["bounds"]
    found = [p, {**p, "edge": "lt" if p["edge"] == "le" else "le"}]
    found.append({**p, "bounds": (bounds[0] + 1, *bounds[1:])})
    found.append({**p, "bounds": (*bounds[:-1], bounds[-1] + 1)})
    found += [{**p, name: p[name] + step} for name, step in (("floor", 1), ("roof", -1)) if name in p]
    return found


@cache
def _environment(language: str) -> Environment:
    text = (FOLDER / "code" / f"{language}.jinja").read_text(encoding="utf-8")
    pieces = _SECTION.split(text)
    environment = Environment(  # programs, not pages: nothing is to be escaped
        loader=DictLoader(dict(zip(pieces[1::2], pieces[2::2], strict=True))),
        variable_start_string="«",
        variable_end_string="»",
        block_start_string="«%",
        block_end_string="%»",
        comment_start_string="«#",
        comment_end_string="#»",
        line_statement_prefix="%%",
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["lit"] = _LITERALS.get(language, str)
    return environment


def _tidy(text: str) -> str:
    """Close statements on the line they end on, and leave two empty lines at most, or one after a brace."""
    text = re.sub(r"\n{4,}", "\n\n\n", _LONELY_SEMICOLON.sub(";", text))
    return re.sub(r"([;})])\n{3,}(?=[^d])", r"\1\n\n", text).strip("\n") + "\n"


# ── values as the languages write them ────────────────────────────────────────────────────────────


def _literal(opening: str, closing: str, pair: str) -> Callable[[Any], str]:
    """A writer of values: lists between two marks, pairs by a format of the (quoted) name and the number."""

    def write(value: Any) -> str:
        if isinstance(value, str):
            return json.dumps(value)
        if isinstance(value, int):
            return str(value)
        if isinstance(value, tuple):
            return pair.format(json.dumps(value[0]), value[1])
        return opening + ", ".join(map(write, value)) + closing

    return write


def _typed(of_numbers: str, of_pairs: str, closing: str, pair: str) -> Callable[[Any], str]:
    """A writer for languages in which a list says what it holds."""
    numbers, pairs = _literal(of_numbers, closing, pair), _literal(of_pairs, closing, pair)
    return lambda value: (pairs if isinstance(value, Pairs) else numbers)(value)


def _r(value: Any) -> str:
    if isinstance(value, Pairs):
        names, numbers = [name for name, _ in value], [number for _, number in value]
        return f"data.frame(name = {_r(names) if names else 'character(0)'}, value = {_r(numbers)})"
    return _literal("c(", ")", "c({}, {})")(value) if value != [] else "numeric(0)"


_LITERALS: dict[str, Callable[[Any], str]] = {
    "python": _literal("[", "]", "({}, {})"),
    "javascript": _literal("[", "]", "[{}, {}]"),
    "scala": _literal("List(", ")", "({}, {})"),
    "c": _literal("{", "}", "{{{}, {}}}"),
    "go": _typed("[]int{", "[]Entry{", "}", "{{{}, {}}}"),
    "cpp": _typed("std::vector<int>{", "std::vector<std::pair<std::string, int>>{", "}", "{{{}, {}}}"),
    "r": _r,
}
