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
    above,
    last_tile,
    parse_entries,
    parse_hashes,
    print_entries,
    print_hashes,
    print_path,
    row_of,
)
from tlog.tree import leaf_hash, node_hash, tree_root

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

    def read(self, tile: Tile) -> tuple[bytes, int]:
        """The bytes of a tile and how wide it is: a partial one may come as a longer one. Raises MissingError."""
        for place in _places(tile):
            try:
                return (self.path / print_path(place)).read_bytes(), place.width
            except (FileNotFoundError, NotADirectoryError):
                continue
        raise MissingError(f"没有文件 {print_path(tile)}")

    def entries(self, tile: Tile) -> list[bytes]:
        """The entries of a bundle."""
        return parse_entries(*self.read(tile))[: tile.width]

    def every_entry(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Each entry of a log of ``size`` with its index."""
        for tile in row_of(ENTRIES, size):
            yield from enumerate(self.entries(tile), tile.index * WIDTH)

    def entry(self, index: int, size: int) -> bytes:
        """The entry at ``index`` of a log of ``size``."""
        return self.entries(last_tile(ENTRIES, size, index // WIDTH))[index % WIDTH]

    def hashes(self, tile: Tile) -> list[bytes]:
        """The hashes of a tile."""
        known = self._tiles.get(tile)
        if known is None:
            if len(self._tiles) >= WIDTH:
                self._tiles.clear()
            known = self._tiles[tile] = parse_hashes(*self.read(tile))[: tile.width]
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


def _places(tile: Tile) -> Iterator[Tile]:
    yield tile
    if tile.width < WIDTH:
        yield Tile(tile.level, tile.index)
        for width in range(tile.width + 1, WIDTH):
            yield Tile(tile.level, tile.index, width)


def append(path: Path, origin: str, entries: Sequence[bytes], sign: Sign) -> Checkpoint:
    """Append ``entries`` and publish a checkpoint of the log ``origin``. One writer at a time: the caller sees to it.

    Raises ValueError when the folder holds another log or is not what its checkpoint says, TileError for an entry that
    is too long.
    """
    folder = Folder(path)
    size = _continued(folder, origin)
    print_entries(entries)  # refuses before anything is written
    made: set[Path] = set()
    _extend(folder, ENTRIES, size, list(entries), folder.entries, print_entries, made)
    level, held, row = 0, size, [leaf_hash(entry) for entry in entries]
    while row:
        full = _extend(folder, level, held, row, folder.hashes, print_hashes, made)
        level, held, row = level + 1, held // WIDTH, [above(print_hashes(each)) for each in full]
    for each in sorted(made):
        _sync(each)
    size += len(entries)
    checkpoint = Checkpoint(origin, size, tree_root(size, folder.hash_at(size)))
    write_file(path / CHECKPOINT, sign(print_checkpoint(checkpoint)).encode())
    _sync(path)
    return checkpoint


def _continued(folder: Folder, origin: str) -> int:
    """The size of the log that is to be continued: never of one whose checkpoint the next would contradict."""
    old = folder.checkpoint()
    if old is None:
        return 0
    if old.origin != origin:
        raise ValueError(f"这个文件夹里是另一个日志“{old.origin}”")
    if tree_root(old.size, folder.hash_at(old.size)) != old.root:
        raise ValueError("日志文件与检查点不符，不能续写：请先核对日志，从备份恢复")
    return old.size


def _extend(
    folder: Folder,
    level: int,
    size: int,
    added: list[bytes],
    read: Callable[[Tile], list[bytes]],
    write: Callable[[Sequence[bytes]], bytes],
    made: set[Path],
) -> list[list[bytes]]:
    """Write the tiles of ``level`` that ``added`` makes or makes longer. Returns those that became full."""
    index, held = divmod(size, WIDTH)
    row = [*read(Tile(level, index, held)), *added] if held else added
    full = []
    for start in range(0, len(row), WIDTH):
        piece = row[start : start + WIDTH]
        place = folder.path / print_path(Tile(level, index + start // WIDTH, len(piece)))
        folders = place.parents if not place.parent.exists() else [place.parent]
        made.update(each for each in folders if each.is_relative_to(folder.path))
        write_file(place, write(piece))
        if len(piece) == WIDTH:
            full.append(piece)
    return full


def write_file(path: Path, content: bytes) -> None:
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


def _sync(folder: Path) -> None:
    """See to it that the names in ``folder`` outlive a power cut, as the files do."""
    if os.name == "posix":  # elsewhere a folder cannot be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
