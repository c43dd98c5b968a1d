"""Holding a file against its paper: unchanged whatever was done with it, or every changed paragraph named."""

import io
import zipfile

import pytest

from bihuan.documents.pictures import photo_of
from bihuan.issuing.checking import Difference, differences, text_of
from bihuan.issuing.content import Content
from bihuan.kernel.codes import code_of
from bihuan.typesetting import docx, pdf
from bihuan.typesetting.paper import Cell, Form, Number, Paper, Paragraph, Section, Table, Title
from bihuan.typesetting.table import Column
from tests.support.refusals import refused

CODE = code_of("一份文书")
LONG = Paragraph("请于2026年6月30日前更换望海路损坏的路灯。" * 20)
BLOCKS = (
    Number("督办〔2026〕3号"),
    Title("关于望海路路灯的督办单"),
    LONG,
    Paragraph("办理结果书面报送。"),
    Form(((Cell("签发", 2, label=True), Cell("钱二", 10)),)),
)


def content(*blocks: object) -> Content:
    """A paper of these blocks, as it is kept."""
    paper = Paper("督办单", "关于望海路路灯的督办单", (Section(blocks or BLOCKS),))  # type: ignore[arg-type]
    foot = f"督办〔2026〕3号 · 校验码 {CODE[:5]}-{CODE[5:]} · 通用范本"
    return Content(paper, CODE, foot, "组织人社局", address=f"http://127.0.0.1:8000/check/{CODE}")


def as_word(kept: Content) -> bytes:
    return docx.render([kept.printed()], photo_of)


def as_pdf(kept: Content) -> bytes:
    return pdf.render([kept.printed()], photo_of, fonts=None)


@pytest.mark.parametrize(("name", "made"), [("督办单.docx", as_word), ("督办单.pdf", as_pdf)])
def test_a_file_of_ours_names_its_code_and_is_unchanged(name: str, made: object) -> None:
    kept = content()
    text = text_of(made(kept), name)  # type: ignore[operator]
    assert text.codes == frozenset({CODE})
    assert differences(text, name, kept) == []


def test_a_changed_number_and_an_added_paragraph_are_found_in_a_word_file() -> None:
    later = Paragraph(LONG.text.replace("6月", "9月", 1))
    changed = content(*BLOCKS[:2], later, *BLOCKS[3:], Paragraph("另行通知。"))
    found = differences(text_of(as_word(changed), "改.docx"), "改.docx", content())
    assert [(row.kept[:12], row.found[:12]) for row in found] == [
        ("请于2026年6月30日", "请于2026年9月30日"),
        ("", "另行通知。"),
    ]


def test_a_changed_cell_is_told_once_however_many_columns_it_spans() -> None:
    changed = content(*BLOCKS[:4], Form(((Cell("签发", 2, label=True), Cell("孙三", 10)),)))
    found = differences(text_of(as_word(changed), "改.docx"), "改.docx", content())
    assert found == [Difference("钱二", "孙三")]


def test_a_paragraph_left_out_of_a_pdf_is_found() -> None:
    shorter = content(*BLOCKS[:3], BLOCKS[4])
    assert differences(text_of(as_pdf(shorter), "改.pdf"), "改.pdf", content()) == [
        Difference("办理结果书面报送。", "")
    ]


def test_a_word_file_saved_again_by_another_program_is_unchanged() -> None:
    """Parts in another order, other compression, words of a paragraph torn into runs."""
    kept = content()
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_word(kept))) as old, zipfile.ZipFile(again, "w") as new:
        for name in reversed(old.namelist()):
            part = old.read(name)
            if name == "word/document.xml":
                torn = "办理结果</w:t></w:r><w:r><w:t>书面报送。".encode()
                assert "办理结果书面报送。".encode() in part
                part = part.replace("办理结果书面报送。".encode(), torn)
            new.writestr(name, part)
    assert differences(text_of(again.getvalue(), "另存.docx"), "另存.docx", kept) == []


@pytest.mark.parametrize(
    ("file", "name", "code"),
    [
        (b"%PDF-1.4\n%\n", "坏.pdf", "file-damaged"),
        (b"PK\x03\x04word/", "坏.docx", "file-damaged"),
        (b"\x89PNG\r\n\x1a\n", "扫描.png", "kind-unsupported"),
        ("督办单".encode(), "督办单.txt", "kind-unsupported"),
        (b"%PDF-1.4\n%\n", "名不符实.docx", "kind-unsupported"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(file: bytes, name: str, code: str) -> None:
    with refused((code, "")):
        text_of(file, name)


ADDED = "<w:p><w:r><w:t>另处罚款。</w:t></w:r></w:p>"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


@pytest.mark.parametrize(
    ("part", "before", "written", "told"),
    [
        ("word/footer1.xml", "</w:ftr>", ADDED, "另处罚款。"),
        ("word/header9.xml", "</w:hdr>", f"<w:hdr {_W}>{ADDED}", "另处罚款。"),
        ("word/footnotes.xml", "</w:footnotes>", f"<w:footnotes {_W}>{ADDED}", "另处罚款。"),
        ("word/document.xml", "</w:body>", "<w:altChunk/>", "（嵌入的其他文档）"),
        (
            "word/document.xml",
            "</w:body>",
            f"<mc:AlternateContent {_MC}><mc:Choice/><mc:Fallback>{ADDED}</mc:Fallback></mc:AlternateContent>",
            "另处罚款。",
        ),
    ],
)
def test_words_added_beside_the_body_are_found(part: str, before: str, written: str, told: str) -> None:
    """In the foot, a header, a note; or embedded so that Word shows what a reader of the body passes over."""
    kept, changed = content(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_word(kept))) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(
                name, text.replace(before.encode(), (written + before).encode()) if name == part else text
            )
        if part not in old.namelist():
            new.writestr(part, written + before)
    assert differences(text_of(changed.getvalue(), "改.docx"), "改.docx", kept) == [Difference("", told)]


def test_of_a_long_list_each_changed_cell_is_found_and_no_other() -> None:
    """Lines are compared a window at a time: whole, a list of a thousand rows full of 是 would take minutes."""

    def listed(changes: dict[int, str], *, without: int = -1) -> Content:
        rows = [(str(at), changes.get(at, "是")) for at in range(900) if at != without]
        return content(Title("台账"), Table((Column("序号", 12), Column("完成", 20)), tuple(rows)))

    changed = as_word(listed({10: "否", 240: "否", 777: "否"}, without=500))
    found = differences(text_of(changed, "改.docx"), "改.docx", listed({}))
    assert [row for row in found if row.kept == "是"] == [Difference("是", "否")] * 3
    assert [row.found for row in found if row.kept != "是"] == [""]
    assert "500" in next(row.kept for row in found if row.kept != "是")
