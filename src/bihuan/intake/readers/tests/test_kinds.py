"""The content decides what a file is; its ending only of which family it may be."""

import io

import pytest
import xlwt

from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.blocks import Grid
from bihuan.kernel.errors import NotReadable
from tests.support.compound import compound_file
from tests.support.forms import NOTICE, as_csv, as_doc, as_docx, as_html, as_xls, as_xlsx
from tests.support.word97 import word_file


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (as_docx(NOTICE), "通知.doc", "Word 文档（.docx）"),
        (as_docx(NOTICE), "通知.wps", "Word 文档（.docx）"),
        (as_doc(NOTICE), "通知.docx", "旧版 Word 文档（.doc）"),
        (as_xlsx(NOTICE), "目标表.xls", "Excel 工作簿（.xlsx）"),
        (as_xlsx(NOTICE), "目标表.et", "Excel 工作簿（.xlsx）"),
        (as_xls(NOTICE), "目标表.xlsx", "旧版 Excel 工作簿（.xls）"),
        (as_html(NOTICE), "目标表.xls", "网页文件（HTML）"),
        (as_html(NOTICE), "通知.doc", "网页文件（HTML）"),
        (as_csv(NOTICE), "目标表.xls", "文本文件"),
    ],
)
def test_a_file_of_the_same_family_is_read_and_the_difference_told(
    content: bytes, name: str, says: str
) -> None:
    blocks = open_blocks(content, name)
    (told,) = (finding for finding in blocks.findings if finding.code == "kind-by-content")
    assert says in told.message
    assert name in told.message
    assert any("120210990100031" in cell for grid in blocks.grids() for row in grid.rows for cell in row)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_doc(NOTICE), "通知.doc"),
        (as_doc(NOTICE), "通知.wps"),
        (as_xls(NOTICE), "目标表.xls"),
        (as_xls(NOTICE), "目标表.et"),
        (as_html(NOTICE), "通知.html"),
        (as_xls(NOTICE), "没有扩展名"),
    ],
)
def test_a_file_that_is_what_its_name_says_needs_no_remark(content: bytes, name: str) -> None:
    assert open_blocks(content, name).findings == ()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_doc(NOTICE), "目标表.xls"),
        (as_xls(NOTICE), "通知.doc"),
        (as_html(NOTICE), "清单.csv"),
        (as_html(NOTICE), "清单.xlsx"),
        (as_doc(NOTICE), "通知.txt"),
        (as_xlsx(NOTICE), "通知.ofd"),
    ],
)
def test_a_file_of_another_family_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(NotReadable, match="实际内容却是") as caught:
        open_blocks(content, name)
    assert [finding.code for finding in caught.value.findings] == ["wrong-kind"]


def test_a_workbook_that_speaks_of_word_in_its_cells_is_still_a_workbook() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("清单")
    sheet.write(0, 0, "编号")
    sheet.write(1, 0, "流 WordDocument 见说明：路灯")
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = open_blocks(stream.getvalue(), "清单.xls").grids()
    assert grid.rows[1] == ["流 WordDocument 见说明：路灯"]


def test_a_file_with_a_password_is_told_from_a_broken_one() -> None:
    with pytest.raises(NotReadable, match="设有打开密码"):
        open_blocks(compound_file({"EncryptedPackage": b"x"}), "清单.xlsx")
    locked = bytearray(word_file(["通知"]))
    at = locked.index(b"\xec\xa5")
    locked[at + 11] |= 1  # fEncrypted
    with pytest.raises(NotReadable, match="设有打开密码"):
        open_blocks(bytes(locked), "通知.doc")


def test_an_old_document_of_another_program_is_named_for_what_it_is() -> None:
    with pytest.raises(NotReadable, match="旧版 Office 文件"):
        open_blocks(compound_file({"PowerPoint Document": b"x"}), "汇报.doc")


def test_a_part_of_a_page_without_head_is_a_page() -> None:
    (grid,) = open_blocks("<p>说明<table><tr><td>甲<td>乙<tr><td>1<td>2</table>".encode(), "a.html").grids()
    assert isinstance(grid, Grid)
    assert grid.rows == [["甲", "乙"], ["1", "2"]]
