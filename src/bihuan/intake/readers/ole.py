"""The compound file (OLE) that old Word and Excel documents are: the streams that stand directly in its root.

What is embedded in a document lies deeper and is not seen: a workbook within a report makes no workbook of it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_NO_ENTRY = 0xFFFFFFFF
_ENTRY = 128
_STREAM = 2
_MOST_ENTRIES = 20_000
_IN_HEADER = 109


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file, opened. Raises ValueError or struct.error for one that is cut off or broken."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(MARK) or len(content) < 512:
            raise ValueError("no compound file")
        sector_shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sectors of an unknown size")
        self._content = content
        self._sector_size = 1 << sector_shift
        self._mini_size = 1 << mini_shift
        first_directory, _, self._mini_cutoff, first_mini = struct.unpack_from("<IIII", content, 48)
        self._fat = self._read_fat()
        self._directory = self._chain(first_directory)
        self._root = self._entry(0)
        self._mini_fat = _numbers(self._chain(first_mini))
        self._entries = {entry.name: entry for entry in self._children(self._root.child)}

    def names(self) -> set[str]:
        """The names of the streams and storages of the root."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """The whole stream of this name. KeyError when there is none."""
        entry = self._entries[name]
        if entry.kind != _STREAM:
            raise KeyError(name)
        if entry.size >= self._mini_cutoff:
            whole = self._chain(entry.start)
        else:
            whole = b"".join(self._mini_sectors(entry.start))
        if len(whole) < entry.size:
            raise ValueError(f"{name} is cut off")
        return whole[: entry.size]

    def _read_fat(self) -> tuple[int, ...]:
        sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76))
        (further,) = struct.unpack_from("<I", self._content, 68)
        seen: set[int] = set()
        while further < _LAST_SECTOR:
            if further in seen:
                raise ValueError("a chain that bites its tail")
            seen.add(further)
            *more, further = _numbers(self._sector(further))
            sectors += more
        used = [number for number in sectors if number < _LAST_SECTOR]
        if len(used) != len(set(used)):
            raise ValueError("a sector named twice")
        return _numbers(b"".join(self._sector(number) for number in used))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_size
        if start >= len(self._content):
            raise ValueError("a sector behind the end of the file")
        # Some writers leave out what would pad the last sector.
        return self._content[start : start + self._sector_size].ljust(self._sector_size, b"\x00")

    def _chain(self, start: int) -> bytes:
        most = len(self._content) // self._sector_size + 1
        return b"".join(self._sector(number) for number in _chained(self._fat, start, most))

    def _mini_sectors(self, start: int) -> Iterator[bytes]:
        home = self._chain(self._root.start)
        for number in _chained(self._mini_fat, start, len(home) // self._mini_size + 1):
            yield home[number * self._mini_size : (number + 1) * self._mini_size]

    def _entry(self, number: int) -> _Entry:
        raw = self._directory[number * _ENTRY : (number + 1) * _ENTRY]
        length, kind, left, right, child = struct.unpack_from("<HBxIII", raw, 64)
        start, size = struct.unpack_from("<II", raw, 116)
        return _Entry(
            raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"),
            kind, left, right, child, start, size,
        )  # fmt: skip

    def _children(self, first: int) -> Iterator[_Entry]:
        waiting, seen = [first], set[int]()
        while waiting:
            number = waiting.pop()
            if number == _NO_ENTRY or number in seen:
                continue
            if len(seen) >= _MOST_ENTRIES:
                raise ValueError("too many entries")
            seen.add(number)
            entry = self._entry(number)
            waiting += [entry.left, entry.right]
            yield entry


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw)


def _chained(table: tuple[int, ...], start: int, most: int) -> Iterator[int]:
    """The numbers of a chain. One that is longer than there are sectors goes round in a circle."""
    number, steps = start, 0
    while number < _LAST_SECTOR:
        if number >= len(table) or steps > most:
            raise ValueError("a chain that leads nowhere")
        yield number
        number = table[number]
        steps += 1
