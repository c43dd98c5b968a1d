"""The timetable: once a working day it takes the rungs that the rules of each batch let it take.

What was done stands in the ledger: a rung is taken once for its cause, so that a day may be gone through again, by two
workers at once or after a crash, and nothing happens twice. Each rung is one act in its own transaction.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime

from bihuan.access.actor import CLOCK
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import BihuanError
from bihuan.people.calendar import OfficeCalendar, office_calendars
from bihuan.supervision.actions import supervise_by_rule
from bihuan.supervision.facts import Unreported, ladder_facts, report_facts
from bihuan.supervision.ladder import Due, report_rungs_due, rungs_due
from bihuan.supervision.models import Supervision

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
# Seconds a worker gives it at a time.
BUDGET, WHOLE_DAY = 2.0, float("inf")


def run_timetable(now: datetime, unreported: Unreported) -> int:
    """Go through the whole day of ``now``. Returns how many rungs were taken."""
    return sum(steps(lambda: now, unreported))


class Timetable:
    """The day in pieces of about ``budget`` seconds, for a worker with other duties too; then rest until the next."""

    def __init__(self, clock: Clock, unreported: Unreported, budget: float = BUDGET) -> None:
        self._clock, self._unreported, self._budget = clock, unreported, budget
        self._day = date.min
        self._steps: Iterator[int] | None = None
        self._warned = False

    def __call__(self) -> None:
        today = day_of(self._clock())
        if today < self._day:
            if not self._warned:
                log.warning("时钟由%s回拨到%s，在此之前不再按规则督促；请校准服务器时间。", self._day, today)
            self._warned = True
            return
        if today > self._day:
            self._day, self._steps, self._warned = today, steps(self._clock, self._unreported), False
        if self._steps is not None:
            self._go_on()

    def _go_on(self) -> None:
        assert self._steps is not None  # asked by the caller
        until, following, self._steps = time.monotonic() + self._budget, self._steps, None
        try:
            for _ in following:
                if time.monotonic() >= until:
                    self._steps = following
                    return
        except Exception:
            # A database that is away: the day is begun again when it is back.
            self._day = date.min
            raise


def steps(clock: Clock, unreported: Unreported) -> Iterator[int]:
    """The day piece by piece: 1 for each rung taken, 0 for each chunk of cases looked at."""
    today, calendars = day_of(clock()), office_calendars()
    for batch in Batch.objects.filter(frozen_at__isnull=False).select_related("coordinator").order_by("pk"):
        calendar = calendars.of(batch.coordinator.path)
        if batch.rulebook.rungs_by_rule and calendar.is_workday(today) and not _is_past(batch, today):
            yield from _reports(batch, calendar, clock, today, unreported)
            yield from _cases(batch, calendar, clock, today)


def _is_past(batch: Batch, today: date) -> bool:
    """Whether the rules have been at work on a later day already: then the clock was moved back.

    What was taken back does not count: if the clock was wrong then, and is right now, that is the way out.
    """
    stands = Supervision.objects.filter(batch=batch, by_rule=True, withdrawn_at=None)
    last = stands.order_by("-issued_at").first()
    if last is None or day_of(last.issued_at) <= today:
        return False
    message = (
        "%s：按规则督促已办至%s，现在的时钟是%s，不再重办；请校准服务器时间。"
        "若当时的时钟有误，请牵头单位撤回误发的督促。"
    )
    log.warning(message, batch.number, day_of(last.issued_at), today)
    return True


def _cases(batch: Batch, calendar: OfficeCalendar, clock: Clock, today: date) -> Iterator[int]:
    rules = batch.rulebook
    for chunk in ladder_facts(Case.objects.filter(batch=batch), rules, calendar):
        for facts in chunk:
            for due in rungs_due(facts, rules, calendar, today):
                yield _take(batch, due, clock, case_id=facts.case)
        yield 0


def _reports(
    batch: Batch, calendar: OfficeCalendar, clock: Clock, today: date, unreported: Unreported
) -> Iterator[int]:
    owing = frozenset(unreported(batch))
    for facts in report_facts(batch, owing):
        for due in report_rungs_due(facts, batch.rulebook, calendar, today):
            yield _take(batch, due, clock, unit_id=facts.unit, unreported=owing)


def _take(
    batch: Batch,
    due: Due,
    clock: Clock,
    *,
    case_id: int | None = None,
    unit_id: int | None = None,
    unreported: frozenset[int] = frozenset(),
) -> int:
    """Take a rung that is the rules' to take. What another worker has taken meanwhile is left alone."""
    if due.rung not in batch.rulebook.rungs_by_rule:
        return 0
    try:
        supervise_by_rule(
            batch.pk, by=CLOCK, now=clock(), rung=due.rung, cause=due.cause,
            case_id=case_id, unit_id=unit_id, unreported=unreported,
        )  # fmt: skip
    except BihuanError as refusal:
        log.info("%s：未按规则督促（%s）：%s", batch.number, due.cause, refusal)
        return 0
    return 1
