"""Times that cannot be, and times that are odd: acts, claims, documents and photos held against each other. Pure.

A doubt is severe when no honest course of work explains it, and plain when one might, and has to be told.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from bihuan.doubts.bursts import evidence_burst, photo_pairs, shot, shown
from bihuan.doubts.doubt import Doubt, Weight
from bihuan.doubts.paper_dates import documents_contradict, meeting_before_its_notice
from bihuan.doubts.spoken_dates import Role, SpokenDay
from bihuan.doubts.timeline import (
    TELLING,
    PaperKind,
    Point,
    Timeline,
    begun,
    claimed_done,
    clock_of,
    doubt_of,
    earliest,
    finished,
    latest,
    out_of_order,
    point_at,
    point_on,
    point_said,
    said,
)
from bihuan.kernel.clock import day_of

_Rule = Callable[[Timeline], Iterator[Doubt]]


def date_doubts(timeline: Timeline) -> list[Doubt]:
    """Every doubt that the times of the case raise, each once, in a fixed order."""
    rules: tuple[_Rule, ...] = (
        _plan_after_measures,
        _finished_before_begun,
        _started_after_done,
        _verified_before_finished,
        _closed_before_notice_ended,
        meeting_before_its_notice,
        documents_contradict,
        evidence_burst,
        _photos_swapped,
    )
    found = {doubt.key: doubt for rule in rules for doubt in rule(timeline)}
    return list(found.values())


def _plan_after_measures(timeline: Timeline) -> Iterator[Doubt]:
    """The plan is written before the work."""
    code = "plan-after-measures"
    for row in timeline.measures:
        if timeline.plan_submitted_at is None:
            break
        plan = point_at("方案报送", timeline.plan_submitted_at)
        if row.reported_done_at and row.reported_done_at < timeline.plan_submitted_at:
            done = point_at(f"{row.label}报告完成", row.reported_done_at)
            yield doubt_of(timeline, code, Weight.SEVERE, "措施报告完成在先，方案报送在后", done, plan)
        elif row.done_on and not row.immediate:
            done = point_on(f"{row.label}自述完成", row.done_on)
            yield from out_of_order(timeline, code, done, plan, "措施完成在先，方案报送在后", odd=True)
    work = latest(finished(timeline)) or latest(claimed_done(timeline))
    plan_paper = earliest(said(timeline, Role.WRITTEN, PaperKind.PLAN))
    yield from out_of_order(timeline, code, work, plan_paper, "整改完成在先，方案落款在后")


def _finished_before_begun(timeline: Timeline) -> Iterator[Doubt]:
    """Work ends after it began, and after it was assigned."""
    code, words = "finished-before-begun", "完成早于开工"
    for row in timeline.measures:
        if row.done_on is None:
            continue
        done = point_on(f"{row.label}自述完成", row.done_on)
        if row.began_on:
            began = point_on(f"{row.label}自述开工", row.began_on)
            yield from out_of_order(timeline, code, done, began, words)
        if timeline.assigned_at:
            assigned = point_at("交办", timeline.assigned_at)
            yield from out_of_order(timeline, code, done, assigned, "自述完成早于交办", odd=True)
    told = list(_told_together(timeline))
    for done, began in told:
        yield from out_of_order(timeline, code, done, began, words)
    last, first = latest(said(timeline, Role.DONE, *TELLING)), earliest(said(timeline, Role.BEGAN, *TELLING))
    if (last, first) not in told:
        yield from out_of_order(timeline, code, last, first, words)


def _told_together(timeline: Timeline) -> Iterator[tuple[Point, Point]]:
    """Completion and beginning in one breath: one behind the other, or alone in their line the other way round."""
    ends = (Role.DONE, Role.STEP_DONE, Role.DUE)
    for paper in timeline.papers:
        told = [day for day in paper.days if day.role in (Role.BEGAN, *ends)]
        for one, other in pairwise(told):
            if one.role is Role.BEGAN and other.role in ends and _beside(one, other):
                yield point_said(paper, other), point_said(paper, one)
        for line in sorted({day.line for day in told}):
            here = [day for day in told if day.line == line]
            if [day.role for day in here] == [Role.DONE, Role.BEGAN]:
                yield point_said(paper, here[0]), point_said(paper, here[1])


def _beside(one: SpokenDay, other: SpokenDay) -> bool:
    """In one line, or on two lines of a form: 开工日期, 完工日期."""
    labelled = all(re.search("日期|时间", day.text) for day in (one, other))
    return one.line == other.line or (labelled and other.line - one.line == 1)


def _started_after_done(timeline: Timeline) -> Iterator[Doubt]:
    """Work begun after it was reported done: reported in 2017, begun in 2018."""
    code, words = "started-after-done", "报告整改完成之后才开工"
    for row in timeline.measures:
        if row.began_on and row.reported_done_at:
            reported = point_at(f"{row.label}报告完成", row.reported_done_at)
            began = point_on(f"{row.label}自述开工", row.began_on)
            yield from out_of_order(timeline, code, reported, began, words)
    submission = _submission(timeline)
    told = [*begun(timeline), *said(timeline, Role.BEGAN, PaperKind.VERIFICATION)]
    yield from out_of_order(timeline, code, submission, latest(told), words)
    # A report on one part may come before another part is begun: here it has to be all of the work.
    yield from out_of_order(timeline, code, earliest(claimed_done(timeline)), earliest(told), words)
    end = submission or latest(finished(timeline)) or latest(claimed_done(timeline))
    for photo in timeline.photos:
        taken = clock_of(photo)
        if photo.before and taken:
            shot_on = replace(point_at(f"{photo.label}拍摄", taken), sha256=photo.sha256)
            yield from out_of_order(timeline, code, end, shot_on, "整改结束之后才拍摄整改前图片")


def _submission(timeline: Timeline) -> Point | None:
    return point_at("自查签字", timeline.submitted_at) if timeline.submitted_at else None


def _verified_before_finished(timeline: Timeline) -> Iterator[Doubt]:
    """What was not finished cannot have been verified."""
    code = "verified-before-finished"
    visit = point_on("现场核查", timeline.visited_on) if timeline.visited_on else None
    verdict = point_at("核查结论", timeline.verified_at) if timeline.verified_at else None
    yield from out_of_order(timeline, "verified-before-visited", verdict, visit, "先作核查结论，后到现场核查")
    looked = visit or verdict
    yield from out_of_order(timeline, code, looked, _submission(timeline), "核查早于自查签字")
    papers = said(timeline, Role.VERIFIED) + said(timeline, Role.WRITTEN, PaperKind.VERIFICATION)
    first = earliest(said(timeline, Role.BEGAN, *TELLING))
    yield from out_of_order(timeline, code, latest(said(timeline, Role.VERIFIED)), first, "核查早于开工")
    looked = looked or latest(papers)
    yield from out_of_order(timeline, code, looked, latest(finished(timeline)), "核查早于整改完成")


def _closed_before_notice_ended(timeline: Timeline) -> Iterator[Doubt]:
    """A close-out comes on the day after the last of the public notice, or later."""
    code, words = "closed-before-notice-ended", "公示期未满即销号"
    ends = timeline.notice_ends_on
    if timeline.closed_at and ends and day_of(timeline.closed_at) <= ends:
        closed = point_at("销号", timeline.closed_at)
        yield doubt_of(timeline, code, Weight.SEVERE, words, closed, point_on("公示届满", ends))
    yield from out_of_order(
        timeline, code, latest(said(timeline, Role.CLOSED)), earliest(said(timeline, Role.NOTICE_TO)), words
    )


def _photos_swapped(timeline: Timeline) -> Iterator[Doubt]:
    """The photo before is taken before the photo after."""
    for before, after in photo_pairs(timeline):
        first, second = clock_of(before), clock_of(after)
        if first and second and first > second:
            message = (
                f"整改前图片“{before.label}”拍摄于{shown(first)}，晚于整改后图片“{after.label}”的{shown(second)}，"
                "前后颠倒，请核对原始照片。"
            )
            sides = (shot(before, timeline.case_id), shot(after, timeline.case_id))
            yield Doubt("before-photo-after-after-photo", Weight.SEVERE, message, sides, "S18")
