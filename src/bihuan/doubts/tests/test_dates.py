from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bihuan.doubts.dates import date_doubts
from bihuan.doubts.doubt import Weight
from bihuan.doubts.spoken_dates import claims_done, spoken_days
from bihuan.doubts.timeline import MeasureTimes, Paper, PaperKind, Photo, Timeline
from bihuan.kernel.clock import OFFICE_ZONE

DONE = MeasureTimes(
    "第1项措施",
    began_on=date(2022, 6, 5),
    done_on=date(2022, 6, 20),
    reported_done_at=datetime(2022, 6, 21, 9, tzinfo=OFFICE_ZONE),
)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=OFFICE_ZONE)


def paper(kind: PaperKind, text: str, added: datetime | None = None) -> Paper:
    return Paper(f"{kind.label}.docx", kind, spoken_days(text), kind.value, added, claims_done(text))


PLAN = paper(PaperKind.PLAN, "整改方案\n6月30日前完成整改。\n2022年5月28日", at(5, 29))
CALL = paper(PaperKind.MEETING_NOTICE, "会议通知\n定于2022年5月27日召开会议。\n2022年5月25日", at(5, 25))
MINUTES = paper(PaperKind.MEETING_MINUTES, "会议时间：2022年5月27日\n议定6月1日开工。", at(5, 28))
REPORT = paper(
    PaperKind.REPORT, "2022年6月5日开工，6月20日全部完工，现已整改到位。\n2022年6月22日", at(6, 22)
)
HONEST = Timeline(
    case_id=7,
    assigned_at=at(5, 23),
    plan_submitted_at=at(5, 29),
    submitted_at=at(6, 24),
    visited_on=date(2022, 6, 28),
    verified_at=at(6, 29),
    notice_ends_on=date(2022, 7, 8),
    closed_at=at(7, 9),
    deadline=date(2022, 6, 30),
    measures=(DONE,),
    papers=(PLAN, CALL, MINUTES, REPORT),
    photos=(
        Photo("1-前.jpg", True, datetime(2022, 5, 24, 8), added_at=at(6, 23)),  # noqa: DTZ001, FBT003
        Photo("1-后.jpg", False, at(6, 21), pair="1-前.jpg", added_at=at(6, 23)),  # noqa: FBT003
    ),
)


def codes(timeline: Timeline) -> set[tuple[str, str]]:
    return {(doubt.code, doubt.weight.value) for doubt in date_doubts(timeline)}


def with_measure(**changed: object) -> Timeline:
    return replace(HONEST, measures=(replace(DONE, **changed),))  # type: ignore[arg-type]


def with_paper(kind: PaperKind, text: str, added: datetime | None = None) -> Timeline:
    others = tuple(one for one in HONEST.papers if one.kind is not kind)
    return replace(HONEST, papers=(*others, paper(kind, text, added)))


def test_an_honest_course_of_work_raises_no_doubt() -> None:
    assert date_doubts(HONEST) == []


def test_nothing_known_is_nothing_doubted() -> None:
    assert date_doubts(Timeline()) == []


SEVERE = "severe"
FORGED = [
    ("plan-after-measures", replace(HONEST, plan_submitted_at=at(6, 23))),
    ("plan-after-measures", with_paper(PaperKind.PLAN, "整改方案\n2022年6月21日")),
    ("finished-before-begun", with_measure(began_on=date(2022, 6, 21))),
    ("finished-before-begun", with_paper(PaperKind.REPORT, "2022年6月20日开工，2022年6月5日完工。")),
    (
        "finished-before-begun",
        with_paper(PaperKind.REPORT, "开工日期：2022年6月20日\n完成时间：2022年6月5日"),
    ),
    ("started-after-done", with_measure(began_on=date(2022, 6, 22), done_on=None)),
    ("started-after-done", with_paper(PaperKind.REPORT, "2023年6月5日，施工单位进场。")),
    ("started-after-done", replace(HONEST, photos=(Photo("前.jpg", True, at(6, 25)),))),  # noqa: FBT003
    ("verified-before-finished", replace(HONEST, visited_on=date(2022, 6, 23))),
    ("verified-before-finished", with_measure(done_on=date(2022, 6, 29))),
    (
        "verified-before-finished",
        with_paper(PaperKind.REPORT, "2022年6月5日开工，2022年6月1日通过竣工验收。"),
    ),
    ("verified-before-visited", replace(HONEST, verified_at=at(6, 27))),
    ("closed-before-notice-ended", replace(HONEST, closed_at=at(7, 8))),
    (
        "closed-before-notice-ended",
        with_paper(PaperKind.OTHER, "公示时间：2022年7月1日至2022年7月8日，2022年7月5日予以销号。"),
    ),
    ("meeting-without-notice-order", with_paper(PaperKind.MEETING_NOTICE, "会议通知\n2022年5月28日")),
    (
        "meeting-without-notice-order",
        with_paper(PaperKind.MEETING_NOTICE, "会议时间：2022年5月27日\n2022年5月28日"),
    ),
    (
        "document-date-contradicts",
        with_paper(PaperKind.MEETING_MINUTES, "会议时间：2022年5月29日", at(5, 28)),
    ),
    ("document-date-contradicts", with_paper(PaperKind.REPORT, "2022年6月25日全部完工。")),
    ("document-date-contradicts", with_paper(PaperKind.REPORT, "2022年6月20日全部完工。\n2022年6月10日")),
    ("document-date-contradicts", with_paper(PaperKind.REPORT, "2022年2月30日开工。")),
    (
        "before-photo-after-after-photo",
        replace(
            HONEST,
            photos=(
                Photo("前.jpg", True, at(6, 22)),  # noqa: FBT003
                Photo("后.jpg", False, at(6, 21), pair="前.jpg"),  # noqa: FBT003
            ),
        ),
    ),
]


