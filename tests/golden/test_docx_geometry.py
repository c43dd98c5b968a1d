"""Our Word documents, measured: every number of GB/T 9704-2012 that domain §3.1 names."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest

from bihuan.typesetting import docx
from bihuan.typesetting.paper import (
    Block,
    Imprint,
    Letterhead,
    Paper,
    Paragraph,
    Section,
    Signature,
    Title,
)
from bihuan.typesetting.table import A3, ems
from tests.golden.docx_checker import Geometry, Text, departures, geometry_of
from tests.golden.every_block import BROAD, DAY, EVERY, LETTER, LIST, OFFICE, ROWS, photo_of

BODY_PITCH = 28.95
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def every() -> bytes:
    return docx.render(EVERY, photo_of)


@pytest.fixture(scope="module")
def letter() -> Geometry:
    return geometry_of(docx.render([Paper("通知", "通知", (LETTER,))]))


def of(*blocks: Block) -> Geometry:
    return geometry_of(docx.render([Paper("函", "函", (Section(blocks),))]))


def said(texts: Sequence[Text]) -> list[str]:
    return [text.text for text in texts if text.style != "PaperEnd"]


# ── the whole ───────────────────────────────────────────────────────────────────────────────────


def test_every_block_keeps_the_standard(every: bytes) -> None:
    assert departures(every) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("part", "right", "wrong", "complaint"),
    [
        ("document", 'w:left="1587"', 'w:left="1644"', "margins (37.0, 35.0, 29.0, 26.0)"),
        ("document", 'w:top="2098"', 'w:top="2041"', "margins (36.0, 35.0, 28.0, 26.0)"),
        ("document", 'w:bottom="1474"', 'w:bottom="1984"', "margins (28.0, 35.0, 35.0, 37.0)"),
        ("document", 'w:footer="1447"', 'w:footer="1390"', "page number 8.0 mm below the body"),
        ("document", 'w:linePitch="579"', 'w:linePitch="312"', "a grid of 15.6 points"),
        ("settings", "<w:evenAndOddHeaders/>", "", "odd and even pages do not differ"),
        ("styles", 'w:line="579"', 'w:line="600"', "lines of 30.0 points"),
        ("styles", '<w:spacing w:val="-5"/>', "", "characters of 16.0 points"),
        ("styles", 'w:firstLine="630"', 'w:firstLine="420"', "first line 1.33 characters in"),
        ("styles", '<w:sz w:val="44"/>', '<w:sz w:val="36"/>', "set in 18.0 points, not 22"),
        ("styles", 'w:eastAsia="方正小标宋简体"', 'w:eastAsia="宋体"', "set in 宋体"),
        ("styles", 'w:eastAsia="仿宋_GB2312"', 'w:eastAsia="等线"', "set in 等线"),
        ("footer1", 'w:pos="8564"', 'w:pos="8844"', "page number 0.0 characters from the right"),
        ("footer2", 'w:left="280"', 'w:left="0"', "page number 0.0 characters from the left"),
        ("footer1", "— ", "- ", "page number"),
    ],
)
def test_the_checker_sees_what_is_wrong(
    every: bytes, part: str, right: str, wrong: str, complaint: str
) -> None:
    broken = _with(every, f"word/{part}.xml", right, wrong)
    assert any(complaint in fault for fault in departures(broken)), departures(broken)


def _with(content: bytes, name: str, right: str, wrong: str) -> bytes:
    """The same document with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == name:
                assert right.encode() in text, "nothing to break"
                text = text.replace(right.encode(), wrong.encode())
            new.writestr(part, text)
    return stream.getvalue()


# ── sheets and page numbers ─────────────────────────────────────────────────────────────────────


def test_sheets_stand_with_the_margins_of_the_standard_and_lie_with_them_turned(every: bytes) -> None:
    upright, table, ledger, *_ = geometry_of(every).pages
    assert (upright.width, upright.height, upright.margins) == (210, 297, (37, 35, 28, 26))
    assert upright.body == (156, 225)
    assert (table.width, table.height, table.margins) == (297, 210, (28, 26, 35, 37))
    assert table.body == (225, 156)
    assert (ledger.width, ledger.height, ledger.margins) == (420, 297, (28, 26, 35, 37))


def test_each_paper_counts_its_pages_from_one_through_all_its_sections(every: bytes) -> None:
    assert [page.starts_at for page in geometry_of(every).pages] == [1, None, None, None, 1]


def test_the_foot_stands_small_opposite_the_page_number_on_every_page(every: bytes) -> None:
    feet = [(page.odd, page.even) for page in geometry_of(every).pages]
    said_there = ["核验码 ABCD-EFGH"] * 4 + ["核验码 JKLM-NPQR"]
    assert [(odd.opposite, even.opposite) for odd, even in feet] == [(text, text) for text in said_there]
    assert {(foot.side, foot.opposite_size) for pair in feet for foot in pair} == {("right", 9), ("left", 9)}


