"""Tables as they arrive when they were copied: two storeys, figures one a line, cells that ran together or are gone."""

from collections.abc import Callable, Sequence

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.readers.blocks import Grid
from bihuan.intake.readers.text_tables import lay_out
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import CALENDAR


def read(text: str) -> Reading:
    return read_bytes(text.encode(), CALENDAR, name="粘贴.txt")


def parts(text: str) -> list[Grid | str]:
    lines = text.split("\n")
    found = lay_out(lines, [f"第{n}行" for n, _ in enumerate(lines, 1)])
    return [part if isinstance(part, Grid) else part.text for part in found]


def grid(text: str) -> Grid:
    (found,) = (part for part in parts(text) if isinstance(part, Grid))
    return found


# ── headers of two storeys ──

Layout = Callable[..., str]

ROW = ("1", "路灯不亮。", "更换路灯。", "逐盏更换。", "2026年3月底", "市政建设局", "赵明")
NEXT = ("2", "井盖坏了。", "更换井盖。", "逐个更换。", "2026年4月底", "市政建设局", "钱立")
NAMES = ("序号", "整改内容", "整改目标", "整改措施", "整改时限")


def pipes(*rows: Sequence[str]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


def open_pipes(*rows: Sequence[str]) -> str:
    return "\n".join(" | ".join(cells) for cells in rows)


def tabs(*rows: Sequence[str]) -> str:
    return "\n".join("\t".join(cells) for cells in rows)


BLANKS = ("",) * 5
STOREYS = {
    "repeated": ((*NAMES, "责任", "责任"), (*NAMES, "单位", "责任人")),
    "blank": ((*NAMES, "责任", ""), (*BLANKS, "单位", "责任人")),
    "said once": ((*NAMES, "责任"), ("单位", "责任人")),
    "said once above": ((*NAMES, "责任"), (*BLANKS, "单位", "责任人")),
}


@pytest.mark.parametrize("style", STOREYS)
@pytest.mark.parametrize("layout", [pipes, open_pipes, tabs])
def test_a_header_of_two_storeys_is_one_header(layout: Layout, style: str) -> None:
    top, below = STOREYS[style]
    text = layout(top, below, ROW, NEXT)
    found = grid(text)
    assert found.rows[0] == [*NAMES, "责任", "责任"]
    assert found.rows[1] == [*NAMES, "单位", "责任人"]
    assert found.covered == {(1, n) for n in range(5)}
    assert found.complete
    table = read(text).table
    assert table is not None
    assert [(row.units, row.person) for row in table.rows] == [
        (("市政建设局",), "赵明"),
        (("市政建设局",), "钱立"),
    ]


def test_a_group_in_the_middle_is_found_by_the_names_it_makes() -> None:
    found = grid(
        pipes(
            ("序号", "整改内容", "责任", "整改时限"), ("单位", "人"), ("1", "路灯", "市政局", "赵明", "3月")
        )
    )
    assert found.rows[:2] == [
        ["序号", "整改内容", "责任", "责任", "整改时限"],
        ["序号", "整改内容", "单位", "人", "整改时限"],
    ]


def test_both_storeys_that_are_printed_again_are_no_rows() -> None:
    top, below = STOREYS["blank"]
    text = pipes(top, below, ROW, top, below, NEXT)
    assert [row[0] for row in grid(text).rows] == ["序号", "序号", "1", "2"]


def test_the_first_row_of_a_table_is_no_second_storey() -> None:
    found = grid(
        pipes(
            ("序号", "意见内容", "来源", "来源"),
            ("一", "路灯", "热线", "来信"),
            ("二", "井盖", "热线", "来信"),
        )
    )
    assert found.covered == set()
    assert len(found.rows) == 3


def test_names_of_both_storeys_together_say_what_stands_below() -> None:
    header = [(*NAMES, "责任", "责任"), (*NAMES, "单位", "领导")]
    table = read(pipes(*header, ROW)).table
    assert table is not None
    assert (table.rows[0].units, table.rows[0].person) == (("市政建设局",), "赵明")


# ── figures, one cell a line ──


def one_a_line(*rows: Sequence[str]) -> str:
    return "\n\n".join(cell for cells in rows for cell in cells)


COUNTED = (
    ("序号", "县区", "受理总数", "办结数", "办结率"),
    ("1", "临港区", "12", "10", "83.3%"),
    ("2", "海宁县", "9", "9", "100%"),
    ("3", "滨海新区", "8", "7", "87.5%"),
)


@pytest.mark.parametrize("sums", [("合计", "29", "26", "89.7%"), ()])
def test_what_counts_on_says_how_many_columns_there_are(sums: Sequence[str]) -> None:
    text = f"各县区办理情况如下：\n{one_a_line(*COUNTED, sums)}\n请各县区继续努力。"
    first, found, last = parts(text)
    assert (first, last) == ("各县区办理情况如下：", "请各县区继续努力。")
    assert isinstance(found, Grid)
    assert found.rows == [*map(list, COUNTED), *([["合计", *sums]] if sums else [])]


def test_without_a_count_the_order_of_words_and_figures_says_it() -> None:
    rows = [cells[1:] for cells in COUNTED]
    text = f"办理情况统计表\n{one_a_line(*rows, ('合计', '29', '26', '89.7%'))}"
    title, found = parts(text)
    assert title == "办理情况统计表"
    assert isinstance(found, Grid)
    assert found.rows == [*map(list, rows), ["合计", "29", "26", "89.7%"]]


def test_a_name_broken_over_two_lines_is_put_together_where_that_is_certain() -> None:
    names = ("序号", "县区", "受理", "时间", "办结数")
    found = grid(one_a_line(names, ("1", "临港区", "3月", "10"), ("2", "海宁县", "4月", "9")))
    assert found.rows[0] == ["序号", "县区", "受理时间", "办结数"]


def test_a_last_row_that_breaks_off_is_told() -> None:
    found = grid(one_a_line(*COUNTED)[: -len("87.5%") - 2])
    assert found.rows[-1] == ["3", "滨海新区", "8", "7", ""]
    assert not found.complete


def test_rows_of_another_length_are_not_guessed() -> None:
    assert not any(
        isinstance(part, Grid) for part in parts(one_a_line(*COUNTED[:2], COUNTED[2][:3], COUNTED[3]))
    )


def test_figures_that_follow_without_being_rows_are_named() -> None:
    rows = [cells[1:] for cells in COUNTED]
    reading = read(f"关于各县区办理情况的通报\n{one_a_line(*rows, ('城区', '1'))}")
    (told,) = (finding for finding in reading.findings if finding.code == "row-unsure")
    assert "第4行" in told.message
    assert "格数与表头不符" in told.message


# ── a blank apart ──

HEADER = "序号 受理编号 交办问题基本情况 行政区域 污染类型 是否属实 处理和整改情况 是否办结"
WHOLE = "1 HT202603010001 望海路一家餐馆油烟扰民。 临港区 大气 属实 责令安装净化器。 已办结"
CELLS = WHOLE.split()


def second(line: str) -> tuple[list[str], bool]:
    """The row that a line gives, and whether it is certain."""
    found = grid(f"{HEADER}\n{WHOLE}\n{line}")
    assert found.rows[1] == CELLS
    return found.rows[2], 2 not in found.unsure


@pytest.mark.parametrize(
    "line",
    [
        "2HT202603010002 河道有垃圾，无人清理。 临港区 水 属实 已经清理。 已办结",
        "2 HT202603010002 河道有垃圾，无人清理。临港区 水 属实 已经清理。 已办结",
        "2 HT202603010002 河道有垃圾，无人清理。 临港区水 属实 已经清理。 已办结",
        "2 HT202603010002 河道有垃圾，无人清理。 临港区 水属实 已经清理。 已办结",
        "2 HT202603010002 河道有垃圾，无人清理。 临港区 水 属实已经清理。 已办结",
        "2 HT202603010002 河道有垃圾，无人清理。 临港区 水 属实 已经清理。已办结",
        "2 HT202603010002 河道有垃圾，无人清理。 临港区水 属实已经清理。已办结",
    ],
)
def test_cells_that_ran_together_are_cut_where_a_number_a_place_or_a_state_says_where(line: str) -> None:
    row = ["2", "HT202603010002", "河道有垃圾，无人清理。", "临港区", "水", "属实", "已经清理。", "已办结"]
    assert second(line) == (row, True)


@pytest.mark.parametrize("missing", [3, 4, 5, 6, 7])
def test_an_empty_cell_in_the_middle_leaves_the_others_where_they_belong(missing: int) -> None:
    row = [
        "2",
        "HT202603010002",
        "河道有垃圾，无人清理。",
        "临港区",
        "水",
        "属实",
        "继续加强日常巡查管护。",
        "已办结",
    ]
    row[missing] = ""
    assert second(" ".join(filter(None, row))) == (row, True)


def test_a_row_that_can_be_read_in_two_ways_is_kept_as_it_is_and_named() -> None:
    header = "序号 受理编号 意见内容 甲方 乙方 是否属实"
    text = f"{header}\n1 HT202603010001 路灯不亮。 临港 海宁 属实\n2 HT202603010002 井盖坏了。 临港 属实"
    (told,) = (finding for finding in read(text).findings if finding.code == "row-unsure")
    assert told.where == "表1第3行（原文第3行）"
    assert "不能确定" in told.message
    assert "临港" in grid(text).rows[2]


def test_words_that_only_look_like_a_state_are_not_cut_off() -> None:
    row, sure = second("2 HT202603010002 河道有垃圾，无人清理。 临港区 水 属实 责令立即整改到位 已办结")
    assert (row[6], row[7], sure) == ("责令立即整改到位", "已办结", True)


def test_a_header_that_comes_again_is_no_row() -> None:
    found = grid(f"{HEADER}\n{WHOLE}\n{HEADER}\n{WHOLE.replace('1 HT', '2 HT')}")
    assert [row[0] for row in found.rows] == ["序号", "1", "2"]


# ── unknown columns side by side ──

UNKNOWN = (
    (
        "序号",
        "受理编号",
        "举报地市",
        "举报乡里",
        "接件人",
        "意见内容",
        "行政区域",
        "是否属实",
        "处理情况",
        "经办",
    ),
    ("1", "HT202603010001", "海平市", "临港乡", "赵某", "路灯不亮。", "临港区", "属实", "已经更换。", "钱某"),
    ("2", "HT202603010002", "海平市", "滨海乡", "赵某", "井盖坏了。", "海宁县", "属实", "已经更换。", "孙某"),
)


@pytest.mark.parametrize("between", [" ", "\n", "\n\n", " | ", "\t"])
def test_columns_nobody_knows_keep_their_own_names_also_side_by_side(between: str) -> None:
    text = "\n".join(between.join(cells) for cells in UNKNOWN)
    assert grid(text).rows == [list(cells) for cells in UNKNOWN]


def test_two_unknown_names_one_blank_apart_above_fixed_columns() -> None:
    text = """序号  受理编号        甲方 乙方  意见内容      来源
1     HT202603010001  海平 临港  路灯不亮。    热线
2     HT202603010002  海宁 滨海  井盖 坏了。   来信"""
    found = grid(text)
    assert found.rows[0][2:4] == ["甲方", "乙方"]
    assert [row[2:4] for row in found.rows[1:]] == [["海平", "临港"], ["海宁", "滨海"]]
    assert found.rows[2][4] == "井盖 坏了。"


# ── what is said of them ──

LETTER = (
    "标题: | 路灯 |\n来信人: | 甲某 |\n问题类型: | 建议 |\n来信时间: | 2026-03-01 |\n回复部门: | 市政建设局 |\n"
    "回复时间: | 2026-03-03 |\n回复内容: | 已经修复。 |"
)


def test_a_table_that_was_understood_but_is_no_list_is_called_by_its_kind() -> None:
    reading = read(LETTER)
    (told,) = (finding for finding in reading.findings if finding.code == "table-unknown")
    assert "表1是来信办理情况" in told.message
    assert "没有认出表头" not in told.message
    (letter,) = reading.as_json()["tables"][0]["rows"]
    assert letter["fields"]["问题类型"] == ["建议"]
    assert "污染类型" not in letter["fields"]


def test_two_bodies_that_sign_side_by_side_are_two_and_a_spread_name_is_one() -> None:
    head = "关于整改情况的公告\n各部门：\n现将整改情况予以公布。\n"
    sides = {
        "中共临港区委 临港区政府": "中共临港区委、临港区政府",
        "市 政 建 设 局": "市政建设局",
        "临港产业园区 管理委员会办公室": "临港产业园区管理委员会办公室",
    }
    for line, body in sides.items():
        assert read(f"{head}{line}\n2026年3月25日").document.issuing_body == body
