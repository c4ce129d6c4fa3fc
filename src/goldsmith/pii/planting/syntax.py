"""How languages write comments and names. Display names are GitHub Linguist's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goldsmith.pii.planting.markup import Mark, Passage


@dataclass(frozen=True, slots=True)
class CommentSyntax:
    """How a language writes comments.

    Attributes:
        line: mark before each line; "" where the language has none.
        block: opening, mark of the lines between, closing; None where there are none.
    """

    line: str
    block: tuple[str, str, str] | None = None


_C = CommentSyntax("//", ("/*", " *", " */"))
_HASH = CommentSyntax("#")
_XML = CommentSyntax("", ("<!--", "", "-->"))
_DASH = CommentSyntax("--", ("/*", "", "*/"))

COMMENTS: Mapping[str, CommentSyntax] = {
    **dict.fromkeys(
        (
            "C",
            "C++",
            "C#",
            "Java",
            "JavaScript",
            "TypeScript",
            "Go",
            "Rust",
            "Scala",
            "Kotlin",
            "Swift",
            "Dart",
            "PHP",
        ),
        _C,
    ),
    **dict.fromkeys(("Groovy", "Objective-C", "Protocol Buffer", "SCSS", "Zig", "Vue", "Cuda", "Gradle"), _C),
    **dict.fromkeys(
        ("Ruby", "Perl", "Shell", "YAML", "TOML", "R", "Elixir", "Dockerfile", "Makefile", "Tcl", "Text"),
        _HASH,
    ),
    **dict.fromkeys(("CMake", "HCL", "PowerShell", "Starlark", "Awk", "M4"), _HASH),
    "Python": CommentSyntax("#", ('"""', "", '"""')),
    "Cython": CommentSyntax("#", ('"""', "", '"""')),
    "Julia": CommentSyntax("#", ("#=", "", "=#")),
    **dict.fromkeys(("HTML", "XML", "Markdown"), _XML),
    "CSS": CommentSyntax("", ("/*", " *", " */")),
    "SQL": _DASH,
    "Lua": CommentSyntax("--", ("--[[", "", "]]")),
    "Haskell": CommentSyntax("--", ("{-", "", "-}")),
    "OCaml": CommentSyntax("", ("(*", " *", " *)")),
    "Clojure": CommentSyntax(";;"),
    "Common Lisp": CommentSyntax(";;;"),
    "Erlang": CommentSyntax("%%"),
    "TeX": CommentSyntax("%"),
    "MATLAB": CommentSyntax("%"),
    "Fortran": CommentSyntax("!"),
    "Assembly": CommentSyntax("#", ("/*", " *", " */")),
    "INI": CommentSyntax("#"),
    "Batchfile": CommentSyntax("REM"),
    "reStructuredText": CommentSyntax(".."),
    "JSON": CommentSyntax("//"),
    "VHDL": CommentSyntax("--"),
    "Vim Script": CommentSyntax('"'),
}
"""Language → its comments."""


def framed(passage: Passage, opening: str, between: str, closing: str) -> Passage:
    """Put a mark before every line of a passage; marks of spans that cross lines are split and lose nothing.

    Args:
        passage: what to frame.
        opening: a line before the first; "" for none.
        between: what each line begins with.
        closing: a line after the last; "" for none.
    """
    parts: list[str] = [f"{opening}\n"] if opening else []
    marks: list[Mark] = []
    at = sum(map(len, parts))
    read = 0
    for line in passage.text.split("\n"):
        lead = between if line else between.rstrip()
        for mark in passage.marks:
            start, end = max(mark.start, read), min(mark.end, read + len(line))
            if start < end:
                by = at + len(lead) - read
                marks.append(Mark(start + by, end + by, mark.label))
        parts.append(f"{lead}{line}\n")
        at += len(parts[-1])
        read += len(line) + 1
    if closing:
        parts.append(f"{closing}\n")
    return Passage("".join(parts), tuple(sorted(marks)))


def spelled(words: str) -> dict[str, str]:
    """Spell an identifier in every case a language may ask for.

    Args:
        words: in lower case, with spaces: `smtp password`.
    """
    parts = words.split()
    pascal = "".join(part.title() for part in parts)
    return {
        "words": words.capitalize(),
        "snake": "_".join(parts),
        "CONST": "_".join(parts).upper(),
        "kebab": "-".join(parts),
        "camel": parts[0] + pascal[len(parts[0]) :],
        "Pascal": pascal,
        "dotted": ".".join(parts),
    }