@pytest.mark.parametrize(("code", "timeline"), FORGED)
def test_what_cannot_be_is_a_severe_doubt(code: str, timeline: Timeline) -> None:
    assert (code, SEVERE) in codes(timeline)


def test_every_doubt_shows_both_days() -> None:
    (doubt,) = date_doubts(with_measure(began_on=date(2022, 6, 21)))
    assert [side.text for side in doubt.seen] == ["2022年6月20日", "2022年6月21日"]
    assert "第1项措施自述完成为2022年6月20日" in doubt.message
    assert {side.case_id for side in doubt.seen} == {7}


def test_a_single_measure_done_before_the_plan_is_odd_unless_it_was_to_be_done_at_once() -> None:
    early = with_measure(began_on=None, done_on=date(2022, 5, 26), reported_done_at=None)
    assert ("plan-after-measures", "plain") in codes(early)
    at_once = with_measure(began_on=None, done_on=date(2022, 5, 26), reported_done_at=None, immediate=True)
    assert ("plan-after-measures", "plain") not in codes(at_once)


def test_two_forms_with_different_days_contradict_each_other() -> None:
    forms = (
        "开工日期：2022年6月5日\n完工日期：2022年6月20日",
        "开工日期：2022年6月5日\n完工日期：2022年6月28日",
    )
    papers = tuple(paper(PaperKind.OTHER, form) for form in forms)
    (doubt,) = date_doubts(Timeline(papers=papers))
    assert (doubt.code, doubt.weight) == ("document-date-contradicts", Weight.PLAIN)
    assert date_doubts(Timeline(papers=(papers[0], papers[0]))) == []


def test_a_meeting_before_the_assignment_is_odd() -> None:
    assert codes(with_paper(PaperKind.MEETING_MINUTES, "会议时间：2022年5月10日")) >= {
        ("document-date-contradicts", "plain")
    }


def test_steps_of_the_work_may_end_before_others_begin() -> None:
    steps = "2022年6月2日旧灯拆除完毕，2022年6月5日开始安装新灯，2022年6月20日安装完毕。\n2022年6月22日"
    assert date_doubts(with_paper(PaperKind.REPORT, steps)) == []


def test_phases_told_line_by_line_are_not_mixed() -> None:
    phases = (
        "1.路灯：2022年6月5日开工，6月10日完工。\n2.绿化：2022年6月12日开工，6月20日完工。\n2022年6月22日"
    )
    assert date_doubts(with_paper(PaperKind.REPORT, phases)) == []


def test_work_across_the_new_year_is_honest_though_no_year_is_written() -> None:
    report = paper(PaperKind.REPORT, "2022年11月20日开工，3月10日完工。")
    assert date_doubts(Timeline(papers=(report,))) == []


def test_a_clock_that_was_never_set_says_nothing() -> None:
    photos = (
        Photo("前.jpg", True, at(6, 1)),  # noqa: FBT003
        Photo("后.jpg", False, datetime(2000, 1, 1, tzinfo=OFFICE_ZONE), pair="前.jpg"),  # noqa: FBT003
    )
    assert date_doubts(Timeline(photos=photos)) == []


def one_visit(minutes: int) -> tuple[Photo, Photo]:
    return (
        Photo("前.jpg", True, at(6, 20, 9)),  # noqa: FBT003
        Photo("后.jpg", False, at(6, 20, 9) + timedelta(minutes=minutes), pair="前.jpg"),  # noqa: FBT003
    )


def test_before_and_after_on_one_visit_contradict_work_of_days() -> None:
    assert ("evidence-burst", SEVERE) in codes(replace(HONEST, photos=one_visit(40)))
    assert codes(Timeline(photos=one_visit(40))) == set()
    assert codes(Timeline(photos=one_visit(5))) == {("evidence-burst", "plain")}


def burst(timeline: Timeline, *, dated: bool) -> Timeline:
    papers = tuple(
        replace(one, days=one.days if dated else (), added_at=at(6, 23, 15, minute))
        for minute, one in enumerate(timeline.papers)
    )
    return replace(timeline, papers=papers, photos=(), measures=())


def test_evidence_uploaded_in_one_go_at_the_end_is_odd_when_nothing_shows_the_weeks() -> None:
    assert codes(burst(HONEST, dated=False)) == {("evidence-burst", "plain")}
    assert codes(burst(HONEST, dated=True)) == set()


def test_evidence_that_came_over_the_weeks_is_no_burst() -> None:
    undated = replace(
        HONEST, papers=tuple(replace(one, days=()) for one in HONEST.papers), photos=(), measures=()
    )
    assert date_doubts(undated) == []


def test_the_weights_are_those_of_the_rules() -> None:
    assert {doubt.weight for _, timeline in FORGED for doubt in date_doubts(timeline)} >= {Weight.SEVERE}
