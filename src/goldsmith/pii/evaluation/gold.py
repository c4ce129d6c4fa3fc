"""Gold windows: texts with the spans that people, or who planted them, marked.

One JSON object a line: {text, spans: [{start, end, category}], covers, source}. Places count code points; `category`
is a label of the taxonomy or AMBIGUOUS. `covers` lists the categories whose spans are complete in this text (absent:
all). `source` names where the text is from, as `kind:owner/repository:path`; what stands between its first two colons
is the repository.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORIES, CATEGORY_OF

_GZIP = b"\x1f\x8b"
_SUFFIX = re.compile(r"\.[A-Za-z0-9_+-]{1,16}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class GoldInvalid(InvalidInput):
    """A gold file, or a line of it, cannot be read; `context["line"]` says which."""

    code = "gold_invalid"


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """A span with a label, in gold or as a prediction.

    Attributes:
        start: first code point, >= 0.
        end: one past the last, > start.
        label: a label of the taxonomy; AMBIGUOUS in gold; SECRET where a peer does not tell keys from passwords.
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Window:
    """A text and all there is to find in it, of the categories it covers.

    Attributes:
        text: code points.
        spans: by start, each once.
        covers: categories whose spans are complete; no other is scored here.
        source: where it is from, as `kind:owner/repository:path`; may be empty.
    """

    text: str
    spans: tuple[Marked, ...]
    covers: frozenset[str]
    source: str = ""

    @property
    def repository(self) -> str | None:
        """What stands between the first two colons of the source, or None where there are no two."""
        parts = self.source.split(":", 2)
        return parts[1].strip() or None if len(parts) == 3 else None

    @property
    def suffix(self) -> str:
        """Ending of the file's name in the source, with the dot; empty where it has none."""
        path = self.source.rpartition(":")[2].partition("#")[0]
        suffix = PurePosixPath(path).suffix
        return suffix if _SUFFIX.fullmatch(suffix) else ""


def read_gold(path: Path) -> tuple[Window, ...]:
    """Read a file of gold windows, plain or gzip.

    Raises:
        NotFound: there is no such file, or it cannot be read.
        GoldInvalid: a line is not of the form, or there is none; the message names the line.
    """
    try:
        with path.open("rb") as file:
            return tuple(windows_of(_lines(file)))
    except GoldInvalid as error:
        raise GoldInvalid(f"{path}: {error.detail}", hint=error.hint, **error.context) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise GoldInvalid(
            f"{path}: the gzip stream is damaged or ends early.", hint="Copy the file again."
        ) from None
    except OSError as error:
        raise NotFound(
            f"The gold file {path} cannot be read: {error.strerror}.", hint="Check the path and its rights."
        ) from None


def windows_of(lines: Iterable[bytes]) -> Iterator[Window]:
    """Windows of lines; empty lines are passed over.

    Raises:
        GoldInvalid: a line is not of the form, or there is none.
    """
    number = 0
    windows = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            windows += 1
            yield _window(line, number)
    if not windows:
        raise GoldInvalid(
            f"There is no window in {number} lines.",
            hint='Every line is a JSON object: {"text": "...", "spans": []}.',
        )


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    is_gzip = file.peek(2)[:2] == _GZIP if hasattr(file, "peek") else False
    yield from gzip.GzipFile(fileobj=file) if is_gzip else file


def _window(line: bytes, number: int) -> Window:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _bad(number, f"it is not JSON in UTF-8 ({error})") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise _bad(number, "it has no `text`")
    text: str = row["text"]
    if not text.isascii() and _SURROGATE.search(text):
        raise _bad(number, "its text holds half a surrogate pair, which is no character")
    spans = row.get("spans")
    if not isinstance(spans, list):
        raise _bad(number, "it has no list `spans`")
    source = row.get("source")
    if source is not None and not isinstance(source, str):
        raise _bad(number, "its `source` is not a string")
    return Window(
        text,
        tuple(sorted({_span(one, len(text), number) for one in spans})),
        _covers(row.get("covers"), number),
        source or "",
    )


def _span(given: Any, n_chars: int, number: int) -> Marked:
    if not isinstance(given, dict):
        raise _bad(number, "a span is not an object")
    start, end, label = (given.get(name) for name in ("start", "end", "category"))
    # `type`, because True is an int, too.
    if type(start) is not int or type(end) is not int:
        raise _bad(number, "a span has no whole numbers `start` and `end`")
    if not 0 <= start < end <= n_chars:
        raise _bad(number, f"the span {start} to {end} is empty or outside the text of {n_chars} code points")
    if not isinstance(label, str) or label not in (*CATEGORY_OF, AMBIGUOUS):
        raise _bad(
            number, f"there is no category {label!r}", f"There are {_words((*CATEGORY_OF, AMBIGUOUS))}."
        )
    return Marked(start, end, label)


def _covers(given: Any, number: int) -> frozenset[str]:
    if given is None:
        return frozenset(CATEGORIES)
    if not isinstance(given, list):
        raise _bad(number, "`covers` is not a list")
    for one in given:
        if one not in CATEGORIES:
            raise _bad(number, f"`covers` names no category with {one!r}", f"There are {_words(CATEGORIES)}.")
    return frozenset(given)


def _words(labels: Iterable[str]) -> str:
    return ", ".join(labels)


def _bad(number: int, why: str, hint: str | None = None) -> GoldInvalid:
    hint = hint or 'A line is {"text": "...", "spans": [{"start": 0, "end": 4, "category": "NAME"}]}.'
    return GoldInvalid(f"Line {number} cannot be used: {why}.", hint=hint, line=number)
