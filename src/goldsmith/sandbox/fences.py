"""Code fences of a Markdown text: what each holds, and what its info string and first line say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from markdown_it import MarkdownIt

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("py", "py3", "python3"), "python"),
        **dict.fromkeys(("sqlite", "sqlite3"), "sql"),
        **dict.fromkeys(("postgres", "pgsql", "plpgsql"), "postgresql"),
        **dict.fromkeys(("js", "mjs", "cjs", "node", "nodejs"), "javascript"),
        **dict.fromkeys(("c++", "cxx", "cc", "hpp"), "cpp"),
        **{"golang": "go", "h": "c", "rscript": "r", "sc": "scala"},
    }
)
"""Tags that people write, in lower case → the sandbox's name of the language."""

SUFFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "python": (".py",),
        "sql": (".sql",),
        "postgresql": (".sql",),
        "javascript": (".js", ".mjs", ".cjs"),
        "go": (".go",),
        "c": (".c", ".h"),
        "cpp": (".cpp", ".cc", ".cxx", ".hpp", ".hh", ".h"),
        "r": (".R", ".r"),
        "scala": (".scala",),
    }
)
"""What the files of a language end with; a comment that is only such a name names the file."""

_HEAD = 300
"""How much of a fence is searched for its file name, in characters."""
_MARKS = frozenset({"ignore", "no-run", "no_run", "norun", "eval=false"})
_LINE = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"""[\w-]+=(?:"[^"]*"|'[^']*'|[^\s,;{}]+)|[^\s,;{}]+""")
_KEYS = ("file", "filename", "title", "path")
_COMMENT = re.compile(r"(?:#|//|--|/\*|;)[ \t]*(.*?)[ \t]*(?:\*/)?[ \t]*\Z")
_LABEL = re.compile(r"(?:file|filename|path)[ \t]*:[ \t]*(.+)", re.IGNORECASE)
_PATH = re.compile(r"(?!\d+\.\d*\Z)[\w.-][\w./+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fence:
    """One fence.

    Attributes:
        info: the info string as written.
        tag: its first word in lower case, without a file name after a colon; empty for none.
        text: the content, lines ended by LF, without the margin of a list or quotation around it.
        is_marked: whether the info string asks not to run it (`ignore`, `no-run`, `eval=FALSE`).
        start: offset of the fence's first line in the text, in characters.
        end: offset behind its last line.
    """

    info: str
    tag: str
    text: str
    is_marked: bool
    start: int
    end: int

    def file_name(self, language: str) -> str:
        """The file that the fence is said to be, or nothing.

        Said by the info string (`python util.py`, `js:lib/a.js`, `c file="a.h"`), or by a comment in the
        first line: `# file: util.py`, or the path alone where it ends as files of the language do.
        """
        suffixes = SUFFIXES.get(language, ())
        tag, *words = _words(self.info) or [""]
        for word in words:
            key, _, value = word.partition("=")
            value = value.strip("\"'")
            if key.lower() in _KEYS and _is_path(value) and "." in value:
                return value
            if not value and _is_path(word) and word.endswith(suffixes):
                return word
        after = tag.partition(":")[2]
        if _is_path(after):
            return after
        comment = _COMMENT.match(self.text[:_HEAD].lstrip("\n").partition("\n")[0])
        said = comment[1] if comment else ""
        if label := _LABEL.fullmatch(said):
            return label[1].strip("\"'` ")
        return said if suffixes and _is_path(said) and said.endswith(suffixes) else ""


def fences(markdown: str) -> list[Fence]:
    """The fences of a text in order, at any depth of lists and quotations, by CommonMark.

    A fence that nothing closes reaches to the end of what it stands in. Cost: O(len(markdown)) for text as
    people write it.
    """
    starts = [0, *(match.end() for match in _LINE.finditer(markdown))]
    return [*_found(markdown, [*starts, len(markdown)])]


def _found(markdown: str, starts: list[int]) -> Iterator[Fence]:
    for token in _parser().parse(markdown):
        if token.type == "fence" and token.map:
            first, past = token.map
            words = _words(token.info)
            tag = words[0].partition(":")[0].lstrip(".").lower() if words else ""
            is_marked = any(word.lower().lstrip(".") in _MARKS for word in words[1:])
            end = starts[min(past, len(starts) - 1)]
            yield Fence(token.info.strip(), tag, token.content, is_marked, starts[first], end)


def _words(info: str) -> list[str]:
    """Words of an info string; braces and commas part them, as in `{.python .ignore}` and `python,ignore`."""
    return _WORD.findall(info)


def _is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
