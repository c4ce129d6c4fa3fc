"""What a run keeps beside its output: lock, manifest, markers of finished shards, tables."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from goldsmith.corpus.masking.files import write_whole
from goldsmith.corpus.masking.shards import Shard
from goldsmith.corpus.masking.tables import FINDINGS, REMOVALS, table_bytes
from goldsmith.corpus.masking.tally import Tally, counts_to_json
from goldsmith.domain.errors import Conflict

_WORDS = {
    "form": "form of the output",
    "goldsmith": "version of Goldsmith",
    "detector": "detector (its rules, or its model)",
    "policy": "policy",
    "columns": "columns",
    "licences": "licences",
    "opt_out": "opt-out list",
    "dedup": "way to find duplicates",
    "timeout_s": "time limit",
    "max_document_bytes": "limit of a document's size",
    "shards": "input",
}


class RunInUse(Conflict):
    """Another run is writing to the same output."""

    code = "run_in_use"


class OtherRun(Conflict):
    """The output was begun with other settings, or by something else."""

    code = "other_run"


class RunFolder:
    """The folder of a run.

    Args:
        path: made when it is needed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def scratch(self) -> Path:
        """For what is worth nothing after the run."""
        return self.path / "scratch"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out; the kernel lets go when this process ends, however it ends.

        Raises:
            RunInUse: another run holds it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
                holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
                raise RunInUse(
                    f"Another run is writing to this output ({holder or 'it has just begun'}).",
                    hint="Wait until it has ended, or choose another folder.",
                ) from None
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
            yield
        finally:
            os.close(handle)

    def manifest(self) -> dict[str, Any] | None:
        """What the run was begun with, or None before it was."""
        try:
            found: dict[str, Any] = json.loads((self.path / "manifest.json").read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            raise OtherRun(
                f"{self.path / 'manifest.json'} is damaged.", hint="Choose another folder, or --restart."
            ) from None
        return found

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest."""
        write_whole(self.path / "manifest.json", _json(manifest))

    def finish(self, shard: Shard, tally: Tally, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Write a finished shard's tables and, last, its marker.

        Args:
            shard: it is in its place already.
            tally: what was found on the way.
            facts: of the work: seconds and the like; JSON.

        Returns:
            the marker.
        """
        self._write_table("findings", shard, tally.findings, FINDINGS)
        self._write_table("quarantine", shard, tally.quarantined, REMOVALS)
        self._write_table("removed", shard, tally.removed, REMOVALS)
        marker = {
            "shard": shard.name,
            "index": shard.index,
            "stamp": shard.stamp,
            "size_bytes": shard.size_bytes,
            "counts": counts_to_json(tally.counts),
            "samples": [[getattr(one, name) for name in one.__slots__] for one in tally.samples],
            **facts,
        }
        write_whole(self._path("markers", shard, ".json"), _json(marker))
        return marker

    def fail(self, shard: Shard, tally: Tally) -> None:
        """Put a whole shard into quarantine; the next run tries it again."""
        self.forget(shard)
        self._write_table("quarantine", shard, tally.quarantined, REMOVALS)

    def marker(self, shard: Shard) -> dict[str, Any] | None:
        """The marker of a finished shard, or None where it is not finished or its source has changed."""
        try:
            found: dict[str, Any] = json.loads(self._path("markers", shard, ".json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return found if found.get("stamp") == shard.stamp and _targets_exist(shard) else None

    def forget(self, shard: Shard) -> None:
        """Remove all that is known and written of a shard."""
        self._path("markers", shard, ".json").unlink(missing_ok=True)
        for kind in ("findings", "quarantine", "removed"):
            self._path(kind, shard, ".parquet").unlink(missing_ok=True)
        for path in targets(shard):
            path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove all but the lock."""
        for child in self.path.iterdir():
            if child.name != "lock":
                shutil.rmtree(child) if child.is_dir() else child.unlink()

    def clear_scratch(self) -> None:
        """Remove what is worth nothing after the run."""
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _write_table(self, kind: str, shard: Shard, tables: list[Any], schema: Any) -> None:
        path = self._path(kind, shard, ".parquet")
        if tables:
            write_whole(path, memoryview(table_bytes(tables, schema)))
        else:
            path.unlink(missing_ok=True)

    def _path(self, kind: str, shard: Shard, suffix: str) -> Path:
        return self.path / kind / f"{shard.name.removesuffix(suffix)}{suffix}"


def require_same(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse to go on with other settings than a run was begun with.

    Raises:
        OtherRun: something differs; the message says what.
    """
    other = [name for name in now if before.get(name) != now[name]]
    if not other:
        return
    told = " and ".join(
        f"another {_WORDS.get(name, name)}"
        + (f" ({before.get(name)}, now {now[name]})" if _is_short(before.get(name), now[name]) else "")
        for name in other
    )
    raise OtherRun(
        f"This run was begun with {told}.",
        hint="Go on with what it was begun with, choose another folder, or mask all of it anew with --restart.",
        differs=other,
    )


def targets(shard: Shard) -> list[Path]:
    """The files that a shard becomes."""
    return [shard.target / name for name in shard.files] if shard.form == "files" else [shard.target]


def _targets_exist(shard: Shard) -> bool:
    # Of source files some may rightly be missing: what the marker says of them holds.
    return shard.form == "files" or shard.target.exists()


def _is_short(*values: Any) -> bool:
    return all(value is None or len(str(value)) <= 24 for value in values)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "backslashreplace")
