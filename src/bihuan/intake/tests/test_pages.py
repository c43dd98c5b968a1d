"""Pages of other offices, in forms that broke a reader once. All texts and names are invented."""

from typing import Any

from bihuan.intake.handled import derived
from bihuan.intake.read import read_bytes
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import CALENDAR

LONG = (
    "河湾街道渡口里小区北侧的空地长期堆放建筑垃圾，刮风时尘土飞扬，居民多次要求清理，希望尽快处理并加以覆盖。"
)


def read(text: str) -> Reading:
    return read_bytes(text.encode(), CALENDAR, name="页面.txt")


def table(text: str) -> dict[str, Any]:
    (found,) = read(text).as_json()["tables"]
    return found  # type: ignore[no-any-return]


def fields(text: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in table(text)["rows"]]


# ── layouts ──


def test_names_that_stand_above_their_values_on_lines_of_their_own() -> None:
    text = (
        "群众举报件信息公开\n\n序号 3 受理编号\n\nHT202603010003\n\n交办问题\n\n基本情况\n\n望海路砂场扬尘扰民。\n\n"
        "行政区域\n\n临港区\n\n"
        "污染类型\n\n大气、\n\n噪声\n\n调查核实情况\n\n(二)现场核查情况\n\n经查，反映情况属实。\n"
        "\n序号 4 受理编号\nHT202603010004\n交办问题基本情况\n滨海路积水。\n行政区域\n临港区\n"
        "污染类型\n水\n调查核实情况\n经查，不属实。"
    )
    found = table(text)
    assert found["columns"] == [
        "序号",
        "受理编号",
        "交办问题基本情况",
        "行政区域",
        "污染类型",
        "调查核实情况",
    ]
    first, second = (row["fields"] for row in found["rows"])
    assert (first["序号"], first["受理编号"], first["污染类型"]) == (
        "3",
        "HT202603010003",
        ["大气", "噪声"],
    )
    assert first["调查核实情况"] == "(二)现场核查情况\n经查，反映情况属实。"
    assert second["交办问题基本情况"] == "滨海路积水。"
    assert found["complete"]


def test_the_last_of_such_items_may_break_off() -> None:
    text = "序号1 受理编号\nHT202603010003\n交办问题基本情况\n砂场。\n行政区域\n临港区\n调查核实情况\n经查，位于望海"
    assert not table(text)["complete"]


def test_two_unknown_names_between_known_ones_are_columns_as_well() -> None:
    text = (
        "序号\n\n举报地市\n\n举报乡里\n\n受理编号\n\n污染类型\n\n是否属实\n\n调查核实情况\n\n问责情况\n\n5\n\n海平市\n\n临港区\n\n"
        f"HT202603010005\n\n水\n\n部分属实\n\n经查，{LONG}\n\n无"
    )
    found = table(text)
    assert found["columns"][:4] == ["序号", "举报地市", "举报乡里", "受理编号"]
    (row,) = (row["fields"] for row in found["rows"])
    assert (row["序号"], row["受理编号"], row["是否属实"]) == ("5", "HT202603010005", "部分属实")


def test_a_first_row_without_its_number_is_no_part_of_the_header() -> None:
    text = (
        "序号 |\n交办问题 基本情况 |\n行政区域 |\n调查核实情况 |\n是否属实 |\n是否 办结 |\n备注 |\n"
        f"{LONG} |\n临港区 |\n{LONG} |\n不属实 |\n已办结 |\n||\n"
        "2 |\n滨海路积水。 |\n海宁县 |\n经查，情况属实。 |\n属实 |\n已办结 |\n"
        "省督察组进驻海平时间：2026年3月1日至3月20日"
    )
    found = table(text)
    assert len(found["columns"]) == 7
    assert [row["fields"]["序号"] for row in found["rows"]] == [None, "2"]
    assert [row["fields"]["是否属实"] for row in found["rows"]] == ["不属实", "属实"]
    assert found["complete"]
    assert [line.number for line in read(text).opinions] == ["2"]


def test_several_keys_on_one_line() -> None:
    text = (
        "信件来源：局长信箱\n来信人 甲某 问题类型 建议 信件状态 已办结\n标题 路灯\n信件内容 望海路路灯不亮。\n"
        "来信时间：2026-03-01 回复时间：2026-03-03\n回复内容 已经修复。"
    )
    (row,) = fields(text)
    assert (row["来信人"], row["办理状态"], row["来信时间"], row["回复时间"]) == (
        "甲某",
        "已办结",
        "2026-03-01",
        "2026-03-03",
    )


def test_a_header_whose_cells_ran_into_each_other_gives_no_rows_at_all() -> None:
    text = (
        "共3件。\n序号 受理\n编号\n交办问题基本情况 行政\n区域\n调查核实情况 是否\n属实\n1HT2026临港区扬尘。"
    )
    assert read(text).opinions == ()


# ── what the columns and the cells say ──


def test_what_was_reported_goes_by_many_names() -> None:
    for name in ("转办问题基本情况", "群众反映事项内容", "信访举报件问题概况", "来电来信反映问题"):
        text = f"序号 | 受理编号 | {name} | 行政区域 | 是否属实 |\n1 | HT202603010001 | 砂场扬尘。 | 临港区 | 属实 |"
        assert [line.text for line in read(text).opinions] == ["砂场扬尘。"], name


