"""The top: reads settings, wires everything, and is the entry of the command `goldsmith`."""

from __future__ import annotations

import logging
import os
import sys


def main() -> None:
    """Run the command line; an error shows as what happened and what to do, never as a traceback."""
    # Its threads and a fork in another thread wait for each other for ever (OpenBLAS ends its pool before a fork),
    # and the sandbox forks. Nothing here multiplies matrices that are worth a second thread.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from goldsmith.bootstrap.commands import Commands
    from goldsmith.cli.app import build
    from goldsmith.domain.errors import GoldsmithError

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # It reports every try to connect; the job worker says once that its database is away.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    try:
        build(Commands())()
    except GoldsmithError as error:
        sys.stderr.write(f"{error.detail}\n" + (f"{error.hint}\n" if error.hint else ""))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
