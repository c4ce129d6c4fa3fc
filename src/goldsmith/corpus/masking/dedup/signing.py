"""The pass before masking that signs every document that would be in the output, and what is made of the signatures."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from goldsmith.corpus.masking.content import Documents
from goldsmith.corpus.masking.dedup.decide import by_shard, repeats_exactly, repeats_nearly
from goldsmith.corpus.masking.dedup.minhash import sign
from goldsmith.corpus.masking.files import write_whole
from goldsmith.corpus.masking.plan import Plan
from goldsmith.corpus.masking.reading import rows_of
from goldsmith.corpus.masking.rows import CONTENT, ROW
from goldsmith.corpus.masking.shards import Shard
from goldsmith.corpus.masking.steps import run

FOLDER = "signatures"


def sign_shard(shard: Shard, plan: Plan, run_folder: Path) -> None:
    """Write the signatures of a shard, of documents that the filters let through.

    Raises:
        SourceUnreadable, ColumnsMissing: it cannot be read.
        OSError: they cannot be written.
    """
    steps = plan.filters()
    rows: list[Any] = [np.zeros(0, np.int64)]
    signed: list[Any] = [_nothing(plan)]
    for batch in rows_of(shard, plan):
        left = run(steps, batch).rows
        if left.num_rows:
            places = np.asarray(left.column(ROW))
            signatures, counts = _signed(left.column(CONTENT), plan)
            rows.append(places[counts])
            signed.append(signatures[counts])
    out = io.BytesIO()
    np.savez(out, rows=np.concatenate(rows), signatures=np.concatenate(signed))
    write_whole(signatures_path(shard, run_folder), out.getvalue())


def signatures_path(shard: Shard, run_folder: Path) -> Path:
    """Where the signatures of a shard lie; of another source of the same name, elsewhere."""
    return run_folder / FOLDER / f"{shard.name}.{shard.stamp}.npz"


def forget_signatures(run_folder: Path) -> None:
    """Remove all signatures: they are worth nothing when every shard is finished."""
    shutil.rmtree(run_folder / FOLDER, ignore_errors=True)


def find_duplicates(shards: Iterable[Shard], plan: Plan, run_folder: Path) -> Mapping[str, frozenset[int]]:
    """Decide which rows repeat a document of an earlier shard, or of an earlier row.

    A shard without signatures, which could not be read, has no rows here.

    Returns:
        shard's name to rows; the same for any order in which the shards were signed.
    """
    ordered: list[Shard] = sorted(shards, key=lambda one: one.index)
    found = [_loaded(signatures_path(shard, run_folder), plan) for shard in ordered]
    signatures = np.concatenate([_nothing(plan), *(own for _, own in found)])
    decide = repeats_exactly if plan.dedup == "exact" else repeats_nearly
    places = by_shard(decide(signatures), [len(rows) for rows, _ in found])
    return {
        shard.name: frozenset(rows[at].tolist())
        for shard, (rows, _), at in zip(ordered, found, places, strict=True)
        if len(at)
    }


def _signed(content: pa.Array, plan: Plan) -> tuple[Any, Any]:
    """Signatures, and which documents they count for: nothing repeats an empty document."""
    if plan.dedup == "minhash":
        return sign(content)
    documents = Documents(content)
    digests = b"".join(
        hashlib.blake2b(documents[at], digest_size=16).digest() for at in range(len(documents))
    )
    return np.frombuffer(digests, np.uint64).reshape(-1, 2), documents.sizes > 0


def _nothing(plan: Plan) -> Any:
    return np.zeros((0, 2), np.uint64) if plan.dedup == "exact" else np.zeros((0, 256), np.uint16)


def _loaded(path: Path, plan: Plan) -> tuple[Any, Any]:
    try:
        with np.load(path) as file:
            return file["rows"], file["signatures"]
    except FileNotFoundError:
        return np.zeros(0, np.int64), _nothing(plan)
