"""Writing down how a case stands, for the figures of a past day. Called by acts, inside their transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bihuan.cases.models import Case, Measure, Stretch
from bihuan.journal.bulk import insert_many

# What of a case a stretch says.
SAID = (
    "batch_id", "lead_id", "state", "round", "limit_kind", "limit_then", "limit_date", "assigned_on", "progress",
)  # fmt: skip
DONE = (Measure.Progress.DONE, Measure.Progress.KEPT_UP)


def keep_stretch(case: Case, now: datetime) -> None:
    """Where what figures ask of ``case`` has changed, the stretch that ran ends at ``now`` and another begins."""
    running = Stretch.objects.filter(case=case, runs=True).first()
    stands = _stands(case)
    if running is not None and all(getattr(running, name) == value for name, value in stands.items()):
        return
    since = now if running is None else max(now, running.since)
    if running is not None and running.since == since:
        # Two acts of one moment: only how the case stood after both was ever to be seen.
        Stretch.objects.filter(pk=running.pk).update(**stands)
        return
    if running is not None:
        Stretch.objects.filter(pk=running.pk).update(until=since, runs=False)
    Stretch.objects.create(case=case, since=since, **stands)


def begin_stretches(cases: Iterable[Case], now: datetime) -> None:
    """The first stretch of many new cases: for imports. None of their measures is done yet."""
    insert_many(
        Stretch,
        (
            {
                "case_id": case.pk,
                "since": now,
                "some_done": False,
                **{name: getattr(case, name) for name in SAID},
            }
            for case in cases
        ),
    )


def _stands(case: Case) -> dict[str, Any]:
    stands = {name: getattr(case, name) for name in SAID}
    return {**stands, "some_done": case.measures.filter(progress__in=DONE).exists()}
