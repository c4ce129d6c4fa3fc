"""Steps that leave documents out: by licence, by opt-out, as duplicates, or because nobody could mask them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from goldsmith.corpus.languages import by_path, display_name
from goldsmith.corpus.licences import LicenceGate
from goldsmith.corpus.masking.content import Documents
from goldsmith.corpus.masking.rows import CONTENT, LANGUAGE, LICENCES, PATH, REPOSITORY, ROW
from goldsmith.corpus.masking.steps import Outcome, Step, without
from goldsmith.corpus.permissive import PERMISSIVE
from goldsmith.domain.errors import InvalidInput

OTHER = "Other"
_HEAD_BYTES = 16_384
_TEXT_CONTROLS = bytes((7, 8, 9, 10, 11, 12, 13, 27))
_PRINTABLE = _TEXT_CONTROLS + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
_STRAY_CONTROLS_KEPT = 8
_CONTROL_SHARE = 0.05
_ADDRESS = re.compile(
    r"(?:https?://|ssh://)(?:[^/@]*@)?[^/]+/|[^/@]+@[^/:]+:|(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)/"
)


@dataclass(frozen=True, slots=True)
class OptOut:
    """Who does not want their code in a corpus.

    Attributes:
        repositories: `owner/name`, in lower case.
        owners: users and organisations with all they own, in lower case.
    """

    repositories: frozenset[str]
    owners: frozenset[str]

    def covers(self, repository: str) -> bool:
        """Whether a repository is opted out; case does not matter, nor does the form of the address."""
        name = _repository_name(repository)
        return name in self.repositories or name.partition("/")[0] in self.owners


def read_opt_out(path: Path) -> OptOut:
    """Read a list of repositories and users.

    Args:
        path: UTF-8 text; a line is `owner/name`, `owner/*`, or `owner`, or the address of one. What follows a `#` is
            a remark.

    Raises:
        InvalidInput: it cannot be read, or a line is none of these.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The opt-out list {path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.",
            hint="Give a text file with one owner/name, owner/* or owner a line.",
        ) from error
    return parse_opt_out(lines, str(path))


def parse_opt_out(lines: Iterable[str], where: str) -> OptOut:
    """Parse the lines of an opt-out list; see `read_opt_out`."""
    repositories: set[str] = set()
    owners: set[str] = set()
    for number, line in enumerate(lines, start=1):
        name = _repository_name(line.partition("#")[0])
        if not name:
            continue
        owner, slash, rest = name.partition("/")
        if not owner or "/" in rest or " " in name or (slash and not rest) or (owner == "*"):
            raise InvalidInput(
                f"{where}, line {number}: {name!r} is no repository and no user.",
                hint="Write owner/name, owner/* or owner.",
            )
        if rest in ("", "*"):
            owners.add(owner)
        else:
            repositories.add(name)
    return OptOut(frozenset(repositories), frozenset(owners))


def leave_out_opted_out(opt_out: OptOut) -> Step:
    """Leave out what belongs to somebody on the list."""

    def step(rows: pa.RecordBatch) -> Outcome:
        names = rows.column(REPOSITORY).to_pylist()
        verdicts = {name: name is not None and opt_out.covers(name) for name in set(names)}
        reasons = [
            ("opt_out", "Its repository or owner is on the opt-out list.") if verdicts[name] else None
            for name in names
        ]
        kept, removals = without(rows, reasons, is_fault=False)
        # Nobody can say whether these are on the list.
        return Outcome(kept, removals, counts=Counter({("no_repository",): names.count(None)}))

    return step


def allowed_licences(written: str) -> tuple[str, ...] | None:
    """What `--licences` says: `permissive`, `any`, or SPDX ids with commas between; None where all are kept.

    Raises:
        InvalidInput: an id is not SPDX's.
    """
    if written == "any":
        return None
    ids = (
        PERMISSIVE if written == "permissive" else {one.strip() for one in written.split(",") if one.strip()}
    )
    LicenceGate(ids)
    return tuple(sorted(ids))


