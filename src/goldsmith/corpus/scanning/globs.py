"""Which paths a glob covers, in the manner of .gitignore."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable


def excluder(globs: Iterable[str]) -> Callable[[str], bool]:
    """Say which paths are excluded.

    Args:
        globs: `*` and `?` stay inside a name, `**` crosses folders, `[ab]` is one of them. Without a slash a glob names
            a file or folder at any depth; with one it begins at the scanned path. A folder covers what is in it.

    Returns:
        POSIX path from the scanned path → whether any glob covers it.
    """
    expressions = [_expression(one) for one in globs if one.strip("/")]
    if not expressions:
        return lambda _path: False
    whole = re.compile("|".join(expressions), re.DOTALL)
    return lambda path: whole.match(path) is not None


def _expression(glob: str) -> str:
    stripped = glob.removeprefix("./").rstrip("/")
    before = "" if "/" in stripped else r"(?:.*/)?"
    return f"(?:{before}{_translated(stripped.lstrip('/'))}(?:/.*)?\\Z)"


def _translated(glob: str) -> str:
    out, at = [], 0
    while at < len(glob):
        if glob.startswith("**/", at):
            out.append(r"(?:.*/)?")
            at += 3
        elif glob.startswith("**", at):
            out.append(r".*")
            at += 2
        elif (end := glob.find("]", at + 2)) > 0 and glob[at] == "[":
            inner = glob[at + 1 : end]
            negated = inner[:1] in "!^"
            out.append(f"[{'^/' if negated else ''}{_class(inner[negated:])}]")
            at = end + 1
        else:
            out.append({"*": r"[^/]*", "?": r"[^/]"}.get(glob[at]) or re.escape(glob[at]))
            at += 1
    return "".join(out)


def _class(inner: str) -> str:
    return re.sub(r"([\\\[\]^&~|])", r"\\\1", inner)
