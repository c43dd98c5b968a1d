"""RTF: its words, its tables with merged cells, and nothing else of it."""

import io
import zipfile

import pytest

from bihuan.intake.readers import open_blocks, rtf
from bihuan.intake.readers.blocks import Grid, Paragraph
from bihuan.intake.readers.rtf import MOST_DEPTH
from bihuan.kernel.errors import NotReadable
from tests.support.rtf import Merged, rtf_file
from tests.support.word97 import Cells

HEADER = ("序号", "整改内容", "责任", "责任")
STOREY = ("序号", "整改内容", "责任单位", "负责人")
ROWS = (HEADER, STOREY, ("1", "路灯不亮。\n井盖坏了。", "市政建设局", "赵明"))


def lines(content: bytes) -> list[str]:
    return list(open_blocks(content, "a.rtf").lines())


def written(body: str | bytes, page: int = 936) -> bytes:
    body = body if isinstance(body, bytes) else body.encode("ascii")
    return (
        rb"{\rtf1\ansi\ansicpg%d{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset134 B;}{\f2\fcharset2 C;}}" % page
        + body
        + b"}"
    )


@pytest.mark.parametrize("unicode", [False, True])
def test_paragraphs_and_tables_stand_in_order_and_what_surrounds_them_is_left_out(unicode: bool) -> None:
    parts: list[str | Cells | Merged] = ["关于路灯的通知", Merged(ROWS), "联系人：赵明\\{某}", "〇𠮷"]
    first, grid, *last = open_blocks(rtf_file(parts, unicode=unicode), "a.rtf").parts
    assert first == Paragraph("关于路灯的通知", "第1段")
    assert isinstance(grid, Grid)
    assert (grid.name, grid.rows) == ("表1", [list(row) for row in ROWS])
    assert last == [Paragraph("联系人：赵明\\{某}", "第2段"), Paragraph("〇𠮷", "第3段")]


def test_merged_cells_are_filled_and_those_merged_downwards_are_marked() -> None:
    table = Merged(ROWS, down=frozenset([(1, 0), (1, 1)]), right=frozenset([(0, 3)]))
    (grid,) = open_blocks(rtf_file([table]), "a.rtf").grids()
    assert grid.rows == [list(row) for row in ROWS]
    assert grid.covered == {(1, 0), (1, 1)}


def test_a_cell_that_is_broader_than_those_below_stands_over_all_of_them() -> None:
    body = (
        r"\trowd\trleft-108\cellx1000\cellx4010\pard\intbl 1\cell 2\cell\row"
        r"\trowd\trleft-108\cellx995\cellx2500\cellx4000\pard\intbl 3\cell 4\cell 5\cell\row\pard"
    )
    (grid,) = open_blocks(written(body), "a.rtf").grids()
    assert grid.rows == [["1", "2", "2"], ["3", "4", "5"]]


def test_a_row_without_a_definition_is_counted() -> None:
    (grid,) = open_blocks(written(r"\pard\intbl 1\cell 2\cell\row\intbl 3\cell 4\cell\row"), "a.rtf").grids()
    assert grid.rows == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (r"\f1\'c2\'b7\'b5\'c6", "路灯"),
        ("路灯".encode("gb18030"), "路灯"),
        ("乗{乗}".encode("gb18030"), "乗乗"),  # no brace within, one around
        ("乕".encode("gb18030") + b"\\par", "乕"),  # its second byte is a backslash
        (r"\uc1\u-28650?{\uc0\u28783}", "逖灯".replace("逖", chr(-28650 & 0xFFFF))),
        (r"{\listtext\f2\'b7\tab}\f0 1", "· 1"),
        (r"{\listtext 1.\tab}2", "1. 2"),
        (r"1{\v 2}3{\deleted 4}5", "135"),
        (r"1{\field{\*\fldinst HYPERLINK 2}{\fldrslt 3}}", "13"),
        (r"1{\footnote 2}{\*\unheard 3{4}}{\pict\bin3 }}}}5", "15"),
        (r"{\shp{\*\shpinst\shpleft0{\sp{\sn 1}{\sv 2}}{\shptxt \pard 3\par}}{\shprslt 4}}", "3"),
        (r"\ldblquote 1\rdblquote\emdash 2\~3\_4\-5", "“1”—2 3-45"),
    ],
)
def test_what_is_written_is_read_as_word_shows_it(body: str | bytes, said: str) -> None:
    assert lines(written(body)) == [said]


def test_a_font_says_how_its_bytes_are_read_where_the_file_is_of_another_language() -> None:
    assert lines(written(rb"caf\'e9 \f1\'c2\'b7\'b5\'c6\f0 \'93" + b"{\xe9}1", page=1252)) == ["café 路灯“é1"]


def test_characters_that_cannot_be_told_are_named() -> None:
    blocks = open_blocks(written(r"1\par 2\'ff"), "a.rtf")
    assert [(finding.code, finding.where) for finding in blocks.findings] == [("characters-lost", "第2段")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (rtf_file(["正文。"])[:-1], "不完整或已损坏"),
        (written("{" * (MOST_DEPTH + 1)), "层次过深"),
        (written(r"\trowd" + "".join(rf"\cellx{n}" for n in range(1000))), "表格过宽"),
    ],
)
def test_what_is_cut_off_or_made_to_hurt_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(NotReadable, match=says):
        open_blocks(content, "a.rtf")


def test_a_document_without_end_is_refused_before_it_takes_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MOST_SIGNS", 100)
    with pytest.raises(NotReadable, match="正文过长"):
        open_blocks(written(r"\par" * 101), "a.rtf")


def test_rows_of_ever_other_edges_are_refused_before_they_take_memory() -> None:
    rows = "".join(
        rf"\trowd\cellx{n * 100 + 50}\cellx200000\pard\intbl 1\cell 2\cell\row" for n in range(700)
    )
    with pytest.raises(NotReadable, match="表格过大"):
        open_blocks(written(rows), "a.rtf")


def test_a_binary_workbook_is_refused_with_what_to_save_it_as() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.bin", b"1")
    for name in ("清单.xlsb", "清单.xlsx"):
        with pytest.raises(
            NotReadable, match=r"二进制 Excel 工作簿（\.xlsb）.*请用 Excel 打开后另存为 \.xlsx。"
        ):
            open_blocks(stream.getvalue(), name)
