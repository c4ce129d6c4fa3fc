"""Features of candidates, computed column by column for all of them at once.

Two kinds come out: indices into one table of embeddings (hashes of n-grams and words, by field), and numbers. Nothing
here depends on the other candidates of a batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goldsmith.pii.model.letters import Letters
from goldsmith.pii.model.windows import LEFT, Bytes, Windows

Indices = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

N_BUCKETS = 1 << 15
"""Rows of the table of embeddings; row 0 is nothing."""

FIELDS = ("value", "shape", "key", "before", "left", "right", "line", "above", "after", "below")
N_KINDS = 8

_SEEN = 32
"""Bytes of the value whose n-grams are taken; the numbers look at all of the window."""

_LETTER, _UPPER, _DIGIT, _WORD, _BASE64, _HEX, _VOWEL = (1 << i for i in range(7))


def _classes() -> npt.NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    for code in range(256):
        char = chr(code)
        ascii_letter = code < 128 and char.isalpha()
        flags = (
            (ascii_letter, _LETTER),
            (ascii_letter and char.isupper(), _UPPER),
            (code < 128 and char.isdigit(), _DIGIT),
            (code >= 128 or char.isalnum() or char in "_$", _WORD),
            (code < 128 and (char.isalnum() or char in "+/=_-"), _BASE64),
            (char in "0123456789abcdefABCDEF", _HEX),
            (char in "aeiouAEIOU", _VOWEL),
        )
        table[code] = sum(bit for flag, bit in flags if flag)
    return table


def _shapes() -> npt.NDArray[np.uint8]:
    """One code a kind of byte: NUL 0, lower 1, upper 2, digit 3, beyond ASCII 4, every other byte itself."""
    table = np.arange(256, dtype=np.uint8)
    for code in range(256):
        char = chr(code)
        if code >= 128:
            table[code] = 4
        elif char.isdigit():
            table[code] = 3
        elif char.isalpha():
            table[code] = 2 if char.isupper() else 1
    return table


def _lower() -> npt.NDArray[np.uint8]:
    table = np.arange(256, dtype=np.uint8)
    table[65:91] += 32
    return table


_KEY_WORDS = tuple(
    b"pass pwd secret token key auth cred api id hash sha md5 sum digest public private user name type path url file "
    b"label title field salt nonce seed sign session cookie cert iv email host test expect version ref".split()
)
_VALUE_WORDS = tuple(b"pass secret test example token key user admin your foo ${ {{ :// == ... xxx".split())

_CLASSES, _SHAPES, _LOWER = _classes(), _shapes(), _lower()
_MIX = np.uint32(0x9E3779B1)
_STEP = np.uint32(0x01000193)


@dataclass(frozen=True, slots=True)
class Features:
    """What a model sees of n candidates.

    Attributes:
        indices: by field, (n, width of the field); rows of the table of embeddings, 0 is nothing.
        numbers: (n, n_numbers).
    """

    indices: dict[str, Indices]
    numbers: Floats


def _bucket(hashes: Hashes, seed: int, keep: Flags) -> Indices:
    mixed = (hashes ^ np.uint32(seed * 0x85EBCA6B & 0xFFFFFFFF)) * _MIX
    rows = (mixed >> np.uint32(17)).astype(np.int32) % (N_BUCKETS - 1) + 1
    return np.where(keep, rows, 0).astype(np.int32)


def _ngrams(codes: Bytes, n: int, seed: int, keep: Flags) -> Indices:
    """Buckets of the n-grams of each row; the i-th ends in column i + n - 1 and counts where that is kept."""
    width = codes.shape[1] - n + 1
    hashes = np.full((codes.shape[0], width), n, np.uint32)
    for i in range(n):
        hashes = hashes * _STEP + codes[:, i : i + width] + np.uint32(1)
    return _bucket(hashes, seed, keep[:, n - 1 :])


def _words(codes: Bytes, letters: Flags) -> tuple[Hashes, Flags]:
    """Hashes of whole words (runs of letters, at least two), and in which columns words end.

    Works column by column on the transposed table: there a column lies in one piece.
    """
    n, width = codes.shape
    columns, inside = np.ascontiguousarray(codes.T), np.ascontiguousarray(letters.T)
    hashes = np.zeros((width, n), np.uint32)
    running = np.zeros(n, np.uint32)
    for i in range(width):
        running = running * _STEP + columns[i] + np.uint32(1)
        running *= inside[i]
        hashes[i] = running
    ends = letters.copy()
    ends[:, :-1] &= ~letters[:, 1:]
    ends[:, 1:] &= letters[:, :-1]
    ends[:, 0] = False
    return hashes.T, ends


def _squeeze(rows: Indices, width: int) -> Indices:
    """The first `width` entries of each row that are not 0, in their order."""
    present = rows != 0
    places = np.cumsum(present, axis=1, dtype=np.int16)
    present &= places <= width
    found = np.zeros((rows.shape[0], width), np.int32)
    at, column = np.nonzero(present)
    found[at, places[at, column] - 1] = rows[at, column]
    return found


def _chosen(hashes: Hashes, keep: Flags, seed: int, width: int) -> Indices:
    """Buckets of the first `width` hashes that are kept in each row."""
    places = np.cumsum(keep, axis=1, dtype=np.int16)
    at, column = np.nonzero(keep & (places <= width))
    found = np.zeros((keep.shape[0], width), np.int32)
    some = hashes[at, column]
    found[at, places[at, column] - 1] = _bucket(some, seed, np.ones(len(some), bool))
    return found


def _key_masks(left: Bytes) -> tuple[Flags, Flags]:
    """Where, in the bytes before the value and on its line, the last and the last but one identifier stand."""
    reverse = left[:, ::-1]
    word = (_CLASSES[reverse] & _WORD) != 0
    word |= (reverse == 45) | (reverse == 46)  # "api-key", "spring.datasource.password"
    on_line = ~np.logical_or.accumulate((reverse == 10) | (reverse == 0), axis=1)
    # A dot or a dash next to the value is no identifier.
    word &= on_line
    started = np.logical_or.accumulate(word & ((_CLASSES[reverse] & _WORD) != 0), axis=1)
    ended = np.logical_or.accumulate(started & ~word, axis=1)
    started_2 = np.logical_or.accumulate(ended & word, axis=1)
    ended_2 = np.logical_or.accumulate(started_2 & ~word, axis=1)
    return (started & ~ended & on_line)[:, ::-1], (started_2 & ~ended_2 & on_line)[:, ::-1]


def compute(windows: Windows, letters: Letters) -> Features:
    """Features of the candidates in windows.

    Args:
        windows: n >= 1 candidates.
        letters: how likely letters follow one another in words.

    Cost: about 20 microseconds a candidate in batches of hundreds.
    """
    left, value, right = windows.left, windows.value, windows.right
    low_left, low_value, low_right = _LOWER[left], _LOWER[value], _LOWER[right]
    left_class = _CLASSES[left]
    in_value = np.arange(value.shape[1]) < windows.lengths[:, None]
    key, before = _key_masks(left)
    line_left = np.logical_and.accumulate(((left != 10) & (left != 0))[:, ::-1], axis=1)[:, ::-1]
    line_right = np.logical_and.accumulate((right != 10) & (right != 0), axis=1)

    framed = np.zeros((len(windows), _SEEN + 2), np.uint8)
    framed[:, 1:-1] = low_value[:, :_SEEN]
    framed_in = np.zeros(framed.shape, bool)
    framed_in[:, 1:-1] = in_value[:, :_SEEN]
    framed_in[:, 2:] |= framed_in[:, 1:-1]  # the byte after the value marks its end
    value_rows = [_ngrams(framed, n, n, framed_in) for n in (2, 3, 4)]
    value_rows.append(_whole(low_value, in_value, 5))
    shape_rows = [_ngrams(_SHAPES[value[:, :_SEEN]], 4, 6, in_value[:, :_SEEN])]

    narrow = slice(LEFT - 64, LEFT)
    key_codes = np.where(key, low_left, 0)[:, narrow]
    key_flags = key[:, narrow]
    key_rows = [
        _squeeze(_ngrams(key_codes, 3, 8, key_flags), 24),
        _squeeze(_ngrams(key_codes, 4, 9, key_flags), 24),
        _whole(key_codes, key_flags, 10),
        _whole(key_codes, key_flags & ((left_class[:, narrow] & _LETTER) != 0), 11),
    ]
    before_codes = np.where(before, low_left, 0)[:, LEFT - 96 :]
    before_flags = before[:, LEFT - 96 :]
    before_rows = [
        _squeeze(_ngrams(before_codes, 4, 12, before_flags), 16),
        _whole(before_codes, before_flags, 13),
    ]

    left_words, left_ends = _words(low_left, (left_class & _LETTER) != 0)
    left_words, left_ends = left_words[:, ::-1], left_ends[:, ::-1]  # the nearest first
    right_words, right_ends = _words(low_right, (_CLASSES[right] & _LETTER) != 0)
    on_line = line_left[:, ::-1]
    indices = {
        "value": np.concatenate(value_rows, axis=1),
        "shape": np.concatenate(shape_rows, axis=1),
        "key": np.concatenate(key_rows, axis=1),
        "before": np.concatenate(before_rows, axis=1),
        "left": _positions(left[:, ::-1][:, :12], 20),
        "right": _positions(right[:, :8], 50),
        "line": _chosen(left_words, left_ends & on_line, 80, 16),
        "above": _chosen(left_words, left_ends & ~on_line, 81, 24),
        "after": _chosen(right_words, right_ends & line_right, 82, 10),
        "below": _chosen(right_words, right_ends & ~line_right, 83, 14),
    }
    return Features(indices, _numbers(windows, letters, key, line_left, in_value))


def _whole(codes: Bytes, keep: Flags, seed: int) -> Indices:
    """One bucket a row: of all the bytes that are kept."""
    columns, kept = np.ascontiguousarray(codes.T), np.ascontiguousarray(keep.T)
    running = np.zeros(codes.shape[0], np.uint32)
    for i in range(codes.shape[1]):
        np.copyto(running, running * _STEP + columns[i] + np.uint32(1), where=kept[i])
    return _bucket(running[:, None], seed, np.asarray(keep.any(axis=1))[:, None])


def _positions(codes: Bytes, seed: int) -> Indices:
    """Buckets of single bytes and of pairs, each with its distance from the value."""
    present = codes != 0
    wide = codes.astype(np.uint32)
    columns = [_bucket(wide[:, i : i + 1], seed + i, present[:, i : i + 1]) for i in range(wide.shape[1])]
    pairs = wide[:, :-1] * np.uint32(256) + wide[:, 1:]
    columns += [
        _bucket(pairs[:, i : i + 1], seed + 15 + i, present[:, i : i + 1]) for i in range(pairs.shape[1])
    ]
    shapes = _SHAPES[codes[:, :6]].astype(np.uint32)
    running = np.zeros(codes.shape[0], np.uint32)
    for i in range(shapes.shape[1]):
        running = running * _STEP + shapes[:, i]
        columns.append(_bucket(running[:, None], seed + 29, present[:, i : i + 1]))
    return np.concatenate(columns, axis=1)


def _share(flags: Flags, inside: Flags, n: Floats) -> Floats:
    return np.asarray((flags & inside).sum(axis=1) / n, np.float32)


def _numbers(windows: Windows, letters: Letters, key: Flags, line_left: Flags, inside: Flags) -> Floats:
    value, left, right = windows.value, windows.left, windows.right
    kinds = _CLASSES[value]
    n = inside.sum(axis=1).astype(np.float32)
    letter, digit, upper = ((kinds & bit) != 0 for bit in (_LETTER, _DIGIT, _UPPER))
    lower = letter & ~upper
    next_inside = inside[:, 1:]
    bits = _entropy(value, inside, n)
    mean, worst, best, n_letters = letters.surprise(value, inside)
    key_codes = np.where(key, _LOWER[left], 0)[:, LEFT - 64 :]
    key_mean, key_worst, _, key_letters = letters.surprise(key_codes, key[:, LEFT - 64 :])
    quotes = np.isin(left[:, -1], (34, 39, 96)), np.isin(right[:, 0], (34, 39, 96))
    columns = [
        np.log1p(windows.lengths),
        np.minimum(windows.lengths, 64) / 64,
        bits / 6,
        bits / np.log2(np.maximum(2, n)),
        _share(lower, inside, n),
        _share(upper, inside, n),
        _share(digit, inside, n),
        _share(~letter & ~digit, inside, n),
        _share((kinds & _VOWEL) != 0, inside, n),
        _share(value >= 128, inside, n),
        _share(value == 32, inside, n),
        _share(value == 95, inside, n),
        _share(value == 45, inside, n),
        _share(value == 46, inside, n),
        _share(value == 47, inside, n),
        _share(value == 58, inside, n),
        (((kinds & _HEX) != 0) | ~inside).all(axis=1),
        (((kinds & _BASE64) != 0) | ~inside).all(axis=1),
        (digit | ~inside).all(axis=1),
        (letter | ~inside).all(axis=1),
        (upper | digit | ~inside).all(axis=1),
        ((letter[:, :-1] != letter[:, 1:]) & next_inside).sum(axis=1) / n,
        ((lower[:, :-1] & upper[:, 1:]) & next_inside).sum(axis=1) / n,
        ((value[:, :-1] == value[:, 1:]) & next_inside).sum(axis=1) / n,
        np.isin(value, tuple(b"(){}<>$%*")).any(axis=1),
        value[:, 0] == 36,
        value[:, 0] == 64,
        *quotes,
        quotes[0] & quotes[1],
        right[:, 0] == 40,
        right[:, 0] == 64,
        np.isin(left[:, -1], tuple(b":/=")),
        line_left.sum(axis=1) / LEFT,
        mean / 5,
        worst / 8,
        best / 5,
        np.minimum(n_letters, 30) / 30,
        key_mean / 5,
        key_worst / 8,
        np.minimum(key_letters, 30) / 30,
        windows.repeats / 4,
        # A line of nothing but base64 is a part of a block.
        (np.isin(left[:, -1], (10, 9, 32, 0)) & np.isin(right[:, 0], (10, 13, 0)) & (windows.lengths >= 40)),
        *(windows.kinds == kind for kind in range(N_KINDS)),
        *_contain(key_codes, _KEY_WORDS),
        *_contain(_LOWER[value[:, :_SEEN]], _VALUE_WORDS),
        _starts(left[:, -3:], b"://"),
        (right[:, :4] == 40).any(axis=1),
        (right[:, :4] == 93).any(axis=1),
        (left[:, -1] == 40) & (right[:, 0] == 41),
        _n_lines_above(left),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _contain(codes: Bytes, words: tuple[bytes, ...]) -> Flags:
    """(words, n): whether a row holds a word. Searching strings beats comparing columns."""
    width = codes.shape[1]
    joined = np.ascontiguousarray(codes).tobytes()
    rows = [joined[i : i + width] for i in range(0, len(joined), width)]
    return np.array([[word in row for row in rows] for word in words], bool)


def _starts(codes: Bytes, word: bytes) -> Flags:
    return np.asarray((codes == np.frombuffer(word, np.uint8)).all(axis=1))


def _n_lines_above(left: Bytes) -> Floats:
    return np.asarray((left == 10).sum(axis=1) / 8, np.float32)


def _entropy(value: Bytes, inside: Flags, n: Floats) -> Floats:
    """Shannon entropy of the bytes of each value, in bits a byte."""
    codes = np.sort(np.where(inside, value, 0), axis=1).astype(np.int16)
    width = codes.shape[1]
    first = np.ones(codes.shape, bool)
    first[:, 1:] = codes[:, 1:] != codes[:, :-1]
    position = np.where(first, np.arange(width), width)
    following = np.minimum.accumulate(position[:, ::-1], axis=1)[:, ::-1]
    ends = np.full(codes.shape, width)
    ends[:, :-1] = following[:, 1:]
    runs = np.where(first & (codes != 0), ends - np.arange(width), 0)
    shares = runs / n[:, None]
    return np.asarray(-(shares * np.log2(np.where(runs > 0, shares, 1.0))).sum(axis=1), np.float32)
