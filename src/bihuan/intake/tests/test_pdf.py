"""PDF files: the same notice as in any other form, and a clear sentence for each that cannot be read."""

import io
from contextlib import suppress

import pikepdf
import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.readers import open_blocks, scan
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.pictures import page_count
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import CALENDAR
from bihuan.kernel.errors import NotReadable
from bihuan.typesetting import pdf
from bihuan.typesetting.paper import as_paper
from bihuan.typesetting.table import Align, Column, TablePaper
from tests.support.forms import NOTICE, as_docx
from tests.support.paged import as_pdf, as_scan, as_scanned_pdf

OCR = pytest.mark.skipif(
    not scan.is_there(), reason="scans are recognised with requirements/ocr.in (make ocr)"
)


@pytest.fixture(scope="module")
def notice_pdf() -> bytes:
    return as_pdf(NOTICE)


def read(content: bytes, name: str) -> Reading:
    return read_bytes(content, CALENDAR, name=name)


def rows_of(reading: Reading) -> list[dict[str, object]]:
    """The rows as printed, without the places, which no two forms share."""
    table = reading.as_json()["table"]
    assert table is not None
    return [
        {name: value for name, value in row.items() if name not in ("where", "places")}
        for row in table["rows"]
    ]


def refusal_of(content: bytes, name: str = "通知.pdf") -> str:
    with pytest.raises(NotReadable) as refused:
        open_blocks(content, name)
    return refused.value.findings[0].code


def test_the_notice_as_pdf_says_what_the_notice_in_word_says(notice_pdf: bytes) -> None:
    told, wanted = read(notice_pdf, "通知.pdf"), read(as_docx(NOTICE), "通知.docx")
    assert told.document == wanted.document
    assert rows_of(told) == rows_of(wanted)
    assert told.table is not None
    assert told.table.rows[0].where == "第2页表1第2行"
    assert not scan.is_draft(told.findings)


def test_a_list_of_many_pages_reads_back_row_by_row() -> None:
    columns = (
        Column("序号", 12, Align.CENTER), Column("问题编号", 36, Align.CENTER), Column("意见内容", 120),
        Column("来源", 30), Column("收到日期", 27, Align.CENTER),
    )  # fmt: skip
    wanted = tuple(
        (str(n), f"1202109901{n:05}", f"望海路{n}号门前积水，{'请尽快疏通排水管道；' * (n % 7)}盼复。", "12345",
         f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}")
        for n in range(1, 121)
    )  # fmt: skip
    content = pdf.render(
        [as_paper(TablePaper("清单", "意见清单", columns, wanted))], lambda _: None, fonts=None
    )
    assert page_count(content) > 5
    reading = read(content, "清单.pdf")
    assert [(line.number, line.text) for line in reading.opinions] == [(row[1], row[2]) for row in wanted]
    assert [line.received_on.isoformat() if line.received_on else "" for line in reading.opinions] == [
        row[4] for row in wanted
    ]


def test_a_pdf_with_a_password_is_refused(notice_pdf: bytes) -> None:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(notice_pdf)) as document:
        document.save(stream, encryption=pikepdf.Encryption(owner="甲乙", user="丙丁"))
    assert refusal_of(stream.getvalue()) == "file-encrypted"


