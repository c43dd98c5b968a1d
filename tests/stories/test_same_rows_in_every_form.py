"""The same notice as Word, Excel, web page, OFD and text is one notice: four rows, each cell alike."""

from dataclasses import replace
from pathlib import Path

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.readers import open_blocks
from bihuan.intake.reading import Reading, Row
from bihuan.intake.tests.builders import CALENDAR
from tests.support.forms import FORMS, NOTICE, Notice, as_docx


def rows_of(reading: Reading) -> list[Row]:
    """The rows without their places, which differ by form."""
    assert reading.table is not None
    return [replace(row, where="") for row in reading.table.rows]


@pytest.fixture(scope="module")
def as_word() -> Reading:
    return read_bytes(as_docx(NOTICE), CALENDAR, name="通知.docx")


@pytest.mark.parametrize("name", FORMS)
def test_the_invented_notice_gives_the_same_four_rows(name: str, as_word: Reading) -> None:
    read = read_bytes(FORMS[name](NOTICE), CALENDAR, name=name)
    assert len(rows_of(read)) == 4
    assert rows_of(read) == rows_of(as_word)
    assert read.document.number == as_word.document.number == "临港管办发〔2022〕8号"
    assert read.document.report_due_on == as_word.document.report_due_on


@pytest.mark.parametrize("name", FORMS)
def test_the_real_notice_gives_the_same_four_rows(name: str, seed_dir: Path) -> None:
    original = (seed_dir / "notice.docx").read_bytes()
    as_word = read_bytes(original, CALENDAR, name="notice.docx")
    notice = Notice.of(open_blocks(original, "notice.docx"))
    read = read_bytes(FORMS[name](notice), CALENDAR, name=name)
    assert len(rows_of(read)) == 4
    assert rows_of(read) == rows_of(as_word)
    assert read.document.number == as_word.document.number
    assert (read.document.received_count, read.document.rectify_count) == (16, 4)
