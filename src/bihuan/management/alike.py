"""Duties of the worker beside the sets: opinions are grouped after an import, and what offices decided is learned."""

import logging
from collections.abc import Collection
from time import monotonic

from bihuan.access.acts import Act
from bihuan.intake.models import Batch
from bihuan.journal.models import Entry
from bihuan.kernel import clock
from bihuan.people.models import Unit
from bihuan.triage.groups import is_current, work_out
from bihuan.triage.learners import OF_UNITS, TEACHING, office_learner

log = logging.getLogger(__name__)
EVERY_SECONDS = 120.0


class _SinceLast:
    """Whether the journal has new entries of some acts; the first look says yes."""

    def __init__(self, acts: Collection[Act]) -> None:
        self._acts = [act.value for act in acts]
        self._seen: int | None = None

    def __call__(self) -> bool:
        newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        seen, self._seen = self._seen, newest
        if seen is None or newest < seen:
            return True
        return newest > seen and Entry.objects.filter(pk__gt=seen, act__in=self._acts).exists()


class AlikeGroups:
    """疑似同一件: one batch a round, so that nothing else waits long; all of them where it is the only round."""

    def __init__(self, *, all_at_once: bool = False) -> None:
        self._all = all_at_once
        self._news = _SinceLast((Act.IMPORT_FILE, Act.KEEP_APART))
        self._stale: list[int] = []

    def __call__(self) -> None:
        if self._news():
            self._stale = list(Batch.objects.order_by("-pk").values_list("pk", flat=True))
        while self._stale:
            batch = Batch.objects.filter(pk=self._stale.pop(0)).first()
            if batch is not None and not is_current(batch):
                log.info("%s：%d组疑似同一件", batch.number, work_out(batch, clock.now()))
                if not self._all:
                    return


class Learning:
    """What each office decided, learned and kept on disk, so that a web process need not begin from nothing.

    Not at every decision: web processes learn those themselves.
    """

    def __init__(self) -> None:
        self._news = _SinceLast((*TEACHING, *OF_UNITS))
        self._kept = float("-inf")

    def __call__(self) -> None:
        if monotonic() - self._kept < EVERY_SECONDS or not self._news():
            return
        self._kept = monotonic()
        offices = Batch.objects.order_by().values_list("coordinator", flat=True).distinct()
        for office in Unit.objects.filter(pk__in=list(offices)):
            office_learner(office.pk).learn_all(office.path)
