"""A classifier as bytes: a JSON head and plain arrays, compressed. Nothing in it can run."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from goldsmith.domain.errors import InvalidInput
from goldsmith.evaluation.interval import Interval
from goldsmith.evaluation.text_classifier.accuracy import Accuracy, LabelAccuracy
from goldsmith.evaluation.text_classifier.calibration import Calibration
from goldsmith.evaluation.text_classifier.classifier import TextClassifier
from goldsmith.evaluation.text_classifier.sketch import WIDTH, Vocabulary

_MAGIC = b"GSTC1\n"
_MAX_BYTES = 1 << 28
"""A larger content is refused before it is unpacked."""
_HEAD = 4


class NotAClassifier(InvalidInput):
    """The bytes are damaged, or of another kind."""


def to_bytes(classifier: TextClassifier) -> bytes:
    """Pack a classifier: about 0.6 MB for 5,000 texts of 400 characters and 15 labels."""
    vocabulary = classifier.vocabulary
    head = json.dumps(
        {
            "labels": classifier.labels,
            "version": classifier.version,
            "accuracy": asdict(classifier.accuracy),
            "calibration": asdict(classifier.calibration),
            "n_grams": len(vocabulary.grams),
            "n_texts": vocabulary.n_texts,
        }
    ).encode()
    arrays = (
        np.diff(vocabulary.grams, prepend=np.uint32(0)).astype("<u4"),
        vocabulary.n_texts_with.astype("<u4"),
        classifier.weights.astype("<f2"),
        classifier.intercept.astype("<f4"),
    )
    body = b"".join([len(head).to_bytes(_HEAD, "little"), head, *map(_shuffled, arrays)])
    return _MAGIC + zlib.compress(body, 6)


def from_bytes(data: bytes) -> TextClassifier:
    """Unpack a classifier: it answers as the packed one did, to the bit.

    Raises:
        NotAClassifier: the bytes are damaged, too large, or of another kind.
    """
    if not data.startswith(_MAGIC):
        _refuse()
    try:
        unpacker = zlib.decompressobj()
        body = unpacker.decompress(data[len(_MAGIC) :], _MAX_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            _refuse()
        start = _HEAD + int.from_bytes(body[:_HEAD], "little")
        return _classifier(json.loads(body[_HEAD:start]), body[start:])
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise NotAClassifier("The bytes of a text classifier are damaged.", hint="Train it anew.") from error


def _refuse() -> NoReturn:
    raise NotAClassifier("These bytes are no text classifier.", hint="Train one, or give the whole file.")


def _classifier(head: dict[str, Any], arrays: bytes) -> TextClassifier:
    n_grams, n_labels = int(head["n_grams"]), len(head["labels"])
    shapes = (("<u4", n_grams), ("<u4", n_grams), ("<f2", WIDTH * n_labels), ("<f4", n_labels))
    sizes = [np.dtype(kind).itemsize * n for kind, n in shapes]
    if n_labels < 2 or n_grams < 0 or sum(sizes) != len(arrays):
        raise ValueError("the arrays do not fit the head")
    ends = np.cumsum(sizes).tolist()
    gaps, n_texts_with, weights, intercept = (
        _restored(arrays[end - size : end], kind)
        for (kind, _), size, end in zip(shapes, sizes, ends, strict=True)
    )
    found = dict(head["accuracy"])
    found["interval"] = Interval(**found["interval"])
    found["labels"] = tuple(LabelAccuracy(**one) for one in found["labels"])
    return TextClassifier(
        labels=tuple(head["labels"]),
        version=head["version"],
        accuracy=Accuracy(**found),
        calibration=Calibration(**head["calibration"]),
        vocabulary=Vocabulary(np.cumsum(gaps, dtype=np.uint32), n_texts_with, int(head["n_texts"])),
        weights=weights.reshape(WIDTH, n_labels),
        intercept=intercept,
    )


def _shuffled(array: NDArray[Any]) -> bytes:
    """First bytes of all numbers, then second bytes, ...: alike stands with alike, and compresses better."""
    flat = np.ascontiguousarray(array).ravel()
    return flat.view(np.uint8).reshape(-1, flat.itemsize).T.tobytes()


def _restored(data: bytes, kind: str) -> NDArray[Any]:
    size = np.dtype(kind).itemsize
    planes = np.frombuffer(data, dtype=np.uint8).reshape(size, -1)
    return np.ascontiguousarray(planes.T).view(kind).reshape(-1)
