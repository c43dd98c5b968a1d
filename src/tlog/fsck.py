"""Is a folder the log its checkpoint speaks of? Everything is worked out again from the entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from tlog.note import NoteError, PublicKey, check_note
from tlog.store import CHECKPOINT, Folder, MissingError
from tlog.tiles import ENTRIES, WIDTH, Tile, TileError, above, parse_path, print_path, tiles_of
from tlog.tree import Frontier, ProofError, check_consistency, consistency_proof, leaf_hash


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where. ``code`` is kebab-case; ``message`` is Chinese."""

    code: str
    where: str
    message: str


def check_signatures(folder: Folder, keys: Sequence[PublicKey]) -> tuple[Checkpoint | None, list[Problem]]:
    """The checkpoint, and what is wrong with it: none, none that can be read, not signed by all of ``keys``."""
    try:
        note = folder.note()
        if note is None:
            return None, [Problem("checkpoint-missing", CHECKPOINT, "没有检查点文件，无法核对。")]
        checkpoint = parse_checkpoint(note.text)
        signed = check_note(note, keys)
    except (NoteError, CheckpointError, UnicodeDecodeError) as problem:
        return None, [
            Problem("checkpoint-invalid", CHECKPOINT, f"检查点文件不合规范或者签名不符（{problem}）。")
        ]
    absent = [key.name for key in keys if key not in signed]
    return checkpoint, [
        Problem("signature-missing", CHECKPOINT, f"检查点上没有“{name}”的签名。") for name in absent
    ]


def check_entries(folder: Folder, checkpoint: Checkpoint) -> Iterator[Problem]:
    """Work out every hash from the entries: whether the root is that of the checkpoint, and which tiles differ."""
    frontier = Frontier()
    rows: list[list[bytes]] = []
    for tile in tiles_of(checkpoint.size):
        if tile.level != ENTRIES:
            break
        try:
            leaves = [leaf_hash(entry) for entry in folder.entries(tile)]
        except (MissingError, TileError) as problem:
            yield Problem("entries-lost", print_path(tile), f"记录文件缺失或者损坏（{problem}）。")
            return
        frontier.extend(leaves)
        rows.append(leaves)
    if frontier.root() != checkpoint.root:
        yield Problem(
            "root-differs", CHECKPOINT, "由全部记录重新计算的根与检查点不一致：记录被改动、增删或者调换。"
        )
    yield from _check_tiles(folder, rows)


def check_grown(folder: Folder, old: Checkpoint, new: Checkpoint) -> Iterator[Problem]:
    """Whether the log of ``old`` is the beginning of this one: nothing taken away, nothing put in between."""
    if old.origin != new.origin:
        yield Problem("other-log", CHECKPOINT, f"先前的检查点属于“{old.origin}”，不是“{new.origin}”。")
        return
    if old.size > new.size:
        yield Problem("log-shorter", CHECKPOINT, f"记录变少了：先前有{old.size}条，现在只有{new.size}条。")
        return
    if old.size == 0:
        return
    try:
        proof = consistency_proof(old.size, new.size, folder.hash_at(new.size))
        check_consistency(old.size, new.size, proof, old.root, new.root)
    except (ProofError, MissingError, TileError):
        yield Problem(
            "log-forked", CHECKPOINT, f"现在的记录不是在先前{old.size}条之后接续的：旧记录被改动过。"
        )


def check_files(folder: Folder, size: int) -> Iterator[Problem]:
    """Files that a log of ``size`` does not have."""
    wanted = {(tile.level, tile.index): tile.width for tile in tiles_of(size)}
    for path in sorted((folder.path / "tile").rglob("*")):
        if path.is_dir():
            continue
        where = path.relative_to(folder.path).as_posix()
        try:
            tile = parse_path(where)
        except TileError:
            yield Problem("file-unknown", where, "不是日志的文件。")
            continue
        # Partial tiles of earlier sizes stay; nothing may be there that is longer than the log.
        if tile.width > wanted.get((tile.level, tile.index), 0):
            yield Problem("file-beyond", where, "超出检查点所载的条数。")


def check_folder(path: Path, keys: Sequence[PublicKey], old: Checkpoint | None = None) -> list[Problem]:
    """Everything that is wrong with the log in ``path``; empty when nothing is."""
    folder = Folder(path)
    checkpoint, problems = check_signatures(folder, keys)
    if checkpoint is None:
        return problems
    problems += check_entries(folder, checkpoint)
    problems += check_files(folder, checkpoint.size)
    if old is not None:
        problems += check_grown(folder, old, checkpoint)
    return problems


def _check_tiles(folder: Folder, rows: list[list[bytes]]) -> Iterator[Problem]:
    level = 0
    while rows:
        for index, hashes in enumerate(rows):
            tile = Tile(level, index, len(hashes))
            try:
                same = folder.hashes(tile) == hashes
            except (MissingError, TileError) as problem:
                yield Problem("tile-lost", print_path(tile), f"哈希文件缺失或者损坏（{problem}）。")
                continue
            if not same:
                yield Problem("tile-differs", print_path(tile), "哈希文件与记录不一致。")
        up = [above(hashes) for hashes in rows if len(hashes) == WIDTH]
        rows = [up[at : at + WIDTH] for at in range(0, len(up), WIDTH)]
        level += 1
