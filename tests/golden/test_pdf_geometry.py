"""The PDF form of papers against GB/T 9704-2012 in numbers (domain §3.1), read back with a ruler of its own."""

from dataclasses import replace

import pytest

from bihuan.typesetting import pdf
from bihuan.typesetting.paper import (
    AttachmentNote,
    Block,
    Imprint,
    Letterhead,
    Level,
    Line,
    Mark,
    NewPage,
    Paper,
    Paragraph,
    Recipients,
    Section,
    Signature,
    Table,
    Title,
)
from bihuan.typesetting.table import A4, A4_UPRIGHT, Align, Column, Sheet
from tests.golden.every_block import EVERY, photo_of
from tests.golden.pdf_checker import CHARACTER, PITCH, Page, Read, complaints, read

THREE_PAGES = "整" * (28 * 22 * 3)
SENTENCE = "各责任部门要加强领导，深入分析意见产生的根源，于2022年12月10日前将“整改情况”书面报组织人社局。"


def made(*blocks: Block, sheet: Sheet = A4_UPRIGHT, foot: str = "") -> Read:
    """A paper of these blocks, made and read back."""
    paper = Paper("通知", "通知", (Section(blocks, sheet),), foot=foot)
    return read(pdf.render([paper], lambda _: None, fonts=None))


def first(*blocks: Block) -> Page:
    """The first page of a paper of these blocks."""
    return made(*blocks).pages[0]


# ── the whole sheet ─────────────────────────────────────────────────────────────────────────────


def test_a_ruler_finds_nothing_wrong_with_a_paper_of_three_full_pages() -> None:
    assert complaints(made(Paragraph(THREE_PAGES), foot="核验码 ABCD")) == []


def test_a_ruler_finds_nothing_wrong_with_real_sentences() -> None:
    assert complaints(made(*[Paragraph(SENTENCE * 3)] * 12)) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (replace(A4_UPRIGHT, top=38), "top margin"),
        (replace(A4_UPRIGHT, left=29), "left margin"),
        (replace(A4_UPRIGHT, right=27), "right margin"),
        (replace(A4_UPRIGHT, left=27, right=27), "left margin"),
        (replace(A4_UPRIGHT, bottom=34), "place of the page number"),
        (replace(A4_UPRIGHT, bottom=24), "reaches down"),
        (replace(A4_UPRIGHT, width=211, right=27), "width"),
        (replace(A4_UPRIGHT, height=298, bottom=36), "height"),
    ],
)
def test_a_wrong_millimetre_is_found(sheet: Sheet, words: str) -> None:
    assert any(words in told for told in complaints(made(Paragraph(THREE_PAGES), sheet=sheet)))


def test_a_page_has_22_lines_of_28_characters() -> None:
    pages = made(Paragraph(THREE_PAGES)).pages
    assert [len(page.set_in(16)) for page in pages] == [22, 22, 22, 1]
    lines = [len(line.text) for page in pages for line in page.set_in(16)]
    assert lines == [26, *[28] * 65, 2]


def test_22_lines_fill_the_body_from_top_to_bottom() -> None:
    lines = made(Paragraph(THREE_PAGES)).pages[1].set_in(16)
    assert lines[0].middle - PITCH / 2 == pytest.approx(37, abs=0.1)
    assert lines[-1].middle + PITCH / 2 == pytest.approx(262, abs=0.1)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages_opposite_the_foot() -> None:
    odd, even = made(Paragraph(THREE_PAGES), foot="核验码 ABCD").pages[:2]
    assert (odd.number().text, even.number().text) == ("— 1 —", "— 2 —")
    assert odd.number().right == pytest.approx(184 - 14 * 25.4 / 72, abs=0.2)
    assert even.number().left == pytest.approx(28 + 14 * 25.4 / 72, abs=0.2)
    assert odd.line("核验码").left == pytest.approx(28, abs=0.2)
    assert even.line("核验码").right == pytest.approx(184, abs=0.2)
    assert odd.line("核验码").size == 9


# ── the parts of a paper ────────────────────────────────────────────────────────────────────────


