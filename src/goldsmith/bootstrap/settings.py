"""Settings: from the command line, else the environment, else a default. The only place that reads them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

#: The built web client, inside the package.
WEB = Path(__file__).resolve().parent.parent / "api" / "static"


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process of Goldsmith runs with.

    Attributes:
        data: the data folder: database, uploads, exports.
        database_url: a PostgreSQL of one's own (GOLDSMITH_DATABASE_URL), or None for the embedded one.
        host: address to listen on; loopback unless said otherwise.
        port: TCP port; 0 lets the system choose.
        roots: folders of the server's disk from which owners may import.
    """

    data: Path
    database_url: str | None
    host: str = "127.0.0.1"
    port: int = 8000
    roots: tuple[Path, ...] = ()

    @property
    def exports(self) -> Path:
        """Where finished exports lie."""
        return self.data / "exports"

    @property
    def deliveries(self) -> Path:
        """Where delivered datasets lie."""
        return self.data / "deliveries"

    @property
    def uploads(self) -> Path:
        """Where uploaded sources lie."""
        return self.data / "uploads"


def settings(
    data: Path | None = None, *, host: str = "127.0.0.1", port: int = 8000, roots: tuple[Path, ...] = ()
) -> Settings:
    """Settings of this process.

    Args:
        data: the data folder; default GOLDSMITH_DATA, else the user's data folder of the platform.
        host: address to listen on.
        port: TCP port.
        roots: folders from which owners may import.
    """
    folder = data or (Path(os.environ["GOLDSMITH_DATA"]) if os.environ.get("GOLDSMITH_DATA") else None)
    return Settings(
        data=(folder or user_data_path("goldsmith")).expanduser().resolve(),
        database_url=os.environ.get("GOLDSMITH_DATABASE_URL") or None,
        host=host,
        port=port,
        roots=tuple(root.expanduser().resolve() for root in roots),
    )
