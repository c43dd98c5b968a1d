"""Check sheets of the world's batch, filled in as inspectors would, with a spreadsheet program."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from bihuan.cases.models import Case
from bihuan.documents.check_sheet import FACTS, LINES, check_book
from bihuan.documents.scope import Scope
from bihuan.inspection.rules import VERDICTS, Filled, pack_code
from bihuan.inspection.sheet import read_check_sheet
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World

NAME = "核验表.xlsx"
# What was found, by item: the verdict, the words, the day an answer is due.
FOUND: dict[int, tuple[str, ...]] = {
    LAMPS: ("不属实", "望海路北段仍有6盏路灯不亮。", "2022-12-10"),
    WAGES: ("属实", "", ""),
    GREEN: ("未核验", "", ""),
}


def blank(world: World, case: Case | None = None) -> bytes:
    """The sheet as it lies in the pack of the batch, or of one case."""
    cases = Case.objects.filter(batch=world.batch)
    scope = Scope(world.batch, cases.filter(pk=case.pk) if case else cases, world.today)
    code = pack_code(world.batch.number, case.position if case else None, world.today)
    return check_book(scope, code, tuple(VERDICTS))


def fill(
    content: bytes,
    found: Mapping[int, Sequence[str]] = FOUND,
    *,
    body: str = "市绩效办",
    inspectors: str = "陆七、莫八",
    visited_on: Any = "2022年11月20日",
    cells: Mapping[tuple[str, str], Any] | None = None,
) -> bytes:
    """``content`` filled in; ``cells`` are written last, by sheet and address."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    head = {"核验单位": body, "核验人员": inspectors, "核验日期": visited_on}
    for row in book[FACTS].iter_rows():
        if row[0].value in head:
            row[1].value = head[str(row[0].value)]
    for row in book[LINES].iter_rows():
        if str(row[0].value).isdecimal() and int(str(row[0].value)) in found:
            for cell, text in zip(row[5:8], found[int(str(row[0].value))], strict=True):
                cell.value = text or None
    for (sheet, place), value in (cells or {}).items():
        book[sheet][place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(world: World, *, case: Case | None = None, **changes: Any) -> Filled:
    """The sheet of the batch, or of one case, given out today, filled in and read."""
    return read_check_sheet(fill(blank(world, case), **changes), NAME)
