"""The check sheet: given out, filled in with a spreadsheet program, read back."""

import io
from datetime import datetime

import openpyxl
import pytest

from bihuan.documents.check_sheet import FACTS, LINES
from bihuan.inspection.sheet import read_check_sheet
from bihuan.inspection.tests.sheets import NAME, blank, fill, filled
from bihuan.kernel.errors import NotReadable
from tests.support.files import txt
from tests.support.paper import GREEN, LAMPS, WAGES
from tests.support.world import World


def test_a_blank_sheet_offers_the_four_verdicts_and_one_row_an_item(world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(world)))
    assert book.sheetnames == [FACTS, LINES]
    (rule,) = book[LINES].data_validations.dataValidation
    assert rule.formula1 == '"属实,部分属实,不属实,未核验"'
    rows = [row for row in book[LINES].values if str(row[0]).isdecimal()]
    assert [int(str(row[0])) for row in rows] == [LAMPS, WAGES, GREEN]
    assert str(rule.sqref) == "F3:F5"
    assert all(row[5:8] == (None, None, None) for row in rows)


def test_what_was_filled_in_is_read_back(world: World) -> None:
    read = filled(world)
    assert (read.body, read.inspectors, read.visited_on) == ("市绩效办", "陆七、莫八", "2022年11月20日")
    assert read.batch == world.batch.number
    lines = {line.position: line for line in read.lines}
    assert lines["1"].number == world.case(LAMPS).number
    assert (lines["1"].verdict, lines["1"].text) == ("不属实", "望海路北段仍有6盏路灯不亮。")
    assert lines["1"].due == "2022-12-10"
    assert lines["1"].place("verdict") == "工作表“核验表”第3行F列"
    assert lines["3"].verdict == "未核验"


def test_a_day_that_the_program_took_for_a_date_is_a_day(world: World) -> None:
    read = filled(world, visited_on=datetime(2022, 11, 20), cells={(LINES, "H3"): datetime(2022, 12, 10)})  # noqa: DTZ001
    assert (read.visited_on, read.lines[0].due) == ("2022-11-20", "2022-12-10")


def test_a_blank_row_in_between_counts_for_nothing(world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fill(blank(world))))
    book[LINES].insert_rows(4)
    stream = io.BytesIO()
    book.save(stream)
    read = read_check_sheet(stream.getvalue(), NAME)
    assert [line.position for line in read.lines] == ["1", "2", "3"]
    assert read.lines[1].where == "工作表“核验表”第5行"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", NAME, "空的"),
        (b"not a workbook", NAME, "不符"),
        (txt("核验表"), "核验表.txt", "不是 .xlsx"),
    ],
)
def test_a_file_that_is_no_check_sheet_is_refused_with_a_sentence(
    content: bytes, name: str, words: str
) -> None:
    with pytest.raises(NotReadable, match=words):
        read_check_sheet(content, name)


def test_a_workbook_without_the_columns_is_told_which_are_wanted(world: World) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank(world)))
    book[LINES]["F2"] = "结论"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(NotReadable, match="核验结论"):
        read_check_sheet(stream.getvalue(), NAME)
