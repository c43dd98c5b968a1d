"""Evidence made in one go: all of it handed in at the last moment, or before and after on one visit. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bihuan.doubts.doubt import Doubt, Seen, Weight
from bihuan.doubts.spoken_dates import Role
from bihuan.doubts.timeline import (
    Paper,
    Photo,
    Timeline,
    begun,
    clock_of,
    earliest,
    finished,
    latest,
    said_in,
)
from bihuan.kernel.clock import day_of

_CODE = "evidence-burst"
_FEWEST = 4
_BURST = timedelta(hours=2)
_LAST_MOMENT = timedelta(days=2)
_WEEKS = timedelta(days=14)
# Days of their own that lie this far apart show that the pieces were made during the work.
_SPREAD = timedelta(days=3)
_SAME_VISIT = timedelta(hours=1)
_SAME_MINUTES = timedelta(minutes=10)


def photo_pairs(timeline: Timeline) -> list[tuple[Photo, Photo]]:
    """Photos before and after of one spot. Where nothing is paired: the first before and the last after."""
    dated = [photo for photo in timeline.photos if clock_of(photo)]
    before = {photo.label: photo for photo in dated if photo.before}
    after = [photo for photo in dated if not photo.before]
    if any(photo.pair for photo in timeline.photos):
        return [(before[photo.pair], photo) for photo in after if photo.pair in before]
    if not before or not after:
        return []
    return [(min(before.values(), key=_clock), max(after, key=_clock))]


def _clock(photo: Photo) -> datetime:
    taken = clock_of(photo)
    assert taken is not None
    return taken


def shown(moment: datetime) -> str:
    """2022-06-01 09:30:00, as a camera shows it."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def shot(photo: Photo, case_id: int | None) -> Seen:
    """The photo as one side of a doubt."""
    taken = clock_of(photo)
    return Seen(photo.label, photo.sha256, case_id, f"拍摄于{shown(taken)}" if taken else "")


def evidence_burst(timeline: Timeline) -> Iterator[Doubt]:
    """Work of weeks leaves evidence of weeks."""
    yield from _handed_in_at_once(timeline)
    yield from _taken_on_one_visit(timeline)


def _handed_in_at_once(timeline: Timeline) -> Iterator[Doubt]:
    everything: list[Paper | Photo] = [*timeline.papers, *timeline.photos]
    pieces = [piece for piece in everything if piece.added_at]
    moments = sorted(piece.added_at for piece in pieces if piece.added_at)
    if len(moments) < _FEWEST or moments[-1] - moments[0] > _BURST or not _at_the_end(timeline, moments[0]):
        return
    if timeline.assigned_at is None or moments[0] - timeline.assigned_at < _WEEKS:
        return
    if _own_days_spread(timeline):
        return
    minutes = int((moments[-1] - moments[0]).total_seconds() // 60) + 1
    message = (
        f"全部{len(moments)}份佐证材料在{minutes}分钟之内集中上传，距交办已有"
        f"{(moments[0] - timeline.assigned_at).days}天，且材料本身看不出形成于整改过程，请说明形成时间。"
    )
    sides = tuple(
        Seen(piece.label, piece.sha256, timeline.case_id, f"{piece.added_at:%Y-%m-%d %H:%M}")
        for piece in pieces
    )
    yield Doubt(_CODE, Weight.PLAIN, message, sides)


def _at_the_end(timeline: Timeline, moment: datetime) -> bool:
    """Just before the unit signed, or the limit ran out."""
    signed = timeline.submitted_at
    if signed is not None:
        return timedelta() <= signed - moment <= _LAST_MOMENT
    limit = timeline.deadline
    return limit is not None and timedelta() <= limit - day_of(moment) <= _LAST_MOMENT


def _own_days_spread(timeline: Timeline) -> bool:
    """Whether cameras and papers tell of different days, as work in the course of weeks does."""
    days = [day_of(taken) for photo in timeline.photos if (taken := clock_of(photo))]
    days += [point.first for paper in timeline.papers for point in said_in(paper, Role.WRITTEN, Role.HELD)]
    return bool(days) and max(days) - min(days) >= _SPREAD


def _taken_on_one_visit(timeline: Timeline) -> Iterator[Doubt]:
    """Before and after within the hour, where the work is said to have taken days."""
    begin, end = earliest(begun(timeline)), latest(finished(timeline))
    days = (end.last - begin.first).days if begin and end else 0
    closest = _SAME_VISIT if days >= 1 else _SAME_MINUTES
    for before, after in photo_pairs(timeline):
        first, second = clock_of(before), clock_of(after)
        if first is None or second is None or not timedelta() <= second - first <= closest:
            continue
        minutes = int((second - first).total_seconds() // 60)
        work = f"而整改历时{days}天" if days >= 1 else "几乎同时"
        names = f"整改前图片“{before.label}”与整改后图片“{after.label}”"
        message = f"{names}的拍摄时间仅相隔{minutes}分钟，{work}，请核实。"
        weight = Weight.SEVERE if days >= 1 else Weight.PLAIN
        yield Doubt(
            _CODE, weight, message, (shot(before, timeline.case_id), shot(after, timeline.case_id)), "S18"
        )
