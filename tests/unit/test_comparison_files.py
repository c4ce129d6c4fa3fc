"""Files of other tools get the report that a campaign gets; what cannot be read is said in words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comparisons import drawn
from goldsmith.app.comparison_files import FORMATS, report_on
from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.evaluation.formats import arena_hard, fastchat

AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_written_file_is_read_and_measured(tmp_path: Path) -> None:
    rows = [row for row in drawn(prompts=40) if not row.is_expert]
    judged = tmp_path / "judged.jsonl"
    judged.write_text(fastchat.write(fastchat.from_comparisons(rows, judge_prompt="p", tstamp=0.0)))
    found, page, _ = report_on(judged, "fastchat", None, AT)
    assert found.subject in {name for row in rows for name in row.pair}
    assert "<html" in page
    assert found.judges[0].verdicts.n_comparisons > 0


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_such_file_says_so(form: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        report_on(tmp_path / "none", form, None, AT)
    for content in (b"\xff\xfe", b"{", b"[1, 2]", b""):
        bad = tmp_path / "bad"
        bad.write_bytes(content)
        with pytest.raises(InvalidInput):
            report_on(bad, form, None, AT)


def test_a_model_that_is_not_in_the_file_is_named(tmp_path: Path) -> None:
    rows = [row for row in drawn(prompts=40) if not row.is_expert and row.order is not None]
    subject = rows[0].model_a
    file = tmp_path / "judgments.jsonl"
    file.write_text(arena_hard.write(arena_hard.from_comparisons(rows, subject)))
    with pytest.raises(InvalidInput, match="nobody"):
        report_on(file, "arena-hard", "nobody", AT)
