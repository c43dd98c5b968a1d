"""Tables of numbers: columns make their 合计, rates follow from the counts beside them."""

import pytest

from bihuan.intake.figures.tests.documents import codes, findings, said
from bihuan.kernel.findings import Severity

HEADER = ["序号", "单位名称", "受理数", "办结数", "办结率", "不满意数"]


def _table(**changed: str) -> list[list[str]]:
    rows = {
        "one": ["1", "云泽区住建局", "120", "114", "95%", "3"],
        "two": ["2", "云泽区城管局", "80", "80", "100%", "0"],
        "three": ["3", "河湾街道", "50", "45", "90%", "2"],
        "total": ["合计", "合计", "250", "239", "95.6%", "5"],
    }
    for place, value in changed.items():
        row, column = place.rsplit("_", 1)
        rows[row][int(column)] = value
    return [HEADER, *rows.values()]


def test_a_table_that_adds_up_is_not_spoken_of() -> None:
    assert codes("四月份办理情况统计表", _table()) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"total_3": "249", "total_4": "99.6%"}, "column-does-not-add-up"),
        ({"total_5": "8"}, "column-does-not-add-up"),
        ({"one_4": "85%"}, "rate-does-not-fit"),
        ({"three_4": "190%"}, "rate-above-hundred"),
        (
            {"three_2": "40", "total_2": "240", "total_4": "99.6%", "three_4": "112.5%"},
            "finished-above-received",
        ),
    ],
)
def test_a_table_that_does_not_add_up_is_found(changed: dict[str, str], code: str) -> None:
    assert code in codes("四月份办理情况统计表", _table(**changed))


def test_units_that_share_may_come_to_more_than_the_total() -> None:
    found = findings("统计表", _table(total_2="230", total_4="103.9%"))
    notes = [finding for finding in found if finding.severity is Severity.NOTE]
    assert [finding.code for finding in notes] == ["units-above-total"]
    assert "各行相加是250" in notes[0].message


def test_subtotals_are_not_added_twice() -> None:
    table = [
        ["单位名称", "受理数", "办结数"],
        ["住建局", "10", "9"],
        ["城管局", "20", "20"],
        ["小计", "30", "29"],
        ["河湾街道", "5", "5"],
        ["桥东街道", "6", "6"],
        ["小计", "11", "11"],
        ["总计", "41", "40"],
    ]
    assert codes("统计表", table) == []


def test_the_total_of_the_table_and_of_the_text_are_held_together() -> None:
    assert codes("四月份共受理260件。", _table()) == ["table-differs-from-text"]
    assert codes("四月份共受理250件。", _table()) == []


def test_numbers_of_a_table_are_named_by_row_and_column() -> None:
    assert said("统计表", _table())["云泽区城管局受理数"] == "80"
