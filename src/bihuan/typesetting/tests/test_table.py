"""The description of a paper, before it has any form."""

import pytest

from bihuan.typesetting.table import (
    A3,
    A4,
    cleaned,
    ems,
    label_lines,
    lines_needed,
    padded,
    printable,
    title_lines,
    written_title_lines,
)
from bihuan.typesetting.tests.papers import paper


def test_the_margins_are_those_of_the_standard_turned() -> None:
    assert (A4.body_width, A4.body_height) == (225, 156)
    assert (A3.width, A3.height) == (420, 297)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲\r\n乙\r丙\x0b丁\u2028戊\x85己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("完成\u202e率\u202c\u2066%\u2069", "完成率%"),
        ("半\ud842个", "半个"),
        ("不动：\t<b>&{{x}}=1+1 𠮷", "不动：\t<b>&{{x}}=1+1 𠮷"),
    ],
)
def test_what_no_paper_can_carry_is_removed_and_nothing_else(text: str, told: str) -> None:
    assert printable(text) == told


def test_every_text_of_a_paper_is_cleaned() -> None:
    done = cleaned(
        paper(
            title="整改\n目标表\x00", above=("文号\x01",), below=("备注\x02",), rows=(("1\x03", "甲\r\n乙"),)
        )
    )
    assert (done.title, done.above, done.below) == ("整改目标表", ("文号",), ("备注",))
    assert done.rows == (("1", "甲\n乙"),)


def test_short_names_are_padded_each() -> None:
    assert padded("赵一、王八一、𠮷田") == "赵　一、王八一、𠮷　田"
    assert padded("") == ""


def test_latin_is_half_as_broad() -> None:
    assert ems("2021年度") == 4
    assert lines_needed("一二三四五六\n\n七", 5) == 4


def test_a_long_title_is_broken_by_meaning_and_the_first_line_is_not_shorter() -> None:
    title = "2021年度设区市绩效考评社会评价意见建议临港产业园区整改目标表"
    first, second = title_lines(title, 28)
    assert first + second == title
    assert second.startswith("意见建议")
    assert ems(first) >= ems(second)


def test_a_short_title_stays_whole_and_one_without_a_seam_is_halved() -> None:
    assert title_lines("整改目标表", 28) == ("整改目标表",)
    assert title_lines("甲" * 30, 28) == ("甲" * 15, "甲" * 15)
    assert title_lines("甲" * 200, 28) == ("甲" * 200,)


def test_a_title_of_many_lines_is_broken_behind_names_and_never_inside_brackets_or_numbers() -> None:
    body, plan = "临港产业园区管理委员会办公室", "《2021年度社会评价意见建议临港产业园区整改工作方案》"
    assert title_lines(f"{body}关于印发{plan}的通知", 19) == (
        body, "关于印发《2021年度社会评价意见建议", "临港产业园区整改工作方案》的通知",
    )  # fmt: skip
    title = f"滨海经济技术开发区临港产业园区管理委员会综合协调和督查考评局关于转发{plan}有关事项的通知"
    lines = title_lines(title, 19)
    assert "".join(lines) == title
    assert all(
        ems(line) <= 19 and line[0] not in "》的度" and line[-1] not in "《0123456789" for line in lines
    )


def test_a_title_a_little_shorter_than_two_full_lines_is_broken_so_that_both_fit() -> None:
    title = "关" + "2021年" + "甲" * 34
    assert all(ems(line) <= 19.1 for line in title_lines(title, 19.1))
    assert title_lines("（" + "甲" * 37, 19.1)[0].startswith("（甲")


def test_lines_that_a_writer_broke_are_kept_unless_one_is_too_long() -> None:
    assert written_title_lines("整改事项\n核查验收表", 19) == ("整改事项", "核查验收表")
    long = "滨海经济技术开发区临港产业园区综合督查\n关于进一步做好整改事项核查验收工作有关问题的通知"
    lines = written_title_lines(long, 19.1)
    assert "".join(lines) == long.replace("\n", "")
    assert max(map(ems, lines)) <= 19.1
    assert len(lines) == 3


def test_the_name_of_an_office_is_divided_between_its_words() -> None:
    name = "滨海经济技术开发区临港产业园区管理委员会办公室文件"
    assert written_title_lines(name, 17) == ("滨海经济技术开发区临港产业园区", "管理委员会办公室文件")


def test_a_label_is_divided_before_what_it_asks_for_or_evenly() -> None:
    assert label_lines("责任单位意见", 6.1) == ("责任单位", "意见")
    assert label_lines("分管领导审核意见", 6.1) == ("分管领导", "审核意见")
    assert label_lines("核查单位\n意见", 6.1) == ("核查单位", "意见")
    assert label_lines("整改完成时限", 6.1) == ("整改完成时限",)
    assert label_lines("某项工作完成时间", 6.1) == ("某项工作", "完成时间")
    assert label_lines("", 6.1) == ("",)


@pytest.mark.parametrize("room", [1, 3, 19])
def test_no_title_is_lost_however_it_is_broken(room: int) -> None:
    for title in ("", "甲", "《" * 60, "2025" * 30, "（甲）" * 25):
        assert "".join(title_lines(title, room)) == title
