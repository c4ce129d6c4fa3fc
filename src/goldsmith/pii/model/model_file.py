"""A model on disk: one zip with the graphs, the letters and what was learned about thresholds."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from goldsmith.domain.errors import InvalidInput
from goldsmith.pii.model.features import FIELDS, N_BUCKETS
from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.windows import HEAD, LEFT, RIGHT, TAIL

FORMAT = 1
"""Of the file; a reader refuses every other number."""

FEATURES = f"1:{N_BUCKETS}:{LEFT}+{HEAD}+{TAIL}+{RIGHT}:{','.join(FIELDS)}"
"""What the graphs expect to be given. The first number changes whenever a feature does."""

_MANIFEST, _LETTERS = "manifest.json", "letters.u8"
_N_LETTERS = 27**4
_THEN = (1980, 1, 1, 0, 0, 0)
"""The date of the entries: equal models are equal files."""


@dataclass(frozen=True, slots=True)
class Part:
    """The model of one kind of candidates.

    Attributes:
        graph: serialised ONNX.
        labels: of the classes; the first is "" and means nothing.
        thresholds: by label, the probability from which it is reported, in (0, 1).
    """

    graph: bytes
    labels: tuple[str, ...]
    thresholds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """All that a detector needs to decide.

    Attributes:
        name: for people: "goldsmith 2026-11".
        parts: `secrets` and `people`.
        letters: the model of letters both use.
        card: facts for the model card: data, figures, date.
        fingerprint: of the contents; 16 hex digits.
    """

    name: str
    parts: Mapping[str, Part]
    letters: Letters
    card: Mapping[str, Any]
    fingerprint: str


def write(
    path: Path, *, name: str, parts: Mapping[str, Part], letters: Letters, card: Mapping[str, Any]
) -> None:
    """Write a model, whole or not at all.

    Args:
        path: where to; a file there is replaced.
        name: for people.
        parts: by kind.
        letters: the model of letters.
        card: what is known about it, as JSON.
    """
    manifest = {
        "format": FORMAT,
        "features": FEATURES,
        "name": name,
        "parts": {
            key: {"labels": part.labels, "thresholds": dict(part.thresholds)} for key, part in parts.items()
        },
        "card": card,
    }
    entries = {
        _MANIFEST: json.dumps(manifest, indent=1, sort_keys=True).encode(),
        _LETTERS: letters.surprises.tobytes(),
    }
    entries.update({f"{key}.onnx": part.graph for key, part in parts.items()})
    payload = io.BytesIO()
    with zipfile.ZipFile(payload, "w") as archive:
        for entry, content in entries.items():
            archive.writestr(zipfile.ZipInfo(entry, _THEN), content, zipfile.ZIP_DEFLATED, 9)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(payload.getvalue())
    unfinished.replace(path)


def read(path: Path | None) -> ModelFile:
    """Read a model.

    Args:
        path: a file of `write`; None is the model in the package.

    Raises:
        InvalidInput: it is missing, damaged, or of a version this one cannot read.
    """
    where = str(path) if path is not None else "the model in the package"
    try:
        content = (path or files("goldsmith.pii.model").joinpath("default.gsm")).read_bytes()
    except OSError as error:
        raise InvalidInput(
            f"Cannot read {where}: {error.strerror or error}.",
            hint="Name a file that `goldsmith pii train` wrote.",
        ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            entries = {entry: archive.read(entry) for entry in archive.namelist()}
        if manifest["format"] != FORMAT or manifest["features"] != FEATURES:
            raise InvalidInput(
                f"{where} was trained for another version of the detector.",
                hint="Train it anew with this version: goldsmith pii train.",
                format=manifest["format"],
                expected=FORMAT,
            )
        surprises = np.frombuffer(entries[_LETTERS], np.uint8)
        if len(surprises) != _N_LETTERS:
            raise ValueError("the letters are cut short")
        parts = {
            key: Part(entries[f"{key}.onnx"], tuple(part["labels"]), dict(part["thresholds"]))
            for key, part in manifest["parts"].items()
        }
        name, card = str(manifest["name"]), dict(manifest["card"])
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        TypeError,
        NotImplementedError,
    ) as error:
        raise InvalidInput(
            f"{where} is not a model, or is damaged: {error}.",
            hint="Name a file that `goldsmith pii train` wrote.",
        ) from error
    return ModelFile(name, parts, Letters(surprises), card, hashlib.sha256(content).hexdigest()[:16])
