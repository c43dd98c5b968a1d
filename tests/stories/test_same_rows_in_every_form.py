"""A notice as Word, RTF, Excel, PDF, web page, OFD, text, scan or photo is one notice: four rows, each cell alike."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.scan import is_draft
from bihuan.intake.reading import Reading, Row
from bihuan.intake.tests.builders import CALENDAR
from tests.support.forms import FORMS, NOTICE, Notice, as_docx, as_pdf
from tests.support.paged import as_scan, as_scanned_pdf, as_scanned_tiff

# Pages that are pictures: the notice and its table, or the table alone.
SCANS: dict[str, Callable[[bytes], bytes]] = {
    "扫描.pdf": lambda pages: as_scanned_pdf(pages, [0, 1]),
    "扫描.tif": lambda pages: as_scanned_tiff(pages, [0, 1]),
    "照片.jpg": lambda pages: as_scan(pages, [1])[0],
}


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


@pytest.mark.long
@pytest.mark.parametrize("name", SCANS)
def test_a_scan_of_the_invented_notice_gives_the_same_four_rows_as_a_draft(
    name: str, as_word: Reading
) -> None:
    pytest.importorskip(
        "rapidocr", reason="rapidocr: scans are recognised with requirements/ocr.in (make ocr)"
    )
    read = read_bytes(SCANS[name](as_pdf(NOTICE)), CALENDAR, name=name)
    assert [without_blanks(row) for row in rows_of(read)] == [without_blanks(row) for row in rows_of(as_word)]
    assert read.document.number == (None if name == "照片.jpg" else as_word.document.number)
    assert is_draft(read.findings)


def without_blanks(row: Row) -> Row:
    """A name that was spread with blanks is recognised without."""
    return replace(row, person="".join(row.person.split()))
