"""Further pages of other offices: lists that are no plan, rows that hang on the one above, figures. All invented."""

import io
from typing import Any

import pytest
import xlsxwriter

from bihuan.intake.layouts import shapes
from bihuan.intake.layouts.one_line import rows_of_lines
from bihuan.intake.read import read_bytes
from bihuan.intake.readers.text_tables import lay_out
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import CALENDAR


def read(text: str, name: str = "页面.txt") -> Reading:
    return read_bytes(text.encode(), CALENDAR, name=name)


def table(text: str, name: str = "页面.txt") -> dict[str, Any]:
    (found,) = read(text, name).as_json()["tables"]
    return found  # type: ignore[no-any-return]


def cells(found: dict[str, Any]) -> list[list[str]]:
    return [list(row["cells"].values()) for row in found["rows"]]


# ── a list that says what was found is no plan, whatever columns of a plan it has ──


def test_a_list_of_cases_with_goal_and_limit_is_a_list_of_cases() -> None:
    text = (
        "序号 |\n信访件编号 |\n举报内容 |\n县（市、区） |\n核查情况 |\n是否属实 |\n整改目标 |\n整改完成时限 |\n"
        "责任单位 |\n责任人 |\n办结情况 |\n"
        "1 |\nD2026031500021 |\n园区夜间排放废气。 |\n临港区 |\n经查，确有异味。 |\n部分属实 |\n"
        "加强夜间巡查。 |\n2026年6月30日 |\n临港区管委会 |\n赵明 |\n阶段性办结 |"
    )
    found = table(text)
    (row,) = found["rows"]
    assert found["kind"] == "转办和公开情况一览表"
    assert row["fields"]["整改截止"] == ["2026-06-30"]
    assert row["fields"]["责任单位"] == ["临港区管委会"]
    assert row["fields"]["办结认定"] == "interim"


def test_a_ledger_of_work_orders_is_no_plan() -> None:
    text = (
        "工单编号\t诉求内容\t承办单位\t办理时限\t办理状态\nGD20260400012\t供水浑浊\t区水务局\t2026-04-15\t已办结\n"
        "GD20260400019\t校门口拥堵\t交警大队\t2026-04-20\t办理中"
    )
    assert [row["fields"]["办结认定"] for row in table(text)["rows"]] == ["done", "open"]


def test_a_list_of_duties_without_targets_shows_its_problems_and_measures() -> None:
    text = (
        "序号\t检视问题\t整改举措\t牵头领导\t责任科室\t完成时限\t整改进展\n"
        "1\t窗口排队时间长。\t增设2个窗口。\t孙文\t审批股\t2026年4月底\t已完成"
    )
    (row,) = table(text)["rows"]
    assert row["fields"]["整改措施"] == ["增设2个窗口。"]
    assert row["fields"]["交办问题基本情况"] == "窗口排队时间长。"


# ── rows ──


def test_a_row_without_its_first_cells_hangs_on_the_one_above() -> None:
    text = (
        "序号 | 项目名称 | 主要内容 | 分管领导 | 责任单位 | 配合单位 |\n"
        "1 | 道路提升 | 完成主路改造。 | 孙文 | 住建局 | 城管局 |\n"
        "完成支路改造。 | 李青 | 交通局 | 各街道 |\n2 | 养老服务 | 上门服务。 | 周宁 | 民政局 | 各街道 |"
    )
    found = table(text)
    assert [row[:3] for row in cells(found)] == [
        ["1", "道路提升", "完成主路改造。"],
        ["1", "道路提升", "完成支路改造。"],
        ["2", "养老服务", "上门服务。"],
    ]
    assert [one.where for one in read(text).findings if one.code == "row-unsure"] == ["表1第3行（原文第3行）"]


def test_a_short_row_that_fits_nowhere_is_named_and_does_not_take_the_next() -> None:
    text = (
        "序号 | 受理编号 | 举报内容 | 行政区域 | 污染类型 | 调查核实情况 | 是否属实 |\n"
        "1 | D2026030100011 | 油烟扰民。 | 云泽区 | 大气 | 经查，未清洗。 | 属实 |\n"
        "另查见粪污。 | 水 | 经查有。 | 属实 |\n"
        "2 | D2026030100012 | 噪声扰民。 | 云泽区 | 噪声 | 经查，无。 | 不属实 |"
    )
    found = table(text)
    assert cells(found)[2][:2] == ["2", "D2026030100012"]
    assert "row-unsure" in [one.code for one in read(text).findings]


def test_a_long_list_of_lines_with_a_cell_missing_is_told_to_its_end() -> None:
    names = ("序号", "受理编号", "举报内容", "行政区域", "污染类型", "是否属实", "处理和整改情况")
    lines = [
        " ".join(names),
        *(
            f"{n} D2026{n:06} 第{n}处路灯不亮影响夜间出行 云泽区 噪声 责令三日内修复完成"
            for n in range(1, 1201)
        ),
    ]
    (found,) = lay_out(lines, [f"第{n}行" for n in range(len(lines))])
    assert len(found.rows) == 1201  # type: ignore[union-attr]
    assert found.rows[-1][5] == ""  # type: ignore[union-attr]


