"""The report of a run: the same numbers as one JSON and as one page for people."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from goldsmith.corpus.masking.files import write_whole
from goldsmith.corpus.masking.report_plots import label_bars, language_bars, throughput
from goldsmith.corpus.masking.run import Result
from goldsmith.corpus.masking.samples import Sample, first_of_each_label
from goldsmith.evaluation.self_contained import fill_page
from goldsmith.pii.taxonomy import AMBIGUOUS, CATEGORY_OF

_TEMPLATE = "report.html.j2"
_MOST_LANGUAGES = 20
_MOST_SHARDS = 20
_TIME_BINS = 24
_REASONS = {
    "licence": "licence not among those kept",
    "opt_out": "on the opt-out list",
    "duplicate": "repeats an earlier document",
    "policy": "dropped by the policy",
    "binary": "binary, or not read as text",
    "too_large": "over the size limit",
    "timeout": "over the time limit",
    "crashed": "workers were lost on it",
    "failed": "detection or masking failed",
    "malformed_row": "the line is no row",
    "link": "a link",
    "unreadable": "cannot be read",
}


def write_report(result: Result, made_at: datetime) -> None:
    """Write report.json and report.html beside the tables.

    Raises:
        OSError: they cannot be written.
    """
    facts = report_facts(result)
    write_whole(result.run_folder / "report.json", json.dumps(facts, ensure_ascii=False, indent=1).encode())
    write_whole(result.run_folder / "report.html", render(facts, made_at).encode("utf-8", "replace"))


def report_facts(result: Result) -> dict[str, Any]:
    """All that the report says, as JSON. No value is in it."""
    counts = result.counts
    busy_s = sum(float(marker["cpu_s"]) for marker in result.markers)
    bytes_in = _sum(counts, "bytes")
    working_s = sum(_session_s(result))
    return {
        "documents": counts["rows_in",],
        "documents_out": counts["rows_out",],
        "documents_masked": counts["masked_documents",],
        "bytes": bytes_in,
        "bytes_out": counts["bytes_out",],
        "findings": _sum(counts, "findings"),
        "findings_by_action": _by(counts, "findings", 3),
        "findings_by_label": _nested(counts, 1),
        "findings_by_language": _nested(counts, 2),
        "languages": _languages(counts),
        "no_repository": counts["no_repository",],
        "removed": _by(counts, "removed", 1),
        "quarantined": _by(counts, "quarantined", 1),
        "shards": len(result.markers),
        "failures": {
            name: {"code": failure.code, "detail": failure.detail, "hint": failure.hint}
            for name, failure in sorted(result.failures.items())
        },
        "cpu_s": round(busy_s, 1),
        "working_s": round(working_s, 1),
        "mb_per_s": round(bytes_in / 1e6 / working_s, 2) if working_s else None,
        "mb_per_cpu_s": round(bytes_in / 1e6 / busy_s, 2) if busy_s else None,
        "peak_mb": max((float(marker["peak_mb"]) for marker in result.markers), default=0.0),
        "throughput": _throughput(result),
        "slowest": _slowest(result.markers),
        "samples": [_sample(one) for one in _samples(result.markers)],
        "run": dict(result.manifest),
    }


def render(facts: Mapping[str, Any], made_at: datetime) -> str:
    """The report as HTML: no script, nothing loaded from anywhere."""
    labels = sorted(facts["findings_by_label"].items(), key=lambda one: -sum(one[1].values()))
    languages = sorted(facts["languages"].items(), key=lambda one: (-one[1]["findings"], -one[1]["bytes"]))
    shown = languages[:_MOST_LANGUAGES]
    values = {
        "f": facts,
        "made_at": made_at,
        "labels": labels,
        "languages": shown,
        "more_languages": len(languages) - len(shown),
        "reasons": _REASONS,
        "session": facts["run"]["sessions"][-1],
        "charts": {
            "labels": label_bars(labels) if labels else None,
            "languages": language_bars([(name, row) for name, row in shown if row["findings"]]),
            "throughput": throughput(facts["throughput"]),
        },
    }
    return fill_page(__package__ or "", _TEMPLATE, values, filters={"mb": _mb})


def _mb(size: float) -> str:
    return f"{size / 1e6:,.1f}"


def _sum(counts: Counter[tuple[str, ...]], what: str) -> int:
    return sum(n for key, n in counts.items() if key[0] == what)


def _by(counts: Counter[tuple[str, ...]], what: str, place: int) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for key, n in counts.items():
        if key[0] == what:
            sums[key[place]] += n
    return dict(sorted(sums.items()))


def _nested(counts: Counter[tuple[str, ...]], place: int) -> dict[str, dict[str, int]]:
    """Findings by label or language, and in each by action."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for key, n in counts.items():
        if key[0] == "findings":
            sums[key[place]][key[3]] += n
    return {name: dict(sorted(sums[name].items())) for name in sorted(sums)}


