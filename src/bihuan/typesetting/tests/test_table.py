"""The description of a paper, before it has any form."""

import pytest

from bihuan.typesetting.table import A3, A4, cleaned, ems, lines_needed, padded, printable, title_lines
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


@pytest.mark.parametrize("room", [1, 3, 19])
def test_no_title_is_lost_however_it_is_broken(room: int) -> None:
    for title in ("", "甲", "《" * 60, "2025" * 30, "（甲）" * 25):
        assert "".join(title_lines(title, room)) == title
