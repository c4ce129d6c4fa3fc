"""What files are called: for people from where they stand, for baselines the same from everywhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from goldsmith.corpus.readers.base import shown_path


@dataclass(frozen=True, slots=True)
class Names:
    """Names of files below a root.

    Attributes:
        here: the current folder, absolute, with a slash at the end.
        root: the root of the repository, or the current folder; the same.
    """

    here: str
    root: str

    def path(self, file: str) -> str:
        """From the current folder, or absolute if the file is not below it."""
        return _shown(file.removeprefix(self.here))

    def root_path(self, file: str) -> str:
        """From the root, or absolute if the file is not below it."""
        return _shown(file.removeprefix(self.root))


def names_below(here: Path, root: Path) -> Names:
    """Names below two absolute folders."""
    return Names(os.path.join(here, ""), os.path.join(root, ""))  # noqa: PTH118 - with a slash at the end


def _shown(name: str) -> str:
    return shown_path(name)[0].replace(os.sep, "/")
