"""What a model is trained from: gold windows and exports of campaigns, as files of JSON Lines or Parquet."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.pii.evaluation import GoldInvalid, Window
from goldsmith.pii.evaluation.gold import windows_of
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORY_OF

LanguageOf = Callable[[str], str | None]
"""The language of a file name, None where its ending says nothing."""

Form = Literal["gold", "export"]

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_UNKNOWN = "unknown"
# Of a row; whatever else is in it stays unread.
_COLUMNS = frozenset(
    ("text", "spans", "covers", "source", "part", "language", "repository", "path")
) | frozenset(("complete", "simulated", "licences", "answer_id", "messages"))


@dataclass(frozen=True, slots=True)
class DataFile:
    """What a file held.

    Attributes:
        name: without its folders.
        sha256: of its bytes; hex digits.
        form: `gold`, windows with `category`; `export`, files of a campaign with `subcategory`.
        rows: all of them.
        windows: what is trained on.
        test: kept for a test by whoever planted them.
        incomplete: rows of an export whose items were not all decided.
        repeated: the same text and spans as a window before, in this file or another.
        simulated: rows of a campaign whose people were programs.
        covers: of an export: the categories that occur in it; the campaign asked for no others, or nobody found any.
        licences: how many rows state each.
    """

    name: str
    sha256: str
    form: Form
    rows: int
    windows: int
    test: int
    incomplete: int
    repeated: int
    simulated: int
    covers: tuple[str, ...]
    licences: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Windows of all files.

    Attributes:
        windows: to train on.
        languages: of each of them; "unknown" where neither row nor file name says it.
        test: planted windows that were kept for a test.
        test_languages: of each of them.
        files: what each file held.
    """

    windows: tuple[Window, ...]
    languages: tuple[str, ...]
    test: tuple[Window, ...]
    test_languages: tuple[str, ...]
    files: tuple[DataFile, ...]

    def only(self, wanted: Callable[[Window], bool]) -> TrainingData:
        """The same with some of the windows to train on."""
        kept = [pair for pair in zip(self.windows, self.languages, strict=True) if wanted(pair[0])]
        return dataclasses.replace(
            self, windows=tuple(one for one, _ in kept), languages=tuple(one for _, one in kept)
        )


@dataclass(slots=True)
class _Facts:
    """What the rows of a file say beside their windows, while it is read."""

    form: Form = "gold"
    rows: int = 0
    incomplete: int = 0
    simulated: int = 0
    licences: Counter[str] = field(default_factory=Counter)
    covers: set[str] = field(default_factory=set)
    of_windows: list[tuple[str | None, bool]] = field(default_factory=list)  # language; whether for a test


def read_data(paths: Sequence[Path], language_of: LanguageOf) -> TrainingData:
    """Read files to train on.

    A user name that stands in an address or a path (`where` in planted windows) becomes AMBIGUOUS: annotators differ
    on those, so nothing is learned from them.

    Args:
        paths: JSON Lines, plain or gzip, or Parquet; of the form of gold windows or of a campaign's dataset.
        language_of: the language of a path.

    Raises:
        NotFound: a file is missing or cannot be read.
        GoldInvalid: a row is not of the form; the message names file and line.
        InvalidInput: a file is damaged, is another export, or holds nothing that is complete.
    """
    kept: dict[bool, list[tuple[Window, str]]] = {True: [], False: []}
    seen: set[bytes] = set()
    files = []
    for path in paths:
        facts = _Facts()
        windows = _windows(path, facts)
        if facts.form == "export":
            covers = frozenset(facts.covers)
            windows = [dataclasses.replace(window, covers=covers) for window in windows]
        counts: Counter[str] = Counter()
        for window, (language, is_test) in zip(windows, facts.of_windows, strict=True):
            mark = _mark(window)
            if mark in seen:
                counts["repeated"] += 1
                continue
            seen.add(mark)
            counts["test" if is_test else "windows"] += 1
            kept[is_test].append((window, language or language_of(_path_of(window)) or _UNKNOWN))
        files.append(_described(path, facts, counts))
    return TrainingData(
        windows=tuple(window for window, _ in kept[False]),
        languages=tuple(language for _, language in kept[False]),
        test=tuple(window for window, _ in kept[True]),
        test_languages=tuple(language for _, language in kept[True]),
        files=tuple(files),
    )


def _described(path: Path, facts: _Facts, counts: Mapping[str, int]) -> DataFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return DataFile(
        name=path.name,
        sha256=digest,
        form=facts.form,
        rows=facts.rows,
        windows=counts.get("windows", 0),
        test=counts.get("test", 0),
        incomplete=facts.incomplete,
        repeated=counts.get("repeated", 0),
        simulated=facts.simulated,
        covers=tuple(sorted(facts.covers)),
        licences=dict(sorted(facts.licences.items())),
    )


