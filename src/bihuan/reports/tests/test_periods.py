"""The week or the month of a circular."""

from datetime import date

import pytest

from bihuan.reports.periods import CYCLE, FIRST, LAST, Cycle, Period, period_findings, period_of, usual

TODAY = date(2022, 12, 7)


def test_where_nothing_is_said_it_is_the_week_that_ends_today() -> None:
    assert period_of({}, TODAY) == Period(Cycle.WEEK, date(2022, 12, 1), TODAY)
    assert period_of({}, TODAY).before == date(2022, 11, 30)


def test_a_month_begins_on_its_first_and_a_week_has_seven_days() -> None:
    assert usual(Cycle.MONTH, date(2022, 11, 30)).first == date(2022, 11, 1)
    assert usual(Cycle.WEEK, date(2016, 3, 10)).first == date(2016, 3, 4)


def test_a_period_reads_back_what_it_asks() -> None:
    period = Period(Cycle.MONTH, date(2022, 11, 2), date(2022, 11, 29))
    assert period_of(period.asked(), TODAY) == period


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({LAST: "2022-12-08"}, "period-in-the-future"),
        ({FIRST: "2022-12-05", LAST: "2022-12-04"}, "period-out-of-order"),
        ({FIRST: "2021-12-01", LAST: "2022-12-04"}, "period-out-of-order"),
        ({LAST: "十二月"}, "period-unreadable"),
        ({FIRST: "2022-13-01"}, "period-unreadable"),
        ({CYCLE: "year"}, "period-unreadable"),
    ],
)
def test_a_period_that_cannot_be_is_refused(asked: dict[str, str], code: str) -> None:
    assert [finding.code for finding in period_findings(asked, TODAY)] == [code]


def test_today_and_a_single_day_are_periods() -> None:
    assert period_findings({FIRST: "2022-12-07", LAST: "2022-12-07", CYCLE: "month"}, TODAY) == []
