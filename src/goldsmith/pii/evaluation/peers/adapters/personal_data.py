"""Peers that look for emails, addresses and names: presidio, datatrove, datafog, scrubadub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from .seam import Ready, Span, Text, one_by_one


def presidio() -> Ready:
    """Pattern recognisers; names too, where a spaCy model is installed."""
    module = import_module("presidio_analyzer.predefined_recognizers")
    email, address = module.EmailRecognizer(), module.IpRecognizer()
    names = _spacy_names()

    def find(text: Text) -> Iterator[Span]:
        for recogniser, theirs, ours in (
            (email, "EMAIL_ADDRESS", "EMAIL"),
            (address, "IP_ADDRESS", "IP_ADDRESS"),
        ):
            for one in recogniser.analyze(text.text, [theirs], None):
                yield one.start, one.end, ours
        yield from names(text) if names else ()

    return Ready(("EMAIL", "IP_ADDRESS", *(("NAME",) if names else ())), partial(one_by_one, find))


def _spacy_names() -> Callable[[Text], Iterator[Span]] | None:
    spacy = import_module("spacy")
    models = sorted(name for name in spacy.util.get_installed_models() if name.startswith("en"))
    if not models:
        return None
    model = spacy.load(models[0], disable=["lemmatizer"])

    def find(text: Text) -> Iterator[Span]:
        for one in model(text.text).ents:
            if one.label_ == "PERSON":
                yield one.start_char, one.end_char, "NAME"

    return find


def datatrove() -> Ready:
    """The expressions of its formatter; private addresses too, because keeping them is a policy."""
    formatter = import_module("datatrove.pipeline.formatters").PIIFormatter(only_remove_public_ips=False)
    parts = ((formatter.emails_replacer, "EMAIL"), (formatter.ip_replacer, "IP_ADDRESS"))

    def find(text: Text) -> Iterator[Span]:
        for replacer, category in parts:
            for match in replacer.regex.finditer(text.text):
                if not replacer.validator or replacer.validator(match.group(0)):
                    yield *match.span(), category

    return Ready(("EMAIL", "IP_ADDRESS"), partial(one_by_one, find))


def datafog() -> Ready:
    """Its engine of expressions."""
    scan = import_module("datafog").scan

    def find(text: Text) -> Iterator[Span]:
        for one in scan(text.text, engine="regex").entities:
            if one.type in ("EMAIL", "IP_ADDRESS"):
                yield one.start, one.end, one.type

    return Ready(("EMAIL", "IP_ADDRESS"), partial(one_by_one, find))


def scrubadub() -> Ready:
    """Its default detectors; a Twitter name is a user name."""
    scrubber = import_module("scrubadub").Scrubber()
    ours = {"email": "EMAIL", "twitter": "USERNAME"}

    def find(text: Text) -> Iterator[Span]:
        for one in scrubber.iter_filth(text.text):
            # Where its findings touch, it joins them and keeps them as parts.
            for part in getattr(one, "filths", [one]):
                if part.type in ours:
                    yield part.beg, part.end, ours[part.type]

    return Ready(("EMAIL", "USERNAME"), partial(one_by_one, find))