def _windows(path: Path, facts: _Facts) -> list[Window]:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            file.seek(0)
            if magic == _PARQUET:
                lines: Iterable[bytes] = _parquet_lines(path)
            else:
                lines = gzip.GzipFile(fileobj=file) if magic[:2] == _GZIP else file
            return list(windows_of(_gold_lines(lines, facts)))
    except GoldInvalid as error:
        if facts.incomplete:
            raise InvalidInput(
                f"{path}: none of its {facts.rows:,} rows is complete.",
                hint="Export the campaign again once people have decided more of its items.",
            ) from None
        raise GoldInvalid(f"{path}: {error.detail}", hint=error.hint, **error.context) from None
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error.detail}", hint=error.hint) from None
    except (EOFError, zlib.error, gzip.BadGzipFile, pa.ArrowException, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path} is damaged or ends early: {error}", hint="Copy or export it again."
        ) from None
    except OSError as error:
        raise NotFound(
            f"The file {path} cannot be read: {error.strerror or error}.",
            hint="Check the path and its rights.",
        ) from None


def _parquet_lines(path: Path) -> Iterator[bytes]:
    table = pq.ParquetFile(path)
    columns = [name for name in table.schema_arrow.names if name in _COLUMNS]
    for batch in table.iter_batches(batch_size=256, columns=columns):
        # A column of another type than it should have becomes null, and its row is named.
        yield from (orjson.dumps(row, default=lambda _: None) for row in batch.to_pylist())


def _gold_lines(lines: Iterable[bytes], facts: _Facts) -> Iterator[bytes]:
    """The same lines as gold windows; an empty one where a row is left out, so that line numbers stay right."""
    for line in lines:
        if not line.strip():
            yield b""
            continue
        facts.rows += 1
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            row = None
        _refuse_others(row)
        if not isinstance(row, dict) or not isinstance(row.get("spans"), list):
            facts.of_windows.append((None, False))
            yield line  # who reads gold says what is wrong with it
        elif "complete" in row:
            yield _of_export(row, facts)
        else:
            facts.of_windows.append((_text(row.get("language")), row.get("part") == "test"))
            yield _without_places(row) or line


def _refuse_others(row: Any) -> None:
    if isinstance(row, dict) and ("answer_id" in row or "messages" in row):
        raise InvalidInput(
            "It is no dataset of marks, but another export.", hint="Export the campaign's content `dataset`."
        )


def _of_export(row: Mapping[str, Any], facts: _Facts) -> bytes:
    facts.form = "export"
    facts.simulated += bool(row.get("simulated"))
    facts.licences.update(one for one in row.get("licences") or () if isinstance(one, str))
    if not row["complete"]:
        facts.incomplete += 1
        return b""
    spans = [_span(one, facts) for one in row["spans"]]
    # Two colons are what a source is divided by.
    repository = str(row.get("repository") or "").replace(":", "_")
    facts.of_windows.append((_text(row.get("language")), False))
    return orjson.dumps(
        {"text": row.get("text"), "spans": spans, "source": f"export:{repository}:{row.get('path') or ''}"}
    )


def _span(given: Any, facts: _Facts) -> Any:
    if not isinstance(given, dict):
        return given
    label = given.get("subcategory") or given.get("category")
    met = given.get("candidates") if label == AMBIGUOUS else None
    for one in met if isinstance(met, list) else [label]:
        if isinstance(one, str) and one in CATEGORY_OF:
            facts.covers.add(CATEGORY_OF[one])
    return {"start": given.get("start"), "end": given.get("end"), "category": label}


def _without_places(row: dict[str, Any]) -> bytes | None:
    """The row without user names in addresses and paths; None where there are none."""
    spans = row["spans"]
    if not any(isinstance(one, dict) and one.get("where") for one in spans):
        return None
    changed = [
        {**one, "category": AMBIGUOUS} if isinstance(one, dict) and one.get("where") else one for one in spans
    ]
    return orjson.dumps({**row, "spans": changed})


def _text(given: Any) -> str | None:
    return given if isinstance(given, str) and given else None


def _path_of(window: Window) -> str:
    return window.source.rpartition(":")[2].partition("#")[0]


def _mark(window: Window) -> bytes:
    facts = repr((window.spans, sorted(window.covers)))
    return hashlib.sha256(f"{facts}\n{window.text}".encode()).digest()
