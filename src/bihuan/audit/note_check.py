"""The keys of the log, the checkpoints that were kept, and what else lies in its folder."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from bihuan.access.acts import Act
from bihuan.audit.difference import Difference
from bihuan.journal.models import Checkpoint, Entry, Leaf
from tlog.checkpoint import CheckpointError, parse_checkpoint
from tlog.command import Unusable
from tlog.keys import load_key
from tlog.note import Note, NoteError, PublicKey, parse_note
from tlog.signers import log_signers
from tlog.store import CHECKPOINT

WITNESSED = "checkpoint.witnessed"
TILES = "tile"
# Checkpoints carry the time of the server that sealed, acts that of the server they were done on.
CLOCK_SLACK = timedelta(minutes=5)


def log_keys() -> list[PublicKey]:
    """The key of the log, and those before it that the journal says it took over from (``bihuan keys rotate``).

    A key file that merely lies beside is nobody's key.
    """
    path = Path(settings.LOG_KEY)
    keys = _key(path)
    kept = [key for each in sorted(path.parent.glob(f"{path.name}.[0-9]*")) for key in _key(each)]
    handed_over = _handed_over()
    for old, new in reversed(handed_over):
        if new in {str(key) for key in keys}:
            keys += [key for key in kept if str(key) == old and key not in keys]
    return keys


def _key(path: Path) -> list[PublicKey]:
    try:
        return [load_key(path).public()]
    except Unusable:
        return []


def _handed_over() -> list[tuple[str, str]]:
    """Each change of the key that the journal tells: from which to which."""
    pairs = []
    for told in Entry.objects.filter(act=Act.ROTATE_LOG_KEY).order_by("pk").values_list("public", flat=True):
        try:
            public = json.loads(told)["public"]
            pairs.append((str(public["old_key"]), str(public["new_key"])))
        except (ValueError, TypeError, KeyError):
            continue  # held against the log, the row has been changed
    return pairs


def kept_notes(keys: Sequence[PublicKey]) -> tuple[list[Note], list[Difference]]:
    """The checkpoints in the database, those that are sound; and what is wrong with the others."""
    notes, wrong = [], []
    earlier: datetime | None = None
    for row in Checkpoint.objects.order_by("size"):
        note = _signed(row.note, keys)
        head = parse_checkpoint(note.text) if note else None
        if note is None or head is None or (head.size, b64encode(head.root).decode()) != (row.size, row.root):
            wrong.append(_changed(row, "被改动，或者不是本日志的密钥签的。"))
        else:
            notes.append(note)
        at: datetime | None = row.at  # None: no moment at all stands there
        if at is None or (earlier is not None and at < earlier - CLOCK_SLACK):
            wrong.append(_changed(row, "的时间早于它之前的检查点：被改动，或者服务器时钟被拨回。", "at"))
        elif (last := _last_covered(row)) is not None and at < last - CLOCK_SLACK:
            wrong.append(_changed(row, "的时间早于它所载的办理记录：被改动，或者服务器时钟被拨回。", "at"))
        earlier = at or earlier
    return notes, [*wrong, *_missing(keys)]


def _last_covered(row: Checkpoint) -> datetime | None:
    return Leaf.objects.filter(index=row.size - 1).values_list("entry__at", flat=True).first()


def _missing(keys: Sequence[PublicKey]) -> Iterator[Difference]:
    """Every published checkpoint is kept in the database: at least the one that is published now."""
    try:
        note = _signed((Path(settings.LOG_DIR) / CHECKPOINT).read_text("utf-8"), keys)
    except (OSError, UnicodeDecodeError):
        return  # said where the folder is checked
    size = parse_checkpoint(note.text).size if note else 0
    if size and not Checkpoint.objects.filter(size=size).exists():
        message = (
            f"公开日志现在的检查点（{size}条）在数据库中没有登记：被删除，或者封存中断，请运行 bihuan seal。"
        )
        yield Difference("checkpoint-removed", f"检查点（{size}条）", message, "checkpoint")


def _signed(text: str, keys: Sequence[PublicKey]) -> Note | None:
    """The checkpoint, when it is one and one of ``keys`` signed it."""
    try:
        note = parse_note(text)
        parse_checkpoint(note.text)
        return note if log_signers(note, keys) else None
    except (NoteError, CheckpointError):
        return None


def _changed(row: Checkpoint, what: str, field: str = "") -> Difference:
    message = f"数据库中第{row.size}条处的检查点{what}"
    where = f"检查点（{row.size}条）"
    return Difference("checkpoint-changed", where, message, "checkpoint", str(row.pk), field)


def witnessed_note(folder: Path, keys: Sequence[PublicKey]) -> tuple[list[Note], list[Difference]]:
    """The checkpoint that another party has signed, from which the log must go on; or what is wrong with it."""
    path = folder / WITNESSED
    if not path.exists():
        return [], []
    try:
        note = _signed(path.read_text("utf-8"), keys)
    except (OSError, UnicodeDecodeError):
        note = None
    if note is not None:
        return [note], []
    message = "见证检查点文件被改动，或者不是本日志的密钥签的，请从备份恢复或者请见证方重新见证。"
    return [], [Difference("log-witnessed-invalid", f"公开日志 {WITNESSED}", message)]


def stray_files(folder: Path) -> Iterator[Difference]:
    """What lies beside the log's own files; names that begin with a dot are the log's own for the while of writing."""
    for path in sorted(folder.glob("[!.]*")):
        if path.name not in (TILES, CHECKPOINT, WITNESSED):
            message = "不是日志的文件，会随日志文件夹一并公开，请核实后移走。"
            yield Difference("log-file-unknown", f"公开日志 {path.name}", message)