def keep_licences(allowed: Iterable[str]) -> Step:
    """Keep documents under these licences, by the row's metadata, else by the head of the file."""
    gate = LicenceGate(allowed)

    def step(rows: pa.RecordBatch) -> Outcome:
        documents = Documents(rows.column(CONTENT))
        reasons: list[tuple[str, str] | None] = []
        for at, (path, stated) in enumerate(
            zip(rows.column(PATH).to_pylist(), rows.column(LICENCES).to_pylist(), strict=True)
        ):
            head = "" if stated else documents.head(at, _HEAD_BYTES).decode("utf-8", "replace")
            verdict = gate.judge(path or "", head, metadata=stated or ())
            reasons.append(None if verdict.passes else ("licence", verdict.detail))
        kept, removals = without(rows, reasons, is_fault=False)
        return Outcome(kept, removals)

    return step


def leave_out_duplicates(rows_to_drop: Set[int]) -> Step:
    """Leave out rows of this shard that repeat a document kept elsewhere."""

    def step(rows: pa.RecordBatch) -> Outcome:
        reasons = [
            ("duplicate", "It repeats a document that comes earlier.") if row in rows_to_drop else None
            for row in rows.column(ROW).to_pylist()
        ]
        kept, removals = without(rows, reasons, is_fault=False)
        return Outcome(kept, removals)

    return step


def quarantine_condemned(condemned: Mapping[int, tuple[str, str]]) -> Step:
    """Take out rows on which a worker was lost: row to (reason, detail)."""

    def step(rows: pa.RecordBatch) -> Outcome:
        reasons = [condemned.get(row) for row in rows.column(ROW).to_pylist()]
        kept, removals = without(rows, reasons, is_fault=True)
        return Outcome(kept, removals)

    return step


def quarantine_unmaskable(max_document_bytes: int) -> Step:
    """Take out what is binary, or over the limit."""

    def step(rows: pa.RecordBatch) -> Outcome:
        documents = Documents(rows.column(CONTENT))
        reasons: list[tuple[str, str] | None] = []
        for at, size in enumerate(documents.sizes.tolist()):
            if size > max_document_bytes:
                reasons.append(
                    ("too_large", f"{size:,} bytes; the limit is {max_document_bytes:,} a document.")
                )
            elif is_binary(documents[at]):
                reasons.append(("binary", "Binary, or in an encoding that is not read as bytes of text."))
            else:
                reasons.append(None)
        kept, removals = without(rows, reasons, is_fault=True)
        return Outcome(kept, removals)

    return step


def count_languages(rows: pa.RecordBatch) -> Outcome:
    """Count documents and bytes by language: by the row's metadata, else by the file's name."""
    counts: Counter[tuple[str, ...]] = Counter()
    sizes = Documents(rows.column(CONTENT)).sizes.tolist()
    for stated, path, size in zip(
        rows.column(LANGUAGE).to_pylist(), rows.column(PATH).to_pylist(), sizes, strict=True
    ):
        language = language_of(stated, path)
        counts["documents", language] += 1
        counts["bytes", language] += size
    return Outcome(rows, counts=counts)


def language_of(stated: str | None, path: str | None) -> str:
    """Display name of a document's language, or `Other`."""
    return (display_name(stated) if stated else None) or (by_path(path) if path else None) or OTHER


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text in ASCII or one of its supersets: more than 8 control characters, and over 5 %."""
    controls = len(data.translate(None, _PRINTABLE))
    return controls > _STRAY_CONTROLS_KEPT and controls > len(data) * _CONTROL_SHARE


def _repository_name(written: str) -> str:
    """`owner/name` in lower case, from however a repository is written."""
    name = written.strip().lower()
    address = _ADDRESS.match(name)
    if address:
        name = name[address.end() :]
    return name.rstrip("/").removesuffix(".git")
