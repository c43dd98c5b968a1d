"""Tables in running text, in every layout in which pages and papers of offices arrive. All names are invented."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.readers.text_tables import lay_out
from bihuan.intake.reading import Reading, Row
from bihuan.intake.tests.builders import CALENDAR, GOOD_ROW, NINE, notice_file, row

SECOND = row(position="2", number="120210990100008", person="钱立", limit="2022年12月9日")
TABLE = [[cell.replace("\n", "").replace(" ", "") for cell in line] for line in (NINE, GOOD_ROW, SECOND)]
Layout = Callable[[Sequence[Sequence[str]]], str]
HANDLED = (
    "序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实", "处理和整改情况",
    "责任人被处理情况",
)  # fmt: skip
SMOKE = (
    "1", "HT202603010001", "望海路一家餐馆油烟扰民，居民不敢开窗。", "临港区", "大气",
    "经查，该餐馆未安装油烟净化器，反映情况属实。", "属实", "责令该餐馆于3月20日前安装油烟净化器。", "无",
)  # fmt: skip
NOISE = (
    "2", "HT202603010002", "滨海街道一处工地夜间施工。", "海宁县", "噪声、扬尘",
    "经查，未发现夜间施工。", "不属实", "继续加强巡查。", "无",
)  # fmt: skip


def read(text: str, name: str = "a.txt") -> Reading:
    return read_bytes(text.encode(), CALENDAR, name=name)


def grids(text: str) -> list[Grid]:
    lines = text.split("\n")
    return [
        part
        for part in lay_out(lines, [f"第{n}行" for n, _ in enumerate(lines, 1)])
        if isinstance(part, Grid)
    ]


def cells(text: str) -> list[list[str]]:
    (grid,) = grids(text)
    return [[cell.replace("\n", "") for cell in line] for line in grid.rows]


def facts_of(found: Row) -> Row:
    return replace(found, where="")


# ── layouts ──


def pipes(table: Sequence[Sequence[str]]) -> str:
    return "\n".join(" | ".join(line) + " |" for line in table)


def framed(table: Sequence[Sequence[str]]) -> str:
    head, *rest = ["| " + " | ".join(line) + " |" for line in table]
    return "\n".join([head, "|---" * len(table[0]) + "|", *rest])


def open_pipes(table: Sequence[Sequence[str]]) -> str:
    return "\n".join(" | ".join(line) for line in table)


def stacked(table: Sequence[Sequence[str]]) -> str:
    return "\n".join(cell for line in table for cell in line)


def stacked_with_strokes(table: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"{cell} |" for line in table for cell in line)


def tabs(table: Sequence[Sequence[str]]) -> str:
    return "\n".join("\t".join(line) for line in table)


def tags(table: Sequence[Sequence[str]]) -> str:
    rows = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in table)
    return f"见下表：\n<table border=1>\n{rows}\n</table>"


def fixed(table: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[n]) for line in table) for n in range(len(table[0]))]
    return "\n".join(
        "".join(_padded(cell, width + 2) for cell, width in zip(line, widths, strict=True)) for line in table
    )


def _padded(cell: str, width: int) -> str:
    """The cell on a width counted in Chinese characters; what is narrow takes half of one."""
    wide = sum(2 if ord(character) > 0x2E80 else 1 for character in cell)
    return cell + " " * (2 * width - wide)


def pairs(table: Sequence[Sequence[str]]) -> str:
    head, *rows = table
    return "\n\n".join(
        "\n".join(f"{name}：{cell}" for name, cell in zip(head, line, strict=True)) for line in rows
    )


LAYOUTS = (pipes, framed, open_pipes, stacked, stacked_with_strokes, tabs, tags, fixed, pairs)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_target_table_is_the_same_in_every_layout(layout: Layout) -> None:
    expected = read_bytes(notice_file(GOOD_ROW, SECOND), CALENDAR, name="a.docx").table
    found = read(layout(TABLE)).table
    assert expected is not None
    assert found is not None
    assert [facts_of(line) for line in found.rows] == [facts_of(line) for line in expected.rows]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_of_what_was_done_is_the_same_in_every_layout(layout: Layout) -> None:
    assert cells(layout([HANDLED, SMOKE, NOISE])) == [list(HANDLED), list(SMOKE), list(NOISE)]


# ── what happens to cells on the way ──


def test_cells_broken_over_lines_are_put_together() -> None:
    broken = """序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 是否属实 | 处理和整改情况 |
1 | HT202603010001 | 望海路一家餐馆油烟扰民，
居民不敢开窗。 |
临港区 | 属实 | 一是责令安装净化器。
二是加强巡查。 |
2 | HT202603010002 | 滨海街道一处工地夜间施工。 | 海宁县 | 不属实 | 继续巡查。 |"""
    (grid,) = grids(broken)
    assert grid.rows[1][2] == "望海路一家餐馆油烟扰民，\n居民不敢开窗。"
    assert grid.rows[1][5] == "一是责令安装净化器。\n二是加强巡查。"
    assert [line[1] for line in grid.rows[1:]] == ["HT202603010001", "HT202603010002"]


def test_cells_missing_at_the_end_of_a_line_leave_the_next_row_whole() -> None:
    short = """序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 是否属实 | 备注