def test_lines_that_would_cost_too_much_are_kept_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.intake.layouts.one_line._MOST_LOOKS", 0)
    names = ("序号", "受理编号", "举报内容", "处理和整改情况")
    lines = [" ".join(names), "1 D202600001 路灯 不亮 责令修复"]
    found = rows_of_lines(lines, 1, names)
    assert found is not None
    assert found.rows == [(("1",), ("D202600001",), ("路灯", "不亮", "责令修复"), ())]
    assert found.unsure == [0]


@pytest.mark.parametrize("shape", shapes.Shape)
def test_no_text_of_a_form_is_thought_to_end_otherwise(shape: shapes.Shape) -> None:
    texts = [
        "1",
        "2.",
        "D2026-01",
        "信访〔2026〕1号",
        "云泽区",
        "石桥镇",
        "基本属实",
        "无法认定",
        "未采纳",
        "持续推进",
        "整改到位",
        "2026年3月",
        "2026-03-01 10:20",
        "销号",
        "否",
        "河湾农场",
    ]
    form = shapes._FORMS.get(shape)
    for text in texts:
        if form is not None and form.fullmatch(text):
            assert shapes.fits(text, shape)


# ── tables of figures ──

TOP = "|\n镇（街道） |\n移交件数 |\n污染类型 |\n||||\n|\n水 |\n大气 |\n土壤 |\n噪声 |\n其他 |\n||\n"


def test_a_stroke_before_every_row_parts_the_rows() -> None:
    found = table(TOP + "|\n石桥镇 |\n3 |\n1 |\n1 |\n0 |\n1 |\n0 |\n扫一扫在手机上查看当前页面")
    assert found["columns"][:3] == ["镇（街道）", "移交件数", "污染类型水"]
    assert cells(found) == [["石桥镇", "3", "1", "1", "0", "1", "0"]]


def test_figures_of_a_row_with_empty_cells_are_not_certain() -> None:
    reading = read(TOP + "|\n石桥镇 |\n3 |\n1 |\n2 |\n|||\n")
    assert [one.code for one in reading.findings if one.code.startswith("row")] == ["row-unsure"]
    assert not reading.contradictions


def test_the_same_with_a_row_a_line() -> None:
    text = (
        "镇街 类型 | 交办情况 | 污染类型 | |||\n移交件数 | 水 | 大气 | 噪声 | 其他 | |\n"
        "石桥镇 | 2 | 1 | 1 | 0 | 0 |\n"
    )
    found = table(text)
    assert found["columns"] == ["镇街类型", "移交件数", "水", "大气", "噪声", "其他"]


def test_the_box_above_a_published_paper_is_no_table() -> None:
    text = (
        "文件名称 | 关于督办事项落实情况的通报 | ||\n索引号 | ab/2026-1 | 公开目录: | 政务督查 |\n"
        "文号 | 第七期 | 成文日期: | 2026年3月4日 |\n"
        "有效性 | 有效 | 公开日期: | 2026年3月5日 |\n会议确定事项22件，已办结6件，正在办理16件。"
    )
    reading = read(text)
    assert reading.tables == ()
    assert {figure.name for figure in reading.figures} >= {"已办结", "正在办理"}


def test_what_follows_the_last_value_of_an_announcement_is_not_of_it() -> None:
    text = "整改任务：清理堆场。\n整改目标：堆场清零。\n整改完成情况：已清理。\n特此公示。\n公示时间：2026年3月1日至5日"
    assert cells(table(text)) == [["清理堆场。", "堆场清零。", "已清理。"]]


# ── sheets ──


def test_blanks_for_the_merged_cells_of_a_header_are_filled() -> None:
    text = (
        "序号,整改内容,整改目标,整改措施,整改时限,责任,\n,,,,,单位,责任人\n"
        "1,路灯不亮。,更换路灯。,逐盏更换。,2026年3月底,市政建设局,赵明\n"
    )
    found = read(text, "清单.csv").table
    assert found is not None
    assert [(row.units, row.person) for row in found.rows] == [(("市政建设局",), "赵明")]


def test_words_beside_the_table_of_a_sheet_are_spoken_of() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("清单")
        rows = (("编号", "意见内容"), ("1", "路灯不亮。"), ("2", "井盖坏了", "请修"))
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    reading = read_bytes(stream.getvalue(), CALENDAR, name="清单.xlsx")
    assert [one.where for one in reading.findings if one.code == "row-unsure"] == ["工作表“清单”第3行"]


def test_a_circular_that_counts_no_matters_is_read_for_its_figures() -> None:
    text = "297个党组织中，整改完成率达到100%的51个，80%以下的4个。"
    assert {figure.value for figure in read(text).figures} >= {"51", "4"}
