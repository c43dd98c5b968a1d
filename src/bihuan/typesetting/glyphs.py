"""Which characters a font file can show, read from its character map (OpenType ``cmap``). Pure.

The typesetter refuses to make an archive copy with an empty box in it, and rightly so. So it must be known beforehand
what cannot be shown, and the paper must say it.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_COLLECTION = b"ttcf"
# Platform and encoding of the maps that are Unicode, the fullest first.
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
# Colour pictures for letters: they would be embedded as drawings and not as a font.
_PICTURES = frozenset({b"CBDT", b"sbix", b"COLR", b"SVG "})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ranges of code points, each from ``starts[n]`` to ``ends[n]`` inclusive, in order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, char: str) -> bool:
        at = bisect_right(self.starts, ord(char)) - 1
        return at >= 0 and ord(char) <= self.ends[at]


_NOTHING = Coverage((), ())


def coverage(path: Path, index: int = 0) -> Coverage:
    """What the font number ``index`` in the file at ``path`` shows; nothing when it cannot be read."""
    try:
        stamp = path.stat()
        return _coverage(path, index, stamp.st_mtime_ns, stamp.st_size)
    except (OSError, struct.error, ValueError, IndexError):
        return _NOTHING


@lru_cache(maxsize=256)
def _coverage(path: Path, index: int, _changed: int, _size: int) -> Coverage:
    with path.open("rb") as stream:
        start = 0
        if stream.read(4) == _COLLECTION:
            stream.seek(12 + 4 * index)
            [start] = struct.unpack(">I", stream.read(4))
        stream.seek(start + 4)
        [count] = struct.unpack(">H", stream.read(2))
        stream.seek(start + 12)
        records = struct.iter_unpack(">4sIII", stream.read(16 * count))
        tables = {tag: (offset, length) for tag, _, offset, length in records}
        if _PICTURES & tables.keys() or b"cmap" not in tables:
            return _NOTHING
        offset, length = tables[b"cmap"]
        stream.seek(offset)
        return _ranges(stream.read(length))


def _ranges(table: bytes) -> Coverage:
    """The ranges of a ``cmap`` table."""
    [count] = struct.unpack_from(">H", table, 2)
    maps = {
        (platform, encoding): offset
        for platform, encoding, offset in struct.iter_unpack(">HHI", table[4 : 4 + 8 * count])
    }
    found = (maps[kind] for kind in _UNICODE if kind in maps)
    # A map that neither reads is passed over: format 14, for instance, lists variants only.
    read = (_FORMATS[form](table[at:]) for at in found if (form := _format(table, at)) in _FORMATS)
    pairs = sorted(next(read, iter(())))
    return Coverage(tuple(first for first, _ in pairs), tuple(last for _, last in pairs))


def _format(table: bytes, at: int) -> int:
    [form] = struct.unpack_from(">H", table, at)
    return int(form)


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 12: groups of the whole of Unicode."""
    [count] = struct.unpack_from(">I", table, 12)
    for first, last, _ in struct.iter_unpack(">III", table[16 : 16 + 12 * count]):
        yield first, last


def _segments(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the first plane. One that has its own list of glyphs may have holes."""
    [twice] = struct.unpack_from(">H", table, 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + twice)
    offsets_at = 16 + 3 * twice
    offsets = struct.unpack_from(f">{count}H", table, offsets_at)
    for n, (first, last, offset) in enumerate(zip(starts, ends, offsets, strict=True)):
        if first == 0xFFFF:
            continue
        if not offset:
            yield first, last
            continue
        glyphs = struct.unpack_from(f">{last - first + 1}H", table, offsets_at + 2 * n + offset)
        yield from ((first + step,) * 2 for step, glyph in enumerate(glyphs) if glyph)


_FORMATS = {12: _groups, 4: _segments}
