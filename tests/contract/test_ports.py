"""Storage fits the ports of the use cases: every verb, with the same arguments."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import fields
from importlib import import_module
from typing import Any

import pytest

from goldsmith import app
from goldsmith.bootstrap.wiring import _Secrets
from goldsmith.corpus.writers import JsonlWriter, ParquetWriter, open_writer
from goldsmith.storage.stores import Stores

#: Of app/ports.py, app/<noun>_ports.py, and beside use cases.
PORTS: dict[str, Any] = {
    name: port
    for module in pkgutil.iter_modules(app.__path__)
    for name, port in vars(import_module(f"goldsmith.app.{module.name}")).items()
    if getattr(port, "_is_protocol", False)
}
PAIRS: list[tuple[type[Any], type[Any]]] = [
    (PORTS[kind.__name__], kind)
    for field in fields(Stores)
    for kind in [inspect.get_annotations(Stores, eval_str=True)[field.name]]
]


def verbs(kind: type[Any]) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(function)
        for name, function in vars(kind).items()
        if inspect.isfunction(function) and not name.startswith("_")
    }


@pytest.mark.parametrize(("port", "store"), PAIRS, ids=lambda kind: kind.__name__)
def test_a_store_has_every_verb_of_its_port(port: type[Any], store: type[Any]) -> None:
    wanted, there = verbs(port), verbs(store)
    assert wanted
    assert set(wanted) <= set(there)
    for name, signature in wanted.items():
        expected = [(one.name, one.kind, one.default) for one in signature.parameters.values()]
        assert [(one.name, one.kind, one.default) for one in there[name].parameters.values()] == expected, (
            name
        )


@pytest.mark.parametrize(("port", "store"), PAIRS, ids=lambda kind: kind.__name__)
def test_a_store_has_no_verb_that_nobody_asked_for(port: type[Any], store: type[Any]) -> None:
    assert set(verbs(store)) == set(verbs(port))


def test_secrets_are_long_and_kept_as_digests_only() -> None:
    secrets = _Secrets()
    tokens = {secrets.new() for _ in range(100)}
    assert len(tokens) == 100
    assert min(len(token) for token in tokens) >= 43, "256 bits"
    assert len(secrets.digest("x")) == 32
    assert secrets.digest("x") == secrets.digest("x") != secrets.digest("y")


def test_writers_fit() -> None:
    assert set(verbs(JsonlWriter)) == set(verbs(ParquetWriter)) == {"write", "close"}
    assert list(inspect.signature(open_writer).parameters) == ["path", "content", "form"]
