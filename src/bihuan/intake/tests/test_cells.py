import pytest

from bihuan.intake.cells import clean_number, split_contact, split_measures, split_people, split_units
from bihuan.intake.indicators import find_indicators


@pytest.mark.parametrize(
    ("cell", "measures"),
    [
        ("1. 排查。\n2. 更换。", ("排查。", "更换。")),
        ("1、排查；2、更换；3、巡查。", ("排查；", "更换；", "巡查。")),
        ("（1）排查。（2）更换。", ("排查。", "更换。")),
        ("①排查。②更换。", ("排查。", "更换。")),
        ("一是排查。二是更换。", ("排查。", "更换。")),
        ("主要措施：1. 排查。2. 更换。", ("主要措施：排查。", "更换。")),
        ("开展排查，更换路灯。", ("开展排查，更换路灯。",)),
        ("开展排查。\n更换路灯。", ("开展排查。\n更换路灯。",)),
        ("1. 落实第2、3款要求，投入2.5万元。\n2. 验收。", ("落实第2、3款要求，投入2.5万元。", "验收。")),
        ("1. 大项：（1）甲；（2）乙。\n2. 小项。", ("大项：（1）甲；（2）乙。", "小项。")),
        ("", ()),
    ],
)
def test_measures_are_split_at_their_numbers_and_nowhere_else(cell: str, measures: tuple[str, ...]) -> None:
    assert split_measures(cell) == measures


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("市政建设局", ("市政建设局",)),
        ("市政建设局、综合执法局", ("市政建设局", "综合执法局")),
        ("市政建设局，综合执法局/园区办", ("市政建设局", "综合执法局", "园区办")),
        ("市政建设局\n综合执法局", ("市政建设局", "综合执法局")),
        ("市政\n建设局", ("市政建设局",)),
        ("牵头单位：市政建设局；配合单位：综合执法局", ("市政建设局", "综合执法局")),
        ("市政建设局、市政建设局", ("市政建设局",)),
        ("", ()),
    ],
)
def test_units_are_split_at_marks_and_joined_where_a_line_breaks_a_name(
    cell: str, units: tuple[str, ...]
) -> None:
    assert split_units(cell) == units


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("赵  明\n ", ("赵明",)),
        ("赵\u3000明", ("赵明",)),
        ("赵明 钱立", ("赵明", "钱立")),
        ("赵  明、钱立", ("赵明", "钱立")),
        ("欧阳 泉", ("欧阳泉",)),
        ("", ()),
    ],
)
def test_people_come_back_without_the_padding_of_paper(cell: str, people: tuple[str, ...]) -> None:
    assert split_people(cell) == people


@pytest.mark.parametrize(
    ("cell", "contact"),
    [
        ("赵明 13900000000", ("赵明", "13900000000")),
        ("赵明（0999-1234567）", ("赵明", "0999-1234567")),
        ("联系人：赵明，电话：139 0000 0000", ("赵明", "13900000000")),
        ("13900000000", ("", "13900000000")),
        ("赵明", ("赵明", "")),
    ],
)
def test_name_and_telephone_are_taken_out_of_one_cell(cell: str, contact: tuple[str, str]) -> None:
    assert split_contact(cell) == contact


@pytest.mark.parametrize("cell", ["'120210990100007", '="120210990100007"', " 1202109901 00007\t"])
def test_a_number_loses_the_guards_against_spreadsheets(cell: str) -> None:
    assert clean_number(cell) == "120210990100007"


@pytest.mark.parametrize(
    ("target", "name", "comparator", "value", "unit"),
    [
        ("实现全年投诉办结率达98%。", "全年投诉办结率", "≥", "98", "%"),
        ("确保群众满意率不低于95％", "群众满意率", "≥", "95", "%"),
        ("将平均等待时间控制在15分钟以内", "平均等待时间", "≤", "15", "分钟"),
        ("新增停车位200个", "停车位", "=", "200", "个"),
        ("办结率90%以上", "办结率", "≥", "90", "%"),
    ],
)
def test_a_figure_is_read_with_name_comparator_value_and_unit(
    target: str, name: str, comparator: str, value: str, unit: str
) -> None:
    (indicator,) = find_indicators(target)
    found = (indicator.name, indicator.comparator, indicator.value, indicator.unit)
    assert found == (name, comparator, value, unit)


def test_a_rate_says_what_it_leaves_open() -> None:
    (open_rate,) = find_indicators("实现全年投诉办结率达98%。")
    assert open_rate.undefined == ("denominator", "cut_off")
    (closed_rate,) = find_indicators("截至11月30日受理投诉办结率达98%。")
    assert closed_rate.undefined == ()


@pytest.mark.parametrize(
    "target", ["逐步改善环境质量。", "2022年12月31日前完成3号路整治。", "落实〔2022〕8号文件。"]
)
def test_days_and_names_are_no_figures(target: str) -> None:
    assert find_indicators(target) == ()
