"""What happens to what was found: one action a label, and what is left alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from goldsmith.pii.taxonomy import AMBIGUOUS, LABELS

MASKED_LABELS: tuple[str, ...] = (*LABELS, AMBIGUOUS)
"""The labels a policy speaks of."""


class Action(StrEnum):
    """What is done with a finding, from the mildest."""

    KEEP = "keep"
    MASK = "mask"
    TOKEN = "token"
    DROP = "drop"


STRICTNESS: Mapping[Action, int] = {action: at for at, action in enumerate(Action)}
"""Where findings of one category intersect, the strictest action is taken."""


class Scope(StrEnum):
    """Within which the same value gets the same mask."""

    FILE = "file"
    REPOSITORY = "repository"
    CORPUS = "corpus"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LabelRule(_Part):
    """What is done with the findings of one label.

    Attributes:
        action: what is done.
        min_confidence: findings below it are left alone; in [0, 1].
    """

    action: Action
    min_confidence: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="before")
    @classmethod
    def _from_a_word(cls, given: Any) -> Any:
        return {"action": given} if isinstance(given, str) else given


class Tokens(_Part):
    """What stands for a value whose action is `token`; `{category}` becomes KEY, PASSWORD, ...

    Attributes:
        quoted: where the value stands alone between quotes.
        bare: everywhere else. A word of letters and `_` is safe in a shell, in markup and as a word of code; `<KEY>` is
            not.
    """

    quoted: str = "<{category}>"
    bare: str = "{category}_MASKED"

    @field_validator("quoted", "bare")
    @classmethod
    def _is_safe(cls, template: str) -> str:
        if template.count("{category}") != 1:
            raise ValueError("a token names its category: write {category} in it, once")
        if re.search(r"[^!-~]|[\"'`\\&$%]", template):
            raise ValueError("a token has no quotes, backslashes, white space, or any of & $ %")
        return template


class Allowed(_Part):
    """What is never masked.

    Attributes:
        values: whole values, to the letter.
        domains: emails at these domains and at those under them; lower case.
    """

    values: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    @field_validator("domains")
    @classmethod
    def _is_a_domain(cls, domains: frozenset[str]) -> frozenset[str]:
        for domain in domains:
            if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", domain):
                raise ValueError(f"{domain!r} is no domain: write it in lower case, without @ or *")
        return domains


class MaskPolicy(_Part):
    """A masking policy; `load_policy` reads one from a file.

    Attributes:
        policy: its name.
        version: of this form of file.
        scope: within which the same value gets the same mask.
        labels: a rule for every label of the taxonomy, and AMBIGUOUS.
        keep_kinds: kinds that are left alone, by the detector's word or by the look of the value: `ipv4_private`.
        keep_usernames_in_urls: user names in a URL, or in a path that starts with a host, are left alone.
        allow: values and domains that are left alone.
        tokens: what tokens look like.
    """

    policy: str = Field(min_length=1)
    version: int = Field(ge=1, le=1)
    scope: Scope
    labels: Mapping[str, LabelRule]
    keep_kinds: frozenset[str] = frozenset()
    keep_usernames_in_urls: bool = True
    allow: Allowed = Allowed()
    tokens: Tokens = Tokens()

    @field_validator("labels")
    @classmethod
    def _covers_all(cls, labels: Mapping[str, LabelRule]) -> Mapping[str, LabelRule]:
        if unknown := sorted(set(labels) - set(MASKED_LABELS)):
            raise ValueError(f"no such label: {', '.join(unknown)}; there are {', '.join(MASKED_LABELS)}")
        if missing := [label for label in MASKED_LABELS if label not in labels]:
            raise ValueError(f"every label needs an action; missing: {', '.join(missing)}")
        if labels[AMBIGUOUS].action is Action.MASK:
            raise ValueError(f"{AMBIGUOUS} has no form that could be preserved: token, keep or drop")
        return dict(labels)

    @property
    def fingerprint(self) -> str:
        """Names what the policy says, 16 hex digits; equal fingerprints mask alike."""
        facts = [
            self.scope,
            *(
                f"{label} {self.labels[label].action} {self.labels[label].min_confidence!r}"
                for label in MASKED_LABELS
            ),
            *("kind " + kind for kind in sorted(self.keep_kinds)),
            f"urls {self.keep_usernames_in_urls}",
            *("value " + value for value in sorted(self.allow.values)),
            *("domain " + domain for domain in sorted(self.allow.domains)),
            self.tokens.quoted,
            self.tokens.bare,
        ]
        return hashlib.blake2b("\0".join(facts).encode(), digest_size=8).hexdigest()
