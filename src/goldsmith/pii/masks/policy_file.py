"""Read a masking policy from YAML; every problem names its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.pii.masks.policy import MaskPolicy

DEFAULT = "default"
_SHIPPED = Path(__file__).parent.parent / "policies"


def shipped_policies() -> dict[str, Path]:
    """Policies that come with the package: name → file."""
    return {path.stem: path for path in sorted(_SHIPPED.glob("*.yaml"))}


def load_policy(name_or_path: str | Path | None = None) -> MaskPolicy:
    """Read a policy: a shipped one by its name, or a file.

    Args:
        name_or_path: None is the default policy.

    Raises:
        NotFound: neither a shipped policy nor a file.
        InvalidInput: the file does not hold; `problems` lists {file, line, where, message}.
    """
    path = _find(DEFAULT if name_or_path is None else name_or_path)
    data = _read(path)
    try:
        return MaskPolicy.model_validate(data)
    except ValidationError as error:
        problems = [
            _problem(path, data, found["loc"], found["msg"].removeprefix("Value error, "))
            for found in error.errors()
        ]
        raise _invalid(problems) from None


def _find(name_or_path: str | Path) -> Path:
    shipped = shipped_policies()
    if isinstance(name_or_path, str) and name_or_path in shipped:
        return shipped[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise NotFound(
        f"There is no mask policy {str(name_or_path)!r}.",
        hint=f"Name a YAML file, or one of: {', '.join(shipped)}.",
    )


def _read(path: Path) -> CommentedMap:
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _invalid([_at_line(path, 1, "not UTF-8 text")]) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _invalid([_at_line(path, line, error.problem or "not YAML")]) from None
    except YAMLError as error:
        raise _invalid([_at_line(path, 1, str(error))]) from None
    if not isinstance(data, CommentedMap):
        raise _invalid([_at_line(path, 1, "a policy is a mapping: policy, version, scope, labels")])
    return data


def _problem(path: Path, data: CommentedMap, where: Sequence[str | int], message: str) -> dict[str, Any]:
    return _at_line(path, _line_of(data, where), message) | {"where": ".".join(map(str, where))}


def _at_line(path: Path, line: int, message: str) -> dict[str, Any]:
    return {"file": path.name, "line": line, "where": "", "message": message}


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


def _invalid(problems: list[dict[str, Any]]) -> InvalidInput:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    place = f" at {first['where']}" if first["where"] else ""
    return InvalidInput(
        f"{first['file']}, line {first['line']}{place}: {first['message']}{more}.",
        hint="Correct the policy; nothing was masked.",
        problems=problems,
    )
