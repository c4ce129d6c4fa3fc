"""Mask a document: findings and a policy in, new bytes and an account out."""

from __future__ import annotations

from collections.abc import Sequence

from goldsmith.pii.finding import Finding
from goldsmith.pii.masks.accounts import Accounts, text_of
from goldsmith.pii.masks.context import LOOK_BACK_BYTES, is_in_url, is_quoted
from goldsmith.pii.masks.draw import Draw
from goldsmith.pii.masks.key import MaskKey, encoded
from goldsmith.pii.masks.leave import why_left
from goldsmith.pii.masks.masked import Masked, Replacement
from goldsmith.pii.masks.operators import OPERATORS
from goldsmith.pii.masks.policy import STRICTNESS, Action, MaskPolicy, Scope
from goldsmith.pii.masks.spans import Place, category_of, joined, place_of
from goldsmith.pii.masks.tokens import TokenWriter
from goldsmith.pii.taxonomy import AMBIGUOUS

_SECRETS = ("KEY", "PASSWORD", "ID")


class Masker:
    """Masks documents by one policy with one key. Holds no state between documents; may be shared and pickled.

    Args:
        policy: what is done with each label.
        key: decides the masks. Another key gives other masks.
    """

    def __init__(self, policy: MaskPolicy, key: MaskKey) -> None:
        self._policy, self._key = policy, key
        self._tokens = TokenWriter(policy.tokens)
        self._actions = {label: rule.action for label, rule in policy.labels.items()}

    def mask(self, data: bytes, findings: Sequence[Finding], *, file: str, repository: str) -> Masked:
        """Mask one document.

        Bytes outside the findings are not touched, and the number of line breaks stays. Where masks are found again,
        under their own label, nothing changes: masking twice is masking once.

        Args:
            data: the document, of any bytes.
            findings: what was found in these bytes, places in bytes; in any order, and they may intersect.
            file: names the document in its repository; matters where the policy's scope is `file`.
            repository: names the repository; matters where the scope is `file` or `repository`.

        Raises:
            InvalidInput: a finding does not lie in the document, or its label is not of the taxonomy.

        Cost: linear in the bytes, and some 30 microseconds a finding.
        """
        if not findings:
            return Masked(data, ())
        found = sorted({place_of(finding, data) for finding in findings})
        accounts = Accounts(data, found, self._key)
        left: list[tuple[Place, str]] = []
        wanted: list[Place] = []
        for place in found:
            if reason := why_left(place, text_of(data, place), self._policy, self._tokens):
                left.append((place, reason))
            else:
                wanted.append(place)
        # Before places are joined: what drops a document does so in whatever company.
        if drops := [place for place in wanted if self._drops(place, data)]:
            dropped = tuple(accounts.of(place, Action.DROP, "policy") for place in drops)
            kept = tuple(accounts.of(place, Action.KEEP, reason) for place, reason in left)
            return Masked(None, dropped, kept, drops[0].label)
        places = joined(wanted, self._strictness)
        return self._written(data, places, left, accounts, self._scope_id(file, repository))

    def _written(
        self,
        data: bytes,
        places: list[Place],
        left: list[tuple[Place, str]],
        accounts: Accounts,
        scope: bytes,
    ) -> Masked:
        # The left context is read from what is written: a second run sees the same, and decides the same.
        pieces: list[bytes] = []
        end = shift = 0
        changed: list[Replacement] = []
        for place in places:
            pieces.append(data[end : place.start])
            end, action = place.end, self._actions[place.label]
            if reason := self._why_left_here(place, action, pieces):
                pieces.append(data[place.start : place.end])
                left.append((place, reason))
                continue
            new = encoded(self._new_value(data, place, action, scope))
            pieces.append(new)
            start = place.start + shift
            changed.append(accounts.of(place, action, "policy", start, start + len(new)))
            shift += len(new) - (place.end - place.start)
        kept = accounts.of_kept(left, changed)
        return Masked(b"".join((*pieces, data[end:])) if changed else data, tuple(changed), kept)

    def _new_value(self, data: bytes, place: Place, action: Action, scope: bytes) -> str:
        value, category = text_of(data, place), category_of(place.label)
        quoted = is_quoted(data, place.start, place.end)
        # A bare number stays one: a word in its place breaks JSON.
        is_number = category in _SECRETS and value.isascii() and value.isdigit() and not quoted
        # Names keep their line breaks by themselves; other values of several lines are blocks of a key.
        is_block = "\n" in value and category != "NAME"
        if category == AMBIGUOUS or is_block or (action is Action.TOKEN and not is_number):
            return self._tokens.write(place.label, value, is_quoted=quoted)
        operator = OPERATORS[category]
        digest = self._key.keyed(b"mask", category.encode(), scope, encoded(operator.normal(value)))
        return operator.mask(value, Draw(digest))

    def _strictness(self, label: str) -> int:
        return STRICTNESS[self._actions[label]]

    def _drops(self, place: Place, data: bytes) -> bool:
        return self._actions[place.label] is Action.DROP and not self._is_url_user(
            place, (data[max(0, place.start - LOOK_BACK_BYTES) : place.start],)
        )

    def _why_left_here(self, place: Place, action: Action, written: Sequence[bytes]) -> str | None:
        if action is Action.KEEP:  # AMBIGUOUS, of findings none of which was to be kept
            return "policy"
        # What drops a document and yet comes here is a user name in a URL.
        return "url" if action is Action.DROP or self._is_url_user(place, written) else None

    def _is_url_user(self, place: Place, written: Sequence[bytes]) -> bool:
        is_user = self._policy.keep_usernames_in_urls and category_of(place.label) == "USERNAME"
        return is_user and is_in_url(_tail(written))

    def _scope_id(self, file: str, repository: str) -> bytes:
        n_parts = {Scope.FILE: 2, Scope.REPOSITORY: 1, Scope.CORPUS: 0}[self._policy.scope]
        names = [encoded(part) for part in (repository, file)[:n_parts]]
        return b"".join(len(name).to_bytes(8, "big") + name for name in names)


def _tail(pieces: Sequence[bytes]) -> bytes:
    """The last LOOK_BACK_BYTES of what was written."""
    tail = b""
    for piece in reversed(pieces):
        tail = piece[-LOOK_BACK_BYTES:] + tail
        if len(tail) >= LOOK_BACK_BYTES:
            break
    return tail[-LOOK_BACK_BYTES:]
