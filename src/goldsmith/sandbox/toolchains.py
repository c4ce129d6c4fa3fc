"""Which tools this machine has, and where they live."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldsmith.domain.errors import InvalidInput
from goldsmith.sandbox.errors import ToolMissing
from goldsmith.sandbox.isolation import SYSTEM_PATHS
from goldsmith.sandbox.language import Language, Tool

_LOCAL = "/usr/local"


@dataclass(frozen=True, slots=True)
class ToolFinding:
    """What `doctor` says of one tool.

    Attributes:
        language: whose tool it is; "sandbox" for those of the sandbox itself.
        tool: the executable.
        is_found: whether it is there and starts in the sandbox.
        words: its version, or "not checked: ..." with what to install.
    """

    language: str
    tool: str
    is_found: bool
    words: str


class Toolchains:
    """The machine's tools.

    Args:
        prefixes: folders with a `bin` of further tools, such as /opt/node. Programs in the sandbox can
            read everything in them.

    Raises:
        InvalidInput: a prefix has no `bin`, or holds the home folder or the system.
    """

    def __init__(self, prefixes: Sequence[Path] = ()) -> None:
        self._prefixes = tuple(prefix.resolve() for prefix in prefixes)
        for prefix in self._prefixes:
            if not (prefix / "bin").is_dir() or Path.home().is_relative_to(prefix):
                raise InvalidInput(
                    f"{prefix} cannot be shown to programs in the sandbox.",
                    hint="Name a folder of one toolchain, with a bin in it, that holds nothing else.",
                )
        self.search = (*(str(prefix / "bin") for prefix in self._prefixes), *SYSTEM_PATHS)

    def find(self, tool: Tool) -> str | None:
        """The tool's path, or None."""
        try:
            search = [str(tool.kit() / "bin")] if tool.kit else self.search
        except ToolMissing:
            return None
        return shutil.which(tool.name, path=":".join(search))

    def missing(self, language: Language) -> str:
        """Why the language cannot be checked, or nothing when it can."""
        for tool in language.tools:
            if self.find(tool) is None:
                return absence(tool)
        return ""

    def kit(self, language: Language) -> Path | None:
        """The prepared folder of the language's tools, or None when it needs none or cannot have it."""
        try:
            return next((tool.kit() for tool in language.tools if tool.kit), None)
        except ToolMissing:
            return None

    def host_paths(self, language: Language) -> Iterator[str]:
        """What of the machine the language needs to see, besides the system's programs."""
        yield from (str(prefix) for prefix in self._prefixes)
        found = [Path(path) for tool in language.tools if not tool.kit and (path := self.find(tool))]
        # Only then, since people install all kinds of things there.
        if any(path.is_relative_to(_LOCAL) or path.resolve().is_relative_to(_LOCAL) for path in found):
            yield _LOCAL
        for pattern in language.host_paths:
            yield from (str(path) for path in Path("/").glob(pattern.lstrip("/")))


def absence(tool: Tool) -> str:
    """The sentence for a missing tool."""
    if tool.kit:
        try:
            tool.kit()
        except ToolMissing as error:
            return f"{error.detail} ({error.hint})"
        return f"not checked: {tool.name} is not installed (pip install --force-reinstall {tool.package})"
    return f"not checked: {tool.name} is not installed (apt-get install {tool.package})"
