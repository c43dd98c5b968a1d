from dataclasses import replace
from datetime import date

import pytest

from bihuan.intake.notice import read_notice
from bihuan.intake.printing import as_json, as_lines
from bihuan.intake.read import read_bytes
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import (
    CALENDAR,
    LIST_HEAD,
    NINE,
    NOTICE_LINES,
    csv_file,
    docx_file,
    notice_file,
    notice_text,
    row,
)


def changed(**lines: str) -> list[str]:
    """The invented notice with the line that starts with a word replaced."""
    return [next((new for old, new in lines.items() if line.startswith(old)), line) for line in NOTICE_LINES]


def test_a_notice_that_issues_a_plan_that_carries_a_table_has_three_titles() -> None:
    facts = read_notice(NOTICE_LINES)
    assert facts.title == "关于印发《2021年度社会评价意见建议临港产业园区整改工作方案》的通知"
    assert facts.plan_title == "2021年度社会评价意见建议临港产业园区整改工作方案"
    assert facts.attachments == ("临港产业园区2021年度社会评价意见建议整改目标表",)


def test_who_issued_it_to_whom_when_and_on_what_it_rests() -> None:
    facts = read_notice(NOTICE_LINES)
    assert facts.number == "临港管办发〔2022〕8号"
    assert facts.issuing_body == "临港产业园区管理委员会办公室"
    assert facts.recipients == "园区各部门"
    assert facts.issued_on == date(2022, 5, 19)
    assert facts.basis == ("海绩办发〔2022〕3号",)


def test_the_year_that_was_evaluated_is_not_the_year_of_the_work() -> None:
    facts = read_notice(NOTICE_LINES)
    assert (facts.evaluation_year, facts.work_year) == (2021, 2022)


def test_who_coordinates_what_is_counted_and_when_reports_are_due() -> None:
    facts = read_notice(NOTICE_LINES)
    assert facts.coordinator == "综合协调局"
    assert (facts.received_count, facts.rectify_count) == (3, 2)
    assert (facts.report_due_on, facts.report_to) == (date(2022, 12, 9), "综合协调局")


@pytest.mark.parametrize(
    "number",
    ["临港管办发[2022]8号", "临港管办发【2022】8号", "临港管办发（2022）8号", "文号：临港管办发〔2022〕8号"],
)
def test_a_number_with_other_brackets_is_the_same_number(number: str) -> None:
    assert read_notice(changed(临港管办发=number)).number == "临港管办发〔2022〕8号"


def test_a_report_day_without_year_takes_the_year_of_the_work() -> None:
    facts = read_notice(changed(各部门于="请各部门于11月20日前将整改情况报送综合协调局。"))
    assert (facts.report_due_on, facts.report_to) == (date(2022, 11, 20), "综合协调局")


def test_two_bodies_that_sign_are_both_named() -> None:
    lines = [
        "关于公布整改目标的公告",
        "现予公布。",
        "海湾市考评委员会办公室",
        "海湾市绩效管理委员会办公室",
        "2022年6月24日",
    ]
    assert read_notice(lines).issuing_body == "海湾市考评委员会办公室、海湾市绩效管理委员会办公室"


def test_a_date_in_chinese_digits_is_the_date_of_the_paper() -> None:
    assert read_notice(changed(**{"2022年5月19日": "二〇二二年五月十九日"})).issued_on == date(2022, 5, 19)


def test_numbered_attachments_are_listed_one_by_one() -> None:
    facts = read_notice([*NOTICE_LINES[:-1], "附件：1. 整改目标表", "2. 填报说明", "临港产业园区"])
    assert facts.attachments == ("整改目标表", "填报说明")


def test_the_letter_and_the_plan_are_kept_whole_without_titles_signature_and_attachment_note() -> None:
    facts = read_notice(NOTICE_LINES)
    assert facts.letter == (NOTICE_LINES[4],)
    assert facts.plan == NOTICE_LINES[9:15]


@pytest.mark.parametrize("form", ["a.docx", "a.txt"])
def test_what_stands_above_and_in_the_table_is_no_part_of_the_plan(form: str) -> None:
    lines = [*NOTICE_LINES, "附件", "临港产业园区2021年度社会评价意见建议整改目标表"]
    grid = [NINE, row()]
    stacked = "\n\n".join("\n".join(f"\t{cell}" for cell in cells) for cells in grid)
    content = docx_file(lines, [grid]) if form == "a.docx" else "\n".join([*lines, "", stacked]).encode()
    facts = read_bytes(content, CALENDAR, name=form).document
    assert facts.plan == NOTICE_LINES[9:15]


def test_a_plan_that_names_no_attachment_ends_before_the_title_of_the_table() -> None:
    lines = [*NOTICE_LINES[:-1], "临港产业园区整改目标表"]
    reading = read_bytes(docx_file(lines, [[NINE, row()]]), CALENDAR, name="a.docx")
    assert reading.document.plan == NOTICE_LINES[9:15]


