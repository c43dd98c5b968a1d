"""Holds the journal against the public log, and the log against its own checkpoints and keys."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Model

from bihuan.access.acts import Act
from bihuan.audit.difference import Difference
from bihuan.journal.models import Checkpoint, Entry, Leaf, Trace
from bihuan.journal.sealing import leaves_from
from bihuan.kernel.canonical import canonical_json
from tlog.checkpoint import CheckpointError, parse_checkpoint
from tlog.command import Unusable
from tlog.entry import EntryError, Published, parse_entry
from tlog.fsck import check_folder
from tlog.keys import load_key
from tlog.note import Note, NoteError, PublicKey, parse_note
from tlog.signers import log_signers
from tlog.store import Folder

# Two acts on two servers may be stored a little out of order; a clock that was set back shows as more.
CLOCK_SLACK = timedelta(minutes=5)


def log_differences(old: Sequence[Note] = ()) -> Iterator[Difference]:
    """What is wrong with the log, its checkpoints and the journal under it. ``old`` are checkpoints kept elsewhere."""
    yield from _gaps()
    yield from _clock()
    folder, keys = Path(settings.LOG_DIR), log_keys()
    if not keys:
        if Leaf.objects.exists() or Folder(folder).note() is not None:
            yield Difference(
                "log-key-lost", str(settings.LOG_KEY), "日志的密钥文件不在或者不能使用，无法核对签名。"
            )
        return
    notes, problems = _kept_notes(keys)
    yield from problems
    if not Leaf.objects.exists() and not (folder / "checkpoint").exists():
        return
    for problem in check_folder(folder, keys, old=[*notes, *old]):
        yield Difference(
            f"log-{problem.code.removeprefix('log-')}", f"公开日志 {problem.where}", problem.message
        )
    yield from _leaves(folder)


def log_keys() -> list[PublicKey]:
    """The key of the log, and those it had before (kept beside it by ``bihuan keys rotate``)."""
    path = Path(settings.LOG_KEY)
    found = []
    for each in [path, *sorted(path.parent.glob(f"{path.name}.[0-9]*"))]:
        try:
            found.append(load_key(each).public())
        except Unusable:
            continue
    return found


def _kept_notes(keys: Sequence[PublicKey]) -> tuple[list[Note], list[Difference]]:
    """The checkpoints in the database, those that are sound; and what is wrong with the others."""
    notes, wrong = [], []
    for row in Checkpoint.objects.order_by("size"):
        try:
            note = parse_note(row.note)
            head = parse_checkpoint(note.text)
            sound = (head.size, b64encode(head.root).decode()) == (row.size, row.root) and log_signers(
                note, keys
            )
        except (NoteError, CheckpointError):
            sound = ()
        if sound:
            notes.append(note)
        else:
            message = f"数据库中第{row.size}条处的检查点被改动，或者不是本日志的密钥签的。"
            wrong.append(
                Difference(
                    "checkpoint-changed", f"检查点（{row.size}条）", message, "checkpoint", str(row.pk)
                )
            )
    return notes, wrong


def _leaves(folder: Path) -> Iterator[Difference]:
    """Every entry of the log against the journal row it stands for. Rows beyond the log are not sealed yet."""
    log = Folder(folder)
    made = leaves_from(0)
    row = next(made, None)
    try:
        head = log.checkpoint()
        for index, content in log.every_entry(head.size if head else 0):
            while row is not None and row[0].index < index:
                yield _unknown(row[0])
                row = next(made, None)
            if row is None or row[0].index > index:
                yield _removed(index, content)
                continue
            if row[1] != content:
                yield _changed(row[0], content)
            row = next(made, None)
    except (ValueError, OSError):
        return  # what is wrong with the folder itself has been said


def _removed(index: int, content: bytes) -> Difference:
    said = _published(content)
    what = f"（{Act(said.act).label}，{said.about}，{said.at[:16]}）" if said else ""
    message = f"日志中的这条记录{what}在数据库中已没有对应的办理记录：被删除。"
    return Difference("entry-removed", f"公开日志第{index + 1}条", message, "entry")


def _changed(leaf: Leaf, content: bytes) -> Difference:
    """What of a journal row is not as it was sealed. Only what was made public can be said word for word."""
    entry, said = leaf.entry, _published(content)
    should = ""
    if said:
        should = f"日志记载为：{Act(said.act).label}，{said.at[:16]}，{canonical_json(said.public)[:200]}。"
    message = (
        f"该条办理记录（现为：{entry.by_name}“{entry.label}”，{entry.sentence[:40]}）与封存时不同："
        f"记录本身、它的留痕或者封存信息被改动。{should}"
    )
    return Difference(
        "entry-changed", f"办理记录第{entry.pk}条", message, "entry", str(entry.pk), should=should
    )


def _published(content: bytes) -> Published | None:
    try:
        entry = parse_entry(content)
    except EntryError:
        return None
    return entry if isinstance(entry, Published) else None


def _unknown(leaf: Leaf) -> Difference:
    return Difference(
        "leaf-added",
        f"办理记录第{leaf.entry_id}条",
        "数据库中的封存信息在公开日志里没有对应的位置。",
        "leaf",
        str(leaf.pk),
    )


def _gaps() -> Iterator[Difference]:
    """On SQLite numbers are given without gaps, so a row that only ever could be added, and is gone, leaves one."""
    if connection.vendor != "sqlite":
        return
    for model in (Entry, Trace, Leaf, Checkpoint):
        last = 0
        for number in (
            model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
        ):
            if number != last + 1:
                yield _gap(model, last + 1, number - 1)
            last = number
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            given = (cursor.fetchone() or (0,))[0]
        if given > last:
            yield _gap(model, last + 1, given)


def _gap(model: type[Model], first: int, last: int) -> Difference:
    which = f"{first}号" if first == last else f"{first}至{last}号"
    name, table = model._meta.verbose_name, model._meta.model_name or ""
    return Difference(f"{table}-removed", f"{name}{which}", f"{name}缺失：被删除。", table, str(first))


def _clock() -> Iterator[Difference]:
    """An act that was stored later but says it was earlier: the server's clock was set back in between."""
    latest: datetime | None = None
    for number, at in Entry.objects.order_by("pk").values_list("pk", "at").iterator(chunk_size=5000):
        if latest is not None and at < latest - CLOCK_SLACK:
            message = f"办理时间{at:%Y-%m-%d %H:%M}早于此前的办理记录（{latest:%Y-%m-%d %H:%M}）：服务器时钟被拨回。"
            yield Difference("clock-set-back", f"办理记录第{number}条", message, "entry", str(number), "at")
            latest = at
        latest = at if latest is None else max(latest, at)
