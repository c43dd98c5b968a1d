"""2022-05-20 to 2023-01-31: every reminder, light, report and rate of the founding notice's year, worked out by hand.

Holidays met on the way: 端午 06-03, 中秋 09-12, 国庆 10-01 to 10-07 with 10-08 and 10-09 worked, 元旦 12-31 to
01-02, 春节 01-21 to 01-27 with 01-28 and 01-29 worked. From the hand-over on 05-23 to the limit on 12-31 there are
154 working days, so that one of them is 0.649 points of 序时进度.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.cases.lifecycle import State
from bihuan.issuing.models import SubmittedReport
from bihuan.kernel.clock import day_of
from bihuan.kernel.workdays import workdays_between
from bihuan.people.calendar import office_calendar
from bihuan.reports.as_of import figures_of
from bihuan.reports.figures import Figures
from bihuan.reports.reconciliation import reconcile
from bihuan.supervision.models import Supervision
from tests.support.world import World
from tests.support.year import DUST, END, FREIGHT, LIMIT, STREET, WAGE, Year

LOOKED_AT = (
    date(2022, 5, 20),
    date(2022, 5, 23),
    date(2022, 7, 6),
    date(2022, 12, 10),
    date(2022, 12, 31),
    date(2023, 1, 16),
    END,
)

TAKEN = [
    # 签收 within two working days after 05-23: 05-25. The day after, the one who has not is urged.
    ("05-26", "催办", DUST),
    # First contact within three working days: 05-26. Nobody has called the man who waits for his wages.
    ("05-27", "提醒", WAGE),
    # 派单异议 of 05-24 is to be ruled on within five working days: 05-31.
    ("06-01", "提醒", FREIGHT),
    # That reminder asked for a reply by 06-01; more than five working days later (06-03 is 端午) nothing has changed.
    ("06-10", "催办", WAGE),
    # 10 % since 06-10; the 31st working day after 05-23 makes it 20.13 % of the time: 10.2 points behind.
    ("07-06", "催办", STREET),
    # No date: looked at every 90 days. The last report of 06-30 was good until 09-28.
    ("09-29", "提醒", DUST),
    # Ten working days before the written reports are due (12-10, a Saturday).
    ("11-25", "提醒", "组织人社局"),
    ("11-25", "提醒", "综合执法局"),
    ("11-25", "提醒", "建设局"),
    # The last working day before it, for those whose report has not come.
    ("12-09", "提醒", "组织人社局"),
    ("12-09", "提醒", "建设局"),
    # The first working day after it.
    ("12-12", "催办", "建设局"),
    # Ten working days before 12-31 (a Saturday and a holiday), and the last working day before it.
    ("12-16", "提醒", WAGE),
    ("12-30", "提醒", WAGE),
    # The first working day after 元旦.
    ("01-03", "催办", WAGE),
    # No date either: the report of 10-12 was good until 01-10.
    ("01-11", "提醒", FREIGHT),
    # Unanswered by 01-06, unchanged for more than five working days: proposed by the rules, taken by the senior leader.
    ("01-16", "督办", WAGE),
]


@pytest.mark.long
def test_the_year_of_the_notice(world: World) -> None:
    year = Year(world, look_at=LOOKED_AT)
    year.live()

    calendar = office_calendar(year.batch.coordinator.path)
    assert workdays_between(calendar, date(2022, 5, 23), LIMIT) == 154
    assert year.taken() == TAKEN
    _numbers_have_no_gaps()
    _lights(year)
    _reports(year)
    _rates(year)
    _the_coordinator_does_not_judge_itself(year)
    _accounts(year)


def _numbers_have_no_gaps() -> None:
    numbers = [row.number for row in Supervision.objects.order_by("pk")]
    assert [number for number in numbers if number.startswith("催办〔2022〕")] == [
        f"催办〔2022〕{n}号" for n in (1, 2, 3, 4)
    ]
    # A new year counts from one again.
    assert [number for number in numbers if "〔2023〕" in number] == [
        "催办〔2023〕1号",
        "提醒〔2023〕1号",
        "督办〔2023〕1号",
    ]


def _lights(year: Year) -> None:
    def light(position: int, *day: int) -> str:
        return year.lights[position, date(*day)][0]

    assert [light(STREET, 2022, 7, day) for day in (5, 6, 11, 12)] == ["green", "yellow", "yellow", "green"]
    assert "10.2个百分点" in year.lights[STREET, date(2022, 7, 6)][1]
    # Eleven working days left, ten, six, five, none; and past it.
    days = ((12, 15), (12, 16), (12, 22), (12, 23), (12, 31))
    assert [light(WAGE, 2022, *day) for day in days] == ["green", "blue", "blue", "yellow", "yellow"]
    # Nothing that goes on hides that it is late: verified on 01-18, in public notice from 01-19, still red.
    assert {light(WAGE, 2023, 1, day) for day in range(1, 32)} == {"red"}
    # Struck off on 12-05: not counted from the next morning on.
    assert light(STREET, 2022, 12, 6) == "grey"
    # What has no date is never red; it waits for a look, once that is late, until somebody reports.
    for position, late in (
        (DUST, {date(2022, 9, 29), date(2022, 9, 30)}),
        (FREIGHT, _days(date(2023, 1, 11), END)),
    ):
        shown = {day: colour for (at, day), (colour, _) in year.lights.items() if at == position}
        assert {day for day, colour in shown.items() if colour == "yellow"} == late
        assert set(shown.values()) == {"grey", "yellow"}


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _reports(year: Year) -> None:
    sent = {
        row.unit.name: (day_of(row.submitted_at) - date(2022, 12, 10)).days
        for row in SubmittedReport.objects.select_related("unit")
    }
    # Only the one after the Saturday is late: the day in the notice is not moved (T6), and nobody is late before it.
    assert sent == {"综合执法局": -2, "组织人社局": -1, "建设局": 2}


def _rates(year: Year) -> None:
    at = year.figures
    assert at[date(2022, 5, 20)] == Figures(total=4, not_started=4)
    tenth = at[date(2022, 12, 10)]
    # Not finished on 12-10 is not overdue (T5): nothing is due yet.
    assert (tenth.due, str(tenth.due_rate)) == (0, "—（0/0）")
    assert (tenth.total, tenth.closed, tenth.on_schedule, tenth.behind, tenth.undated, tenth.interim) == (
        4,
        1,
        1,
        0,
        2,
        1,
    )
    assert str(tenth.closed_rate) == "25.0%（1/4）"
    last = at[date(2022, 12, 31)]
    assert (last.due, last.due_closed, last.behind, str(last.due_rate)) == (2, 1, 1, "50.0%（1/2）")
    end = at[END]
    assert (end.due, end.due_closed, end.closed, end.behind) == (2, 2, 2, 0)
    # 阶段性办结 is not 办结.
    assert (end.interim, str(end.closed_rate)) == (1, "50.0%（2/4）")
    # What was true at the end of a day can still be said of it after all that came later.
    assert {day: figures_of(year.world.qian, day) for day in LOOKED_AT} == at
    rate = year.case(WAGE).indicators.get()
    assert (rate.numerator, rate.denominator) == (Decimal(147), Decimal(150))


def _the_coordinator_does_not_judge_itself(year: Year) -> None:
    order = Supervision.objects.get(rung="order")
    assert year.proposed[date(2023, 1, 16)] == [("order", WAGE)]
    assert order.issued_by == year.world.cast.users["qian"]
    assert order.settled_by == year.world.cast.users["qian"]
    assert year.case(WAGE).verifying != year.case(WAGE).lead


def _accounts(year: Year) -> None:
    """账实相符 at any date: sixteen opinions, four items."""
    assert State(year.case(WAGE).state) is State.CLOSED
    for day in LOOKED_AT:
        account = reconcile(year.world.qian, day, year.batch.pk)
        assert all(line.holds for line in account.lines), (day, account)