def test_a_pdf_that_is_cut_off_is_refused(notice_pdf: bytes) -> None:
    assert refusal_of(notice_pdf[: len(notice_pdf) // 2]) == "file-damaged"


def test_a_pdf_of_a_thousand_pages_is_refused() -> None:
    stream = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(1000):
            document.add_blank_page()
        document.save(stream)
    assert refusal_of(stream.getvalue()) == "file-too-large"


@pytest.mark.parametrize("turn", ["0 1 -1 0 842 0", "-1 0 0 -1 842 842", "0 -1 1 0 0 842"])
def test_text_that_stands_on_its_side_is_read_upright(notice_pdf: bytes, turn: str) -> None:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(notice_pdf)) as document:
        for page in document.pages:
            page.mediabox = pikepdf.Array([0, 0, 842, 842])
            page.contents_add(f"q {turn} cm".encode(), prepend=True)
            page.contents_add(b"Q")
        document.save(stream)
    assert rows_of(read(stream.getvalue(), "通知.pdf")) == rows_of(read(notice_pdf, "通知.pdf"))


def test_a_page_that_viewers_turn_is_read_upright(notice_pdf: bytes) -> None:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(notice_pdf)) as document:
        for page in document.pages:
            page.rotate(90, relative=True)
        document.save(stream)
    assert rows_of(read(stream.getvalue(), "通知.pdf")) == rows_of(read(notice_pdf, "通知.pdf"))


def test_a_scan_is_refused_with_what_to_do_where_nothing_can_recognise_it(
    notice_pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "is_there", lambda: False)
    assert refusal_of(as_scanned_pdf(notice_pdf, [1])) == "scan-not-installed"
    assert refusal_of(as_scan(notice_pdf, [1])[0], "通知.jpg") == "scan-not-installed"


def test_pages_that_are_pictures_are_named_where_nothing_can_recognise_them(
    notice_pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "is_there", lambda: False)
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(notice_pdf)) as document:
        with pikepdf.open(io.BytesIO(as_scanned_pdf(notice_pdf, [0]))) as scanned:
            document.pages.append(scanned.pages[0])
        document.save(stream)
    findings = read(stream.getvalue(), "通知.pdf").findings
    assert [finding.where for finding in findings if finding.code == "pages-not-read"] == ["第3页"]


@OCR
@pytest.mark.long
def test_a_scan_upside_down_and_askew_gives_the_same_four_rows_as_a_draft(notice_pdf: bytes) -> None:
    scanned = as_scanned_pdf(notice_pdf, [0, 1], quarters=2, askew=0.9)
    told, wanted = read(scanned, "通知.pdf"), read(as_docx(NOTICE), "通知.docx")
    assert rows_of(told) == rows_of(wanted)
    assert told.document.number == wanted.document.number
    assert scan.is_draft(told.findings)


@OCR
@pytest.mark.long
def test_a_photo_on_its_side_gives_the_same_four_rows_as_a_draft(notice_pdf: bytes) -> None:
    photo = as_scan(notice_pdf, [1], quarters=1, askew=-0.7)[0]
    told = read(photo, "通知.jpg")
    assert rows_of(told) == rows_of(read(as_docx(NOTICE), "通知.docx"))
    assert scan.is_draft(told.findings)


@pytest.mark.long
@pytest.mark.parametrize("at", range(40))
def test_a_mutated_pdf_is_read_or_refused_and_nothing_else(notice_pdf: bytes, at: int) -> None:
    """Bytes changed at places all over the file; whatever it then is, the answer is a reading or NotReadable."""
    content = bytearray(notice_pdf)
    for step in range(25):
        content[(at * 7919 + step * 104_729) % len(content)] ^= 1 << (step % 8)
    with suppress(NotReadable):
        assert isinstance(open_blocks(bytes(content), "通知.pdf", scan.not_here), Blocks)


def test_recognised_words_are_the_same_after_they_were_kept() -> None:
    line = '[595.0, 842.0, 3, [[60, 60, 71, 71, "路", 0.9]], [[50, 50, 500, 50]]]'
    kept = scan.Recognised.from_json(scan.Recognised({2: line}).as_json())
    (page,) = kept.pages(b"", [2])
    assert (page.number, page.words[0].text, page.rules[0].x1) == (3, "路", 500)
    assert (kept.turns(2), kept.turns(0)) == (3, 0)


def test_words_that_were_never_recognised_are_asked_for_and_not_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan, "is_there", lambda: True)
    with pytest.raises(scan.NotRecognised) as missing:
        scan.Recognised({}).pages(b"", [0, 1])
    assert missing.value.pages == [0, 1]
