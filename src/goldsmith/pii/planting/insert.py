"""Lines put into real code: comments, statements, records, headers, and their harmless likenesses."""

from __future__ import annotations

import re
from functools import cache
from random import Random
from textwrap import dedent

from goldsmith.pii.planting import library
from goldsmith.pii.planting.markup import Fill, Passage, render
from goldsmith.pii.planting.names import Part
from goldsmith.pii.planting.syntax import COMMENTS, CommentSyntax, framed, spelled

_POSITIVE = {
    "secret": 22,
    "secret-url": 8,
    "person": 13,
    "contact": 8,
    "handle": 14,
    "machine": 12,
    "cloud": 8,
}
_NAME = re.compile(r"\$(words|snake|CONST|kebab|camel|Pascal|dotted)")
_INDENT = re.compile(r"[ \t]*")
_GOES_ON = ("\\", "+", "|", "&", "=", ".", "?", ":=", "->")
_OPENS = (",", "(", "[")
_TRAILING = 0.12
_NO_COMMENTS = ("JSON", "CSV")
_PROSE = ("Markdown", "reStructuredText", "Text")


class Inserter:
    """Writes the passages of one part, and puts them into code.

    Args:
        fill: see `slots.filler`.
        part: the templates it may use.
    """

    def __init__(self, fill: Fill, part: Part) -> None:
        self._fill, self._part = fill, part

    def insert(self, text: str, language: str, is_start: bool, rng: Random) -> Passage:
        """Put zero to three passages into a window.

        Args:
            text: lines of real code.
            language: a display name.
            is_start: whether it begins its file, so that a header may stand there.
            rng: the only source of randomness.
        """
        lines = text.splitlines(keepends=True)
        if not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        places = [at for at in range(len(lines)) if language != "CSV" and _is_free(lines, at)]
        wanted = rng.choices((0, 1, 2, 3), (15, 42, 28, 15))[0]
        negative = rng.random() < 0.3
        chosen = set(rng.sample(places, min(wanted, len(places))))
        result = Passage("")
        head = 0
        if is_start and language not in _NO_COMMENTS and rng.random() < (0.35 if negative else 0.6):
            head = 1 if lines[0].startswith(("#!", "<?", "<!")) else 0
            result = Passage("".join(lines[:head])) + self.header(language, negative, rng)
        for at in range(head, len(lines)):
            if at in chosen and rng.random() < _TRAILING and _may_trail(lines[at], language):
                result += self._trailing(lines[at], language, negative, rng)
                continue
            if at in chosen:
                result += self.passage(lines, at, language, negative or rng.random() < 0.2, rng)
            result += Passage(lines[at])
        return result

    def passage(self, lines: list[str], at: int, language: str, negative: bool, rng: Random) -> Passage:
        """Write one comment, doc comment or statement as it may stand before a line of code.

        Args:
            lines: the code.
            at: index of the line it is to stand before.
            language: a display name.
            negative: whether it is to hold no PII, but what resembles it.
            rng: the only source of randomness.
        """
        indent = _INDENT.match(lines[at]).group() if lines[at].strip() else ""  # type: ignore[union-attr]
        lead = _lead_inside(lines, at, language)
        if lead is not None:
            return framed(self._remark(negative, rng), "", lead, "")
        before = lines[at - 1].rstrip() if at else ""
        roll = rng.random()
        if language not in _NO_COMMENTS:
            if roll < 0.36:
                return self._comment(language, indent, negative, rng)
            if roll < 0.46 and not before.endswith(_OPENS):
                return self._block("doc-negative" if negative else "doc", language, indent, rng)
        return self._statement(language, indent, before, negative, rng)

    def header(self, language: str, negative: bool, rng: Random) -> Passage:
        """Write what stands at the top of a file."""
        return self._block("head-negative" if negative else "head", language, "", rng)

    def _render(self, template: str, rng: Random) -> Passage:
        return render(template, self._fill, rng)

    def _remark(self, negative: bool, rng: Random) -> Passage:
        section = "comment-negative" if negative else "comment"
        body = self._render(rng.choice(library.templates("comments", section, self._part)), rng)
        if rng.random() < 0.3:
            body = self._render("‹Sentence›«.¦:»\n", rng) + body
        if rng.random() < 0.15:
            body += self._render("\n‹sentence›", rng)
        return body

    def _comment(self, language: str, indent: str, negative: bool, rng: Random) -> Passage:
        body = self._remark(negative, rng)
        syntax = COMMENTS.get(language, CommentSyntax("#"))
        if language in _PROSE and rng.random() < 0.8:
            return framed(body, "", rng.choice(("", "", "* ", "- ")), "")
        if syntax.line:
            return framed(body, "", f"{indent}{syntax.line} ", "")
        opening, _, closing = syntax.block or ("", "", "")
        if "\n" not in body.text:
            return Passage(f"{indent}{opening} ") + body + Passage(f" {closing.strip()}\n")
        return framed(body, indent + opening, indent + "  ", indent + closing)

    def _trailing(self, line: str, language: str, negative: bool, rng: Random) -> Passage:
        """Put a comment behind a line."""
        section = "comment-negative" if negative else "comment"
        body = self._render(rng.choice(library.templates("comments", section, self._part)), rng)
        return (
            Passage(f"{line.rstrip()}{rng.choice((' ', '  ', '    '))}{COMMENTS[language].line} ")
            + body
            + Passage("\n")
        )

    def _block(self, section: str, language: str, indent: str, rng: Random) -> Passage:
        body = self._render(rng.choice(library.templates("comments", section, self._part)), rng)
        body = Passage(body.text.rstrip("\n"), body.marks)
        syntax = COMMENTS.get(language, CommentSyntax("#"))
        if syntax.block and (not syntax.line or rng.random() < 0.6):
            opening, between, closing = syntax.block
            if opening == "/*" and (section.startswith("doc") or rng.random() < 0.3):
                opening = "/**"
            between = f"{indent}{between} " if between else indent
            return framed(body, indent + opening, between, indent + closing)
        rule = rng.choice(("", "", "", "#" * 40, "-" * 60, "=" * 30)) if section.startswith("head") else ""
        rule = f"{indent}{syntax.line} {rule}" if rule else ""
        return framed(body, rule, f"{indent}{syntax.line} ", rule)

    def _statement(self, language: str, indent: str, before: str, negative: bool, rng: Random) -> Passage:
        patterns = _patterns(language, is_entry=before.endswith(_OPENS))
        if not patterns:
            return self._comment(language, indent, negative, rng)
        section = "negative" if negative else rng.choices(list(_POSITIVE), list(_POSITIVE.values()))[0]
        pattern = rng.choice(patterns)
        result = Passage("")
        for _ in range(rng.choices((1, 2, 3), (70, 22, 8))[0]):
            names, _, value = rng.choice(library.templates("facts", section, self._part)).partition(" | ")
            cases = spelled(rng.choice(names.split(";")).strip())
            named = _NAME.sub(lambda found, cases=cases: cases[found.group(1)], pattern)  # type: ignore[misc]
            result += self._render(named.replace("$v", value) + "\n", rng)
            if rng.random() < 0.12:
                section = "negative"
        return framed(Passage(result.text.rstrip("\n"), result.marks), "", indent, "")


