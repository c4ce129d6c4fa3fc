"""The whole detector: bytes in, findings out.

One scan says where to look. Rules decide what has a form of its own; the model decides about names, user names and
what is assigned to telling names.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from goldsmith import __version__
from goldsmith.pii.candidates.people import PEOPLE
from goldsmith.pii.candidates.secret_values import SECRET_VALUES
from goldsmith.pii.finding import Finding
from goldsmith.pii.rules.armoured_keys import ARMOURED_KEYS
from goldsmith.pii.rules.assigned_secrets import ASSIGNED_SECRETS
from goldsmith.pii.rules.carried_secrets import CARRIED_SECRETS
from goldsmith.pii.rules.cloud_ids import CLOUD_IDS
from goldsmith.pii.rules.credited_people import CREDITED_PEOPLE
from goldsmith.pii.rules.emails import EMAILS
from goldsmith.pii.rules.ip_addresses import IP_ADDRESSES
from goldsmith.pii.rules.named_tokens import NAMED_TOKENS
from goldsmith.pii.rules.obfuscated_emails import SPELT_EMAILS
from goldsmith.pii.rules.provider_tokens import PROVIDER_TOKENS
from goldsmith.pii.scan.recogniser import Recogniser
from goldsmith.pii.scan.scanner import EngineName, Scanner

if TYPE_CHECKING:
    from goldsmith.pii.model.classifier import Classifier, Judged
    from goldsmith.pii.model.windows import Candidate

Engine = EngineName
Tier = Literal["rules", "full"]

_RULES: tuple[Recogniser[Finding], ...] = (
    ARMOURED_KEYS,
    PROVIDER_TOKENS,
    NAMED_TOKENS,
    CARRIED_SECRETS,
    EMAILS,
    IP_ADDRESSES,
    CLOUD_IDS,
)
"""By trust: of findings that intersect, the one of the earlier rule stays, and of the same rule the longer one."""

_IN_PLACE_OF_THE_MODEL: tuple[Recogniser[Finding], ...] = (ASSIGNED_SECRETS, CREDITED_PEOPLE)
"""What the tier `rules` has for the model, after its other rules."""

_CANDIDATES: tuple[tuple[str, Recogniser[Candidate]], ...] = (("secrets", SECRET_VALUES), ("people", PEOPLE))

_LAST = 100
"""The rank of what the model found: after every rule."""

_WHY = {
    "PASSWORD": "stands where a password is set",
    "KEY": "looks drawn at random and stands where a key is set",
    "ID": "looks like the id of something in a cloud",
    "NAME": "reads like a person's name in this place",
    "USERNAME": "reads like a person's user name in this place",
}


class Detector:
    """Finds personal data and secrets in documents. Made once a process; not for two threads at a time.

    Attributes:
        fingerprint: names the rules, the model and their versions; equal fingerprints find equal things. Hex digits.
        model_name: of the model, or "rules" without one.
    """

    fingerprint: str
    model_name: str

    def __init__(
        self,
        *,
        model: Path | None = None,
        engine: Engine = "auto",
        tier: Tier = "full",
        spelt_emails: bool = False,
    ) -> None:
        """Load the rules and, for the tier `full`, the model.

        Args:
            model: a file that `goldsmith pii train` wrote; None is the model in the package.
            engine: the matcher; `auto` takes Hyperscan where it is installed, else RE2. Both find the same.
            tier: `rules` decides without a model, faster and with less precision.
            spelt_emails: whether `jo at inbox dot com` counts as well, as for masking it should; people who mark
                seldom take it for an address.

        Raises:
            InvalidInput: the model is damaged or of a version this one cannot read.
            Unavailable: Hyperscan was asked for and is not installed.
        """
        self._rules = (
            *_RULES,
            *((SPELT_EMAILS,) if spelt_emails else ()),
            *(_IN_PLACE_OF_THE_MODEL if tier == "rules" else ()),
        )
        proposers: tuple[Recogniser[Candidate], ...] = ()
        self._classifiers: tuple[Classifier, ...] = ()
        self.model_name = "rules"
        parts = [__version__, tier, _sources()]
        if tier == "full":
            # The tier without a model does not load what runs one.
            from goldsmith.pii.model import model_file
            from goldsmith.pii.model.classifier import Classifier

            found = model_file.read(model)
            proposers = tuple(proposer for _, proposer in _CANDIDATES)
            self._classifiers = tuple(Classifier(found.parts[key], found.letters) for key, _ in _CANDIDATES)
            self.model_name = found.name
            parts.append(found.fingerprint)
        self._proposers = proposers
        recognisers: tuple[Recogniser[Any], ...] = (*self._rules, *proposers)
        self._scanner = Scanner(recognisers, engine)
        parts += [repr((one.name, one.anchors)) for one in recognisers]
        self.fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def detect(self, data: bytes) -> tuple[Finding, ...]:
        """Find in one document; see `detect_many`."""
        return self.detect_many((data,))[0]

    def detect_many(self, documents: Sequence[bytes]) -> list[tuple[Finding, ...]]:
        """Find in several documents, which is faster than one by one.

        Args:
            documents: UTF-8; what is not valid UTF-8 is searched as the bytes it is.

        Returns:
            for each document its findings by start, which do not intersect; places in bytes.

        Cost: linear in the bytes, whatever they hold. The result for a document does not depend on the others.
        """
        settled, judged = self._look(documents)
        return [
            _apart(_ranked(rules) + _by_confidence(one for one in some if one.reported))
            for rules, some in zip(settled, judged, strict=True)
        ]

    def look_closely(self, data: bytes) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """What `detect` finds in a document, and all that it looked at, whether it would report it or not.

        Returns:
            the findings; and what the rules found with every candidate of the model and its confidence, by start,
            which may intersect. Places in bytes.
        """
        settled, judged = self._look((data,))
        rules, some = settled[0], judged[0]
        found = _apart(_ranked(rules) + _by_confidence(one for one in some if one.reported))
        seen = [*(one for _, one in _ranked(rules)), *(one for _, one in _by_confidence(some))]
        return found, tuple(sorted(seen))

    def _look(self, documents: Sequence[bytes]) -> tuple[list[list[list[Finding]]], list[list[Judged]]]:
        """For each document what each rule found, and all that the model judged."""
        settled: list[list[list[Finding]]] = []
        proposed: list[list[Sequence[Candidate]]] = [[] for _ in self._proposers]
        n_rules = len(self._rules)
        for data in documents:
            hits = self._scanner.hits(data)
            rules = [
                list(rule.find(data, some)) if some else []
                for rule, some in zip(self._rules, hits, strict=False)
            ]
            settled.append(rules)
            taken = sorted((one.start, one.end) for found in rules for one in found)
            for index, proposer in enumerate(self._proposers):
                some = hits[n_rules + index]
                free = _outside(proposer.find(data, some), taken) if some else ()
                proposed[index].append(tuple(free))
        judged: list[list[Judged]] = [[] for _ in documents]
        for classifier, places in zip(self._classifiers, proposed, strict=True):
            for one in classifier.judge(list(zip(documents, places, strict=True))):
                judged[one.document].append(one)
        return settled, judged


@cache
def _sources() -> str:
    """A digest of the rules themselves: whoever changes one has another detector."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for room in ("candidates", "model", "rules", "scan"):
        for path in sorted((folder / room).rglob("*")):
            if path.suffix in (".py", ".txt"):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _outside(candidates: Iterable[Candidate], taken: Sequence[tuple[int, int]]) -> Iterable[Candidate]:
    """The candidates that no rule has settled; both by start."""
    position = 0
    for one in candidates:
        while position < len(taken) and taken[position][1] <= one.start:
            position += 1
        if position == len(taken) or taken[position][0] >= one.end:
            yield one


def _ranked(rules: list[list[Finding]]) -> list[tuple[tuple[float, ...], Finding]]:
    return [((rank, one.start - one.end), one) for rank, found in enumerate(rules) for one in found]


def _by_confidence(judged: Iterable[Judged]) -> list[tuple[tuple[float, ...], Finding]]:
    return [
        (
            (_LAST, -one.confidence, one.start - one.end),
            Finding(
                one.start,
                one.end,
                one.label,
                one.label.lower(),
                _WHY[one.label.split("_")[0]],
                round(one.confidence, 4),
            ),
        )
        for one in judged
    ]


def _apart(ranked: list[tuple[tuple[float, ...], Finding]]) -> tuple[Finding, ...]:
    """Of findings that intersect, the first by rank."""
    kept: list[Finding] = []
    starts: list[int] = []
    for _, one in sorted(ranked):
        at = bisect.bisect_left(starts, one.end)
        # What is kept does not intersect, so only the last one that begins before the end can reach into this one.
        if at == 0 or kept[at - 1].end <= one.start:
            where = bisect.bisect_left(starts, one.start)
            starts.insert(where, one.start)
            kept.insert(where, one)
    return tuple(kept)
