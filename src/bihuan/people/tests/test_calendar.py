"""The layers of the calendar. What the arrangements of real years come to is in tests/stories/test_working_days.py."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.workdays import workdays_between
from bihuan.people.calendar import Calendars, OfficeCalendar, office_calendar, office_calendars, shipped_days
from bihuan.people.calendar_year import notices_of, spoken_days
from bihuan.people.models import CalendarDay, CalendarNotice, Unit

NATIONAL = OfficeCalendar()
THURSDAY, SATURDAY = date(2099, 10, 1), date(2099, 10, 3)
ENTERED = datetime(2099, 1, 1, tzinfo=UTC)


def notice(
    unit: Unit | None, days: dict[date, bool], *, version: int = 1, year: int = 2099
) -> CalendarNotice:
    made = CalendarNotice.objects.create(
        unit=unit, year=year, version=version, source="通知", entered_at=ENTERED
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(notice=made, day=day, is_workday=worked, note="节日") for day, worked in days.items()
    )
    return made


def unit(name: str, parent: Unit | None = None, *, is_area: bool = False) -> Unit:
    return Unit.objects.create(name=name, parent=parent, is_area=is_area)


def test_a_year_without_a_holiday_notice_falls_back_to_weekends_and_says_so() -> None:
    assert not NATIONAL.covers(2099)
    assert NATIONAL.is_workday(THURSDAY)
    assert not NATIONAL.is_workday(SATURDAY)
    assert NATIONAL.covers(2022)


def test_a_correction_holds_in_a_year_that_nobody_has_announced_yet_without_covering_it() -> None:
    corrected = OfficeCalendar({THURSDAY: False})
    assert not corrected.is_workday(THURSDAY)
    assert not corrected.covers(2099)


@settings(deadline=None)  # the first look at a year is slow, and is remembered
@given(
    overrides=st.dictionaries(st.dates(date(2016, 1, 1), date(2030, 12, 31)), st.booleans(), max_size=30),
    start=st.dates(date(2016, 1, 1), date(2030, 6, 1)),
    length=st.integers(0, 400),
)
def test_counting_without_walking_comes_to_the_same(
    overrides: dict[date, bool], start: date, length: int
) -> None:
    calendar, end = OfficeCalendar(overrides), start + timedelta(days=length)
    walked = sum(calendar.is_workday(start + timedelta(days=n)) for n in range(1, length + 1))
    assert workdays_between(calendar, start, end) == walked


def test_a_national_notice_tells_its_year_anew_and_leaves_the_end_of_december_to_the_next() -> None:
    entered = Calendars({("", 2018): {date(2018, 10, 1): False}}).of("")
    assert not entered.is_workday(date(2018, 10, 1))
    assert entered.is_workday(date(2018, 10, 2)), "shipped as a holiday, and not in the notice"
    assert not entered.is_workday(date(2018, 4, 8)), "shipped as worked on a Sunday, and not in the notice"
    assert not entered.is_workday(date(2018, 12, 31)), "New Year's rest of 2019, announced with 2019"
    assert entered.is_workday(date(2018, 12, 29)), "and worked on a Saturday for it"
    assert entered.covers(2018)


def test_of_two_years_that_speak_of_one_day_the_later_holds() -> None:
    day = date(2098, 12, 31)
    assert not Calendars({("", 2098): {day: True}, ("", 2099): {day: False}}).of("").is_workday(day)


@pytest.mark.django_db
def test_a_deeper_layer_overrides_a_wider_one_and_binds_only_those_below() -> None:
    region = unit("滨海市", is_area=True)
    bureau, elsewhere = unit("综合执法局", region), unit("望海新区", is_area=True)
    friday = THURSDAY + timedelta(days=1)
    notice(None, {THURSDAY: False, SATURDAY: True})
    notice(region, {SATURDAY: False, friday: False})
    notice(bureau, {friday: True})
    calendars = office_calendars()
    days = (THURSDAY, friday, SATURDAY)

    def worked(path: str) -> list[bool]:
        return [calendars.of(path).is_workday(day) for day in days]

    assert worked("") == worked(elsewhere.path) == [False, True, True]
    assert worked(region.path) == [False, False, False]
    assert worked(bureau.path) == [False, True, False]


@pytest.mark.django_db
def test_only_the_newest_version_is_in_force_and_the_earlier_ones_are_kept() -> None:
    notice(None, {THURSDAY: False, SATURDAY: True})
    notice(None, {SATURDAY: True}, version=2)
    calendar = office_calendar()
    assert calendar.is_workday(THURSDAY)
    assert calendar.is_workday(SATURDAY)
    assert [row.version for row in notices_of("")] == [2, 1]


@pytest.mark.django_db
def test_a_notice_for_a_region_does_not_cover_the_year_for_it() -> None:
    region = unit("滨海市", is_area=True)
    notice(region, {THURSDAY: False})
    assert not office_calendar(region.path).covers(2099)
    notice(None, {THURSDAY: False})
    assert office_calendar(region.path).covers(2099)


@pytest.mark.django_db
def test_a_correction_by_hand_stands_above_every_layer() -> None:
    notice(None, {THURSDAY: False})
    CalendarDay.objects.create(day=THURSDAY, is_workday=True, note="防汛值班")
    assert office_calendar().is_workday(THURSDAY)
    assert str(CalendarDay.objects.get(notice=None)) == "2099-10-01 上班"


@pytest.mark.django_db
def test_every_layer_is_read_in_one_statement(django_assert_num_queries: object) -> None:
    region = unit("滨海市", is_area=True)
    for year in (2097, 2098, 2099):
        notice(None, {date(year, 10, 1): False}, year=year)
        notice(region, {date(year, 4, 14): False}, year=year)
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        calendars = office_calendars()
        assert not calendars.of(region.path).is_workday(date(2098, 4, 14))


@pytest.mark.django_db
def test_the_year_as_it_is_shown_names_every_unusual_day_and_what_the_arrangements_speak_of() -> None:
    shown = {each.day: each for each in spoken_days(office_calendar(), "", 2022)}
    assert set(shipped_days(2022)) == set(shown)
    assert (shown[date(2022, 10, 8)].is_workday, shown[date(2022, 10, 8)].note) == (True, "国庆节")
    assert not shown[date(2022, 10, 1)].differs
    notice(None, {THURSDAY: False, SATURDAY: False, date(2098, 12, 31): False})
    days = spoken_days(office_calendar(), "", 2099)
    assert [each.day for each in days] == [date(2098, 12, 31), THURSDAY, SATURDAY]
    assert [each.note for each in days] == ["节日"] * 3
