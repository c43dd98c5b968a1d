"""OFD: text and tables from places on the page."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.readers import open_blocks
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.tests.builders import CALENDAR
from bihuan.kernel.errors import NotReadable
from tests.support.ofd import ofd_file
from tests.support.word97 import Cells

ROWS = (
    ("编号", "意见内容", "责任部门"),
    ("1", "望海路路灯不亮。", "建设局"),
    ("2", "公交太少，请增加班次。", "交通局"),
)
PAGE = "Doc_0/Pages/Page_0/Content.xml"


def changed(content: bytes, change: Callable[[str, str], str]) -> bytes:
    """The file with every part passed through ``change(name, xml)``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return stream.getvalue()


def words(content: bytes) -> list[str]:
    return list(open_blocks(content, "a.ofd").lines())


def test_lines_and_a_ruled_table_stand_in_order() -> None:
    first, grid, last = open_blocks(ofd_file(["关于路灯的通知", Cells(ROWS), "联系人：赵明"]), "a.ofd").parts
    assert isinstance(grid, Grid)
    assert grid.rows == [list(row) for row in ROWS]
    assert "第1页" in grid.place(1, 2)
    assert not isinstance(first, Grid)
    assert not isinstance(last, Grid)
    assert (first.text, last.text) == ("关于路灯的通知", "联系人：赵明")


def test_a_table_over_many_pages_is_one() -> None:
    rows = (("编号", "意见内容"), *((f"12021099010{n:04}", f"望海路第{n}盏路灯不亮。") for n in range(90)))
    (grid,) = open_blocks(ofd_file([Cells(rows)]), "a.ofd").grids()
    assert grid.rows == [list(row) for row in rows]


def test_equal_distances_may_be_written_in_short() -> None:
    def in_short(name: str, xml: str) -> str:
        return re.sub(r'DeltaX="3.5( 3.5)+"', lambda found: f'DeltaX="g {found[0].count("3.5")} 3.5"', xml)

    plain = ofd_file(["关于路灯的通知"])
    short = changed(plain, in_short)
    assert short != plain
    assert words(short) == words(plain) == ["关于路灯的通知"]


def test_an_object_moved_by_its_matrix_stands_where_it_is_drawn() -> None:
    def moved(name: str, xml: str) -> str:
        # The second line is put above the first: by its matrix, not by its box.
        return xml.replace(
            'Size="3.5" Boundary="20.0 25.5', 'Size="3.5" CTM="1 0 0 1 0 -15" Boundary="20.0 25.5'
        )

    assert words(changed(ofd_file(["第一行。", "第二行。"]), moved)) == ["第二行。", "第一行。"]


def test_what_a_template_draws_belongs_to_the_page() -> None:
    def with_template(name: str, xml: str) -> str:
        if name.endswith("Document.xml"):
            return xml.replace(
                "</ofd:CommonData>", '<ofd:TemplatePage ID="7" BaseLoc="/Doc_0/T.xml"/></ofd:CommonData>'
            )
        return xml.replace("<ofd:Content>", '<ofd:Template TemplateID="7"/><ofd:Content>')

    stream = io.BytesIO(changed(ofd_file(["正文。"]), with_template))
    words_above = '<TextCode X="0" Y="3" DeltaX="g 5 3.5">临港管委会</TextCode>'
    above = f'<TextObject Size="3.5" Boundary="20 2 90 4">{words_above}</TextObject>'
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("Doc_0/T.xml", f"<Page><Content><Layer>{above}</Layer></Content></Page>")
    assert "正文。" in words(stream.getvalue())
    assert any("临港管委会" in line for line in words(stream.getvalue()))


def test_what_is_not_visible_is_not_read() -> None:
    hidden = changed(ofd_file(["看得见。", "看不见。"]), lambda _, xml: re.sub(
        r'<ofd:TextObject (?=[^>]*Boundary="20.0 25.5)', '<ofd:TextObject Visible="false" ', xml
    ))  # fmt: skip
    assert words(hidden) == ["看得见。"]


def test_a_file_of_pictures_is_told() -> None:
    def picture(name: str, xml: str) -> str:
        return re.sub(
            r"<ofd:TextObject.*?</ofd:TextObject>", '<ofd:ImageObject ID="1" Boundary="0 0 9 9"/>', xml
        )

    with pytest.raises(NotReadable, match="各页都是图片"):
        open_blocks(changed(ofd_file(["正文。"]), picture), "a.ofd")


def test_an_entity_is_refused_and_a_missing_page_is_damage() -> None:
    def declares(name: str, xml: str) -> str:
        return xml.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1) if name == PAGE else xml

    with pytest.raises(NotReadable, match="实体"):
        open_blocks(changed(ofd_file(["正文。"]), declares), "a.ofd")
    with pytest.raises(NotReadable, match="不完整或已损坏"):
        open_blocks(changed(ofd_file(["正文。"]), lambda _, xml: xml.replace("Page_0", "Page_9")), "a.ofd")


def test_a_real_sealed_document_is_read(data_dir: Path) -> None:
    content = (data_dir / "ofd" / "n.ofd").read_bytes()
    read = read_bytes(content, CALENDAR, name="n.ofd")
    assert read.document.number == "路卫发〔2011〕76号"
    lines = words(content)
    assert any(line.startswith("关于同意") and line.endswith("的批复") for line in lines)
    assert lines[-2].endswith("日")
