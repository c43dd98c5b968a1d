"""The words of evidence documents, and the files that are refused instead of read."""

import io
import zipfile

import docx
import pikepdf
import pytest

from bihuan.intake.readers.plain_text import MOST_CHARACTERS, text_of
from bihuan.intake.tests.builders import xlsx_file
from bihuan.kernel.errors import NotReadable


def refused(content: bytes, name: str) -> str:
    with pytest.raises(NotReadable) as caught:
        text_of(content, name)
    (finding,) = caught.value.findings
    return finding.code


def word_file() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "石坎镇人民政府"
    document.add_paragraph("桥栏已焊好。")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "验收情况"
    table.cell(1, 0).text = "立柱"
    table.cell(1, 1).text = "稳固"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_file(content: bytes = b"BT /F1 12 Tf 72 700 Td (Bridge repaired) Tj ET", **options: object) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = pdf.pages[0]
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    page.obj.Contents = pdf.make_stream(content)
    stream = io.BytesIO()
    pdf.save(stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert text_of("桥栏已焊好。\r\n立柱稳固。".encode(encoding), "报告.txt") == "桥栏已焊好。\n立柱稳固。"


def test_of_a_word_file_paragraphs_tables_and_heads_are_read_a_merged_cell_once() -> None:
    assert text_of(word_file(), "报告.docx").split("\n") == [
        "桥栏已焊好。",
        "验收情况",
        "立柱\t稳固",
        "石坎镇人民政府",
    ]


def test_the_media_type_does_as_well_as_the_name() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert text_of(word_file(), word) == text_of(word_file(), "报告.docx")
    assert text_of(pdf_file(), "application/pdf") == "Bridge repaired"


def test_a_workbook_and_a_csv_are_read_row_by_row() -> None:
    assert text_of(xlsx_file([["甲", "乙"], ["丙", "丁"]]), "表.xlsx") == "甲\t乙\n丙\t丁"
    assert text_of("甲,乙\n丙,丁\n".encode(), "表.csv") == "甲\t乙\n丙\t丁"


def test_a_pdf_is_read() -> None:
    assert text_of(pdf_file(), "报告.pdf") == "Bridge repaired"


@pytest.mark.parametrize(
    "name", ["旧.doc", "旧.wps", "图.jpg", "无扩展名", "image/png", "application/msword"]
)
def test_kinds_that_are_not_read_give_no_words(name: str) -> None:
    assert text_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", name) == ""


def test_a_long_text_is_cut() -> None:
    assert len(text_of("桥".encode() * (MOST_CHARACTERS + 100), "长.txt")) == MOST_CHARACTERS


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = pdf_file(encryption=pikepdf.Encryption(user="开门", owner="主人"))
    assert refused(locked, "锁.pdf") == "file-encrypted"


@pytest.mark.parametrize(
    "content",
    [
        pdf_file()[:-60],
        b"%PDF-1.4\nnothing of a PDF\n%%EOF\n",
        pdf_file() + b"\n" * 5000,
        pdf_file(compress_streams=False, linearize=True)[:-400] + b"%%EOF",
        pdf_file(compress_streams=False).replace(b"/Length 46", b"/Length 99999999"),
    ],
    ids=[
        "cut off",
        "nothing inside",
        "end far from the end",
        "shorter than it says",
        "a stream longer than the file",
    ],
)
def test_a_pdf_that_is_damaged_or_lies_about_its_length_is_refused(content: bytes) -> None:
    assert refused(content, "坏.pdf") == "file-damaged"


def test_what_is_only_called_a_pdf_is_refused() -> None:
    assert refused(b"hello", "假.pdf") == "wrong-kind"


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    pdf = pikepdf.new()
    for _ in range(501):
        pdf.add_blank_page()
    stream = io.BytesIO()
    pdf.save(stream)
    assert refused(stream.getvalue(), "厚.pdf") == "file-too-large"


def test_a_pdf_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.intake.readers.plain_text.MOST_SECONDS", 0)
    assert refused(pdf_file(), "慢.pdf") == "file-too-slow"


def test_the_words_of_a_bomb_in_a_pdf_are_bounded() -> None:
    bomb = pdf_file(
        b"BT /F1 1 Tf 1 1 Td " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 15_000 + b"ET"
    )
    assert len(text_of(bomb, "多.pdf")) <= MOST_CHARACTERS


def test_a_zip_bomb_called_word_file_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>")
        archive.writestr("word/header1.xml", b" " * 40_000_000)
    assert refused(stream.getvalue(), "报告.docx") == "file-bomb"


def test_entities_in_the_head_of_a_word_file_are_refused() -> None:
    stream = io.BytesIO(word_file())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/header9.xml", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>')
    assert refused(stream.getvalue(), "报告.docx") == "file-unsafe"


def test_a_broken_head_of_a_word_file_is_refused() -> None:
    stream = io.BytesIO(word_file())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/header9.xml", b"<w")
    assert refused(stream.getvalue(), "报告.docx") == "file-damaged"


def test_text_called_a_word_file_is_refused() -> None:
    assert refused("桥栏已焊好。".encode(), "报告.docx") == "wrong-kind"


def test_an_empty_file_is_refused() -> None:
    assert refused(b"", "空.txt") == "file-empty"
