"""Sections to problems: what an expert's brief is made from, each with its place in the documentation.

A problem's id is a hash of what it says, so the same documentation gives the same ids on every machine, in
any order and under any path, and a second run over grown documentation adds only what is new.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from goldsmith.corpus.document import Refusal
from goldsmith.corpus.documentation.section import CodeBlock, Section, Unit
from goldsmith.corpus.keywords import KeywordModel, Yake, keywords_of
from goldsmith.corpus.languages import TEXT

_QUOTE_CHARS = 300
_FENCE_LINE = re.compile(r"^(`{3,})", re.MULTILINE)
# Headings of what projects say about themselves, not about their subject.
_HOUSEKEEPING = re.compile(
    r"change ?logs?|changes|release (?:notes|information|history)|history|what'?s new.*|licen[cs]e(?: .*)?|copyright"
    r"|contribut(?:ing|ors?|ions?)(?: .*)?|sponsors?(?:hip)?|authors?|maintainers?|credits|acknowledge?ments?|thanks"
    r"|code of conduct|security(?: policy| contact.*)?|table of contents|contents|badges?|support(?:ing .*)?|donat\w+"
    r"|contact(?: us)?|get(?:ting)? in touch|citation|citing.*|funding|backers|stargazers|indices and tables|see also"
    r"|community|links|project links|footnotes|references|related (?:topics|projects|works?)",
    re.IGNORECASE,
)
# Seldom what a section is about when it has other code as well.
_SIDE_LANGUAGES = frozenset({TEXT, "Shell", "JSON", "YAML", "INI", "TOML", "Diff", "Markdown", "bnf"})


class Fate(StrEnum):
    """What became of a section. The values are stored and shown."""

    PROBLEM = "problem"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    KNOWN = "known"
    TINY = "tiny"
    HOUSEKEEPING = "housekeeping"


@dataclass(frozen=True, slots=True)
class Rules:
    """Bounds of a problem.

    Attributes:
        fewest_chars: a shorter section joins its neighbour, or is dropped if it has none.
        most_chars: longest context; what is longer is cut at a line. Merging never passes it.
        most_keywords: keywords of a problem.
    """

    fewest_chars: int = 300
    most_chars: int = 8_000
    most_keywords: int = 8


@dataclass(frozen=True, slots=True)
class Source:
    """Where a problem comes from.

    Attributes:
        path: the document.
        start: first unit, see `Section.unit`.
        end: one past the last.
        unit: what the offsets count.
        quote: the first words of it, at most 300 characters.
        link: the document and the place in it, as repository hosts and PDF viewers read it.
    """

    path: str
    start: int
    end: int
    unit: Unit
    quote: str
    link: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A piece of documentation that a coding task can be made from.

    Attributes:
        id: 32 hexadecimal digits of a hash of title and text.
        context: Markdown, code as fences.
        keywords: names and phrases, the most telling first.
        language: display name of the language of most of its code, or None.
        category_hint: a category of coding tasks that its words suggest, or None. A hint, nothing more.
        title: the heading, after those above it.
        source: where it stands.
    """

    id: str
    context: str = field(repr=False)
    keywords: tuple[str, ...]
    language: str | None
    category_hint: str | None
    title: str
    source: Source


