"""Holds the journal against the public log, and the log against its own checkpoints and keys."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

from bihuan.audit.difference import Difference
from bihuan.audit.leaf_check import leaf_differences
from bihuan.audit.note_check import kept_notes, log_keys, stray_files, witnessed_note
from bihuan.journal.models import Checkpoint, Entry, Leaf, Trace
from tlog.checkpoint import parse_checkpoint
from tlog.fsck import check_folder
from tlog.note import Note

# Two acts on two servers may be stored a little out of order; a clock that was set back shows as more.
CLOCK_SLACK = timedelta(minutes=5)


def log_differences(old: Sequence[Note] = ()) -> Iterator[Difference]:
    """What is wrong with the log, its checkpoints and the journal under it. ``old`` are checkpoints kept elsewhere."""
    yield from _gaps()
    yield from _clock()
    folder, keys = Path(settings.LOG_DIR), log_keys()
    there = folder.exists() and any(folder.iterdir())
    if not keys:
        if Leaf.objects.exists() or there or old:
            yield Difference(
                "log-key-lost", str(settings.LOG_KEY), "日志的密钥文件不在或者不能使用，无法核对签名。"
            )
        return
    notes, problems = kept_notes(keys)
    yield from problems
    if not (Leaf.objects.exists() or Checkpoint.objects.exists() or there or old):
        return
    witnessed, problems = witnessed_note(folder, keys)
    yield from problems
    notes = sorted([*notes, *witnessed], key=lambda note: parse_checkpoint(note.text).size)
    for problem in check_folder(folder, keys, old=[*notes, *old]):
        yield Difference(
            f"log-{problem.code.removeprefix('log-')}", f"公开日志 {problem.where}", problem.message
        )
    yield from stray_files(folder)
    yield from leaf_differences(folder)


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
    moments: Any = Entry.objects.order_by("pk").values_list("pk", "at").iterator(chunk_size=5000)
    for number, at in moments:
        if at is None:  # no moment at all stands there; held against the log, that is seen
            continue
        if latest is not None and at < latest - CLOCK_SLACK:
            message = f"办理时间{at:%Y-%m-%d %H:%M}早于此前的办理记录（{latest:%Y-%m-%d %H:%M}）：服务器时钟被拨回。"
            yield Difference("clock-set-back", f"办理记录第{number}条", message, "entry", str(number), "at")
            latest = at
        latest = at if latest is None else max(latest, at)
