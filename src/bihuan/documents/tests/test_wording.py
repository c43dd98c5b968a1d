"""文书范本: what an office writes, and the paper that comes of it. All names are invented."""

from datetime import date

import pytest

from bihuan.documents.values import Values
from bihuan.documents.wording import fill_ins, set_wording
from bihuan.documents.wording_set import BLANK, in_chinese
from bihuan.typesetting.paper import (
    AttachmentNote,
    Block,
    Cell,
    Form,
    Imprint,
    Letterhead,
    Level,
    Line,
    Mark,
    NewPage,
    Number,
    Paper,
    Paragraph,
    Photo,
    Photos,
    QrCode,
    Recipients,
    Remark,
    Signature,
    Table,
    Title,
)
from bihuan.typesetting.table import A3, A4, A4_UPRIGHT, Align, Column

LAMPS = Table((Column("问题", 40),), (("路灯不亮",),))
PHOTOS = Photos(((Photo("a" * 64, "整改前"), None),))
VALUES = Values(
    fields={
        "责任单位": "区市政局",
        "整改内容": "路灯不亮。请修。",
        "整改措施": "1. 更换灯头\n2. 定期巡查",
        "备注": "",
        "编号": "督办〔2026〕　号",
        "网址": "https://example.invalid/7K3MX9QD2P",
    },
    lists={
        "事项": ({"名称": "路灯", "时限": "12月31日"}, {"名称": "井盖", "时限": "立即整改"}),
        "附件表": (),
    },
    tables={"目标表": LAMPS, "空表": Table((), ())},
    photos={"整改照片": PHOTOS, "无照片": Photos(())},
)


def paper_of(text: str, typed: dict[str, str] | None = None, values: Values = VALUES) -> Paper:
    return set_wording(text, values, name="督办单", dated=date(2026, 3, 5), typed=typed or {})


def blocks_of(text: str, typed: dict[str, str] | None = None) -> list[Block]:
    return list(paper_of(text, typed).blocks())


def label(text: str, span: int) -> Cell:
    return Cell(text, span, label=True)


def test_a_line_is_a_paragraph_with_its_fields_filled_in() -> None:
    assert blocks_of("请{责任单位}于\n\n　　{备注}\n｛ 责任单位 ｝办理。") == [
        Paragraph("请区市政局于"),
        Paragraph("区市政局办理。"),
    ]


def test_a_value_of_several_lines_makes_several_paragraphs() -> None:
    assert blocks_of("措施：{整改措施}。") == [
        Paragraph("措施：1. 更换灯头"),
        Paragraph("2. 定期巡查。", Level.THIRD, 8),
    ]


@pytest.mark.parametrize(
    ("line", "level", "lead"),
    [
        ("一、总体要求", Level.FIRST, "一、总体要求"),
        ("十二、总体要求。", Level.FIRST, "十二、总体要求。"),
        ("（一）明确责任。各单位应当…", Level.SECOND, "（一）明确责任。"),
        ("(二)明确责任。各单位", Level.SECOND, "(二)明确责任。"),
        ("1. 更换灯头", Level.THIRD, "1. 更换灯头"),
        ("1．更换。灯头", Level.THIRD, "1．更换。"),
        ("（3）其他", Level.FOURTH, "（3）其他"),
        ("1.5米宽的井盖", Level.BODY, ""),
        ("2026年。", Level.BODY, ""),
        ("一是明确责任。", Level.BODY, ""),
        ("（以下简称方案）", Level.BODY, ""),
    ],
)
def test_the_level_of_a_paragraph_is_seen_from_how_it_begins(line: str, level: Level, lead: str) -> None:
    assert blocks_of(line) == [Paragraph(line, level, len(lead))]