# Asked in this order; pattern over title and prose, in lower case. Defaults: a recipe with other
# categories passes its own.
CATEGORY_HINTS: tuple[tuple[str, str], ...] = (
    (
        "bug fixing",
        r"\b(?:traceback|debugg\w*|troubleshoot\w*|common (?:errors|mistakes|pitfalls)|gotchas?|bugs?)\b",
    ),
    (
        "translation",
        r"\b(?:port(?:ing)? from|migrat\w+|coming from|differences? (?:from|between)|equivalents? in)\b",
    ),
    (
        "testing",
        r"\b(?:unit ?tests?|test(?:ing|s)? (?:case|suite|framework|runner)s?|mock\w*|fixtures?|assert\w*)\b",
    ),
    (
        "optimisation",
        r"\b(?:performance|optimi[sz]\w+|faster|speed ?up|benchmark\w*|memory usage|profil\w+)\b",
    ),
    ("refactoring", r"\b(?:refactor\w*|deprecat\w+|clean ?up|best practices?|idioms?|style guide)\b"),
    ("data querying", r"\b(?:select statement|quer(?:y|ies)|joins?|group by|aggregat\w+|dataframes?)\b"),
    (
        "configuration",
        r"\b(?:configur\w+|settings?|environment variables?|install(?:ation|ing)?|options? file)\b",
    ),
    ("API use", r"\b(?:parameters?|arguments?|returns?|raises?|api|endpoints?|method|function)\b"),
)


def problems(
    sections: Iterable[Section | Refusal],
    *,
    known: Container[str] = frozenset(),
    rules: Rules | None = None,
    keywords: KeywordModel | None = None,
    hints: tuple[tuple[str, str], ...] = CATEGORY_HINTS,
    fates: Counter[Fate] | None = None,
) -> Iterator[Problem]:
    """Make problems of sections, as they come; sections of a document must follow each other.

    Args:
        sections: from `extract`; refusals among them are passed over, as they say their reason themselves.
        known: ids of problems that exist already; they are not given again.
        rules: bounds.
        keywords: tells key phrases; YAKE by default.
        hints: category and pattern, the first that matches wins; matched without regard to case.
        fates: counts what became of the sections; each counts once.
    Cost: 20 ms a problem, nearly all of it for its keywords; memory of one problem and all ids given.
    """
    rules = rules or Rules()
    model = keywords or Yake()
    patterns = [(category, re.compile(pattern, re.IGNORECASE)) for category, pattern in hints]
    counts: Counter[Fate] = Counter() if fates is None else fates
    given: set[str] = set()
    for group in _groups((one for one in sections if isinstance(one, Section)), rules):
        fate = _fate(group, rules, known, given)
        counts[fate] += 1
        counts[Fate.MERGED] += len(group.sections) - 1
        if fate is Fate.PROBLEM:
            given.add(group.id)
            yield _problem(group, rules, model, patterns)


