"""A holiday arrangement out of a file: whatever the columns are called, and every fault with its place."""

import json
from datetime import date

import pytest

from bihuan.intake.calendar_file import CalendarReading, read_calendar
from bihuan.intake.tests.builders import csv_file, xlsx_file
from bihuan.kernel.errors import NotReadable
from bihuan.typesetting import pdf
from bihuan.typesetting.paper import as_paper
from bihuan.typesetting.table import Column, TablePaper
from tests.support.paged import as_scan, as_scanned_pdf

HEAD = ("日期", "上班/休息", "说明")
ROWS = (("2021-04-14", "休息", "壮族三月三"), ("2021-04-15", "休息", ""), ("2021-04-18", "上班", "调休"))
OFF, WORKED = False, True


def plainly(reading: CalendarReading) -> list[tuple[date, bool, str]]:
    return [(each.day, each.is_workday, each.note) for each in reading.days]


READ = [
    (date(2021, 4, 14), OFF, "壮族三月三"),
    (date(2021, 4, 15), OFF, ""),
    (date(2021, 4, 18), WORKED, "调休"),
]


def faults(content: bytes, name: str = "安排.csv") -> list[tuple[str, str]]:
    with pytest.raises(NotReadable) as refusal:
        read_calendar(content, name)
    return [(finding.code, finding.where) for finding in refusal.value.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_in_any_of_the_encodings_of_an_office(encoding: str) -> None:
    reading = read_calendar(csv_file([HEAD, *ROWS], encoding), "安排.csv")
    assert (reading.year, plainly(reading)) == (2021, READ)
    assert reading.days[0].where == "第2行"


def test_a_workbook_with_real_dates_a_title_above_and_a_remark_below() -> None:
    rows = [
        ("自治区2021年三月三放假安排",),
        HEAD,
        *((date.fromisoformat(day), *rest) for day, *rest in ROWS),
        ("注：调休以通知为准",),
    ]
    reading = read_calendar(xlsx_file(rows, sheet="安排"), "安排.xlsx")
    assert plainly(reading) == READ
    assert reading.days[2].where == "工作表“安排”第5行"


@pytest.mark.parametrize(
    ("heading", "off", "worked"),
    [
        ("安排", "放假", "补班"),
        ("类型", "节假日", "调休上班"),
        ("是否上班", "否", "是"),
        ("是否放假", "是", "否"),
        ("isOffDay", "true", "false"),
        ("是否休息", "1", "0"),
    ],
)
def test_off_and_worked_in_the_words_of_different_offices(heading: str, off: str, worked: str) -> None:
    rows = [("日期", heading), ("2021年4月14日", off), ("2021/4/18", worked)]
    assert [each.is_workday for each in read_calendar(csv_file(rows), "安排.csv").days] == [OFF, WORKED]


def test_the_json_of_holiday_cn() -> None:
    data = {
        "$schema": "…",
        "year": 2023,
        "papers": [],
        "days": [
            {"name": "元旦", "date": "2022-12-31", "isOffDay": True},
            {"name": "春节", "date": "2023-01-28", "isOffDay": False},
        ],
    }
    reading = read_calendar(json.dumps(data).encode(), "2023.json")
    assert reading.year == 2023
    assert plainly(reading) == [(date(2022, 12, 31), OFF, "元旦"), (date(2023, 1, 28), WORKED, "春节")]


def test_every_fault_is_told_at_once_with_row_and_column() -> None:
    rows = [
        HEAD,
        ("2021-02-30", "休息", "没有这一天"),
        ("2021-04-14", "调休", "看不出上班还是休息"),
        ("", "上班", ""),
        ("2021-04-16", "", "没有写"),
        ("2021-04-14至16", "休息", "一行写了几天"),
    ]
    assert faults(csv_file(rows)) == [
        ("date-not-understood", "第2行第1列"),
        ("calendar-kind-unknown", "第3行第2列"),
        ("date-missing", "第4行第1列"),
        ("calendar-kind-unknown", "第5行第2列"),
        ("date-not-understood", "第6行第1列"),
    ]


def test_a_yes_under_a_heading_that_asks_nothing_is_not_guessed() -> None:
    assert faults(csv_file([("日期", "安排"), ("2021-04-14", "是")])) == [
        ("calendar-kind-unknown", "第2行第2列")
    ]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "file-empty"),
        (b"a,b\n1,2\n", "a.csv", "columns-missing"),
        (b"{", "a.json", "json-broken"),
        (b"[" * 100_000, "a.json", "json-broken"),
        (b"[]", "a.json", "json-not-a-calendar"),
        (b'{"year": 2023}', "a.json", "json-not-a-calendar"),
        (b'{"days": [{"date": "2023-13-01", "isOffDay": true}]}', "a.json", "calendar-entry-wrong"),
        (b'{"days": [{"date": "2023-01-01", "isOffDay": "yes"}]}', "a.json", "calendar-entry-wrong"),
        (b'{"days": [7]}', "a.json", "calendar-entry-wrong"),
        (b"%PDF-1.7", "a.pdf", "file-damaged"),
    ],
)
def test_what_is_no_arrangement_is_refused_by_name(content: bytes, name: str, code: str) -> None:
    assert [found for found, _ in faults(content, name)] == [code]


def test_an_arrangement_without_days_is_read_and_left_to_the_rules() -> None:
    assert read_calendar(csv_file([HEAD]), "安排.csv") == CalendarReading(0, ())


def as_pdf() -> bytes:
    columns = tuple(Column(name, 40) for name in HEAD)
    return pdf.render([as_paper(TablePaper("安排", "放假安排", columns, ROWS))], lambda _: None, fonts=None)


def test_an_arrangement_is_read_from_a_pdf_with_text_and_a_scan_of_it_is_refused() -> None:
    assert plainly(read_calendar(as_pdf(), "安排.pdf")) == READ
    assert faults(as_scanned_pdf(as_pdf(), [0]), "安排.pdf") == [("scan-not-here", "")]
    assert faults(as_scan(as_pdf(), [0])[0], "安排.jpg") == [("scan-not-here", "")]