def test_the_letterhead_is_red_and_35_mm_below_the_edge_and_its_rule_4_mm_below_the_number() -> None:
    page = first(Letterhead("临港产业园区管理委员会文件", "临港管办发〔2022〕8号"), Title("通知"))
    head, number, title = page.lines[:3]
    assert head.top == pytest.approx(37 + 35, abs=0.5)
    assert (head.left + head.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    [rule] = page.rules
    assert rule.colour == (1, 0, 0)
    assert rule.at - number.bottom == pytest.approx(4, abs=0.5)
    assert [rule.left, rule.right] == pytest.approx([28, 184], abs=0.1)
    # Two blank lines above the number, two below the rule.
    assert number.top - head.bottom == pytest.approx(2.5 * PITCH - number.size * 25.4 / 144, abs=0.5)
    assert 2 * PITCH < title.top - rule.at < 3 * PITCH
    assert (title.left + title.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert title.size == 22


def test_the_recipients_stand_flush_one_blank_line_below_the_title() -> None:
    page = first(Title("通知"), Recipients("各有关单位"), Paragraph(SENTENCE))
    title, recipients, body = page.lines[:3]
    assert recipients.text == "各有关单位："
    assert recipients.left == pytest.approx(28, abs=0.1)
    assert recipients.middle - title.middle == pytest.approx(33 * 25.4 / 144 + 1.5 * PITCH, abs=0.2)
    assert body.left == pytest.approx(28 + 2 * CHARACTER, abs=0.1)


def test_levels_are_told_by_their_fonts_and_never_by_bold() -> None:
    page = first(
        Paragraph("一、总体要求", Level.FIRST, 6),
        Paragraph("（一）分解。逐条落实。", Level.SECOND, 6),
        Paragraph("1. 明确责任。", Level.THIRD, 6),
    )
    hei, kai, fang = page.lines[:3]
    assert hei.fonts != fang.fonts
    assert not any("Bold" in font for line in (hei, kai, fang) for font in line.fonts)
    assert [line.left for line in (hei, kai, fang)] == pytest.approx([28 + 2 * CHARACTER] * 3, abs=0.1)


def test_the_names_of_attachments_hang_below_each_other() -> None:
    page = first(Paragraph("请落实。"), AttachmentNote(("整改目标表" * 8, "台账")), Paragraph("完"))
    body, one, more, two, _ = page.set_in(16)
    assert one.middle - body.middle == pytest.approx(2 * PITCH, abs=0.1)
    assert one.text.startswith("附件：1. 整改目标表")
    assert one.left == pytest.approx(28 + 2 * CHARACTER, abs=0.1)
    assert two.text == "2. 台账"
    assert two.left == pytest.approx(one.left + 3 * CHARACTER, abs=0.1)
    assert two.left + 4 < more.left < two.left + CHARACTER


def test_a_sealed_date_stands_four_characters_in_and_the_name_in_the_middle_above_it() -> None:
    name, day = first(Paragraph("完"), Signature(("管理委员会",), "2022年5月20日")).set_in(16)[1:]
    assert 184 - day.right == pytest.approx(4 * CHARACTER, abs=0.2)
    assert (name.left + name.right) / 2 == pytest.approx((day.left + day.right) / 2, abs=0.2)


@pytest.mark.parametrize("name", ["建设局", "临港产业园区管理委员会办公室"])
def test_without_a_seal_the_date_begins_two_characters_after_the_name(name: str) -> None:
    body, day = first(Paragraph("完"), Signature((name,), "2022年5月20日", sealed=False)).set_in(16)[1:]
    assert day.left - body.left == pytest.approx(2 * CHARACTER, abs=0.2)
    assert 184 - max(body.right, day.right) == pytest.approx(2 * CHARACTER, abs=0.2)


@pytest.mark.parametrize("count", range(17, 23))
def test_a_signature_never_stands_on_a_page_without_text(count: int) -> None:
    note, sign = AttachmentNote(("台账",)), Signature(("管理委员会",), "2022年5月20日")
    pages = made(*[Paragraph("请落实。")] * count, note, sign).pages
    assert pages[-1].line("管理委员会") in pages[-1].lines
    assert pages[-1].lines[0].text == "请落实。"


def test_an_attachment_has_its_mark_top_left_and_its_title_on_the_third_line() -> None:
    mark, title = first(Mark("附件1"), Title("整改目标表")).lines[:2]
    assert [mark.size, mark.left] == pytest.approx([16, 28], abs=0.1)
    assert mark.middle == pytest.approx(37 + PITCH / 2, abs=0.2)
    assert 37 + 2 * PITCH < title.middle < 37 + 3.3 * PITCH


def test_the_imprint_stands_at_the_foot_of_the_last_page_between_its_rules() -> None:
    pages = made(
        Paragraph("完"), NewPage(), Paragraph("完"), Imprint("区委办公室", "管委会办公室", "2022年5月20日")
    ).pages
    assert [len(page.rules) for page in pages] == [0, 3]
    above, between, below = pages[1].rules
    assert below.at == pytest.approx(262, abs=0.3)
    assert [rule.thick for rule in (above, between, below)] == pytest.approx([0.35, 0.25, 0.35], abs=0.01)
    copies, office = pages[1].line("抄送"), pages[1].line("管委会办公室")
    assert copies.text == "抄送：区委办公室。"
    assert (copies.size, office.size) == (14, 14)
    assert copies.left == pytest.approx(28 + 14 * 25.4 / 72, abs=0.1)
    assert pages[1].line("印发").right == pytest.approx(184 - 14 * 25.4 / 72, abs=0.1)


# ── tables on their side ────────────────────────────────────────────────────────────────────────

COLUMNS = (
    Column("序号", 15, Align.CENTER),
    Column("整改内容", 90, above=("问题",)),
    Column("目标", 90, above=("问题",)),
)
ROWS = tuple((str(n), f"第{n}盏路灯不亮。", "更换。\n检查。\n复查。") for n in range(1, 31))


def test_a_list_stands_on_a_sheet_turned_with_its_margins_and_repeats_its_header() -> None:
    pages = made(Mark("附件"), Title("整改目标表"), Table(COLUMNS, ROWS), Line("注：完。"), sheet=A4).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert (round(page.width), round(page.height)) == (297, 210)
        assert [line.text for line in page.set_in(10.5)][:1] == ["问题"]
        for heading in ("序号", "整改内容", "目标"):
            assert sum(line.text == heading for line in page.lines) == 1
        number_line = page.number()
        assert number_line.middle == pytest.approx(210 - 26 + 7, abs=0.3)
        if number % 2:
            assert number_line.right == pytest.approx(297 - 37 - 14 * 25.4 / 72, abs=0.2)
        else:
            assert number_line.left == pytest.approx(35 + 14 * 25.4 / 72, abs=0.2)
        assert max(line.bottom for line in page.set_in(10.5)) < 210 - 26
    told = "".join(line.text for page in pages for line in page.lines)
    assert [n for n in range(1, 31) if f"第{n}盏路灯不亮。" not in told] == []


def test_a_row_stays_in_one_piece() -> None:
    for page in made(Table(COLUMNS, ROWS), sheet=A4).pages:
        told = "".join(line.text for line in page.lines)
        assert told.count("更换。") == told.count("检查。") == told.count("复查。")


def test_page_numbers_run_on_through_a_paper_and_begin_again_with_the_next() -> None:
    pages = read(pdf.render(EVERY, photo_of, fonts=None)).pages
    numbers = [page.number().text for page in pages]
    turn = numbers.index("— 1 —", 1)
    assert numbers[:turn] == [f"— {n} —" for n in range(1, turn + 1)]
    assert numbers[turn:] == [f"— {n} —" for n in range(1, len(numbers) - turn + 1)]


# ── the file ────────────────────────────────────────────────────────────────────────────────────


def test_the_file_is_an_archive_copy_with_real_fonts() -> None:
    found = read(pdf.render(EVERY, photo_of, fonts=None))
    assert found.archive_level == "2B"
    assert all(font.embedded and font.kind == "Type0" for font in found.fonts)
    assert len(found.fonts) >= 3