@dataclass(slots=True)
class _Group:
    """Sections that make one problem, in order; the first names it."""

    sections: list[Section]
    chars: int

    @property
    def text(self) -> str:
        """All of it; the sections after the first under their heading."""
        first, *others = self.sections
        pieces = [first.text]
        pieces += [
            one.text
            if one.title == first.title
            else f"{'#' * min(max(one.level, 2), 6)} {one.title}\n\n{one.text}"
            for one in others
        ]
        return "\n\n".join(pieces)

    @property
    def id(self) -> str:
        """Hash of title and text; line ends and trailing spaces do not count, paths and offsets neither."""
        lines = (line.rstrip() for line in f"{self.sections[0].title}\n{self.text}".splitlines())
        return hashlib.sha256("\n".join(lines).strip().encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _groups(sections: Iterable[Section], rules: Rules) -> Iterator[_Group]:
    """Join tiny sections to a neighbour under the same heading, or to the heading above them."""
    group: _Group | None = None
    for section in sections:
        chars = len(section.text)
        if group is not None and _joins(group, section, chars, rules):
            group.sections.append(section)
            group.chars += chars
            continue
        if group is not None:
            yield group
        group = _Group([section], chars)
    if group is not None:
        yield group


def _joins(group: _Group, section: Section, chars: int, rules: Rules) -> bool:
    first = group.sections[0]
    if (
        _HOUSEKEEPING.fullmatch(section.title.strip(" .:#*"))
        or section.path != first.path
        or group.chars + chars > rules.most_chars
    ):
        return False
    if group.chars >= rules.fewest_chars and chars >= rules.fewest_chars:
        return False
    below = (*first.breadcrumbs, first.title) if first.level else ()
    return section.breadcrumbs == first.breadcrumbs or section.breadcrumbs[: len(below)] == below


def _fate(group: _Group, rules: Rules, known: Container[str], given: set[str]) -> Fate:
    first = group.sections[0]
    if any(_HOUSEKEEPING.fullmatch(heading.strip(" .:#*")) for heading in (*first.breadcrumbs, first.title)):
        return Fate.HOUSEKEEPING
    if group.chars < rules.fewest_chars:
        return Fate.TINY
    if group.id in given:
        return Fate.DUPLICATE
    return Fate.KNOWN if group.id in known else Fate.PROBLEM


def _problem(
    group: _Group, rules: Rules, model: KeywordModel, patterns: list[tuple[str, re.Pattern[str]]]
) -> Problem:
    first, last = group.sections[0], group.sections[-1]
    prose = "\n\n".join(section.prose for section in group.sections if section.prose)
    code = [block for section in group.sections for block in section.code]
    return Problem(
        id=group.id,
        context=_cut(group.text, rules.most_chars),
        keywords=keywords_of(first.title, prose, model, most=rules.most_keywords),
        language=_language(code) or first.language,
        category_hint=_hint(f"{first.title}\n{prose}", code, patterns),
        title=" › ".join((*first.breadcrumbs, first.title)),
        source=Source(first.path, first.start, last.end, first.unit, _quote(group), _link(first, last)),
    )


def _language(code: list[CodeBlock]) -> str | None:
    """Language with the most characters; text, shell and data formats only where there is nothing else."""
    chars: Counter[str] = Counter()
    for block in code:
        if block.language:
            chars[block.language] += len(block.text)
    main = [language for language in chars if language not in _SIDE_LANGUAGES]
    candidates = main or [language for language in chars if language not in {TEXT, "bnf"}]
    return max(candidates, key=lambda language: (chars[language], language), default=None)


def _hint(text: str, code: list[CodeBlock], patterns: list[tuple[str, re.Pattern[str]]]) -> str | None:
    """Category whose words the text has, or None."""
    if any(block.language == "SQL" for block in code):
        return next(
            (category for category, _ in patterns if category.replace("_", " ") == "data querying"), None
        )
    for category, pattern in patterns:
        if pattern.search(text):
            return category
    return None


def _quote(group: _Group) -> str:
    """The first paragraph, or the first code where there is no text."""
    first = next((section for section in group.sections if section.prose.strip()), group.sections[0])
    text = first.prose.strip() or first.text.strip()
    text = text.split("\n\n", 1)[0]
    if len(text) <= _QUOTE_CHARS:
        return text
    cut = text.rfind(" ", _QUOTE_CHARS // 2, _QUOTE_CHARS)
    return text[: cut if cut > 0 else _QUOTE_CHARS - 1].rstrip() + "…"


def _link(first: Section, last: Section) -> str:
    """Document and place: lines as repository hosts show them, pages as PDF viewers do."""
    at = first.address or first.path
    if first.unit == "pages":
        return f"{at}#page={first.start}"
    if first.unit == "cells":
        return f"{at}#cell-{first.start + 1}"
    if first.unit == "chars" and first.address is None:
        return f"{at}#L{first.first_line}-L{last.last_line}"
    return at


def _cut(text: str, most_chars: int) -> str:
    """Text up to a line end before the limit, an open fence closed; what is left out is marked."""
    if len(text) <= most_chars:
        return text
    end = text.rfind("\n", most_chars // 2, most_chars)
    kept = text[: end if end > 0 else most_chars]
    open_fence = ""
    for fence in _FENCE_LINE.findall(kept):
        if not open_fence:
            open_fence = fence
        elif fence == open_fence:
            open_fence = ""
    return f"{kept}\n{open_fence}\n\n[…]" if open_fence else f"{kept}\n\n[…]"
