"""``bihuan export set``: 一件一档 of a batch or of one item, made while one waits."""

import os
import sys
from datetime import date
from pathlib import Path

from bihuan.cases.models import Case
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.issuing.sets import write_set
from bihuan.management.console import REFUSED, CommandError

SET_KIND, SET_LABEL, ZIP = "set", "一件一档", ".zip"


def export_set(place: Path, batch: Batch, case: Case | None, today: date) -> None:
    """Write the set beside ``place``, a part at a time, then move it there: whole or not at all.

    On a terminal how far it is stands on stderr. Who works at the console holds the database: all cases are in it.
    """
    place = place.resolve()
    part = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    scope = Scope(batch, Case.objects.filter(batch=batch), today)
    try:
        try:
            with part.open("xb") as stream:
                write_set(stream, scope, case=case, progress=_told)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise CommandError(
            f"无法写入“{place}”：{problem.strerror or problem}。请核对路径、权限和剩余空间。",
            returncode=REFUSED,
        ) from problem


def _told(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r已完成 {done}/{total} 件", end=end, file=sys.stderr, flush=True)
