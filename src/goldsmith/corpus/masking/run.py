"""A whole masking run: what is to do, doing it, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldsmith.corpus.errors import ColumnsMissing, SourceUnreadable
from goldsmith.corpus.masking.dedup.signing import find_duplicates, forget_signatures, signatures_path
from goldsmith.corpus.masking.files import cannot_write, remove_parts
from goldsmith.corpus.masking.jobs import Done, Engine, Failure, Job
from goldsmith.corpus.masking.parquet_shard import ParquetShard
from goldsmith.corpus.masking.plan import Plan, digest
from goldsmith.corpus.masking.run_folder import RunFolder, require_same
from goldsmith.corpus.masking.shards import Corpus, Shard, plan_corpus
from goldsmith.corpus.masking.steps import Removal
from goldsmith.corpus.masking.tally import Tally, counts_from_json
from goldsmith.domain.errors import Conflict, InvalidInput
from goldsmith.pii.masks import MaskKey, MaskPolicy

OnProgress = Callable[[str, int, int | None], None]
"""(what, done, total or None)"""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to, over all its sessions.

    Attributes:
        manifest: what it was begun with.
        markers: one a finished shard, by name.
        failures: shard's name to why it is not in the output.
        skipped: shards that were finished before.
        run_folder: where tables and report are.
        counts: sums over the markers; see `Tally`.
    """

    manifest: Mapping[str, Any]
    markers: tuple[Mapping[str, Any], ...]
    failures: Mapping[str, Failure]
    skipped: int
    run_folder: Path
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @property
    def quarantined(self) -> int:
        """Documents that could not be worked on, beside those of failed shards."""
        return sum(n for key, n in self.counts.items() if key[0] == "quarantined")


def mask_corpus(
    source: Path,
    out: Path,
    plan: Plan,
    engine: Engine,
    *,
    restart: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_progress: OnProgress = lambda what, done, total: None,
) -> Result:
    """Mask a corpus, or go on where a run was interrupted.

    Args:
        source: see `plan_corpus`.
        out: see `plan_corpus`.
        plan: of the run.
        engine: what runs it.
        restart: forget an earlier run to this output, and all it wrote.
        now: the clock, with a time zone.
        on_progress: called when a shard is done.

    Raises:
        SourceUnreadable, ColumnsMissing, EmptySource: the input cannot be masked.
        RunInUse: another run writes to the output.
        OtherRun, Conflict: the output is of a run with other settings or another key, or of something else.
        CannotWrite: the disk is full. What is finished stays.
    """
    corpus = plan_corpus(source, out)
    _refuse_overlap(source, out)
    _look_at_columns(corpus, plan)
    folder = RunFolder(corpus.run_folder)
    _refuse_foreign(corpus, folder)
    try:
        with folder.locked():
            return _locked(corpus, folder, plan, engine, restart, now, on_progress)
    except OSError as error:
        raise cannot_write(error, corpus.out) from error


def _locked(
    corpus: Corpus,
    folder: RunFolder,
    plan: Plan,
    engine: Engine,
    restart: bool,
    now: Callable[[], datetime],
    on_progress: OnProgress,
) -> Result:
    if restart:
        _forget_all(corpus, folder)
    manifest = _begin(corpus, folder, plan, engine, now)
    remove_parts(corpus.out)
    folder.clear_scratch()
    folder.scratch.mkdir(parents=True)
    markers: dict[str, Mapping[str, Any]] = {
        shard.name: marker for shard in corpus.shards if (marker := folder.marker(shard)) is not None
    }
    skipped = len(markers)
    todo = [shard for shard in corpus.shards if shard.name not in markers]
    session = len(manifest["sessions"]) - 1
    job = Job(
        plan, folder.path, todo, duplicates=_duplicates(corpus, todo, plan, engine, folder), session=session
    )
    failures: dict[str, Failure] = {}
    show = _Progress(corpus, set(markers), on_progress)
    for done in engine.run(job):
        shard = done.task.shard
        if done.failure is None:
            markers[shard.name] = done.marker
        else:
            failures[shard.name] = done.failure
            folder.fail(shard, _of_failure(done))
        show(shard)
    folder.clear_scratch()
    if not failures:
        forget_signatures(folder.path)
    remove_parts(corpus.out)
    ordered = tuple(markers[shard.name] for shard in corpus.shards if shard.name in markers)
    # How many workers a cluster has is known once it was reached.
    manifest["sessions"][-1] |= {"ended_at": now().isoformat(), "workers": engine.workers}
    folder.write_manifest(manifest)
    counts: Counter[tuple[str, ...]] = Counter()
    for one in ordered:
        counts.update(counts_from_json(one["counts"]))
    return Result(manifest, ordered, failures, skipped, folder.path, counts)