def test_how_a_case_was_passed_on_is_not_what_was_reported() -> None:
    text = (
        "序号 | 受理编号 | 交办情况 | 行政区域 | 是否属实 |\n1 | HT202603010001 | 已交办。 | 临港区 | 属实 |"
    )
    assert read(text).opinions == ()


def test_a_contradiction_stands_in_the_row_it_is_about() -> None:
    text = (
        "序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 污染类型 | 是否属实 | 处理和整改情况 | 是否办结 |\n"
        "1 | HT202603010001 | 砂场扬尘。 | 临港区 | 大气 | 属实 | 已完成50%，其余正在整改。 | 已办结 |\n"
        "2 | HT202603010002 | 路面积水。 | 临港区 | 水 | 属实 | 已疏通。 | 已办结 |"
    )
    first, second = table(text)["rows"]
    assert first["findings"] == ["finished-while-going-on"]
    assert "50%" in first["fields"]["矛盾提示"]
    assert second["findings"] == []
    assert "矛盾提示" not in second["fields"]


def test_a_list_of_what_was_adopted_names_its_fields_as_it_prints_them() -> None:
    text = "序号 | 反馈人 | 意见内容 | 是否采纳 | 采纳理由 |\n1 | 甲某 | 增设路灯。 | 是 | 切实可行。 |"
    (row,) = fields(text)
    assert (row["反馈人"], row["意见内容"], row["是否采纳"]) == ("甲某", "增设路灯。", "是")


def test_one_row_that_breaks_off_does_not_keep_the_others_out() -> None:
    text = (
        "序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 污染类型 | 是否属实 | 处理和整改情况 |\n"
        "1 | HT202603010001 | 砂场扬尘。 | 临港区 | 大气 | 属实 | 已覆盖。 |\n2 | HT202603010002 |"
    )
    reading = read(text)
    assert [line.number for line in reading.opinions] == ["HT202603010001"]
    assert "row-incomplete" in [finding.code for finding in reading.findings]


def test_not_yet_finished_over_all_the_cells_that_follow() -> None:
    text = (
        "序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 污染类型 | 调查核实情况 | 是否属实 | 是否办结 |\n"
        "1 | HT202603010001 | 砂场扬尘。 | 临港区 | 大气 | 暂未办结 | | |"
    )
    assert fields(text)[0]["办结认定"] == "open"


def test_a_page_with_figures_is_read_whatever_its_table() -> None:
    text = (
        "3月5日，督察组向我市转办举报件12件，其中来电7件，来信5件。\n"
        "辖区 | 3月5日数量(件) | 累计数量(件) |\n临港区 | 7 | 20 |\n海宁县 | 5 | 11 |"
    )
    assert ("来电", 7) in [(figure["name"], figure["value"]) for figure in read(text).as_json()["figures"]]


def test_a_plan_without_a_table_is_read_for_its_title() -> None:
    text = (
        "# 标题: 海平市生态环境问题整改方案\n\n为全面完成整改任务，制定本方案。\n一、总体要求\n压实各方责任。"
    )
    reading = read(text)
    assert reading.document.title == "海平市生态环境问题整改方案"
    assert [finding.code for finding in reading.findings] == ["text-only"]


# ── what the words of a row say ──


def test_the_many_words_for_a_matter_that_came_again() -> None:
    for words in (
        "曾向村里反映多次未果。", "举报后并未解决，反而更吵。", "举报人之前反映的砂场又开工了。",
        "曾向镇里反映，至今没有人处理。",
    ):  # fmt: skip
        assert derived({"text": words})["重复反映线索"], words
    assert "重复反映线索" not in derived({"text": "砂场扬尘扰民，希望处理。"})


def test_the_same_matter_under_another_number() -> None:
    same = "该问题与3月2日交办的第3批HT202603020007号举报件反映的问题相同。"
    assert derived({"checked": same})["重复于"] == "HT202603020007"
    assert derived({"checked": "此件与受理编号3438号的案件属同一案件。"})["重复于"] == "3438"


def test_what_only_begins_on_a_day_is_not_finished_by_it() -> None:
    handled = "该厂9月4日开始拆除设备，目前已拆除电机，预计9月18日前全面完成。"
    assert derived({"handled": handled, "checked": "2026年9月2日"}) == {"整改截止": ["2026-09-18"]}


def test_a_day_between_already_and_done() -> None:
    assert derived({"handled": "该问题已于2026年3月8日办结。"})["整改完成日"] == ["2026-03-08"]
    assert derived({"handled": "2026年3月8日，渣土已全部覆盖。"})["整改完成日"] == ["2026-03-08"]


def test_all_around_is_no_number_of_places() -> None:
    assert "对象数" not in derived({"text": "渣土没有覆盖，四处飞扬。"})


def test_a_measure_may_begin_with_a_year() -> None:
    text = (
        "序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 污染类型 | 是否属实 | 处理和整改情况 |\n"
        "1 | HT202603010001 | 砂场扬尘。 | 临港区 | 大气 | 属实 | 1.2026年3月5日，责令停工。2.3月6日完成覆盖。 |"
    )
    assert fields(text)[0]["处理和整改_条数"] == 2
