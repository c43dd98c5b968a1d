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
from hashlib import sha256

from tlog.tree import HASH_SIZE

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
        raise TileError(f"不是日志文件的路径：{path[:80]!r}")
    level = ENTRIES if match[1] == "entries" else int(match[1])
    width = int(match[3]) if match[3] else WIDTH
    tile = Tile(level, int(match[2].replace("x", "").replace("/", "")), width)
    if not 1 <= width <= WIDTH or print_path(tile) != path:
        raise TileError(f"不是日志文件的路径：{path[:80]!r}")
    return tile


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a log of ``size``: the bundles of entries, then the hashes, lowest level first."""
    yield from row_of(ENTRIES, size)
    level = 0
    while size:
        yield from row_of(level, size)
        level, size = level + 1, size // WIDTH


def row_of(level: int, count: int) -> Iterator[Tile]:
    """The tiles of one level that hold ``count`` hashes, or entries."""
    for index in range(count // WIDTH):
        yield Tile(level, index)
    if count % WIDTH:
        yield Tile(level, count // WIDTH, count % WIDTH)


def last_tile(level: int, size: int, index: int) -> Tile:
    """The tile at (level, index) as wide as a log of ``size`` has it."""
    count = size >> (LEVELS * max(level, 0))
    width = min(WIDTH, count - index * WIDTH)
    if width <= 0:
        raise TileError(f"{size}条记录的日志没有这个文件")
    return Tile(level, index, width)


def print_hashes(hashes: Sequence[bytes]) -> bytes:
    """A tile of hashes."""
    return b"".join(hashes)


def parse_hashes(content: bytes, width: int) -> list[bytes]:
    """The hashes of a tile ``width`` wide. Raises TileError when there are more or fewer."""
    if len(content) != width * HASH_SIZE:
        raise TileError(f"{width}个哈希应有{width * HASH_SIZE}字节，实有{len(content)}字节")
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]


def print_entries(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries. Raises TileError for one that is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise TileError(f"一条记录最长{LONGEST_ENTRY}字节，这条有{len(entry)}字节")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def parse_entries(content: bytes, width: int) -> list[bytes]:
    """The entries of a bundle ``width`` wide. Raises TileError when it holds more or fewer."""
    entries, at, whole = [], 0, len(content)
    while at + 1 < whole:
        start = at + 2
        at = start + (content[at] << 8) + content[at + 1]
        entries.append(content[start:at])
    if at != whole:
        raise TileError("文件在一条记录中间断开")
    if len(entries) != width:
        raise TileError(f"应有{width}条记录，实有{len(entries)}条")
    return entries


def above(row: bytes) -> bytes:
    """The hash over a full tile: what stands for it eight levels up."""
    while len(row) > HASH_SIZE:
        # ``node_hash`` over each pair; a call less a hash is a third less time.
        row = b"".join(
            [
                sha256(b"\x01" + row[at : at + 2 * HASH_SIZE]).digest()
                for at in range(0, len(row), 2 * HASH_SIZE)
            ]
        )
    return row
