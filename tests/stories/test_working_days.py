"""Every reckoning of working days that domain §7 names, over the calendars as an office enters them.

The nation's arrangements come with the program, and once more as files; 壮族三月三 of 2017, 2018, 2021 and 2023
(domain §4.9) is a file that a coordinator imports for the region. Nothing here is written past the act.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bihuan.intake.calendar_file import read_calendar
from bihuan.intake.tests.builders import csv_file, xlsx_file
from bihuan.kernel.workdays import (
    WorkCalendar,
    add_workdays,
    last_workday,
    period_end,
    workdays_between,
)
from bihuan.kernel.workdays_explained import explain, explain_limit, uncovered_words
from bihuan.people.calendar import OfficeCalendar, office_calendar, office_calendars, shipped_days
from bihuan.people.models import Unit
from bihuan.reference.calendar_actions import import_calendar
from tests.support.world import World

# 壮族三月三: days off, and days worked instead, by the notices of the region.
SANYUESAN = {
    2017: "2017-03-30休 2017-03-31休 2017-04-01休 2017-04-08班",
    2018: "2018-04-15班 2018-04-18休 2018-04-19休 2018-04-20休",
    2021: "2021-04-14休 2021-04-15休 2021-04-16休 2021-04-18班",
    2023: "2023-04-21休 2023-04-22休 2023-04-23休",
}


def as_csv(rows: list[tuple[str, ...]]) -> tuple[bytes, str]:
    return csv_file(rows, "gb18030"), "三月三.csv"


def as_workbook(rows: list[tuple[str, ...]]) -> tuple[bytes, str]:
    return xlsx_file(rows), "三月三.xlsx"


def rows_of(days: str) -> list[tuple[str, ...]]:
    words = {"休": "休息", "班": "上班"}
    return [("日期", "上班/休息", "说明"), *((day[:-1], words[day[-1]], "三月三") for day in days.split())]


def enter(world: World, unit: Unit | None, content: bytes, name: str) -> None:
    reading = read_calendar(content, name)
    import_calendar(
        unit.pk if unit else None, reading.year, reading.days, by=world.cast.actors["chen"], now=world.now,
        source="自治区人民政府办公厅关于三月三放假的通知", based_on=0, file_name=name,
    )  # fmt: skip


# ── the nation ──────────────────────────────────────────────────────────────

LIMITS = [  # the first day is not counted
    (date(2022, 5, 20), 5, date(2022, 5, 27)),
    (date(2022, 5, 20), 20, date(2022, 6, 20)),
    (date(2022, 4, 29), 5, date(2022, 5, 10)),  # Saturday 05-07 is worked
    (date(2022, 9, 23), 10, date(2022, 10, 12)),
    (date(2022, 12, 26), 5, date(2023, 1, 3)),
    (date(2022, 10, 9), 60, date(2022, 12, 30)),  # the clock of a wage case
    (date(2022, 11, 1), 60, date(2023, 1, 30)),
    (date(2022, 11, 1), 60 + 30, date(2023, 3, 13)),  # and a complex one
]
NOTICES = [  # the first day is counted
    (date(2025, 1, 21), 10, date(2025, 2, 8)),  # 东丽: both make-up days, and 春节 skipped
    (date(2022, 9, 26), 5, date(2022, 9, 30)),
    (date(2022, 9, 26), 7, date(2022, 10, 9)),
    (date(2022, 9, 26), 10, date(2022, 10, 12)),
    (date(2022, 12, 21), 5, date(2022, 12, 27)),
]
SHIPPED = OfficeCalendar()


@pytest.mark.parametrize(("start", "days", "end"), LIMITS)
def test_a_time_limit_does_not_count_its_first_day(start: date, days: int, end: date) -> None:
    assert add_workdays(SHIPPED, start, days) == end
    assert explain(SHIPPED, start, days, first_day_counts=False).end == end
    assert workdays_between(SHIPPED, start, end) == days


@pytest.mark.parametrize(("start", "days", "end"), NOTICES)
def test_a_public_notice_counts_its_first_day(start: date, days: int, end: date) -> None:
    assert period_end(SHIPPED, start, days, first_day_counts=True) == end
    assert explain(SHIPPED, start, days, first_day_counts=True).end == end


@pytest.mark.parametrize(
    ("limit", "before"), [(date(2022, 12, 10), date(2022, 12, 9)), (date(2022, 12, 31), date(2022, 12, 30))]
)
def test_the_two_dates_of_the_notice_are_saturdays_and_are_not_moved(limit: date, before: date) -> None:
    assert not SHIPPED.is_workday(limit)
    assert last_workday(SHIPPED, limit) == before
    assert f"此前最后一个工作日为{before.month}月{before.day}日" in explain_limit(SHIPPED, limit)


def test_from_the_notice_to_its_report_there_are_204_days_of_which_140_are_worked() -> None:
    start, end = date(2022, 5, 20), date(2022, 12, 10)
    assert (end - start, workdays_between(SHIPPED, start, end)) == (timedelta(days=204), 140)


def test_the_sentence_of_fifteen_days_over_the_national_day() -> None:
    assert explain(SHIPPED, date(2022, 9, 23), 15, first_day_counts=False).sentence == (
        "自2022年9月23日起15个工作日（当日不计）：跳过10月1日至7日，"
        "计入10月8日（星期六，上班）、10月9日（星期日，上班），止于10月19日（星期三）。"
    )


def test_a_deadline_that_runs_into_a_year_nobody_has_announced_says_so_loudly() -> None:
    year = next(year for year in range(2026, 2100) if not SHIPPED.covers(year))
    explained = explain(SHIPPED, date(year - 1, 12, 28), 10, first_day_counts=False)
    assert explained.uncovered == (year,)
    assert uncovered_words(year) in explained.sentence


def test_the_same_come_out_when_the_arrangements_are_imported_as_files(world: World) -> None:
    for year in (2022, 2023, 2025):
        days = [
            {"name": name, "date": f"{day}", "isOffDay": not worked}
            for day, (worked, name) in shipped_days(year).items()
        ]
        content = json.dumps({"year": year, "days": days}).encode()
        enter(world, None, content, f"{year}.json")
    imported = office_calendar(world.batch.coordinator.path)
    assert imported.noticed == {2022, 2023, 2025}
    assert [add_workdays(imported, start, days) for start, days, _ in LIMITS] == [end for *_, end in LIMITS]
    assert [period_end(imported, start, days, first_day_counts=True) for start, days, _ in NOTICES] == [
        end for *_, end in NOTICES
    ]


# ── 广西 ────────────────────────────────────────────────────────────────────

FIVE_DAYS = [
    (date(2017, 3, 29), date(2017, 4, 6), date(2017, 4, 10)),
    (date(2018, 4, 13), date(2018, 4, 20), date(2018, 4, 24)),
    (date(2021, 4, 13), date(2021, 4, 20), date(2021, 4, 22)),
    (date(2023, 4, 20), date(2023, 4, 26), date(2023, 4, 28)),
]


@pytest.mark.parametrize("made", [as_csv, as_workbook])
@pytest.mark.parametrize(("start", "national", "guangxi"), FIVE_DAYS)
def test_the_holiday_of_guangxi_moves_a_limit_of_five_days(
    world: World,
    made: Callable[[list[tuple[str, ...]]], tuple[bytes, str]],
    start: date,
    national: date,
    guangxi: date,
) -> None:
    enter(world, world.unit("city"), *made(rows_of(SANYUESAN[start.year])))
    calendars = office_calendars()
    assert add_workdays(calendars.of(""), start, 5) == national
    assert add_workdays(calendars.of(world.batch.coordinator.path), start, 5) == guangxi


def test_a_holiday_of_the_region_overrides_the_nations_make_up_day_and_is_told(world: World) -> None:
    for days in SANYUESAN.values():
        enter(world, world.unit("city"), *as_csv(rows_of(days)))
    calendar: WorkCalendar = office_calendar(world.batch.coordinator.path)
    assert not calendar.is_workday(date(2017, 4, 1)), "a Saturday that the nation works"
    assert not calendar.is_workday(date(2023, 4, 23)), "a Sunday that the nation works"
    assert explain(calendar, date(2021, 4, 13), 5, first_day_counts=False).sentence == (
        "自2021年4月13日起5个工作日（当日不计）：跳过4月14日至17日，计入4月18日（星期日，上班），"
        "止于4月22日（星期四）。"
    )
    assert add_workdays(calendar, date(2022, 5, 20), 20) == date(2022, 6, 20), "other years stand"