@cache
def _patterns(language: str, *, is_entry: bool) -> tuple[str, ...]:
    """The statements of a language; within brackets only those that are one entry of many."""
    every = [
        dedent(pattern.replace("\\n", "\n")) for pattern in library.sections("statements").get(language, ())
    ]
    if language in ("JSON", "YAML", "HTML", "XML", *_PROSE):
        return tuple(every)
    return tuple(pattern for pattern in every if pattern.endswith((",", "\\", "`")) == is_entry)


def _lead_inside(lines: list[str], at: int, language: str) -> str | None:
    """What a line begins with where the place is inside a comment that began before; None outside of one."""
    syntax = COMMENTS.get(language, CommentSyntax("#"))
    line = lines[at]
    indent = _INDENT.match(line).group() if line.strip() else ""  # type: ignore[union-attr]
    if language not in _PROSE and line.lstrip().startswith(("* ", "*/", "*\n")) and syntax.block:
        return f"{indent}* "
    opening, _, closing = syntax.block or ("", "", "")
    if not opening:
        return None
    text = "".join(lines[:at])
    if opening == closing:
        return indent if _is_open(text, opening) else None
    return indent if text.rfind(opening) > text.rfind(closing) else None


def _is_open(text: str, mark: str) -> bool:
    """Whether a mark that both opens and closes is open at the end of a text that may begin inside."""
    first = next((line.strip() for line in text.split("\n") if mark in line), "")
    before = text[: text.find(mark)].rstrip()
    # a mark alone on its line opens what a definition, or nothing, goes before
    begins_inside = (first == mark and bool(before) and not before.endswith((":", "="))) or (
        first.endswith(mark)
        and not first.startswith((mark, "r" + mark))
        and first.count(mark) == 1
        and "=" not in first
    )
    return (text.count(mark) + begins_inside) % 2 == 1


def _may_trail(line: str, language: str) -> bool:
    """Whether a comment may stand at the end of a line."""
    mark = COMMENTS.get(language, CommentSyntax("")).line
    return (
        bool(mark)
        and language not in (*_PROSE, "JSON", "CSV")
        and mark not in line
        and len(line) < 70
        and '"""' not in line
    )


def _is_free(lines: list[str], at: int) -> bool:
    """Whether a line of its own may stand before a line: not within an expression that goes on."""
    before = lines[at - 1].rstrip() if at else ""
    after = lines[at].strip()
    return (
        not before.endswith(_GOES_ON)
        and not after.startswith((".", "?", "&&", "||", "+", ")"))
        and bool(after)
    )
