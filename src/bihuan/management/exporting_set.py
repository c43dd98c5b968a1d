"""``bihuan export set`` and ``inspection``: 一件一档 or 迎检资料 of a batch or of one item, made while one waits."""

import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import rmtree

from bihuan.cases.models import Case
from bihuan.documents.scope import Scope
from bihuan.inspection.pack import InspectionManner
from bihuan.intake.models import Batch
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_manner import ARCHIVE, Manner
from bihuan.issuing.sets import write_set
from bihuan.management.console import REFUSED, CommandError

ZIP = ".zip"
_PURPOSES = {"set": PaperSet.Purpose.ARCHIVE, "inspection": PaperSet.Purpose.INSPECTION}
# By the name of the kind and by what it is called.
SET_KINDS = _PURPOSES | {purpose.label: purpose for purpose in _PURPOSES.values()}


def export_set(
    place: Path, batch: Batch, case: Case | None, today: date, purpose: str = PaperSet.Purpose.ARCHIVE
) -> None:
    """Write the set beside ``place``, a part at a time, then move it there: whole or not at all.

    On a terminal how far it is stands on stderr. Who works at the console holds the database: all cases are in it.
    """
    place = place.resolve()
    inspected = purpose == PaperSet.Purpose.INSPECTION
    manner: Manner = InspectionManner(batch, case, today) if inspected else ARCHIVE
    part = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    scope = Scope(batch, Case.objects.filter(batch=batch), today)
    with _refusing(place):
        try:
            with part.open("xb") as stream:
                write_set(stream, scope, case=case, progress=_told, manner=manner)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)


def unpack_set(zipped: Path, folder: Path) -> None:
    """The same as a folder: unpacked beside its place, then moved there. ``folder`` is not there yet."""
    folder = folder.resolve()
    part = folder.with_name(f".{folder.name[:100]}.{os.getpid()}.part")
    with _refusing(folder):
        try:
            with zipfile.ZipFile(zipped) as pack:
                pack.extractall(part)
            part.replace(folder)
        finally:
            rmtree(part, ignore_errors=True)


@contextmanager
def _refusing(place: Path) -> Iterator[None]:
    """A place that cannot be written to is said in words."""
    try:
        yield
    except OSError as problem:
        raise CommandError(
            f"无法写入“{place}”：{problem.strerror or problem}。请核对路径、权限和剩余空间。",
            returncode=REFUSED,
        ) from problem


def _told(done: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r已完成 {done}/{total} 件", end=end, file=sys.stderr, flush=True)
