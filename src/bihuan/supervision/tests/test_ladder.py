"""The ladder on the working days of the story: the notice of 2022-05-20, limits on 2022-12-31."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.cases.lifecycle import ENDED, IN_HAND, State
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel.workdays import add_workdays, next_workday
from bihuan.people.calendar import OfficeCalendar
from bihuan.supervision.ladder import (
    Due,
    LadderFacts,
    Replied,
    ReportFacts,
    Rung,
    Taken,
    report_rungs_due,
    rungs_due,
)

CALENDAR, RULES = OfficeCalendar(), RuleBook()
LIMIT = date(2022, 12, 31)
START = date(2022, 5, 20)
ON_SCHEDULE = LadderFacts(
    case=12, round=1, state=State.RECTIFYING, limit=LIMIT, start=START, percent=100, assignment=7
)
CAUSE = "case:12:r1:"
REPORT = ReportFacts(3, 9, date(2022, 12, 10))


def due(facts: LadderFacts, today: date, rules: RuleBook = RULES) -> list[tuple[str, str]]:
    """What is due, as (rung, cause without the case)."""
    return [
        (row.rung.value, row.cause.removeprefix(CAUSE)) for row in rungs_due(facts, rules, CALENDAR, today)
    ]


def taken(rung: Rung, what: str, reply_due_on: date, **more: object) -> Taken:
    return replace(Taken(rung, f"{CAUSE}{what}", reply_due_on), **more)  # type: ignore[arg-type]


def with_taken(facts: LadderFacts, *rows: Taken) -> LadderFacts:
    return replace(facts, taken=rows)


def live(facts: LadderFacts, days: list[date]) -> list[tuple[date, Due]]:
    """Every rung of whatever height is taken on each of ``days``, and nobody ever answers."""
    story: list[tuple[date, Due]] = []
    for day in days:
        for row in rungs_due(facts, RULES, CALENDAR, day):
            story.append((day, row))
            facts = replace(facts, taken=(*facts.taken, Taken(row.rung, row.cause, row.reply_due_on)))
    return story


def working_days(first: date, last: date) -> list[date]:
    days, day = [], next_workday(CALENDAR, first)
    while day <= last:
        days.append(day)
        day = next_workday(CALENDAR, day + timedelta(days=1))
    return days


# ── the limit ──


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 12, 15), []),
        (date(2022, 12, 16), [("reminder", "near:2022-12-31")]),  # ten working days left
        (date(2022, 12, 29), [("reminder", "near:2022-12-31")]),
        (date(2022, 12, 30), [("reminder", "last-day:2022-12-31")]),  # T6: the limit is a rest day
        (date(2023, 1, 3), [("urging", "overdue:2022-12-31")]),  # the first working day after
        (
            date(2023, 3, 1),
            [("urging", "overdue:2022-12-31")],
        ),  # a worker that was off for weeks: one, not all
    ],
)
def test_a_limit_draws_near_is_there_and_has_passed(today: date, expected: list[tuple[str, str]]) -> None:
    assert due(ON_SCHEDULE, today) == expected


def test_a_limit_on_a_working_day_has_no_last_day_before_it() -> None:
    facts = replace(ON_SCHEDULE, limit=date(2022, 12, 30))
    assert due(facts, date(2022, 12, 30)) == [("reminder", "near:2022-12-30")]


def test_what_others_have_in_hand_is_reminded_of_on_the_last_day_only() -> None:
    for state in (State.VERIFYING, State.VERIFIED, State.NOTICING):
        facts = replace(ON_SCHEDULE, state=state)
        assert due(facts, date(2022, 12, 20)) == []
        assert due(facts, date(2022, 12, 30)) == [("reminder", "last-day:2022-12-31")]


def test_each_reminder_of_a_limit_is_sent_once_and_the_last_day_is_not_followed_by_the_first() -> None:
    near = taken(Rung.REMINDER, "near:2022-12-31", date(2022, 12, 22))
    last = taken(Rung.REMINDER, "last-day:2022-12-31", date(2023, 1, 5))
    assert due(with_taken(ON_SCHEDULE, near), date(2022, 12, 20)) == []
    assert due(with_taken(ON_SCHEDULE, near), date(2022, 12, 30)) == [("reminder", "last-day:2022-12-31")]
    assert due(with_taken(ON_SCHEDULE, last), date(2022, 12, 30)) == []


def test_the_day_of_the_hand_over_is_not_a_day_to_be_reminded() -> None:
    facts = replace(ON_SCHEDULE, start=date(2022, 12, 22))
    assert due(facts, date(2022, 12, 22)) == []
    assert due(facts, date(2022, 12, 23)) == [("reminder", "near:2022-12-31")]


def test_an_overdue_case_that_nobody_answers_for_climbs_rung_by_rung() -> None:
    story = live(ON_SCHEDULE, working_days(date(2023, 1, 1), date(2023, 4, 30)))
    assert [(day, row.rung) for day, row in story] == [
        (date(2023, 1, 3), Rung.URGING),  # to be answered by 01-06
        (
            date(2023, 1, 16),
            Rung.ORDER,
        ),  # five working days after that have passed; by 01-28, a make-up Saturday …
        (date(2023, 1, 29), Rung.TALK),  # … which nobody answered, and the Sunday after is worked too
        (date(2023, 2, 6), Rung.CIRCULAR),
    ]
    assert {row.cause for _, row in story} == {f"{CAUSE}overdue:2022-12-31"}


def test_the_ladder_run_late_takes_the_same_rungs_from_where_it_stands() -> None:
    days = working_days(date(2023, 2, 1), date(2023, 5, 31))
    assert [row.rung for _, row in live(ON_SCHEDULE, days)] == [
        Rung.URGING,
        Rung.ORDER,
        Rung.TALK,
        Rung.CIRCULAR,
    ]
    assert all(len([1 for day, _ in live(ON_SCHEDULE, days) if day == one]) <= 1 for one in days)


@pytest.mark.parametrize("change", [{"settled": True}, {"withdrawn": True}])
def test_what_a_person_settled_or_withdrew_is_at_rest(change: dict[str, object]) -> None:
    urged = taken(Rung.URGING, "overdue:2022-12-31", date(2023, 1, 6), **change)
    assert due(with_taken(ON_SCHEDULE, urged), date(2023, 6, 1)) == []


def test_an_answer_that_changed_nothing_gives_days_and_no_more() -> None:
    order = taken(Rung.ORDER, "overdue:2022-12-31", date(2023, 1, 6), replied_on=date(2023, 1, 5))
    facts = with_taken(ON_SCHEDULE, order)
    assert due(facts, date(2023, 1, 13)) == []
    assert due(facts, date(2023, 1, 16)) == [("talk", "overdue:2022-12-31")]
    assert due(with_taken(ON_SCHEDULE, replace(order, replied_on=None)), date(2023, 1, 9)) == [
        ("talk", "overdue:2022-12-31")
    ]


def test_a_person_who_started_high_is_followed_from_there_and_nothing_is_above_the_circular() -> None:
    high = taken(Rung.CIRCULAR, "overdue:2022-12-31", date(2023, 1, 6))
    assert due(with_taken(ON_SCHEDULE, high), date(2023, 6, 1)) == []


def test_while_more_time_is_asked_for_nothing_above_the_urging_is_taken_for_the_limit() -> None:
    urged = taken(Rung.URGING, "overdue:2022-12-31", date(2023, 1, 6))
    asking = replace(with_taken(ON_SCHEDULE, urged), extension_waits=True)
    assert due(replace(ON_SCHEDULE, extension_waits=True), date(2023, 1, 3)) == [
        ("urging", "overdue:2022-12-31")
    ]
    assert due(asking, date(2023, 3, 1)) == []
    assert due(replace(asking, extension_waits=False), date(2023, 3, 1)) == [("order", "overdue:2022-12-31")]


def test_an_extension_that_was_granted_makes_a_new_limit_and_so_new_causes() -> None:
    order = taken(Rung.ORDER, "overdue:2022-12-31", date(2023, 1, 6))
    granted = replace(with_taken(ON_SCHEDULE, order), limit=date(2023, 3, 31))
    assert due(granted, date(2023, 2, 1)) == []
    assert due(granted, date(2023, 4, 3)) == [("urging", "overdue:2023-03-31")]


def test_a_new_round_has_causes_of_its_own() -> None:
    order = taken(Rung.ORDER, "overdue:2022-12-31", date(2023, 1, 6))
    again = replace(with_taken(ON_SCHEDULE, order), round=2, state=State.REOPENED)
    (row,) = rungs_due(again, RULES, CALENDAR, date(2023, 2, 1))
    assert (row.rung, row.cause) == (Rung.URGING, "case:12:r2:overdue:2022-12-31")


@pytest.mark.parametrize("state", sorted(ENDED | {State.DRAFT}))
def test_nothing_is_asked_of_a_case_that_has_ended_or_not_begun(state: State) -> None:
    hand = taken(Rung.ORDER, "hand:1", date(2022, 6, 1))
    assert due(replace(with_taken(ON_SCHEDULE, hand), state=state), date(2023, 3, 1)) == []


@pytest.mark.parametrize("state", sorted(IN_HAND))
def test_no_state_hides_a_limit_that_has_passed(state: State) -> None:
    assert ("urging", "overdue:2022-12-31") in due(replace(ON_SCHEDULE, state=state), date(2023, 1, 3))


# ── behind schedule ──

# Half the working days lie behind on 2022-09-07; a percent is about one and a half days.
HALF = date(2022, 9, 7)
YELLOW, RED = replace(ON_SCHEDULE, percent=35), replace(ON_SCHEDULE, percent=5)


def test_behind_schedule_is_urged_once_a_month_and_demanded_when_it_is_far_behind() -> None:
    assert due(ON_SCHEDULE, HALF) == []
    assert due(YELLOW, HALF) == [("urging", "behind:2022-12-31:2022-09")]
    assert due(RED, HALF) == [("order", "behind:2022-12-31:2022-09")]
    urged = taken(Rung.URGING, "behind:2022-12-31:2022-09", date(2022, 9, 13))
    assert due(with_taken(YELLOW, urged), date(2022, 9, 20)) == []
    assert due(with_taken(RED, urged), date(2022, 9, 20)) == [("order", "behind:2022-12-31:2022-09")]


def test_the_second_month_in_a_row_is_a_demand_once_the_first_has_had_its_days() -> None:
    august = taken(Rung.URGING, "behind:2022-12-31:2022-08", date(2022, 9, 2))
    assert due(with_taken(YELLOW, august), date(2022, 9, 1)) == []
    assert due(with_taken(YELLOW, august), HALF) == [("order", "behind:2022-12-31:2022-09")]
    assert due(with_taken(YELLOW, replace(august, settled=True)), HALF) == [
        ("urging", "behind:2022-12-31:2022-09")
    ]
    july = taken(Rung.URGING, "behind:2022-12-31:2022-07", date(2022, 8, 2))
    assert due(with_taken(YELLOW, july), HALF) == [("urging", "behind:2022-12-31:2022-09")]


def test_a_demand_that_nobody_answered_climbs_instead_of_being_repeated_next_month() -> None:
    order = taken(Rung.ORDER, "behind:2022-12-31:2022-08", date(2022, 9, 2))
    assert due(with_taken(RED, order), HALF) == [("talk", "behind:2022-12-31:2022-08")]
    assert due(replace(with_taken(RED, order), extension_waits=True), HALF) == []
    assert due(replace(with_taken(RED, order), limit=date(2023, 3, 31), percent=60), HALF) == []


def test_after_the_limit_a_case_is_overdue_and_no_longer_behind() -> None:
    assert due(RED, date(2023, 1, 3)) == [("urging", "overdue:2022-12-31")]


# ── other causes ──


def test_an_assignment_that_is_not_signed_for_is_urged_the_day_after() -> None:
    facts = replace(ON_SCHEDULE, state=State.ASSIGNED, acknowledge_due_on=date(2022, 5, 24))
    assert due(facts, date(2022, 5, 24)) == []
    assert due(facts, date(2022, 5, 25)) == [("urging", "acknowledge:7")]
    urged = taken(Rung.URGING, "acknowledge:7", date(2022, 5, 30))
    assert due(with_taken(facts, urged), date(2022, 6, 10)) == []
    assert due(replace(facts, state=State.ACKNOWLEDGED), date(2022, 5, 25)) == []
    again = replace(with_taken(facts, urged), assignment=8, acknowledge_due_on=date(2022, 6, 24))
    assert due(again, date(2022, 6, 27)) == [("urging", "acknowledge:8")]


def test_somebody_who_left_a_telephone_number_and_is_not_called_is_reminded_of_and_then_urged() -> None:
    facts = replace(ON_SCHEDULE, contact_due_on=date(2022, 5, 25))
    assert due(facts, date(2022, 5, 25)) == []
    assert due(facts, date(2022, 5, 26)) == [("reminder", "contact")]
    reminded = with_taken(facts, taken(Rung.REMINDER, "contact", date(2022, 5, 31)))
    assert due(reminded, date(2022, 6, 8)) == []
    assert due(reminded, date(2022, 6, 9)) == [("urging", "contact")]
    urged = taken(Rung.URGING, "contact", date(2022, 6, 13))
    assert due(with_taken(facts, *reminded.taken, urged), date(2022, 9, 1)) == []
    assert due(replace(reminded, contact_due_on=None), date(2022, 6, 9)) == []


def test_a_case_without_a_date_is_reminded_of_once_a_cycle_and_is_never_overdue() -> None:
    undated = replace(ON_SCHEDULE, limit=None, percent=0)
    assert due(undated, date(2022, 8, 18)) == []  # ninety days
    assert due(undated, date(2022, 8, 19)) == [("reminder", "review:2022-08-18")]
    looked = replace(undated, looked_on=date(2022, 8, 22))
    assert due(looked, date(2022, 11, 18)) == []
    reminded = with_taken(undated, taken(Rung.REMINDER, "review:2022-08-18", date(2022, 8, 24)))
    assert due(reminded, date(2023, 6, 1)) == []


def test_a_return_that_nobody_rules_on_reminds_of_the_ruling_and_of_nothing_else() -> None:
    facts = replace(ON_SCHEDULE, state=State.RETURNED, percent=0, ruling_due_on=date(2022, 5, 31))
    assert due(facts, date(2022, 5, 31)) == []
    assert due(facts, date(2023, 2, 1)) == [("reminder", "ruling:7")]
    assert due(with_taken(facts, taken(Rung.REMINDER, "ruling:7", date(2022, 6, 6))), date(2023, 2, 1)) == []


def test_a_demand_by_hand_that_is_not_answered_is_followed_for_the_same_cause() -> None:
    order = taken(Rung.ORDER, "hand:1", date(2022, 6, 10))
    assert due(with_taken(ON_SCHEDULE, order), date(2022, 6, 10)) == []
    assert due(with_taken(ON_SCHEDULE, order), date(2022, 6, 13)) == [("talk", "hand:1")]
    for change in ({"replied_on": date(2022, 6, 9)}, {"settled": True}, {"withdrawn": True}):
        assert due(with_taken(ON_SCHEDULE, replace(order, **change)), date(2022, 6, 13)) == []
    urged = taken(Rung.URGING, "hand:2", date(2022, 6, 10))
    assert due(with_taken(ON_SCHEDULE, urged), date(2022, 7, 13)) == [], (
        "what a person asked mildly stays mild"
    )


# ── written reports ──


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 11, 24), []),
        (date(2022, 11, 25), [("reminder", "report-ahead:2022-12-10")]),
        (date(2022, 12, 9), [("reminder", "report-last-day:2022-12-10")]),
        (date(2022, 12, 12), [("urging", "report:2022-12-10")]),
    ],
)
def test_a_written_report_is_reminded_of_twice_and_urged_the_first_working_day_after(
    today: date, expected: list[tuple[str, str]]
) -> None:
    found = report_rungs_due(REPORT, RULES, CALENDAR, today)
    assert [(row.rung.value, row.cause.removeprefix("batch:3:unit:9:")) for row in found] == expected


def test_what_was_asked_of_a_report_is_not_asked_again() -> None:
    for rung, what, today in (
        (Rung.REMINDER, "report-ahead:2022-12-10", date(2022, 12, 1)),
        (Rung.REMINDER, "report-last-day:2022-12-10", date(2022, 12, 9)),
        (Rung.URGING, "report:2022-12-10", date(2022, 12, 15)),
    ):
        asked = Taken(rung, f"batch:3:unit:9:{what}", date(2022, 12, 15))
        assert report_rungs_due(replace(REPORT, taken=(asked,)), RULES, CALENDAR, today) == ()


# ── what holds for everything ──


def test_every_rung_says_why_what_is_asked_and_by_when() -> None:
    for day, row in live(RED, working_days(START, date(2023, 3, 31))):
        assert row.why.endswith("。")
        assert row.demand.startswith("请")
        assert row.reply_due_on == add_workdays(CALENDAR, day, RULES.reply_days[row.rung.height])


@given(
    st.sampled_from(sorted(IN_HAND | {State.RETURNED})),
    st.integers(0, 100),
    st.dates(date(2022, 5, 21), date(2023, 3, 31)),
    st.booleans(),
)
def test_what_was_taken_today_is_not_due_any_more_today(
    state: State, percent: int, today: date, waits: bool
) -> None:
    facts = LadderFacts(
        12, 1, state, LIMIT, START, percent, 7, date(2022, 5, 24), date(2022, 6, 1), date(2022, 5, 25),
        extension_waits=waits,
    )  # fmt: skip
    first = rungs_due(facts, RULES, CALENDAR, today)
    assert len({row.cause for row in first}) == len(first)
    done = tuple(Taken(row.rung, row.cause, row.reply_due_on) for row in first)
    assert rungs_due(replace(facts, taken=done), RULES, CALENDAR, today) == ()


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({}, Replied.WAITING),
        ({"reply_due_on": date(2022, 6, 7)}, Replied.OVERDUE),
        ({"replied_on": date(2022, 6, 8)}, Replied.IN_TIME),
        ({"replied_on": date(2022, 6, 9)}, Replied.LATE),
        ({"replied_on": date(2022, 6, 9), "settled": True}, Replied.SETTLED),
        ({"withdrawn": True, "settled": True}, Replied.WITHDRAWN),
    ],
)
def test_a_reply_is_late_from_the_day_after_and_stays_so(change: dict[str, object], stands: Replied) -> None:
    row = replace(taken(Rung.ORDER, "hand:1", date(2022, 6, 8)), **change)  # type: ignore[arg-type]
    assert row.stands(date(2022, 6, 8)) is stands