def _languages(counts: Counter[tuple[str, ...]]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for what in ("documents", "bytes", "with_findings"):
        for name, n in _by(counts, what, 1).items():
            rows.setdefault(name, {"documents": 0, "bytes": 0, "with_findings": 0})[what] = n
    for name, row in rows.items():
        found: Counter[str] = Counter()
        for key, n in counts.items():
            if key[0] == "findings" and key[2] == name:
                found[CATEGORY_OF.get(key[1], AMBIGUOUS)] += n
        row["findings"] = found.total()
        row["categories"] = dict(sorted(found.items()))
    return rows


def _session_s(result: Result) -> list[float]:
    """For each session the seconds from its beginning to its last shard; 0 where it finished none."""
    ends: dict[int, float] = {}
    for marker in result.markers:
        at = int(marker["session"])
        ends[at] = max(ends.get(at, 0.0), float(marker["finished_at"]))
    begins = [datetime.fromisoformat(one["begun_at"]).timestamp() for one in result.manifest["sessions"]]
    return [max(0.0, ends.get(at, begun) - begun) for at, begun in enumerate(begins)]


def _throughput(result: Result) -> list[dict[str, float]]:
    """MB of documents a second in equal intervals of working time; time between sessions does not count."""
    lengths = _session_s(result)
    total = sum(lengths)
    if total <= 0:
        return []
    width = max(1.0, math.ceil(total / _TIME_BINS))
    bins = [0.0] * max(1, math.ceil(total / width))
    begins = [datetime.fromisoformat(one["begun_at"]).timestamp() for one in result.manifest["sessions"]]
    for marker in result.markers:
        at = int(marker["session"])
        end = sum(lengths[:at]) + float(marker["finished_at"]) - begins[at]
        size = sum(row[-1] for row in marker["counts"] if row[0] == "bytes")
        _spread(bins, width, max(0.0, end - float(marker["wall_s"])), end, size / 1e6)
    return [
        {"from_s": at * width, "mb_per_s": round(mb / min(width, total - at * width), 3)}
        for at, mb in enumerate(bins)
        if total > at * width
    ]


def _spread(bins: list[float], width: float, start: float, end: float, amount: float) -> None:
    """Add an amount evenly to the intervals between two times."""
    length = max(end - start, 1e-9)
    for at in range(int(start / width), min(len(bins) - 1, int(end / width)) + 1):
        overlap = min(end, (at + 1) * width) - max(start, at * width)
        bins[at] += amount * max(0.0, overlap) / length


def _slowest(markers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = [
        {
            "shard": marker["shard"],
            "bytes": sum(row[-1] for row in marker["counts"] if row[0] == "bytes"),
            "findings": sum(row[-1] for row in marker["counts"] if row[0] == "findings"),
            "cpu_s": marker["cpu_s"],
            "peak_mb": marker["peak_mb"],
        }
        for marker in markers
    ]
    return sorted(rows, key=lambda row: (-float(row["cpu_s"]), str(row["shard"])))[:_MOST_SHARDS]


def _samples(markers: Sequence[Mapping[str, Any]]) -> list[Sample]:
    return first_of_each_label(Sample(*values) for marker in markers for values in marker["samples"])


def _sample(one: Sample) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Sample.__slots__ if name != "order"}
