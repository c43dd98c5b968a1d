"""The times of one round of one case, frozen, and how two of them are held against each other. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.doubts.doubt import Doubt, Seen, Weight
from bihuan.doubts.spoken_dates import Role, SpokenDay
from bihuan.kernel.clock import OFFICE_ZONE, day_of
from bihuan.kernel.words import Labelled


class PaperKind(Labelled):
    """What a document is, as far as its days are concerned."""

    PLAN = "plan", "整改方案"
    MEETING_NOTICE = "meeting_notice", "会议通知"
    MEETING_MINUTES = "meeting_minutes", "会议记录"
    REPORT = "report", "整改报告"
    VERIFICATION = "verification", "核查材料"
    OTHER = "other", "其他材料"


# Papers in which a unit tells what it has done; plans, notices and minutes speak of what is to be done.
TELLING = (PaperKind.REPORT, PaperKind.OTHER)


@dataclass(frozen=True, slots=True)
class MeasureTimes:
    """One measure: what was claimed of it, and when it was first reported done."""

    label: str
    due_on: date | None = None
    began_on: date | None = None
    done_on: date | None = None
    reported_done_at: datetime | None = None
    # 立行立改: such a measure may be done before the plan is written.
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, or the words of a form, with the days found in it (``spoken_days``)."""

    label: str
    kind: PaperKind
    days: tuple[SpokenDay, ...] = ()
    sha256: str = ""
    added_at: datetime | None = None
    # Whether it says that the work is finished (``claims_done``).
    claims_done: bool = False
    # A report of the state before or after the work; None when it is of neither alone.
    before: bool | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo before or after the work. ``taken_at`` is what the camera's clock showed, without a zone."""

    label: str
    before: bool
    taken_at: datetime | None = None
    sha256: str = ""
    # The ``label`` of the photo before of the same spot.
    pair: str = ""
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything of one round of one case that has a time. Moments are aware; what is not known is None."""

    case_id: int | None = None
    assigned_at: datetime | None = None
    # The first submission of the plan in this round.
    plan_submitted_at: datetime | None = None
    submitted_at: datetime | None = None
    visited_on: date | None = None
    verified_at: datetime | None = None
    notice_ends_on: date | None = None
    closed_at: datetime | None = None
    deadline: date | None = None
    measures: tuple[MeasureTimes, ...] = ()
    papers: tuple[Paper, ...] = ()
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A day and where it is known from; a month is every day from ``first`` to ``last``."""

    label: str
    first: date
    last: date
    sure: bool = True
    sha256: str = ""
    text: str = ""

    def seen(self, case_id: int | None) -> Seen:
        """The point as one side of a doubt."""
        return Seen(self.label, self.sha256, case_id, self.text)


# A day whose year was not written may belong to the next one, unless the work would then have taken this long.
_A_YEAR = timedelta(days=365)
_LONGEST_ACROSS = timedelta(days=240)
# Cameras whose clock was never set show the year they were made for.
_CLOCK_SET = 2010


def printed(day: date) -> str:
    """2022年6月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def point_on(label: str, day: date) -> Point:
    """A day that a form holds."""
    return Point(label, day, day, text=printed(day))


def point_at(label: str, moment: datetime) -> Point:
    """The moment of an act, as the office's calendar day."""
    return point_on(label, day_of(moment))


def point_said(paper: Paper, day: SpokenDay) -> Point:
    """A day found in a paper."""
    return Point(f"{paper.label}中的{day.role.label}", day.first, day.last, day.sure, paper.sha256, day.text)


def said_in(paper: Paper, *roles: Role) -> list[Point]:
    """The days of these roles in one paper."""
    return [point_said(paper, day) for day in paper.days if day.role in roles]


def said(timeline: Timeline, role: Role, *kinds: PaperKind) -> list[Point]:
    """The days of this role in papers of these kinds (of any kind, when none is named)."""
    return [
        point
        for paper in timeline.papers
        if not kinds or paper.kind in kinds
        for point in said_in(paper, role)
    ]


def earliest(points: Iterable[Point]) -> Point | None:
    """The first of them."""
    return min(points, key=lambda point: (point.first, point.last), default=None)


def latest(points: Iterable[Point]) -> Point | None:
    """The last of them."""
    return max(points, key=lambda point: (point.last, point.first), default=None)


def clock_of(photo: Photo) -> datetime | None:
    """When the photo was taken, unless the camera's clock was never set."""
    if photo.taken_at is None or photo.taken_at.year < _CLOCK_SET:
        return None
    taken = photo.taken_at
    return taken if taken.tzinfo else taken.replace(tzinfo=OFFICE_ZONE)


def finished(timeline: Timeline) -> list[Point]:
    """When the work was finished, by the unit's own account."""
    claimed = [point_on(f"{row.label}自述完成", row.done_on) for row in timeline.measures if row.done_on]
    return claimed + (said(timeline, Role.DONE, *TELLING) or said(timeline, Role.STEP_DONE, *TELLING))


def begun(timeline: Timeline) -> list[Point]:
    """When the work was begun, by the unit's own account."""
    claimed = [point_on(f"{row.label}自述开工", row.began_on) for row in timeline.measures if row.began_on]
    return claimed + said(timeline, Role.BEGAN, *TELLING)


def claimed_done(timeline: Timeline) -> list[Point]:
    """The days of reports that say the work is finished."""
    return [
        point
        for paper in timeline.papers
        if paper.claims_done and paper.kind is PaperKind.REPORT
        for point in said_in(paper, Role.WRITTEN)
    ]


def out_of_order(
    timeline: Timeline, code: str, early: Point | None, late: Point | None, message: str, *, odd: bool = False
) -> Iterator[Doubt]:
    """A doubt when ``early`` lies before ``late`` and should not. ``odd``: there may be an honest reason."""
    if early is None or late is None or early.last >= late.first:
        return
    if not early.sure and early.last + _A_YEAR >= late.first:
        across = early.last + _A_YEAR - late.first
        if across < _LONGEST_ACROSS:
            return
    weight = Weight.PLAIN if odd or not (early.sure and late.sure) else Weight.SEVERE
    yield doubt_of(timeline, code, weight, message, early, late)


def doubt_of(timeline: Timeline, code: str, weight: Weight, message: str, early: Point, late: Point) -> Doubt:
    """The doubt, with both days in its sentence."""
    told = f"{message}：{early.label}为{_short(early)}，{late.label}为{_short(late)}，请核实。"
    return Doubt(code, weight, told, (early.seen(timeline.case_id), late.seen(timeline.case_id)))


def _short(point: Point) -> str:
    if point.first == point.last:
        return printed(point.first)
    if (point.first.month, point.first.year) == (point.last.month, point.last.year):
        return f"{point.first.year}年{point.first.month}月"
    return f"{point.first.year}年"