def test_a_foot_too_long_for_its_line_goes_below_and_the_number_stays() -> None:
    paper = Paper("函", "函", (Section((Title("函"),)),), foot="核验码" * 14)
    content = docx.render([paper])
    assert departures(content) == []
    assert geometry_of(content).pages[0].odd.opposite == "核验码" * 14


# ── head ────────────────────────────────────────────────────────────────────────────────────────


def test_the_letterhead_is_red_35_mm_down_and_its_number_two_lines_below(letter: Geometry) -> None:
    mark, blank, other, number = letter.texts[:4]
    [run] = mark.runs
    assert (run.text, run.font, run.colour, mark.align) == (
        f"{OFFICE}文件",
        "方正小标宋简体",
        "FF0000",
        "center",
    )
    assert mark.pitch is not None
    above = mark.above + (mark.pitch - run.size) / 2
    assert above * 25.4 / 72 == pytest.approx(35, abs=0.1)
    assert ems(run.text) * run.size * 25.4 / 72 <= 156, "the mark stands on one line"
    assert [blank.text, other.text] == ["", ""]
    assert (number.text, number.align) == ("临港管办发〔2022〕8号", "center")


def test_the_red_rule_is_as_wide_as_the_body_4_mm_below_the_number(letter: Geometry) -> None:
    number = letter.first("LetterNumber")
    assert number.rule == "FF0000"
    assert (number.left, number.right, number.first_line) == (0, 0, 0)
    assert number.pitch is not None
    below_signs = (number.pitch - 16) / 2 + number.rule_below
    assert below_signs * 25.4 / 72 == pytest.approx(4, abs=0.2)


def test_a_long_letterhead_is_set_smaller_and_never_too_small() -> None:
    short, long = (of(Letterhead(name, "")).first("Letterhead").runs[0] for name in ("建设局", "局" * 68))
    assert (short.size, long.size) == (48, 26)


def test_blank_lines_stand_where_the_standard_wants_them(letter: Geometry) -> None:
    texts = said(letter.texts)
    title = texts.index(f"{OFFICE}\n关于印发整改工作方案的通知")
    assert texts[title - 3 : title] == ["临港管办发〔2022〕8号", "", ""]
    assert texts[title + 1 : title + 3] == ["", "园区各部门："]
    note = next(n for n, text in enumerate(texts) if text.startswith("附件：1."))
    assert texts[note - 2 : note] == ["现将《整改工作方案》印发给你们，请认真贯彻落实。", ""]
    signature = texts.index(OFFICE)
    assert texts[signature - 2 : signature + 2] == ["", "", OFFICE, DAY]


def test_an_attachment_begins_a_page_with_its_mark_and_its_title_on_the_third_line() -> None:
    found = geometry_of(docx.render([Paper("方案", "方案", (LIST,))]))
    mark, blank, title = found.texts[:3]
    assert (mark.text, mark.style, mark.left) == ("附件1", "PaperMark", 0)
    assert (blank.text, blank.pitch) == ("", BODY_PITCH)
    assert title.text == "临港产业园区整改目标表"


def test_a_title_is_broken_by_its_writer_or_by_meaning_the_first_line_the_longer() -> None:
    titles = [block for block in LETTER.blocks if isinstance(block, Title)]
    written, ours = (text for text in of(*titles).texts if text.style == "PaperTitle")
    assert written.text == f"{OFFICE}\n关于印发整改工作方案的通知"
    assert "\n" not in ours.text, "the text stays whole"
    room = 156 / 25.4 * 72 / 22 - ours.left - ours.right
    first = ems("2021年度社会评价意见建议临港产业园区")
    assert first <= room < first + 1


# ── body ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("begins", "lead", "font"),
    [
        ("一、", "一、总体要求", "黑体"),
        ("（一）", "（一）分解任务。", "楷体_GB2312"),
        ("1.", "", ""),
        ("（1）", "", ""),
    ],
)
def test_only_the_lead_of_a_level_is_set_in_its_font(
    letter: Geometry, begins: str, lead: str, font: str
) -> None:
    text = next(text for text in letter.texts if text.style == "Body" and text.text.startswith(begins))
    assert [(run.text, run.font) for run in text.runs if run.font != "仿宋_GB2312"] == (
        [(lead, font)] if lead else []
    )
    assert text.first_line == 2


def test_names_of_attachments_stand_below_each_other_without_the_words_before_them(letter: Geometry) -> None:
    first, second = (text for text in letter.texts if "附件：" in text.text or "台账" in text.text)
    assert (first.text[:6], second.text) == ("附件：1.\t", "2.\t整改销号管理台账")
    assert first.left == second.left == pytest.approx(6.35, abs=0.05), "two, 附件： and the number"


