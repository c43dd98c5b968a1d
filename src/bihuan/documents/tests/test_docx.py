"""A table paper as a Word document, held against the numbers of GB/T 9704 (domain §3.1)."""

import re

import pytest

from bihuan.documents import docx
from bihuan.documents.tests.papers import NASTY, attributes, everything, paper, part

MM = 1440 / 25.4


def body_of(content: bytes) -> str:
    return part(content, "word/document.xml")


def footers_of(content: bytes) -> dict[str, str]:
    """The footers by their kind: default (odd pages) and even."""
    targets = {
        found["Id"]: found["Target"]
        for found in attributes(part(content, "word/_rels/document.xml.rels"), "Relationship")
    }
    return {
        found["type"]: part(content, f"word/{targets[found['id']]}")
        for found in attributes(body_of(content), "footerReference")
    }


def test_the_page_is_a4_on_its_side_with_the_margins_turned() -> None:
    xml = body_of(docx.render(paper()))
    [size], [margins] = attributes(xml, "pgSz"), attributes(xml, "pgMar")
    assert size["orient"] == "landscape"
    assert [round(int(size[side]) / MM) for side in ("w", "h")] == [297, 210]
    assert [round(int(margins[side]) / MM) for side in ("top", "bottom", "left", "right")] == [28, 26, 35, 37]


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("PaperMark", "黑体", "32"),
        ("PaperTitle", "方正小标宋简体", "44"),
        ("TableHeading", "黑体", "21"),
        ("TableText", "仿宋_GB2312", "21"),
    ],
)
def test_fonts_are_named_officially(style: str, font: str, half_points: str) -> None:
    styles = part(docx.render(paper()), "word/styles.xml")
    [found] = re.findall(rf'<w:style [^>]*w:styleId="{style}".*?</w:style>', styles, re.DOTALL)
    assert attributes(found, "rFonts")[0]["eastAsia"] == font
    assert attributes(found, "sz")[0]["val"] == half_points


def test_no_theme_font_wins_over_the_named_ones() -> None:
    styles = part(docx.render(paper()), "word/styles.xml")
    [defaults] = re.findall(r"<w:docDefaults>.*?</w:docDefaults>", styles, re.DOTALL)
    assert "Theme" not in defaults
    assert attributes(defaults, "lang")[0]["eastAsia"] == "zh-CN"


def test_the_header_is_repeated_rows_are_kept_and_columns_have_fixed_widths() -> None:
    xml = body_of(docx.render(paper()))
    header, row = re.findall(r"<w:tr>.*?</w:tr>", xml, re.DOTALL)
    assert "<w:tblHeader/>" in header
    assert "<w:cantSplit/>" in row
    assert "<w:tblHeader/>" not in row
    assert attributes(xml, "tblLayout") == [{"type": "fixed"}]
    assert [round(int(column["w"]) / MM) for column in attributes(xml, "gridCol")] == [15, 60]


def test_a_row_longer_than_a_page_may_go_on_so_that_nothing_is_lost() -> None:
    xml = body_of(docx.render(paper(rows=(("1", "字" * 20_000), ("2", "短。")))))
    _, long, short = re.findall(r"<w:tr>.*?</w:tr>", xml, re.DOTALL)
    assert "<w:cantSplit/>" not in long
    assert "<w:cantSplit/>" in short


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones() -> None:
    content = docx.render(paper())
    assert "<w:evenAndOddHeaders/>" in part(content, "word/settings.xml")
    footers = footers_of(content)
    for kind, side in (("default", "right"), ("even", "left")):
        text = re.sub(r"<[^>]*>", "", footers[kind])
        assert re.sub(r"\s+", " ", text).strip() == "— PAGE 1 —"
        assert attributes(footers[kind], "jc") == [{"val": side}]
        assert attributes(footers[kind], "ind") == [{side: "280"}]
        assert {found["eastAsia"] for found in attributes(footers[kind], "rFonts")} == {"宋体"}
        assert {found["val"] for found in attributes(footers[kind], "sz")} == {"28"}
    # 7 mm below the text, and the number itself is 14 points high.
    [margins] = attributes(body_of(content), "pgMar")
    assert round(26 - int(margins["footer"]) / MM - 14 * 25.4 / 72) == 7


def test_whatever_the_text_the_document_is_well_formed_and_says_it() -> None:
    content = docx.render(
        paper(title="<&>", above=("]]>",), rows=tuple((str(n), t) for n, t in enumerate(NASTY)))
    )
    xml = body_of(content)
    assert "{{ x }}{% y %}" in xml
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in xml
    assert "𠮷野家㐂" in xml


def test_the_properties_name_nobody_and_carry_no_picture() -> None:
    content = docx.render(paper())
    properties = part(content, "docProps/core.xml")
    assert (
        re.findall(r"<(?:dc:creator|cp:lastModifiedBy|dc:description|cp:keywords)>([^<]+)<", properties) == []
    )
    assert "临港产业园区整改目标表" in properties
    assert "thumbnail" not in everything(content)
    assert "python-docx" not in everything(content)


def test_the_same_rows_make_the_same_file() -> None:
    assert docx.render(paper()) == docx.render(paper())


def test_a_paper_without_rows_says_so() -> None:
    assert "暂无整改事项" in body_of(docx.render(paper(rows=())))
