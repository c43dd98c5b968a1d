"""A duty list out of a file: its columns by many names, a unit a row or a duty a row."""

import pytest

from bihuan.intake.duty_list import read_duties
from bihuan.intake.tests.builders import csv_file, xlsx_file
from bihuan.kernel.errors import NotReadable

HEAD = ("单位", "关键词", "依据")
ROWS = (
    ("城市管理局", "路灯、占道经营，夜市噪声", "《城市照明管理规定》、《城市市容条例》"),
    ("交通运输局", "1.公交\n2.出租车", ""),
)


def plainly(content: bytes, name: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(line.unit, line.keywords, line.laws) for line in read_duties(content, name)]


READ = [
    ("城市管理局", ("路灯", "占道经营", "夜市噪声"), ("《城市照明管理规定》", "《城市市容条例》")),
    ("交通运输局", ("公交", "出租车"), ()),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_encoding_of_an_office(encoding: str) -> None:
    assert plainly(csv_file([HEAD, *ROWS], encoding), "职责.csv") == READ


def test_a_workbook_with_a_title_and_other_names_for_its_columns() -> None:
    head = ("序号", "责任部门", "主要职责", "法律依据")
    rows = [(str(at), *row) for at, row in enumerate(ROWS, 1)]
    content = xlsx_file([("片区部门职责清单", "", "", ""), head, *rows])
    assert plainly(content, "职责.xlsx") == READ


def test_a_duty_a_row_leaves_the_unit_out_where_it_is_the_one_above() -> None:
    rows = [HEAD, ("城市管理局", "路灯", ""), ("", "夜市", ""), ("交通运输局", "公交", "")]
    assert [unit for unit, _, _ in plainly(csv_file(rows), "职责.csv")] == ["城市管理局"] * 2 + ["交通运输局"]


def test_each_line_says_where_it_stands() -> None:
    assert [line.where for line in read_duties(csv_file([HEAD, *ROWS]), "职责.csv")] == ["第2行", "第3行"]


def test_a_file_without_the_columns_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotReadable) as refusal:
        read_duties(csv_file([("姓名", "电话"), ("甲", "0")]), "职责.csv")
    (finding,) = refusal.value.findings
    assert finding.code == "columns-missing"
    assert "单位、关键词、依据" in finding.message
