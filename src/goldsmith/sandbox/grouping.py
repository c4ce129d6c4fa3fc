"""Which fences of one language are one program, and in which files. The rules stand in `snippets`.

What a fence defines is found by regular expressions on the beginnings of lines. They decide only how fences
are put together; the language's own parser judges the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from goldsmith.sandbox.fences import Fence

_DIALECT = re.compile(r"\s*--[ \t]*dialect[ \t]*:[ \t]*([\w-]+)", re.IGNORECASE)
_MAIN = {
    **{"python": "main.py", "sql": "main.sql", "postgresql": "main.sql", "javascript": "main.js"},
    **{"go": "main.go", "c": "main.c", "cpp": "main.cpp", "r": "main.R", "scala": "Main.scala"},
}
_COMPILED = frozenset({"c", "cpp", "go", "scala"})

# What cannot be declared twice in one program.
_ONCE = {
    "javascript": re.compile(r"^(?:export[ \t]+)?(?:const|let|class)[ \t]+([\w$]+)", re.MULTILINE),
    **dict.fromkeys(
        ("sql", "postgresql"),
        re.compile(
            r"^[ \t]*CREATE[ \t]+(?:TEMP(?:ORARY)?[ \t]+)?(?:TABLE|VIEW|TYPE|SCHEMA)[ \t]+"
            r"(?!IF[ \t]+NOT)([\w.\"`]+)",
            re.MULTILINE | re.IGNORECASE,
        ),
    ),
}
_NATIVE_MAIN = re.compile(r"^(?:(?:int|void|auto)[ \t\n]+)?main[ \t]*\(", re.MULTILINE)
_ENTRY = {
    "c": _NATIVE_MAIN,
    "cpp": _NATIVE_MAIN,
    "go": re.compile(r"^func[ \t]+main[ \t]*\(", re.MULTILINE),
    "scala": re.compile(r"\bdef[ \t]+main[ \t]*\(|\bextends[ \t]+App\b"),
}
_SCALA_OBJECT = re.compile(r"^(?:[a-z]+[ \t]+)*object[ \t]+(\w+)", re.MULTILINE)
_SCRIPT_IMPORT = re.compile(
    r"^(?:import[ \t]+(?:[^'\"(\n]*[ \t}]from[ \t]*)?['\"][^'\"\n]*['\"]"
    r"|(?:const|let|var)[ \t]+[^=\n]*=[ \t]*require\([^)\n]*\)[.\w]*)[ \t]*;?[ \t]*$\n?",
    re.MULTILINE,
)
_NATIVE_DEFINES = re.compile(
    r"^(?:(?:struct|class|enum|union)[ \t]+(\w+)[^;\n]*$|[A-Za-z_][^;={}()\n]*?[ \t*&](\w+)[ \t]*\([^;\n]*$)",
    re.MULTILINE,
)
_DEFINES = {
    "c": _NATIVE_DEFINES,
    "cpp": _NATIVE_DEFINES,
    "go": re.compile(r"^(?:func|type|var|const)[ \t]+((?:\([^()\n]*\)[ \t]*)?\w+)", re.MULTILINE),
    "scala": re.compile(r"^(?:[a-z]+[ \t]+)*(?:object|class|trait)[ \t]+(\w+)", re.MULTILINE),
}
_GO_PACKAGE = re.compile(r"^package[ \t]+(\w+)", re.MULTILINE)
_SCALA_PACKAGE = re.compile(r"^package[ \t]+([\w.]+)[ \t]*$", re.MULTILINE)
_FUTURE = re.compile(r"^from __future__ import .*\n?", re.MULTILINE)
_DROP = re.compile(r"^[ \t]*DROP[ \t]", re.MULTILINE | re.IGNORECASE)
_MODULE = re.compile(
    r"^(?:import\b(?![ \t]*\()|export\b|(?:const|let|var)[^\n=]*=[ \t]*await\b|await\b)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Made:
    """A program to be, or fences that are none.

    Attributes:
        fences: what it is made of, in order; at least one.
        files: relative path → text; empty for no program.
        main: the file to start.
        why_not: why there is no program.
    """

    fences: tuple[Fence, ...]
    files: Mapping[str, str]
    main: str
    why_not: str = ""


def dialect(sql: str) -> str:
    """What the first line says after `-- dialect:`, in lower case, or nothing."""
    said = _DIALECT.match(sql)
    return said[1].lower() if said else ""


def group(language: str, fences: Sequence[Fence], *, is_tested: bool) -> Iterator[Made]:
    """The programs that the fences of one language make.

    Args:
        language: a name of the sandbox.
        fences: those to run, in order; not empty.
        is_tested: whether there are tests, so that a library is worth something.
    """
    named: dict[str, Fence] = {}
    loose: list[Fence] = []
    for fence in fences:
        if name := fence.file_name(language):
            if name in named:
                yield Made((named[name],), {}, "", f"ignored: a later fence has {name} again")
            named[name] = fence
        else:
            loose.append(fence)
    yield from (_compiled if language in _COMPILED else _joined)(language, named, loose, is_tested)


def _joined(language: str, named: Mapping[str, Fence], loose: Sequence[Fence], _: bool) -> Iterator[Made]:
    """Languages whose files are read from top to bottom."""
    files = {name: fence.text for name, fence in named.items()}
    main = _MAIN.get(language, "main")
    if not loose:
        start = next((name for name in files if PurePosixPath(name).stem == "main"), [*files][-1])
        yield Made(tuple(named.values()), _settled(language, files), start)
        return
    own = main if main not in files else f"fences{PurePosixPath(main).suffix}"
    told = 0
    for run in _alternatives(language, loose):
        parts = (*(named.values() if not told else ()), *(fence for fence in run if fence.start >= told))
        told = run[-1].end
        files[own] = _text(language, run)
        yield Made(tuple(sorted(parts, key=lambda f: f.start)), _settled(language, files), own)


def _alternatives(language: str, loose: Sequence[Fence]) -> Iterator[list[Fence]]:
    """Runs of fences in which nothing is declared twice.

    What declares something again goes on from before the fence that declared it first: what stands between
    may need the one or the other.
    """
    run: list[tuple[Fence, set[str]]] = []
    for fence in loose:
        own = _declared(language, fence)
        first = next((number for number, (_, names) in enumerate(run) if names & own), None) if own else None
        if first is not None:
            yield [earlier for earlier, _ in run]
            del run[first:]
        run.append((fence, own))
    yield [earlier for earlier, _ in run]


def _declared(language: str, fence: Fence) -> set[str]:
    """What the fence declares once for all, unless it drops what is there first."""
    pattern = _ONCE.get(language)
    if pattern is None or (language != "javascript" and _DROP.search(fence.text)):
        return set()
    text = _SCRIPT_IMPORT.sub("", fence.text) if language == "javascript" else fence.text
    return {name if language == "javascript" else name.lower() for name in pattern.findall(text)}


def _text(language: str, run: Sequence[Fence]) -> str:
    text = "\n".join(fence.text for fence in run)
    pattern = {"python": _FUTURE, "javascript": _SCRIPT_IMPORT}.get(language)
    if pattern is None or len(run) == 1:
        return text
    # Each fence may bring its own; they come first, and once.
    imports = dict.fromkeys(found[0].rstrip() for found in pattern.finditer(text))
    return "".join(f"{line}\n" for line in imports) + pattern.sub("", text)


def _settled(language: str, files: Mapping[str, str]) -> Mapping[str, str]:
    """With what tells Node.js that the files import and export, where they do."""
    scripts = [text for name, text in files.items() if name.endswith(".js")]
    if language == "javascript" and "package.json" not in files and any(map(_MODULE.search, scripts)):
        return {**files, "package.json": '{"type": "module"}\n'}
    return dict(files)


def _compiled(
    language: str, named: Mapping[str, Fence], loose: Sequence[Fence], is_tested: bool
) -> Iterator[Made]:
    """Languages whose programs have an entry point."""
    library = {name: fence for name, fence in named.items() if not _is_entry(language, fence)}
    pending: list[Fence] = []
    starts = 0
    for fence in sorted((*named.values(), *loose), key=lambda f: f.start):
        if fence in library.values():
            continue
        if not _is_entry(language, fence):
            pending.append(fence)
            continue
        defined = _defined(language, fence)
        excerpts = [part for part in pending if not _fits(language, part, fence, defined)]
        for excerpt in excerpts:
            yield Made((excerpt,), {}, "", "ignored: the program after it has the same again")
        name = fence.file_name(language) or _start_name(language, fence)
        parts = [part for part in pending if part not in excerpts]
        shared = library.values() if starts == 0 else ()
        files = {key: part.text for key, part in library.items()}
        yield Made((*shared, *parts, fence), {**files, **_placed(language, parts, fence, name)}, name)
        pending, starts = [], starts + 1
    if starts:
        for left in pending:
            yield Made((left,), {}, "", "ignored: it has no entry point, and comes after the program")
    elif is_tested:
        yield _library(language, library, pending)
    else:
        why_not = (
            f"not checked: no fence has an entry point, and there are no tests for a library in {language}"
        )
        yield Made((*library.values(), *pending), {}, "", why_not)


def _library(language: str, library: Mapping[str, Fence], pending: Sequence[Fence]) -> Made:
    files = {name: fence.text for name, fence in library.items()}
    if pending:
        *parts, last = pending
        files |= _placed(language, parts, last, _MAIN[language])
    return Made((*library.values(), *pending), files, _MAIN[language] if pending else [*files][-1])


def _placed(language: str, parts: Sequence[Fence], last: Fence, name: str) -> dict[str, str]:
    """One text where a file is read from top to bottom; else a file each, since each has its own imports."""
    if language in ("c", "cpp"):
        return {name: "\n".join(part.text for part in (*parts, last))}
    placed = {name: last.text}
    for number, part in enumerate(parts, 1):
        text = part.text
        if language == "go" and not _GO_PACKAGE.search(text):
            said = _GO_PACKAGE.search(last.text)
            text = f"package {said[1] if said else 'main'}\n\n{text}"
        placed[f"part{number}{PurePosixPath(name).suffix}"] = text
    return placed


def _fits(language: str, part: Fence, start: Fence, defined: set[str]) -> bool:
    """Whether a fence without an entry point is a part of the program, and not an excerpt of it."""
    if _defined(language, part) & defined:
        return False
    said = _GO_PACKAGE.search(part.text) if language == "go" else None
    return said is None or said[1] == "main"


def _defined(language: str, fence: Fence) -> set[str]:
    found = _DEFINES[language].finditer(fence.text)
    return {name for match in found for name in match.groups() if name} - {"main"}


def _start_name(language: str, fence: Fence) -> str:
    """The file; Scala starts the object that has its name, with its package."""
    if language != "scala":
        return _MAIN[language]
    package, start = _SCALA_PACKAGE.search(fence.text), _scala_start(fence)
    return f"{package[1]}.{start}.scala" if package else f"{start}.scala"


def _is_entry(language: str, fence: Fence) -> bool:
    if language == "scala":
        return _scala_start(fence) != ""
    if language == "go":
        package = _GO_PACKAGE.search(fence.text)
        return package is not None and package[1] == "main" and _ENTRY["go"].search(fence.text) is not None
    return _ENTRY[language].search(fence.text) is not None


def _scala_start(fence: Fence) -> str:
    """The first object with a main method, or nothing."""
    objects = [*_SCALA_OBJECT.finditer(fence.text)]
    ends = [*(found.start() for found in objects[1:]), len(fence.text)]
    return next(
        (
            f[1]
            for f, end in zip(objects, ends, strict=False)
            if _ENTRY["scala"].search(fence.text, f.end(), end)
        ),
        "",
    )