def test_a_sealed_signature_is_centred_over_its_date_four_characters_in() -> None:
    body, day = _signature(sealed=True, body="建设局")
    assert day.right == 4
    assert _middle(body) == pytest.approx(_middle(day), abs=0.05)


def test_a_long_sealed_signature_stays_on_the_sheet_over_its_date() -> None:
    body, day = _signature(sealed=True, body="中" * 20)
    assert body.right == 0
    assert _middle(body) == pytest.approx(_middle(day), abs=0.05)


def test_without_a_seal_the_signature_stands_two_in_and_its_date_begins_two_after_it() -> None:
    body, day = _signature(sealed=False, body=OFFICE)
    assert body.right == 2
    assert day.right + ems(DAY) == pytest.approx(body.right + ems(OFFICE) - 2, abs=0.05)


def test_without_a_seal_a_date_longer_than_the_signature_is_the_one_two_in() -> None:
    body, day = _signature(sealed=False, body="建设局")
    assert day.right == 2
    assert day.right + ems(DAY) == pytest.approx(body.right + 3 - 2, abs=0.05)


def _signature(*, sealed: bool, body: str) -> list[Text]:
    return [text for text in of(Signature((body,), DAY, sealed)).texts if text.style == "BodyRight"]


def _middle(text: Text) -> float:
    return text.right + ems(text.text) / 2


# ── tables and 版记 ─────────────────────────────────────────────────────────────────────────────


def test_headings_shared_by_columns_are_one_cell_and_single_ones_reach_down() -> None:
    [grid] = geometry_of(docx.render([Paper("方案", "方案", (LIST,))])).grids
    assert grid.header == 3
    assert grid.rows[0] == ("序号", "整改内容", "分类", "数量", "时限")
    assert grid.spans[0] == (1, 1, 3, 1, 1)
    assert grid.rows[1] == ("", "", "类型", "细分", "", "")
    assert grid.spans[1] == (1, 1, 1, 2, 1, 1)
    assert grid.merged[0] == ("restart", "restart", "", "restart", "restart")
    assert grid.merged[2] == ("continue", "continue", "continue", "", "", "continue", "continue")
    assert grid.kept == (True,) * len(ROWS)


def test_a_table_too_broad_goes_on_on_the_next_page_with_its_first_columns_again() -> None:
    found = geometry_of(docx.render([Paper("台账", "台账", (Section((BROAD,), A3),))]))
    first, second = found.grids
    assert first.rows[0] == tuple(f"第{n}列" for n in range(1, 7))
    assert second.rows[0] == tuple(f"第{n}列" for n in (1, 2, 7, 8, 9, 10))
    assert [text.text for text in found.texts if text.new_page][:1] == ["（续表）"]
    assert {row[:2] for row in second.rows} == {row[:2] for row in first.rows}


def test_the_imprint_lies_at_the_foot_between_its_rules_one_character_in() -> None:
    found = of(Imprint("区委办公室", OFFICE, DAY))
    [grid] = found.grids
    copies, printed = (text for text in found.texts if text.style == "Imprint")
    assert grid.at_foot
    assert grid.widths == (156,)
    assert grid.rules == ((0.35, 0.26), (0.26, 0.35)), "0.25 mm is not a whole number of eighths of a point"
    assert (copies.text, printed.text) == ("抄送：区委办公室。", f"{OFFICE}\t{DAY}印发")
    assert (copies.left, copies.right, printed.left) == (4, 1, 1), "what goes on stands behind 抄送："


# ── another program sets it ─────────────────────────────────────────────────────────────────────


@pytest.mark.long
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
def test_libreoffice_sets_every_block_loses_no_row_and_fills_a_page_with_22_lines_of_28(
    tmp_path: Path,
) -> None:
    full = Paper("函", "函", (Section((Paragraph("满" * (22 * 28 - 2)),)),))
    *pages, last = _pages(docx.render([*EVERY, full], photo_of), tmp_path)
    lines = [line for line in last.splitlines() if "满" in line]
    assert [len(line.strip()) for line in lines] == [26] + [28] * 21, "the first is indented two characters"
    text = "".join(pages).replace("\r", "").replace("\n", "").replace(" ", "")
    assert len(pages) == 11, [page[:20] for page in pages]
    for row in ROWS:
        assert row[1] in text
        assert row[3] in text
    for each in (
        "3行10列",
        "此页末尾为版记",
        "抄送：区委办公室",
        "（无）",
        "（图片无法显示）",
        "扫码核验",
        "（续表）",
    ):
        assert each in text
    numbers = [number for page in pages for number in range(1, 10) if f"— {number} —" in page]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2]
    assert sum("核验码 ABCD-EFGH" in page for page in pages) == 9


def _pages(content: bytes, folder: Path) -> list[str]:
    """The text of each page as LibreOffice sets it."""
    source = folder / "paper.docx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(folder / "paper.pdf") as document:
        return [page.get_textpage().get_text_range() for page in document]