def _begin(
    corpus: Corpus, folder: RunFolder, plan: Plan, engine: Engine, now: Callable[[], datetime]
) -> dict[str, Any]:
    """Write the manifest of a new run, or check that of an interrupted one."""
    policy = MaskPolicy.model_validate_json(plan.policy)
    key = MaskKey(plan.key)
    facts = plan.facts(plan.detector_fingerprint(), policy.fingerprint)
    if plan.dedup is not None:
        # What is a duplicate depends on all of the input.
        facts["shards"] = digest([[shard.name, shard.stamp] for shard in corpus.shards])
    begun = folder.manifest()
    manifest: dict[str, Any]
    if begun is None:
        manifest = {"facts": facts, "key_check": key.check, "policy_name": policy.policy, "sessions": []}
    else:
        manifest = begun
        key.require(manifest["key_check"])
        require_same(manifest["facts"], facts)
    manifest["sessions"].append(
        {"begun_at": now().isoformat(), "engine": engine.name, "workers": engine.workers}
    )
    folder.write_manifest(manifest)
    return manifest


def _duplicates(
    corpus: Corpus, todo: Sequence[Shard], plan: Plan, engine: Engine, folder: RunFolder
) -> Mapping[str, frozenset[int]]:
    """The rows to leave out: all shards are signed first, those of earlier sessions too."""
    if plan.dedup is None or not todo:
        return {}
    unsigned = [shard for shard in corpus.shards if not signatures_path(shard, folder.path).exists()]
    for _ in engine.run(Job(plan, folder.path, unsigned, kind="sign")):
        pass  # a shard that cannot be read fails again when it is to be masked
    return find_duplicates(corpus.shards, plan, folder.path)


def _refuse_overlap(source: Path, out: Path) -> None:
    """Refuse an output that is the input, or lies in it, or the other way round."""
    here, there = source.resolve(), out.resolve()
    if here == there or (source.is_dir() and there.is_relative_to(here)) or here.is_relative_to(there):
        raise InvalidInput(
            f"The output {out} overlaps with the input {source}.", hint="Name a folder apart from it."
        )


def _refuse_foreign(corpus: Corpus, folder: RunFolder) -> None:
    """Refuse an output that holds something no run has written."""
    if (folder.path / "manifest.json").exists() or (folder.path / "lock").exists():
        return
    is_taken = any(corpus.out.iterdir()) if corpus.out.is_dir() else corpus.out.exists()
    if is_taken:
        raise Conflict(
            f"{corpus.out} holds something that no masking run has written.",
            hint="Name a new folder or file.",
        )


def _look_at_columns(corpus: Corpus, plan: Plan) -> None:
    """Refuse columns that are not there before anything is written; what is damaged shows later."""
    first = next((shard for shard in corpus.shards if shard.form == "parquet"), None)
    try:
        source = None if first is None else ParquetShard(first.source, plan.columns)
    except ColumnsMissing:
        raise
    except SourceUnreadable:
        return
    has_repositories = source.has_repositories if source else corpus.shards[0].form != "files"
    if source:
        source.close()
    if plan.opt_out is not None and not has_repositories:
        raise ColumnsMissing(
            "The opt-out list cannot be honoured: nothing says which repository a document is of.",
            hint="Name the column with --repository-column, or mask without a list.",
        )


def _forget_all(corpus: Corpus, folder: RunFolder) -> None:
    for shard in corpus.shards:
        folder.forget(shard)
    folder.clear()


def _of_failure(done: Done) -> Tally:
    shard, failure = done.task.shard, done.failure
    tally = Tally(shard.name)
    if failure is not None:
        tally.remove([Removal(-1, shard.name, None, failure.code, failure.detail, is_fault=True)])
    return tally


class _Progress:
    """Tells how many shards and bytes are done."""

    def __init__(self, corpus: Corpus, finished: set[str], on_progress: OnProgress) -> None:
        self._tell = on_progress
        self._shards, self._bytes = len(corpus.shards), sum(one.size_bytes for one in corpus.shards)
        self._done = len(finished)
        self._done_bytes = sum(one.size_bytes for one in corpus.shards if one.name in finished)
        self._show()

    def __call__(self, shard: Shard) -> None:
        self._done += 1
        self._done_bytes += shard.size_bytes
        self._show()

    def _show(self) -> None:
        self._tell("shards", self._done, self._shards)
        self._tell("MB read", self._done_bytes // 1_000_000, self._bytes // 1_000_000)