def test_a_letter_has_its_head_its_recipients_its_signature_and_its_imprint() -> None:
    text = """【文号：临产组〔2026〕3号】
【发文机关：临港产业园区管理办公室】
【标题：关于做好整改工作的｜通知】
【主送：各单位】
现予印发。
【附件说明：整改方案｜整改目标表】
【署名：区管办｜{责任单位}】
【日期：2026年3月5日】
【附注：此件公开发布】
【抄送：区委办】
【印发：区管办｜2026年3月6日】
【页脚：范本第2版】"""
    paper = paper_of(text)
    assert paper.title == "关于做好整改工作的通知"
    assert paper.foot == "范本第2版"
    assert list(paper.blocks()) == [
        Letterhead("临港产业园区管理办公室", "临产组〔2026〕3号"),
        Title("关于做好整改工作的\n通知"),
        Recipients("各单位"),
        Paragraph("现予印发。"),
        AttachmentNote(("整改方案", "整改目标表")),
        Signature(("区管办", "区市政局"), "2026年3月5日"),
        Remark("此件公开发布"),
        Imprint("区委办", "区管办", "2026年3月6日"),
    ]


def test_the_number_of_a_letter_may_come_after_its_letterhead() -> None:
    assert blocks_of("【发文机关：区管办】\n【文号：甲〔2026〕1号】") == [
        Letterhead("区管办", "甲〔2026〕1号")
    ]


def test_a_signature_without_a_seal_says_so() -> None:
    assert blocks_of("【署名 无章：区管办】") == [Signature(("区管办",), "", sealed=False)]


def test_attachments_are_counted_only_when_there_are_several() -> None:
    one = paper_of("【标题：通知】\n【附件：方案】\n正文")
    assert [section.blocks for section in one.sections] == [
        (Title("通知"),),
        (Mark("附件"), Title("方案"), Paragraph("正文")),
    ]
    several = paper_of("【标题：通知】\n【附件：方案】\n【附件横排：目标表】\n【附件横排Ａ３：台账】")
    assert [block.text for block in several.blocks() if isinstance(block, Mark)] == [
        "附件1",
        "附件2",
        "附件3",
    ]
    assert [section.sheet for section in several.sections] == [A4_UPRIGHT, A4_UPRIGHT, A4, A3]


def test_a_paper_may_lie_on_its_side_from_the_start_or_from_somewhere() -> None:
    assert [section.sheet for section in paper_of("【横排A3】\n【标题：台账】").sections] == [A3]
    turned = paper_of("【标题：报告】\n【横排】\n【表：目标表】\n【竖排】\n正文")
    assert [section.sheet for section in turned.sections] == [A4_UPRIGHT, A4, A4_UPRIGHT]


def test_tables_photos_and_codes_stand_where_they_are_called() -> None:
    text = "【表：目标表】\n【照片：整改照片】\n【另页】\n【二维码：{网址}｜扫码查验】\n"
    text += "【行：注】\n【行中：注】\n【行右：注】"
    assert blocks_of(text) == [
        LAMPS,
        PHOTOS,
        NewPage(),
        QrCode("https://example.invalid/7K3MX9QD2P", "扫码查验"),
        Line("注"),
        Line("注", Align.CENTER),
        Line("注", Align.RIGHT),
    ]


def test_an_instruction_with_nothing_to_show_shows_nothing() -> None:
    text = "【标题：{备注}】\n【主送：{备注}】\n【附注：{备注}】\n【二维码：{备注}｜扫码】\n"
    paper = paper_of(text + "【照片：无照片】\n【署名：{备注}】\n正文")
    assert list(paper.blocks()) == [Paragraph("正文")]
    assert paper.title == "督办单"


def test_what_is_typed_comes_in_and_what_is_not_is_left_to_be_written_by_hand() -> None:
    text = "【编号：{编号}】\n要求：{填：督办要求}"
    assert blocks_of(text) == [Number("督办〔2026〕　号"), Paragraph(f"要求：{BLANK}")]
    typed = {"编号": "督办〔2026〕3号", "督办要求": "立即整改。\n每周报告。", "责任单位": "别的单位"}
    assert blocks_of(text + "\n{责任单位}", typed) == [
        Number("督办〔2026〕3号"),
        Paragraph("要求：立即整改。"),
        Paragraph("每周报告。"),
        Paragraph("区市政局"),
    ]


