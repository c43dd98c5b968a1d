"""Days inside documents that contradict the acts they are evidence of, or each other. Pure."""

import re
from collections.abc import Iterator

from bihuan.doubts.doubt import Doubt, Weight
from bihuan.doubts.spoken_dates import Role
from bihuan.doubts.timeline import (
    TELLING,
    Paper,
    PaperKind,
    Point,
    Timeline,
    earliest,
    latest,
    out_of_order,
    point_at,
    said,
    said_in,
)

_CODE = "document-date-contradicts"
# What a paper tells as past; a notice may name the meeting to come.
_PAST = (Role.WRITTEN, Role.DONE, Role.STEP_DONE, Role.BEGAN, Role.VERIFIED, Role.CLOSED, Role.ASSIGNED)


def meeting_before_its_notice(timeline: Timeline) -> Iterator[Doubt]:
    """A meeting is called before it is held."""
    code = "meeting-without-notice-order"
    for paper in timeline.papers:
        if paper.kind is PaperKind.MEETING_NOTICE:
            held, written = earliest(said_in(paper, Role.HELD)), earliest(said_in(paper, Role.WRITTEN))
            yield from out_of_order(timeline, code, held, written, "会议通知的落款晚于会议日期")
    notice = earliest(said(timeline, Role.WRITTEN, PaperKind.MEETING_NOTICE))
    minutes = latest(filter(None, map(_meeting_of, timeline.papers)))
    yield from out_of_order(timeline, code, minutes, notice, "会议召开在先，会议通知在后")


def _meeting_of(paper: Paper) -> Point | None:
    """The day minutes are of: the meeting's, else that of the paper."""
    if paper.kind is not PaperKind.MEETING_MINUTES:
        return None
    return next(iter([*said_in(paper, Role.HELD), *said_in(paper, Role.WRITTEN)]), None)


def documents_contradict(timeline: Timeline) -> Iterator[Doubt]:
    """Each paper by itself, then held against the acts and the other papers."""
    for paper in timeline.papers:
        yield from _not_in_the_calendar(timeline, paper)
        yield from _told_before_it_happened(timeline, paper)
        yield from _against_the_acts(timeline, paper)
    for role in (Role.BEGAN, Role.DONE):
        yield from _forms_differ(timeline, role)
    before = latest(point for paper in timeline.papers if paper.before is True for point in _written(paper))
    after = earliest(point for paper in timeline.papers if paper.before is False for point in _written(paper))
    yield from out_of_order(timeline, _CODE, after, before, "整改后材料的落款早于整改前材料")


def _forms_differ(timeline: Timeline, role: Role) -> Iterator[Doubt]:
    """Two forms, each with one day of beginning (or end), and not the same: ledgers that contradict each other."""
    told = []
    for paper in timeline.papers:
        days = [point for point in said_in(paper, role) if re.search("日期|时间", point.text)]
        if len(days) == 1 and paper.kind in TELLING:
            told += days
    message = f"两份材料所载的{role.label}不一致"
    yield from out_of_order(timeline, _CODE, earliest(told), latest(told), message, odd=True)


def _written(paper: Paper) -> list[Point]:
    return said_in(paper, Role.WRITTEN)


def _not_in_the_calendar(timeline: Timeline, paper: Paper) -> Iterator[Doubt]:
    for day in said_in(paper, Role.IMPOSSIBLE):
        message = f"“{paper.label}”写有“{day.text}”，日历上没有这一天，请核实。"
        yield Doubt(_CODE, Weight.SEVERE, message, (day.seen(timeline.case_id),))
    for day in said_in(paper, Role.WRONG_WEEKDAY):
        message = f"“{paper.label}”写有“{day.text}”，日期与星期不符，请核实。"
        yield Doubt(_CODE, Weight.PLAIN, message, (day.seen(timeline.case_id),))


def _told_before_it_happened(timeline: Timeline, paper: Paper) -> Iterator[Doubt]:
    """A report or a record bears a day before that of which it tells."""
    written = latest(_written(paper))
    told: list[Point] = []
    if paper.kind in (*TELLING, PaperKind.VERIFICATION):
        told = said_in(paper, Role.BEGAN, Role.DONE, Role.STEP_DONE, Role.VERIFIED, Role.CLOSED)
    elif paper.kind is PaperKind.MEETING_MINUTES:
        told = said_in(paper, Role.HELD)[:1]
    for point in told:
        yield from out_of_order(timeline, _CODE, written, point, "材料的落款早于其中所述的事情")


def _against_the_acts(timeline: Timeline, paper: Paper) -> Iterator[Doubt]:
    told = said_in(paper, Role.WRITTEN) if paper.kind is PaperKind.PLAN else said_in(paper, *_PAST)
    meeting = _meeting_of(paper)
    if paper.kind in (PaperKind.MEETING_NOTICE, PaperKind.MEETING_MINUTES):
        told = _written(paper)
    if paper.added_at:
        handed_in = point_at(f"“{paper.label}”上传", paper.added_at)
        for point in [*told, *([meeting] if meeting else [])]:
            yield from out_of_order(timeline, _CODE, handed_in, point, "材料中的日期晚于上传日期")
    if timeline.submitted_at and paper.kind in TELLING:
        signed = point_at("自查签字", timeline.submitted_at)
        for point in said_in(paper, Role.DONE, Role.STEP_DONE):
            yield from out_of_order(timeline, _CODE, signed, point, "材料中的完成日期晚于自查签字")
    if timeline.assigned_at and meeting:
        assigned = point_at("交办", timeline.assigned_at)
        yield from out_of_order(timeline, _CODE, meeting, assigned, "研究整改的会议早于交办", odd=True)
