"""What people write in YAML: parse it with positions, and name the line of every problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from goldsmith.domain.errors import InvalidInput


class YamlProblems:
    """What is wrong in one kind of file.

    Args:
        error: what is raised; its `problems` list {file, line, where, message}.
        hint: what to do, one sentence.
    """

    def __init__(self, error: type[InvalidInput], hint: str) -> None:
        self._error = error
        self._hint = hint

    def parse(self, data: bytes, name: str, what: str) -> CommentedMap:
        """Parse a mapping with the positions of its parts.

        Args:
            data: what is in the file.
            name: of the file, for the messages.
            what: what the file has to be, for the message ("a policy is a mapping: policy, version").

        Raises:
            InvalidInput: (of the class given) not UTF-8, not YAML, or no mapping.
        """
        try:
            parsed = YAML(typ="rt").load(data.decode("utf-8"))
        except UnicodeDecodeError:
            raise self.at_line(name, 1, "not UTF-8 text") from None
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self.at_line(name, line, error.problem or "not YAML") from None
        except YAMLError as error:
            raise self.at_line(name, 1, str(error)) from None
        if not isinstance(parsed, CommentedMap):
            raise self.at_line(name, 1, what)
        return parsed

    def at_line(self, name: str, line: int, message: str) -> InvalidInput:
        """The error about one line, from 1."""
        return self._raised([{"file": name, "line": line, "where": "", "message": message}])

    def at(self, name: str, data: Any, found: Iterable[tuple[Sequence[str | int], str]]) -> InvalidInput:
        """The error about parts of a file, each (where, message), as `data` has them."""
        return self._raised(
            [
                {
                    "file": name,
                    "line": _line_of(data, where),
                    "where": ".".join(str(part) for part in where),
                    "message": message,
                }
                for where, message in found
            ]
        )

    def of_validation(self, name: str, data: Any, error: ValidationError) -> InvalidInput:
        """The error about all that a model refused."""
        return self.at(
            name, data, [(one["loc"], one["msg"].removeprefix("Value error, ")) for one in error.errors()]
        )

    def _raised(self, problems: list[dict[str, Any]]) -> InvalidInput:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        place = f" at {first['where']}" if first["where"] else ""
        return self._error(
            f"{first['file']}, line {first['line']}{place}: {first['message']}{more}.",
            hint=self._hint,
            problems=problems,
        )


def _line_of(data: Any, where: Sequence[str | int]) -> int:
    """The line of the deepest part of `where` that exists, from 1."""
    line, node = 1, data
    for part in where:
        try:
            if isinstance(node, CommentedMap):
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq):
                line = node.lc.item(part)[0] + 1
            else:
                break
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
    return line
