"""What the tests of papers share: reading back what was written."""

import io
import re
import zipfile

from bihuan.intake.read import read_bytes
from bihuan.intake.reading import Reading, Row
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.typesetting.table import Align, Column, TablePaper

NASTY = (
    "=1+1",
    "+86 0777",
    "-1",
    "@SUM(A1)",
    "{=1+1}",
    "<b>&amp;</b>",
    "{{ x }}{% y %}",
    "_x0041_",
    "𠮷野家㐂",
    "http://example.org/",
    '"引号"与“引号”',
    "a\tb",
    "字" * 20_000,
)


def paper(**changes: object) -> TablePaper:
    """A small paper."""
    given: dict[str, object] = {
        "name": "整改目标表",
        "title": "临港产业园区整改目标表",
        "columns": (Column("序号", 15, Align.CENTER), Column("内容", 60)),
        "rows": (("1", "路灯不亮。"),),
    }
    return TablePaper(**(given | changes))  # type: ignore[arg-type]


def read_back(content: bytes, name: str) -> Reading:
    """What ``bihuan read`` understands of it."""
    return read_bytes(content, WeekendCalendar(), name=name)


def rows_of(content: bytes, name: str) -> tuple[Row, ...]:
    """The rows of its target table."""
    table = read_back(content, name).table
    assert table is not None
    return table.rows


def part(content: bytes, name: str) -> str:
    """One part of the package, as text."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def everything(content: bytes) -> str:
    """All parts of the package as one text."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def attributes(xml: str, tag: str) -> list[dict[str, str]]:
    """The attributes of every element ``tag``, namespaces dropped."""
    found = re.findall(rf"<(?:\w+:)?{tag}(\s[^>]*?)?/?>", xml)
    return [dict(re.findall(r'(?:\w+:)?(\w+)="([^"]*)"', text or "")) for text in found]