def test_a_letter_that_names_its_attachments_is_kept_without_them() -> None:
    lines = [*NOTICE_LINES[:5], "附件：1. 整改工作方案", "2. 整改目标表", *NOTICE_LINES[5:-1]]
    facts = read_notice(lines)
    assert facts.letter == (NOTICE_LINES[4],)
    assert facts.attachments == ("整改工作方案", "整改目标表")


def test_a_letter_without_a_plan_is_all_there_is() -> None:
    text = ["现将有关事项通知如下。", "一、逐条整改", "各部门按照分工落实。"]
    lines = [
        "临港管办发〔2022〕9号",
        "关于做好整改工作的通知",
        "各部门：",
        *text,
        "管委会办公室",
        "2022年6月1日",
    ]
    facts = read_notice(lines)
    assert (facts.letter, facts.plan) == (tuple(text), ())


def test_a_paragraph_is_kept_to_its_last_word_and_as_it_was_typed() -> None:
    long = "各部门要按照[2021]年要求，" + "逐条整改、" * 2_000 + "直到办好"
    facts = read_notice([*NOTICE_LINES[:10], long, *NOTICE_LINES[10:]])
    assert facts.plan[1] == long


def test_a_list_of_opinions_has_no_letter() -> None:
    content = csv_file(
        [
            ["临港产业园区意见建议清单"],
            ["填报单位：督查局"],
            LIST_HEAD,
            [1, "甲1", "路灯不亮。", "热线", "", ""],
        ]
    )
    facts = read_bytes(content, CALENDAR, name="a.csv").document
    assert (facts.letter, facts.plan) == ((), ())


@pytest.mark.parametrize(
    "head",
    [
        [
            "临港产业园区管理委员会",
            "办公室关于印发《2021年度社会评价意见",
            "建议临港产业园区整改工作方案》的通知",
        ],
        [
            "临港产业园区",
            "管理委员会办公室",
            "关于印发《2021年度社会评价意见建议临港产业园区整改工作方案》的通知",
        ],
    ],
)
def test_a_title_may_be_broken_anywhere_in_the_name_of_the_body_or_of_the_plan(head: list[str]) -> None:
    whole, broken = read_notice(NOTICE_LINES), read_notice([NOTICE_LINES[0], *head, *NOTICE_LINES[3:]])
    assert broken == whole


def test_duties_carry_their_clauses() -> None:
    duties = {duty.kind: duty for duty in read_notice(NOTICE_LINES).duties}
    assert duties["six_steps"].items == ("整改", "核查", "公示", "销号", "备案", "公开")
    assert {kind: duty.clause for kind, duty in duties.items()} == {
        "six_steps": "S16",
        "report": "S20",
        "announcement": "S21",
    }


def test_a_text_that_says_nothing_gives_empty_facts() -> None:
    facts = read_notice(["今天天气很好。"])
    assert facts.number is None
    assert facts.duties == ()


def without_places(reading: Reading) -> Reading:
    """A figure is said in a paragraph of the one form and a line of the other; all else of it is the same."""
    return replace(reading, figures=tuple(replace(figure, where="") for figure in reading.figures))


def test_the_word_form_and_the_text_form_give_the_same() -> None:
    word = read_bytes(notice_file(), CALENDAR, name="a.docx")
    text = read_bytes(notice_text(), CALENDAR, name="a.txt")
    assert without_places(word) == without_places(text)


def test_a_notice_without_its_table_is_read_and_warned_about() -> None:
    reading = read_bytes("\n".join(NOTICE_LINES).encode("gb18030"), CALENDAR, name="a.txt")
    assert reading.table is None
    assert "table-missing" in [finding.code for finding in reading.findings]


def test_the_printed_lines_show_what_a_reader_checks_against_the_paper() -> None:
    reading = read_bytes(notice_file(row(limit="尽快")), CALENDAR, name="a.docx")
    text = "\n".join(as_lines(reading))
    assert "发文字号：临港管办发〔2022〕8号" in text
    assert "书面报送：2022年12月9日前报综合协调局" in text
    assert "负责人：赵明" in text
    assert "整改时限：尽快（未识别）" in text
    assert "[请注意]" in text
    assert "None" not in text


def test_no_telephone_reaches_the_terminal() -> None:
    content = csv_file([LIST_HEAD, [1, "甲1", "路灯不亮。", "热线", "2022-03-05", "赵明 13900000000"]])
    text = "\n".join(as_lines(read_bytes(content, CALENDAR, name="a.csv")))
    assert "留有联系方式" in text
    assert "139" not in text


def test_the_json_has_iso_dates_and_null_for_what_is_absent() -> None:
    text = as_json(read_bytes(notice_file(row(limit="长期坚持")), CALENDAR, name="a.docx"))
    assert '"issued_on": "2022-05-19"' in text
    assert '"date": null' in text
    assert "临港管办发〔2022〕8号" in text
