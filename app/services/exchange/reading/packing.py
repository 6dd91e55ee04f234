"""Rows on their way from the reading process to ours: by columns, because whole columns go through C, not cell by cell.

A ledger of 100,000 rows has 2.5 million cells; pickling them one by one costs as much as reading the workbook. A
column of one chunk travels as one joined text, as an array of doubles, or as its few different values with places.
Only values of a sheet can come out of a message (`receive`), whatever a hostile file made of the process that wrote it.
"""

from __future__ import annotations

import io
import pickle
import struct
from array import array
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import IO, Any

CHUNK = 512  # rows: so few that their cells are still in the processor's cache when they are packed
SEPARATOR = "\0"
LARGEST_MESSAGE = 1 << 30
RETRY = 100  # chunks until a column of all different texts is tried again
KEPT = 1 << 17  # values remembered across chunks
LENGTH = struct.Struct("<I")
Column = tuple[Any, ...]

NUMBERS = {bool, int, float}
PERMITTED = {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta}


class Packer:
    def __init__(self) -> None:
        self._all_different: dict[int, int] = {}

    def columns(self, rows: Sequence[Sequence[Any]]) -> list[Column]:
        return [self._column(place, values) for place, values in enumerate(zip(*rows, strict=True))]

    def _column(self, place: int, values: tuple[Any, ...]) -> Column:
        waiting = self._all_different.get(place, 0)
        if waiting:
            self._all_different[place] = waiting - 1
        else:
            different = dict.fromkeys(values)
            # What equals a text or a date is one; but 1, 1.0 and True are equal too.
            if len(different) * 2 <= len(values) and NUMBERS.isdisjoint(map(type, different)):
                return _places(different, values)
            self._all_different[place] = RETRY
        try:
            joined = SEPARATOR.join(values)
        except TypeError:
            return _no_text(values)
        return ("text", joined) if joined.count(SEPARATOR) == len(values) - 1 else ("any", values)


def _no_text(values: tuple[Any, ...]) -> Column:
    kinds = set(map(type, values))
    if kinds == {float}:
        return ("real", array("d", values).tobytes())
    if kinds <= {date, str}:
        with suppress(AttributeError):  # a text that is not empty has no day
            return ("days", array("i", [value.toordinal() if value else 0 for value in values]).tobytes())
    if len(kinds & NUMBERS) == 1:  # and blanks: counts, percentages
        different = dict.fromkeys(values)
        if len(different) * 2 <= len(values):
            return _places(different, values)
    return ("any", values)


def _places(different: dict[Any, Any], values: tuple[Any, ...]) -> Column:
    each = list(different)
    if each == [""]:
        return ("blank", len(values))
    place = dict(zip(each, range(len(each)), strict=True))
    return ("places", each, array("H", map(place.__getitem__, values)).tobytes())


class _Days(dict[int, date | str]):
    def __missing__(self, day: int) -> date | str:
        value = self[day] = date.fromordinal(day) if day else ""
        return value


class Unpacker:
    """Equal values become one object, so that a large ledger stays small."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._days = _Days()

    def rows(self, columns: Sequence[Column]) -> list[tuple[Any, ...]]:
        if len(self._known) > KEPT:
            self._known.clear()
        return list(zip(*map(self._column, columns), strict=True))

    def _column(self, column: Column) -> Any:
        kind, *rest = column
        if kind == "text":
            return rest[0].split(SEPARATOR)
        if kind == "places":
            same = self._known.setdefault
            each = [value if type(value) in NUMBERS else same(value, value) for value in rest[0]]
            return map(each.__getitem__, _array("H", rest[1]))
        if kind == "real":
            return _array("d", rest[0])
        if kind == "days":
            return map(self._days.__getitem__, _array("i", rest[0]))
        if kind == "blank":
            return [""] * rest[0]
        return rest[0]


def _array(code: str, data: bytes) -> array[Any]:
    values = array(code)
    values.frombytes(data)
    return values


def send(stream: IO[bytes], *message: Any) -> None:
    data = pickle.dumps(message, 5)
    stream.write(LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in PERMITTED:
            return PERMITTED[name]
        raise pickle.UnpicklingError(f"{module}.{name}")


def receive(stream: IO[bytes]) -> tuple[Any, ...] | None:
    """The next message, or nothing where the other side has ended."""
    head = _exactly(stream, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    if length > LARGEST_MESSAGE:
        raise pickle.UnpicklingError("too long")
    data = _exactly(stream, length)
    if data is None:
        return None
    message = _Plain(io.BytesIO(data)).load()
    if not isinstance(message, tuple) or not message:
        raise pickle.UnpicklingError("no message")
    return message


def _exactly(stream: IO[bytes], length: int) -> bytes | None:
    data = stream.read(length)
    return data if len(data) == length else None
