"""导入工作日历: who may, what is refused, versions, and what would change."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bihuan.access.actor import PUBLIC, Actor, Post, Role
from bihuan.access.acts import Act
from bihuan.journal.models import Entry, Trace
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.people.calendar import office_calendar
from bihuan.people.models import CalendarDay, CalendarNotice, Unit, User
from bihuan.reference.calendar_actions import import_calendar, version_in_force
from bihuan.reference.calendar_queries import changes_by
from bihuan.reference.calendar_rules import NoticedDay, day_findings, may_import, year_findings

NOW = datetime(2021, 3, 1, tzinfo=UTC)
DAY = date(2021, 4, 14)
OFF, WORKED = False, True
THREE = [
    NoticedDay(DAY, OFF, "三月三", "第2行"),
    NoticedDay(date(2021, 4, 15), OFF, "三月三", "第3行"),
    NoticedDay(date(2021, 4, 18), WORKED, "调休", "第4行"),
]
CITY, ZONE, BUREAU, OTHER = "1/", "1/2/", "1/2/3.", "1/4/"


def actor(role: Role, path: str) -> Actor:
    return Actor(None, "赵一", "组织人社局", (Post(role, 3, path),))


ADMIN = actor(Role.SYSTEM_ADMIN, ZONE)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in findings]


# ── the rules ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("by", "path", "allowed"),
    [
        (ADMIN, "", True),
        (ADMIN, CITY, True),
        (actor(Role.COORDINATOR, BUREAU), BUREAU, True),
        (actor(Role.COORDINATOR, BUREAU), ZONE, True),
        (actor(Role.COORDINATOR, BUREAU), "1/2/9.", True),
        (actor(Role.COORDINATOR, BUREAU), CITY, False),
        (actor(Role.COORDINATOR, BUREAU), OTHER, False),
        (actor(Role.COORDINATOR, BUREAU), "", False),
        (actor(Role.SENIOR_LEADER, ZONE), ZONE, False),
        (actor(Role.LIAISON, BUREAU), BUREAU, False),
        (PUBLIC, "", False),
    ],
)
def test_the_nation_is_for_administrators_and_an_area_for_its_coordinator(
    by: Actor, path: str, allowed: bool
) -> None:
    assert (may_import(by, path) is None) is allowed


def test_a_good_arrangement_may_begin_in_december_before() -> None:
    days = [NoticedDay(date(2022, 12, 31), OFF), NoticedDay(date(2023, 1, 1), OFF)]
    assert day_findings(2023, days) == []
    assert day_findings(2022, days) == []
    assert told(day_findings(2024, [NoticedDay(date(2023, 11, 30), OFF, "", "第2行")])) == [
        ("calendar-day-of-another-year", "第2行")
    ]


def test_a_day_both_off_and_working_is_refused_with_both_places() -> None:
    (finding,) = day_findings(2021, [*THREE, NoticedDay(DAY, WORKED, "", "第5行")])
    assert finding.code == "calendar-day-off-and-working"
    for words in ("第2行和第5行", "2021-04-14", "既为上班又为休息"):
        assert words in finding.message


def test_every_fault_of_an_arrangement_is_told_at_once() -> None:
    days = [
        *THREE,
        NoticedDay(DAY, OFF, "字" * 101, "第5行"),
        NoticedDay(date(2020, 4, 14), OFF, "", "第6行"),
    ]
    assert told(day_findings(2021, days)) == [
        ("calendar-day-twice", "第5行"),
        ("calendar-note-too-long", "第5行"),
        ("calendar-day-of-another-year", "第6行"),
    ]
    assert told(day_findings(2021, [])) == [("calendar-empty", "")]
    assert told(year_findings(21)) == [("calendar-year-wrong", "")]


# ── the act ─────────────────────────────────────────────────────────────────


@pytest.fixture
def region(db: None) -> Unit:
    return Unit.objects.create(name="滨海市", is_area=True)


def enter(unit: Unit | None, **changes: Any) -> CalendarNotice:
    words: dict[str, Any] = {
        "year": 2021, "days": THREE, "by": ADMIN, "now": NOW, "source": "桂政办电〔2021〕1号", "based_on": 0, **changes,
    }  # fmt: skip
    return import_calendar(unit.pk if unit else None, words.pop("year"), words.pop("days"), **words)


def test_an_arrangement_is_kept_with_its_source_and_told_in_the_journal(region: Unit) -> None:
    user = User.objects.create_user("chen", "防波堤-十二座-灯塔", "陈十")
    notice = enter(region, by=Actor(user.pk, "陈十", "", ADMIN.posts), file_name="三月三.csv")
    assert (notice.version, notice.entered_by, notice.entered_at) == (1, user, NOW)
    assert str(notice) == "滨海市2021年（第1版）"
    entry = Entry.objects.get(act=Act.IMPORT_CALENDAR)
    assert entry.sentence == "导入滨海市2021年放假安排，存为第1版，共3天，依据：桂政办电〔2021〕1号"
    traced = "".join(Trace.objects.filter(entry=entry).values_list("rows", flat=True))
    assert traced.count("calendarday") == 3
    assert "calendarnotice" in traced
    assert not office_calendar(region.path).is_workday(DAY)
    assert office_calendar("").is_workday(DAY)


def test_a_second_import_is_a_second_version_and_replaces_the_first_whole(region: Unit) -> None:
    enter(region)
    second = enter(region, days=THREE[1:], based_on=1)
    assert second.version == version_in_force(region.pk, 2021) == 2
    assert office_calendar(region.path).is_workday(DAY)
    assert CalendarNotice.objects.count() == 2
    assert enter(None).version == 1, "each layer counts for itself"
    assert enter(region, year=2022, days=[NoticedDay(date(2022, 4, 2), WORKED)]).version == 1


def test_a_version_entered_meanwhile_is_not_written_over(region: Unit) -> None:
    enter(region)
    with pytest.raises(Refused) as refusal:
        enter(region)
    assert [finding.code for finding in refusal.value.findings] == ["calendar-changed-meanwhile"]
    assert CalendarNotice.objects.count() == 1


def test_what_is_refused_leaves_nothing_behind_and_tells_everything(region: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        enter(region, year=1021, source=" ", days=[*THREE, NoticedDay(DAY, WORKED)])
    assert {finding.code for finding in refusal.value.findings} == {
        "calendar-year-wrong",
        "calendar-day-of-another-year",
        "calendar-day-off-and-working",
        "calendar-source-missing",
    }
    assert not CalendarDay.objects.exists()
    assert not Entry.objects.exists()


def test_who_may_not_is_refused_before_anything_is_looked_at(region: Unit) -> None:
    with pytest.raises(NotAllowed):
        enter(None, by=actor(Role.COORDINATOR, region.path), days=[])


# ── what would change ───────────────────────────────────────────────────────


def test_the_changes_are_those_against_the_calendar_in_force(region: Unit) -> None:
    changes = changes_by(region, 2021, [*THREE, NoticedDay(date(2021, 4, 17), OFF, "本来就是周末")])
    assert [(each.day.day, each.is_workday, each.note) for each in changes] == [
        (14, False, "三月三"),
        (15, False, "三月三"),
        (18, True, "调休"),
    ]
    enter(region)
    assert changes_by(region, 2021, THREE) == ()
    (taken_back,) = changes_by(region, 2021, THREE[1:])
    assert (taken_back.day, taken_back.is_workday) == (DAY, True)


@pytest.mark.django_db
def test_a_national_arrangement_that_leaves_a_holiday_out_shows_it_as_a_change() -> None:
    changed = {
        each.day: each.is_workday for each in changes_by(None, 2021, [NoticedDay(date(2021, 10, 1), OFF)])
    }
    assert changed[date(2021, 10, 4)] is True
    assert changed[date(2021, 10, 9)] is False, "a Saturday that was worked"
    assert date(2021, 10, 1) not in changed
