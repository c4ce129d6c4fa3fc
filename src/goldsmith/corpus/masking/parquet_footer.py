"""Parquet files made one row group at a time, and joined without touching their pages.

A row group's pages hold no places in the file; only the footer does. So row groups may be written apart, in any order
and by any process, and then be copied behind one another under a footer whose places are moved. The bytes of the file
depend on the row groups alone.

Source: Apache Parquet format 2.x, `parquet.thrift`; Thrift's compact protocol.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from goldsmith.domain.errors import GoldsmithError

MAGIC = b"PAR1"

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)

# Numbers of fields in parquet.thrift.
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 3, 5, 7
_CHUNK_OFFSET, _CHUNK_META = 2, 3
_CHUNK_INDEXES = frozenset({4, 5, 6, 7})
_META_OFFSETS = frozenset({9, 10, 11})
_META_BLOOM = frozenset({14, 15})
_MOST_ORDINALS = 1 << 15


class _Field(NamedTuple):
    number: int
    kind: int
    value: Any


class _List(NamedTuple):
    kind: int
    values: list[Any]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A row group that was written alone.

    Attributes:
        rows: how many rows it has.
        size_bytes: of its pages.
        footer: of the file that it was written to, whose pages began after the magic.
    """

    rows: int
    size_bytes: int
    footer: bytes


def split_file(data: memoryview) -> tuple[memoryview, bytes]:
    """Pages and footer of a Parquet file in memory."""
    length = int.from_bytes(data[-8:-4], "little")
    return data[len(MAGIC) : -8 - length], bytes(data[-8 - length : -8])


def joined_footer(template: bytes, groups: Iterable[RowGroup]) -> bytes:
    """What follows the pages of a file with these row groups behind one another after the magic.

    Args:
        template: the footer of a file of the same schema without rows.
        groups: in their order in the file.
    """
    moved: list[Any] = []
    rows, offset = 0, 0
    for group in groups:
        own = _value(_read(group.footer), _FILE_GROUPS).values
        if len(own) != 1:
            raise GoldsmithError(f"A row group was written as {len(own)}.")
        moved.append(_moved(own[0], offset, len(moved)))
        rows += group.rows
        offset += group.size_bytes
    fields = [
        one._replace(value=rows)
        if one.number == _FILE_ROWS
        else one._replace(value=_List(_STRUCT, moved))
        if one.number == _FILE_GROUPS
        else one
        for one in _read(template)
    ]
    out = bytearray()
    _write_struct(out, fields)
    return bytes(out) + len(out).to_bytes(4, "little") + MAGIC


def _moved(group: list[_Field], by: int, ordinal: int) -> list[_Field]:
    made = []
    for one in group:
        if one.number == _GROUP_COLUMNS:
            one = one._replace(value=_List(_STRUCT, [_moved_chunk(chunk, by) for chunk in one.value.values]))
        elif one.number == _GROUP_OFFSET:
            one = one._replace(value=one.value + by)
        elif one.number == _GROUP_ORDINAL:
            if ordinal >= _MOST_ORDINALS:
                continue
            one = one._replace(value=ordinal)
        made.append(one)
    return made


def _moved_chunk(chunk: list[_Field], by: int) -> list[_Field]:
    made = []
    for one in chunk:
        if one.number in _CHUNK_INDEXES:
            continue  # the indexes lie outside of the row group and are not taken along
        if one.number == _CHUNK_OFFSET:
            one = one._replace(value=one.value + by if one.value else 0)
        elif one.number == _CHUNK_META:
            one = one._replace(
                value=[
                    field._replace(value=field.value + by) if field.number in _META_OFFSETS else field
                    for field in one.value
                    if field.number not in _META_BLOOM
                ]
            )
        made.append(one)
    return made


def _value(fields: list[_Field], number: int) -> Any:
    return next(one.value for one in fields if one.number == number)


def _read(data: bytes) -> list[_Field]:
    return _Reader(data).struct()


class _Reader:
    """Reads one value after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> list[_Field]:
        fields: list[_Field] = []
        number = 0
        while (head := self._byte()) != 0:
            delta, kind = head >> 4, head & 15
            number = number + delta if delta else self._zigzag()
            value = kind == _TRUE if kind in (_TRUE, _FALSE) else self._of(kind)
            fields.append(_Field(number, kind, value))
        return fields

    def _of(self, kind: int) -> Any:
        if kind in (_I16, _I32, _I64):
            return self._zigzag()
        if kind == _BINARY:
            return self._take(self._varint())
        if kind == _STRUCT:
            return self.struct()
        if kind in (_LIST, _SET):
            head = self._byte()
            size = head >> 4 if head >> 4 != 15 else self._varint()
            return _List(head & 15, [self._of(head & 15) for _ in range(size)])
        if kind in (_TRUE, _FALSE, _BYTE):
            return self._byte()
        if kind == _DOUBLE:
            return struct.unpack("<d", self._take(8))[0]
        raise GoldsmithError(
            f"A Parquet footer holds a value of kind {kind}, which the format does not have."
        )

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)


def _write_struct(out: bytearray, fields: list[_Field]) -> None:
    last = 0
    for number, kind, value in fields:
        if kind in (_TRUE, _FALSE):
            kind = _TRUE if value else _FALSE
        if 0 < number - last <= 15:
            out.append((number - last) << 4 | kind)
        else:
            out.append(kind)
            _write_zigzag(out, number)
        last = number
        if kind not in (_TRUE, _FALSE):
            _write(out, kind, value)
    out.append(0)


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_I16, _I32, _I64):
        _write_zigzag(out, value)
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind == _STRUCT:
        _write_struct(out, value)
    elif kind in (_LIST, _SET):
        size = len(value.values)
        out.append(min(size, 15) << 4 | value.kind)
        if size >= 15:
            _write_varint(out, size)
        for one in value.values:
            _write(out, value.kind, one)
    elif kind == _DOUBLE:
        out += struct.pack("<d", value)
    else:
        out.append(value)


def _write_zigzag(out: bytearray, value: int) -> None:
    _write_varint(out, value << 1 if value >= 0 else ((-value) << 1) - 1)


def _write_varint(out: bytearray, value: int) -> None:
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
