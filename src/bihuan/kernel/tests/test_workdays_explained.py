"""A deadline explains itself, over a calendar of one invented holiday. The real ones are in tests/stories."""

from datetime import date

import pytest

from bihuan.kernel.workdays import WeekendCalendar, period_end
from bihuan.kernel.workdays_explained import Stretch, explain, explain_limit, uncovered_words, uncovered_years


class OneHoliday:
    """Off from Friday 10 to Tuesday 14 June 2022, worked on Sunday 19 June; only 2022 is covered."""

    def is_workday(self, day: date) -> bool:
        if date(2022, 6, 10) <= day <= date(2022, 6, 14):
            return False
        return day == date(2022, 6, 19) or day.weekday() < 5

    def covers(self, year: int) -> bool:
        return year == 2022


CALENDAR = OneHoliday()
MONDAY = date(2022, 6, 6)


def test_a_period_without_anything_unusual_says_only_its_ends() -> None:
    explained = explain(CALENDAR, MONDAY, 3, first_day_counts=False)
    assert (explained.end, explained.skipped, explained.worked) == (date(2022, 6, 9), (), ())
    assert explained.sentence == "自2022年6月6日起3个工作日（当日不计），止于6月9日（星期四）。"


def test_ordinary_weekends_are_not_told_of() -> None:
    explained = explain(CALENDAR, date(2022, 7, 1), 10, first_day_counts=False)
    assert explained.sentence == "自2022年7月1日起10个工作日（当日不计），止于7月15日（星期五）。"


def test_what_is_skipped_and_what_is_worked_on_a_weekend_is_told() -> None:
    explained = explain(CALENDAR, MONDAY, 7, first_day_counts=False)
    assert explained.skipped == (Stretch(date(2022, 6, 10), date(2022, 6, 14)),)
    assert explained.worked == (date(2022, 6, 19),)
    assert explained.sentence == (
        "自2022年6月6日起7个工作日（当日不计）：跳过6月10日至14日，计入6月19日（星期日，上班），止于6月19日（星期日）。"
    )


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2022, 6, 8), date(2022, 6, 15), "当日计入"),
        (date(2022, 6, 11), date(2022, 6, 17), "当日休息，自下一个工作日起计"),
        (date(2022, 6, 19), date(2022, 6, 21), "当日计入"),
    ],
)
def test_whether_the_first_day_counts_is_said(start: date, end: date, words: str) -> None:
    explained = explain(CALENDAR, start, 3, first_day_counts=True)
    assert explained.end == end == period_end(CALENDAR, start, 3, first_day_counts=True)
    assert f"（{words}）" in explained.sentence


def test_a_stretch_that_began_before_the_period_is_told_as_far_as_it_is_in_it() -> None:
    assert explain(CALENDAR, date(2022, 6, 12), 1, first_day_counts=False).skipped == (
        Stretch(date(2022, 6, 13), date(2022, 6, 14)),
    )


def test_a_period_over_new_year_names_the_year_and_every_year_that_nothing_covers() -> None:
    explained = explain(CALENDAR, date(2022, 12, 29), 4, first_day_counts=False)
    assert explained.uncovered == (2023,)
    assert "止于2023年1月4日" in explained.sentence
    assert explained.sentence.endswith(uncovered_words(2023))
    assert explain(CALENDAR, date(2022, 12, 1), 4, first_day_counts=False).uncovered == ()


def test_a_limit_on_a_rest_day_names_the_last_working_day_before_it_and_is_not_moved() -> None:
    assert explain_limit(CALENDAR, date(2022, 6, 13)) == (
        "2022年6月13日（星期一）为休息日，期限不因此顺延；此前最后一个工作日为6月9日。"
    )
    assert explain_limit(CALENDAR, date(2022, 6, 9)) == ""
    assert explain_limit(CALENDAR, date(2024, 1, 1)) == uncovered_words(2024)
    assert uncovered_words(2023) in explain_limit(CALENDAR, date(2023, 1, 1))


@pytest.mark.parametrize(
    ("today", "others", "years"),
    [
        (date(2022, 9, 30), (), ()),
        (date(2022, 10, 1), (), (2023,)),
        (date(2022, 9, 30), (2025, 2022), (2025,)),
        (date(2023, 1, 1), (), (2023,)),
    ],
)
def test_next_year_is_asked_for_from_october_on(
    today: date, others: tuple[int, ...], years: tuple[int, ...]
) -> None:
    assert uncovered_years(CALENDAR, today, others) == years
    assert today.year in uncovered_years(WeekendCalendar(), today)
