"""Comparisons in the files of other tools, read for the same report that a campaign's evaluation gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import numpy as np

from goldsmith.aggregation.agreement import nominal_alpha
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.evaluation.formats import alpacaeval, arena_hard, fastchat
from goldsmith.evaluation.formats.rows import Imported
from goldsmith.evaluation.report.findings import Evaluation
from goldsmith.evaluation.report.measure import evaluate
from goldsmith.evaluation.report.page import render

_SEED = 20_260_101

FORMATS: Mapping[str, Callable[[str], Imported]] = {
    "alpacaeval": lambda text: alpacaeval.to_comparisons(alpacaeval.read_annotations(text)),
    "fastchat": lambda text: fastchat.to_comparisons(fastchat.read(text)),
    "arena-hard": lambda text: arena_hard.to_comparisons(arena_hard.read(text)),
}


def report_on(
    path: Path, form: str, subject: str | None, at: datetime
) -> tuple[Evaluation, str, tuple[str, ...]]:
    """Measure the comparisons of a file, and render the report.

    Args:
        path: the file.
        form: a key of `FORMATS`.
        subject: the model to measure; by default the one that most comparisons are about.
        at: the time that the page states.

    Returns:
        the evaluation, the page, and why rows were left out, one sentence each.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read so, nothing in it can be compared, or the subject is not in it.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", hint="Name a file of annotations or judgments.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(
            f"{path.name} is not UTF-8 text.", hint=f"Export it as {form} writes it."
        ) from None
    imported = FORMATS[form](text)
    if not imported.comparisons:
        raise InvalidInput(
            f"There is nothing to compare in {path.name}.", hint=" ".join(imported.skipped[:1])
        )
    counts = Counter(name for row in imported.comparisons for name in row.pair)
    chosen = subject or max(sorted(counts), key=lambda name: counts[name])
    if chosen not in counts:
        raise InvalidInput(
            f"No comparison is about {chosen}.", hint=f"There are: {', '.join(sorted(counts))}."
        )
    found = evaluate(
        imported.comparisons,
        seed=_SEED,
        subject=chosen,
        alpha_of=lambda counts: nominal_alpha(np.asarray(counts, dtype=np.float64)),
    )
    page = render(found, title=f"Evaluation of {chosen}", campaign=path.name, made_at=at)
    return found, page, imported.skipped