1 | HT202603010001 | 望海路一家餐馆油烟扰民。 | 临港区
2 | HT202603010002 | 滨海街道一处工地夜间施工。 | 海宁县 | 不属实 | 已办结"""
    assert cells(short)[1:] == [
        ["1", "HT202603010001", "望海路一家餐馆油烟扰民。", "临港区", "", ""],
        ["2", "HT202603010002", "滨海街道一处工地夜间施工。", "海宁县", "不属实", "已办结"],
    ]


def test_a_table_that_breaks_off_in_a_row_is_not_complete() -> None:
    whole = pipes([HANDLED, SMOKE, NOISE])
    (grid,) = grids(whole[: whole.index("未发现夜间")])
    assert not grid.complete
    assert grid.rows[-1][:5] == list(NOISE[:5])
    assert grids(whole)[0].complete


def test_one_cell_a_line_finds_its_columns_though_names_and_words_are_broken_and_cells_are_empty() -> None:
    text = """受理 编号

交办问题基本情况

行政

区域

污染 类型

调查核实情况

是否 属实

处理和整改情况

是否

办结

7

望海路一家餐馆 油烟扰民，居民

不敢开窗。

临港

新区

大气

污染

经查，该餐馆未安装 油烟净化器，反映

情况属实。

属实

责令安装净化器，定期

清洗。

已办结

8

滨海街道一处工地夜间施工。

海宁县

噪声

经查，未发现夜间施工。

不属实

已办结"""
    (grid,) = grids(text)
    assert grid.rows[0][2:4] == ["行政区域", "污染类型"]
    assert grid.rows[1][2:4] == ["临港新区", "大气污染"]
    assert grid.rows[1][5:] == ["属实", "责令安装净化器，定期清洗。", "已办结"]
    assert grid.rows[2] == [
        "8",
        "滨海街道一处工地夜间施工。",
        "海宁县",
        "噪声",
        "经查，未发现夜间施工。",
        "不属实",
        "",
        "已办结",
    ]


def test_words_a_blank_apart_find_their_columns() -> None:
    text = "\n".join(" ".join(line) for line in (HANDLED, SMOKE, NOISE))
    assert cells(text) == [list(HANDLED), list(SMOKE), list(NOISE)]


def test_fixed_columns_go_on_on_the_next_line() -> None:
    text = """序号    编号      意见内容                    来源
1       甲1       望海路路灯不亮，夜间出行    热线
                  不安全。
2       甲2       井盖坏了。                  来信"""
    assert cells(text)[1:] == [
        ["1", "甲1", "望海路路灯不亮，夜间出行不安全。", "热线"],
        ["2", "甲2", "井盖坏了。", "来信"],
    ]


def test_in_a_plan_the_problem_stands_above_its_block_without_a_key() -> None:
    text = """一、望海路路灯不亮，夜间出行不安全。
整改目标：更换损坏路灯36盏。
整改措施：1.排查路灯。
2.更换损坏的路灯。
整改时限：2022年11月30日
责任单位：市政建设局
配合单位：综合执法局
二、滨海街道井盖破损。
整改目标：更换破损井盖。
整改措施：逐条街道排查更换。
整改时限：2022年12月9日
责任单位：市政建设局"""
    reading = read(text)
    assert reading.table is not None
    first, second = reading.table.rows
    assert first.content == "望海路路灯不亮，夜间出行不安全。"
    assert first.measures == ("排查路灯。", "更换损坏的路灯。")
    assert first.extra == (("配合单位", "综合执法局"),)
    assert second.position == 2


def test_a_numbered_list_below_its_heading_is_a_list() -> None:
    text = "群众意见建议清单\n1.望海路路灯不亮。\n2.井盖坏了，\n十分危险。\n3.公交班次太少。"
    assert [line.text for line in read(text).opinions] == [
        "望海路路灯不亮。",
        "井盖坏了，\n十分危险。",
        "公交班次太少。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n各部门要高度重视，逐条整改。\n二、工作步骤\n（一）分解任务。1.梳理意见。2.分解到部门。",
        "来源：综合协调局 | 时间：2022年5月19日 | 打印",
        "投诉3751件 占比 82.13%\n求助187件 占比 4.09%\n建议170件 占比 3.72%",
        "联系人：赵明\n联系电话：0771-0000000\n地址：望海路1号",
    ],
)
def test_running_text_is_no_table(text: str) -> None:
    assert grids(text) == []


def test_what_stands_below_the_table_is_no_part_of_it() -> None:
    text = pipes([HANDLED, SMOKE, NOISE]) + "\n打印 | 关闭\n责任编辑：某某"
    assert cells(text)[-1] == list(NOISE)


def test_a_hostile_text_costs_no_more_than_its_length() -> None:
    lines = ["序号"] * 3000 + ["1 | " * 50] * 3000 + ["整改目标：甲"] * 3000
    assert lay_out(lines, [""] * len(lines))
