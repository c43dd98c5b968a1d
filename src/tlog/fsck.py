"""Is a folder the log its checkpoint speaks of? Everything is worked out again from the entries."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from tlog.note import Note, NoteError, PublicKey
from tlog.signers import absent_witnesses, announced, log_signers
from tlog.store import CHECKPOINT, Folder, MissingError
from tlog.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    TileError,
    above,
    last_tile,
    parse_hashes,
    parse_path,
    print_path,
    row_of,
)
from tlog.tree import HASH_SIZE, Frontier, ProofError, check_consistency, consistency_proof, leaf_hashes

MANY = 200_000  # entries from which on it pays to share the work out


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where. ``code`` is kebab-case; ``message`` is Chinese. A mere hint is not ``serious``."""

    code: str
    where: str
    message: str
    serious: bool = True


def check_folder(
    path: Path,
    keys: Sequence[PublicKey],
    *,
    witnesses: Sequence[PublicKey] = (),
    old: Sequence[Note] = (),
    workers: int = 1,
) -> list[Problem]:
    """Everything that is wrong with the log in ``path``; empty when nothing is.

    Its checkpoint must be signed by one of ``keys`` and by each of ``witnesses``. ``old`` are checkpoints that were
    kept, the oldest first, each signed by one of ``keys``: the log must go on from each. What an old one covers counts:
    a new key that the log announces there (``signers.announced``) may sign what comes later. A long log is shared out
    among as many processes as there are ``workers``; each starts the main module anew, which must stand that.
    """
    folder = Folder(path)
    try:
        note = folder.note()
        if note is None:
            return [
                Problem("checkpoint-missing", CHECKPOINT, "没有检查点文件，无法核对。请重新复制日志文件夹。")
            ]
        checkpoint = parse_checkpoint(note.text)
    except (NoteError, CheckpointError, UnicodeDecodeError) as problem:
        return [Problem("checkpoint-invalid", CHECKPOINT, f"检查点文件不合规范（{_said(problem)}）。")]
    problems = [*check_entries(folder, checkpoint, workers), *check_files(folder, checkpoint.size)]
    kept = [(each, parse_checkpoint(each.text)) for each in old]
    for _, earlier in kept:
        problems += check_grown(folder, earlier, checkpoint)
    # What the old checkpoints cover is believed only when this log is found to go on from them.
    return problems + list(_check_signers(folder, note, keys, witnesses, [] if problems else kept))


def _check_signers(
    folder: Folder,
    note: Note,
    keys: Sequence[PublicKey],
    witnesses: Sequence[PublicKey],
    kept: Sequence[tuple[Note, Checkpoint]],
) -> Iterator[Problem]:
    trusted = list(keys)
    try:
        for earlier, checkpoint in kept:
            if not log_signers(earlier, trusted):
                yield Problem(
                    "old-signature-missing",
                    CHECKPOINT,
                    f"先前的检查点（{checkpoint.size}条）没有所给公钥的签名，不能作为依据。",
                )
                return
            trusted += announced(folder, checkpoint, trusted)
        if not log_signers(note, trusted):
            yield Problem(
                "signature-missing",
                CHECKPOINT,
                "检查点上没有所给日志公钥的签名：不是这个日志，或者密钥已轮换，请向公布公钥的机关核实。",
            )
        for witness in absent_witnesses(note, witnesses):
            yield Problem("witness-missing", CHECKPOINT, f"检查点上没有见证方“{witness.name}”的签名。")
    except NoteError as problem:
        yield Problem("signature-wrong", CHECKPOINT, f"签名核对不通过：{problem}。")


def check_entries(folder: Folder, checkpoint: Checkpoint, workers: int = 1) -> Iterator[Problem]:
    """Work out every hash from the entries: whether the root is that of the checkpoint, and which tiles differ."""
    peaks: list[bytes] = []
    rows: list[bytes] = []
    for row, problems in _rows(folder, checkpoint.size, workers):
        yield from problems
        if not row:
            return
        rows.append(row)
    if checkpoint.size % WIDTH:
        peaks = _peaks(rows.pop())
    level = 1
    while rows:
        full = []
        for index in range(0, len(rows), WIDTH):
            row = b"".join(rows[index : index + WIDTH])
            tile = Tile(level, index // WIDTH, len(row) // HASH_SIZE)
            yield from _check_tile(folder, tile, row)
            if tile.width == WIDTH:
                full.append(above(row))
            else:
                peaks = _peaks(row) + peaks
        level, rows = level + 1, full
    if Frontier(checkpoint.size, peaks).root() != checkpoint.root:
        yield Problem(
            "root-differs", CHECKPOINT, "由全部记录重新计算的根与检查点不一致：记录被改动、增删或者调换。"
        )


def _rows(folder: Folder, size: int, workers: int) -> Iterator[tuple[bytes, list[Problem]]]:
    tiles, work = row_of(ENTRIES, size), partial(_row, folder.path)
    if workers == 1 or size < MANY:
        yield from map(work, tiles)
    else:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            yield from pool.map(work, tiles, chunksize=WIDTH)


def _row(path: Path, bundle: Tile) -> tuple[bytes, list[Problem]]:
    """The hash over a full bundle, or the leaf hashes of a partial one; nothing when the entries are lost."""
    folder = Folder(path)
    try:
        row = leaf_hashes(folder.entries(bundle))
    except (MissingError, TileError) as problem:
        return b"", [Problem("entries-lost", print_path(bundle), f"记录文件缺失或者损坏（{problem}）。")]
    problems = list(_check_tile(folder, Tile(0, bundle.index, bundle.width), row))
    return above(row) if bundle.width == WIDTH else row, problems


def _peaks(row: bytes) -> list[bytes]:
    frontier = Frontier()
    frontier.extend(parse_hashes(row, len(row) // HASH_SIZE))
    return frontier.peaks


def _check_tile(folder: Folder, tile: Tile, row: bytes) -> Iterator[Problem]:
    try:
        content, _ = folder.read(tile)
    except MissingError as problem:
        yield Problem("tile-lost", print_path(tile), f"哈希文件缺失（{problem}）。")
        return
    if content[: len(row)] == row:
        return
    if len(content) < len(row):
        yield Problem("tile-lost", print_path(tile), "哈希文件不完整。")
        return
    at = next(
        at for at in range(0, len(row), HASH_SIZE) if content[at : at + HASH_SIZE] != row[at : at + HASH_SIZE]
    )
    first = (tile.index * WIDTH + at // HASH_SIZE) * WIDTH**tile.level
    yield Problem("tile-differs", print_path(tile), f"哈希文件与记录不一致，从第{first + 1}条记录起。")


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
        if tile.width > _width(tile, size):
            yield Problem("file-beyond", where, "超出检查点所载的条数。")


def _width(tile: Tile, size: int) -> int:
    try:
        return last_tile(tile.level, size, tile.index).width
    except TileError:
        return 0


def _said(problem: Exception) -> str:
    return "不是 UTF-8 文字" if isinstance(problem, UnicodeDecodeError) else str(problem)
