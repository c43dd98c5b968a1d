"""Tiles (C2SP tlog-tiles): where a log's hashes and entries lie in its folder, and how they are written there.

    checkpoint
    tile/0/x001/234          256 leaf hashes
    tile/1/000.p/7           the 7 hashes of the next level that there are so far
    tile/entries/x001/234    256 entries, each after its length in two bytes

A full tile never changes. A partial one is replaced by a longer one under another name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tlog.tree import HASH_SIZE, node_hash

WIDTH = 256
LEVELS = 8  # a tile holds the hashes of every eighth level; those between are worked out
LONGEST_ENTRY = 0xFFFF
ENTRIES = -1  # the "level" of the bundles of entries
_PATH = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


class TileError(ValueError):
    """A path, a tile or a bundle that is none."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One file: ``level`` counts in steps of eight (ENTRIES for bundles), ``width`` says how much of it there is."""

    level: int
    index: int
    width: int = WIDTH


def print_path(tile: Tile) -> str:
    """Where the tile lies, from the log's folder."""
    digits = f"{tile.index:d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    index = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    level = "entries" if tile.level == ENTRIES else str(tile.level)
    partial = "" if tile.width == WIDTH else f".p/{tile.width}"
    return f"tile/{level}/{index}{partial}"


def parse_path(path: str) -> Tile:
    """The tile that ``print_path`` put there. Raises TileError."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileError(f"not the path of a tile: {path[:80]!r}")
    level = ENTRIES if match[1] == "entries" else int(match[1])
    width = int(match[3]) if match[3] else WIDTH
    tile = Tile(level, int(match[2].replace("x", "").replace("/", "")), width)
    if not 1 <= width <= WIDTH or print_path(tile) != path:
        raise TileError(f"not the path of a tile: {path[:80]!r}")
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a log of ``size``: the bundles of entries, then the hashes, lowest level first."""
    yield from _row(ENTRIES, size)
    level = 0
    while size:
        yield from _row(level, size)
        level, size = level + 1, size // WIDTH


def _row(level: int, count: int) -> Iterator[Tile]:
    for index in range(count // WIDTH):
        yield Tile(level, index)
    if count % WIDTH:
        yield Tile(level, count // WIDTH, count % WIDTH)


def last_tile(level: int, size: int, index: int) -> Tile:
    """The tile at (level, index) as wide as a log of ``size`` has it."""
    count = size >> (LEVELS * max(level, 0))
    width = min(WIDTH, count - index * WIDTH)
    if width <= 0:
        raise TileError(f"a log of {size} entries has no such tile")
    return Tile(level, index, width)


def print_hashes(hashes: Sequence[bytes]) -> bytes:
    """A tile of hashes."""
    return b"".join(hashes)


def parse_hashes(content: bytes, width: int) -> list[bytes]:
    """The hashes of a tile ``width`` wide. Raises TileError when there are more or fewer."""
    if len(content) != width * HASH_SIZE:
        raise TileError(f"a tile of {width} hashes has {width * HASH_SIZE} bytes, not {len(content)}")
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


def print_entries(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries. Raises TileError for one that is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise TileError(f"an entry has at most {LONGEST_ENTRY} bytes, not {len(entry)}")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def parse_entries(content: bytes, width: int) -> list[bytes]:
    """The entries of a bundle ``width`` wide. Raises TileError when it holds more or fewer."""
    entries, at = [], 0
    while at < len(content):
        end = at + 2 + int.from_bytes(content[at : at + 2], "big")
        if at + 2 > len(content) or end > len(content):
            raise TileError("the bundle ends in the middle of an entry")
        entries.append(content[at + 2 : end])
        at = end
    if len(entries) != width:
        raise TileError(f"a bundle of {width} entries, not {len(entries)}")
    return entries


def above(hashes: Sequence[bytes]) -> bytes:
    """The hash over a full tile: what stands for it eight levels up."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]
