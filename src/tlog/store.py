"""A log in a folder: read by anybody, appended to by one. Written in an order in which a crash loses nothing.

Tiles first, each whole or not at all, the checkpoint last: what the checkpoint does not speak of does not exist yet
and may be written again.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tlog.checkpoint import Checkpoint, parse_checkpoint, print_checkpoint
from tlog.note import Note, parse_note
from tlog.tiles import (
    ENTRIES,
    LEVELS,
    WIDTH,
    Tile,
    TileError,
    above,
    last_tile,
    parse_entries,
    parse_hashes,
    print_entries,
    print_hashes,
    print_path,
)
from tlog.tree import Frontier, leaf_hash, node_hash, peaks_of

CHECKPOINT = "checkpoint"
# A checkpoint's text becomes a published note: signed by the log, and by whoever witnesses it.
Sign = Callable[[str], str]


class MissingError(ValueError):
    """A file that a log of this size must have is not there."""


class Folder:
    """A log as it lies in its folder. Tiles that were read are kept, a few hundred at most."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tiles: dict[Tile, list[bytes]] = {}

    def note(self) -> Note | None:
        """The published checkpoint with its signatures, unchecked; None for a folder without any."""
        try:
            return parse_note((self.path / CHECKPOINT).read_text("utf-8"))
        except FileNotFoundError:
            return None

    def checkpoint(self) -> Checkpoint | None:
        """The published checkpoint, its signatures unchecked."""
        note = self.note()
        return parse_checkpoint(note.text) if note else None

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile; of a partial one, also from the file of a longer one. Raises MissingError."""
        for path in self._places(tile):
            try:
                return path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
        raise MissingError(print_path(tile))

    def entries(self, tile: Tile) -> list[bytes]:
        """The entries of a bundle."""
        return _first(parse_entries, self.read(tile), tile.width)

    def entry(self, index: int, size: int) -> bytes:
        """The entry at ``index`` of a log of ``size``."""
        return self.entries(last_tile(ENTRIES, size, index // WIDTH))[index % WIDTH]

    def hashes(self, tile: Tile) -> list[bytes]:
        """The hashes of a tile."""
        known = self._tiles.get(tile)
        if known is None:
            if len(self._tiles) >= WIDTH:
                self._tiles.clear()
            known = self._tiles[tile] = parse_hashes(self.read(tile)[: tile.width * 32], tile.width)
        return known

    def hash_at(self, size: int) -> Callable[[int, int], bytes]:
        """The stored hash of each complete subtree of a log of ``size``, for the proofs of ``tree``."""

        def at(level: int, index: int) -> bytes:
            up = level % LEVELS
            first = index << up
            tile = last_tile(level // LEVELS, size, first // WIDTH)
            row = self.hashes(tile)[first % WIDTH : first % WIDTH + (1 << up)]
            while len(row) > 1:
                row = [node_hash(row[each], row[each + 1]) for each in range(0, len(row), 2)]
            return row[0]

        return at

    def _places(self, tile: Tile) -> Iterator[Path]:
        yield self.path / print_path(tile)
        if tile.width < WIDTH:
            yield self.path / print_path(Tile(tile.level, tile.index))
            for width in range(tile.width + 1, WIDTH):
                yield self.path / print_path(Tile(tile.level, tile.index, width))


def _first(parse: Callable[[bytes, int], list[bytes]], content: bytes, width: int) -> list[bytes]:
    """The first ``width`` of what may be a longer bundle."""
    for longer in range(width, WIDTH + 1):
        try:
            return parse(content, longer)[:width]
        except TileError:
            if longer == WIDTH:
                raise
    raise AssertionError("unreachable")


def append(path: Path, origin: str, entries: Sequence[bytes], sign: Sign) -> Checkpoint:
    """Append ``entries`` and publish a checkpoint of the log ``origin``. One writer at a time: the caller sees to it.

    Raises ValueError when the folder holds another log, TileError for an entry that is too long.
    """
    folder = Folder(path)
    old = folder.checkpoint()
    if old is not None and old.origin != origin:
        raise ValueError(f"the folder holds the log {old.origin}")
    size = old.size if old else 0
    frontier = Frontier(size, peaks_of(size, folder.hash_at(size)))
    print_entries(entries)  # refuses before anything is written
    leaves = [leaf_hash(entry) for entry in entries]
    _extend(folder, ENTRIES, size, list(entries), folder.entries, print_entries)
    frontier.extend(leaves)
    _extend_hashes(folder, size, leaves)
    checkpoint = Checkpoint(origin, frontier.size, frontier.root())
    _replace(path / CHECKPOINT, sign(print_checkpoint(checkpoint)).encode())
    return checkpoint


def _extend_hashes(folder: Folder, size: int, leaves: list[bytes]) -> None:
    level, row = 0, leaves
    while row:
        full = _extend(folder, level, size, row, folder.hashes, print_hashes)
        level, size, row = level + 1, size // WIDTH, [above(each) for each in full]


def _extend(
    folder: Folder,
    level: int,
    size: int,
    added: list[bytes],
    read: Callable[[Tile], list[bytes]],
    write: Callable[[Sequence[bytes]], bytes],
) -> list[list[bytes]]:
    """Write the tiles of ``level`` that ``added`` makes or makes longer. Returns those that became full."""
    index, held = divmod(size, WIDTH)
    row = [*read(Tile(level, index, held)), *added] if held else added
    full = []
    for start in range(0, len(row), WIDTH):
        piece = row[start : start + WIDTH]
        _replace(folder.path / print_path(Tile(level, index + start // WIDTH, len(piece))), write(piece))
        if len(piece) == WIDTH:
            full.append(piece)
    return full


def _replace(path: Path, content: bytes) -> None:
    """Write ``content`` at ``path`` whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
