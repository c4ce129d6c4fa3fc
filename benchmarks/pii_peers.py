"""Other detectors of personal data and secrets, in an environment of their own.

    python benchmarks/pii_peers.py [--install] [--peers-python PATH]

Says which of them can be asked here, and in which version. `--install` puts those that are on PyPI into a virtual
environment under the cache folder, about 1 GB; none of them becomes a dependency of the project. The adapters
are in `goldsmith.pii.evaluation.peers`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from pathlib import Path

from platformdirs import user_cache_path

from goldsmith.pii.evaluation.peers import PEERS, PeerUnavailable, run_peer


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of every benchmark with peers."""
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    parser.add_argument("--peers", default="", help="only these, with commas between")
    parser.add_argument("--peers-python", type=Path, help="a Python that has them installed")
    parser.add_argument(
        "--install-peers", action="store_true", help="install them first, under the cache folder"
    )


def wanted(options: argparse.Namespace) -> list[str]:
    """Names of the peers that the options ask for."""
    if options.no_peers:
        return []
    return [name for name in options.peers.split(",") if name] or list(PEERS)


def python_of(options: argparse.Namespace) -> Path:
    """The Python that has the peers: the one named, the one in the cache folder, or this one."""
    if options.peers_python:
        return Path(options.peers_python)
    cached = _environment() / "bin" / "python"
    if getattr(options, "install_peers", False):
        install()
    return cached if cached.exists() else Path(sys.executable)


def install() -> None:
    """Create the environment and install what is on PyPI; what does not install is said, and left out."""
    folder = _environment()
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
    for packages in sorted({peer.requires for peer in PEERS.values() if peer.requires}):
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages]
        done = subprocess.run(command, check=False, stdout=sys.stderr)
        if done.returncode:
            print(f"{' '.join(packages)} did not install", file=sys.stderr)


def _environment() -> Path:
    return user_cache_path("goldsmith") / "peers"


def main() -> None:
    """Say who is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--install", action="store_true", dest="install_peers")
    parser.add_argument("--peers-python", type=Path)
    python = python_of(parser.parse_args())
    states = {}
    for name, peer in PEERS.items():
        try:
            states[name] = {
                "version": run_peer(name, [("x = 1\n", ".py")], python).version,
                "note": peer.note,
            }
        except PeerUnavailable as error:
            states[name] = {"unavailable": str(error)}
    print(json.dumps({"python": str(python), "peers": states}, indent=1))


if __name__ == "__main__":
    main()
