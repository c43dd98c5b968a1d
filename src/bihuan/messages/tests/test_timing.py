"""Quiet hours, rest days, pauses, and what fits into one text: the calendar is given, the clock is an argument."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.messages.timing import MOST_ATTEMPTS, PAUSES, Hours, may_go_at, one_text, pause_after

NIGHT = Hours(20, 8)


class Week:
    """Monday to Friday, but for 2022-10-03 to 10-07, with Saturday 10-08 worked instead."""

    def is_workday(self, day: date) -> bool:
        if date(2022, 10, 1) <= day <= date(2022, 10, 7):
            return False
        return day == date(2022, 10, 8) or day.weekday() < 5

    def covers(self, year: int) -> bool:
        return True


def at(day: int, hour: int, minute: int = 0, month: int = 9) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (at(21, 10, 5), at(21, 10, 5)),  # a Wednesday morning
        (at(21, 7, 59), at(21, 8)),
        (at(21, 8), at(21, 8)),
        (at(21, 19, 59), at(21, 19, 59)),
        (at(21, 20), at(22, 8)),
        (at(21, 0, 1), at(21, 8)),
        (at(23, 21), at(26, 8)),  # Friday night: Monday
        (at(24, 10), at(26, 8)),  # Saturday
        (at(30, 20, 30), at(8, 8, month=10)),  # the national holiday ends with a Saturday that is worked
        (at(8, 9, month=10), at(8, 9, month=10)),
    ],
)
def test_nothing_goes_out_at_night_nor_on_a_rest_day(moment: datetime, goes: datetime) -> None:
    assert may_go_at(moment, NIGHT, Week()) == goes


def test_a_rest_at_noon_ends_the_same_day() -> None:
    assert may_go_at(at(21, 12, 30), Hours(12, 14), Week()) == at(21, 14)
    assert may_go_at(at(21, 3), Hours(12, 14), Week()) == at(21, 3)


def test_a_channel_without_quiet_hours_still_rests_on_rest_days() -> None:
    assert may_go_at(at(21, 3), Hours(0, 0), Week()) == at(21, 3)
    assert may_go_at(at(24, 3), Hours(0, 0), Week()) == at(26, 0)


def test_the_pauses_grow_and_end() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert pauses == [timedelta(minutes=minutes) for minutes in PAUSES]
    assert list(PAUSES) == sorted(PAUSES)
    assert pause_after(MOST_ATTEMPTS) is None


def test_lines_that_do_not_fit_are_counted() -> None:
    lines = [f"第{n}项：等您签收" for n in range(1, 101)]
    text = one_text(lines, 200, "另有{}条")
    assert len(text.encode()) <= 200
    kept = text.split("\n")
    assert kept[:-1] == lines[: len(kept) - 1]
    assert kept[-1] == f"另有{100 - len(kept) + 1}条"
    assert one_text(lines[:3], 200, "另有{}条") == "\n".join(lines[:3])