def test_fill_ins_are_named_in_order_each_once() -> None:
    text = "{填：乙}{填:甲}\n【表格】\n要求｜{填：乙}{填：丙}\n【完】\n【如有：填：丁】\n【附注：{填： 戊 }】\n【完】"
    assert fill_ins(text) == ("乙", "甲", "丙", "丁", "戊")


def test_a_form_has_labels_and_values_in_turn_on_twelve_parts() -> None:
    text = """【表格】
责任单位｜{责任单位}｜时限|立即
整改内容｜{整改内容}
审批意见｜^3
*{整改措施}
#序号=1｜#名称｜#时限=3
【每：事项】
*{序}=1｜*{事项.名称}｜*{事项.时限}=3
【完】
说明
【完】"""
    (form,) = blocks_of(text)
    assert form == Form(
        (
            (label("责任单位", 2), Cell("区市政局", 4), label("时限", 2), Cell("立即", 4)),
            (label("整改内容", 2), Cell("路灯不亮。请修。", 10)),
            (label("审批意见", 2), Cell("", 10, blank=3)),
            (Cell("1. 更换灯头\n2. 定期巡查", 12),),
            (label("序号", 1), label("名称", 8), label("时限", 3)),
            (Cell("1", 1), Cell("路灯", 8), Cell("12月31日", 3)),
            (Cell("2", 1), Cell("井盖", 8), Cell("立即整改", 3)),
            (label("说明", 12),),
        )
    )


@pytest.mark.parametrize("pairs", [1, 2, 3, 4, 5, 6])
def test_every_row_of_a_form_is_twelve_parts_wide(pairs: int) -> None:
    (form,) = blocks_of("【表格】\n" + "｜".join(["栏目｜内容"] * pairs) + "\n【完】")
    assert isinstance(form, Form)
    assert sum(cell.span for cell in form.rows[0]) == 12
    assert all(cell.span for cell in form.rows[0])


def test_lines_are_repeated_for_each_row_and_counted_both_ways() -> None:
    text = (
        "【每：事项】\n{序中}、{事项.名称}\n{序}. {事项.时限}\n【完】\n【每：附件表】\n{附件表.名称}\n【完】"
    )
    assert [block.text for block in blocks_of(text) if isinstance(block, Paragraph)] == [
        "一、路灯",
        "1. 12月31日",
        "二、井盖",
        "2. 立即整改",
    ]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("责任单位", True),
        ("备注", False),
        ("事项", True),
        ("附件表", False),
        ("整改照片", True),
        ("无照片", False),
        ("目标表", True),
        ("空表", False),
        ("填：要求", True),
        ("填：别的", False),
        ("编号", True),
        ("没有的", False),
    ],
)
def test_lines_are_set_only_if_there_is_something_to_speak_of(name: str, there: bool) -> None:
    typed = {"要求": "即办", "别的": " \n"}
    assert blocks_of(f"【如有：{name}】\n有\n【否则】\n无\n【完】", typed) == [
        Paragraph("有" if there else "无")
    ]
    assert blocks_of(f"【如无：{name}】\n无\n【否则】\n有\n【完】", typed) == [
        Paragraph("有" if there else "无")
    ]


def test_conditions_may_ask_about_a_row_and_stand_in_one_another() -> None:
    values = Values(fields={}, lists={"事项": ({"名称": "甲", "说明": ""}, {"名称": "乙", "说明": "缓"})})
    text = (
        "【每：事项】\n【如有：事项.说明】\n【如无：填：略】\n{事项.名称}{事项.说明}\n【完】\n【完】\n【完】"
    )
    assert list(paper_of(text, values=values).blocks()) == [Paragraph("乙缓")]


def test_a_second_title_does_not_rename_the_paper() -> None:
    assert paper_of("【标题：印发通知】\n【标题：工作方案】").title == "印发通知"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"), (111, "一百一十一"), (1001, "一千零一"), (1010, "一千零一十"), (1100, "一千一百"),
        (10_000, "10000"),
    ],
)  # fmt: skip
def test_headings_are_counted_in_chinese(number: int, text: str) -> None:
    assert in_chinese(number) == text
