"""Read a masking policy from YAML; every problem names its line."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from goldsmith.domain.errors import InvalidInput, NotFound
from goldsmith.domain.yaml_problems import YamlProblems
from goldsmith.pii.masks.policy import MaskPolicy

DEFAULT = "default"
_SHIPPED = Path(__file__).parent.parent / "policies"
_PROBLEMS = YamlProblems(InvalidInput, "Correct the policy; nothing was masked.")


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
    data = _PROBLEMS.parse(
        path.read_bytes(), path.name, "a policy is a mapping: policy, version, scope, labels"
    )
    try:
        return MaskPolicy.model_validate(data)
    except ValidationError as error:
        raise _PROBLEMS.of_validation(path.name, data, error) from None


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
