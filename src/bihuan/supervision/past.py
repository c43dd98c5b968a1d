"""What a light asks of a case's history: when it was last looked at, and which limit it had before an extension."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import CLOCK_RUNS, State
from bihuan.cases.models import SUBJECT, Case
from bihuan.journal.models import Entry
from bihuan.kernel.clock import day_of
from bihuan.supervision.lights import LimitFacts

# What counts as having looked at a case without a date.
LOOKS = (Act.REPORT_PROGRESS, Act.REVIEW_LONG_TERM)


@dataclass(frozen=True, slots=True)
class Past:
    """``looked_on`` is asked of undated cases only, ``first_limit`` of dated ones."""

    looked_on: date | None = None
    first_limit: date | None = None


NOTHING = Past()


def pasts_of(cases: Iterable[Case]) -> dict[int, Past]:
    """The past of each case whose clock runs and that has one worth telling. Two statements."""
    running = [case for case in cases if State(case.state) in CLOCK_RUNS]
    looked = looked_on([case.pk for case in running if case.limit_date is None])
    limits = _first_limits([case.pk for case in running if case.limit_date is not None])
    return {key: Past(looked.get(key), limits.get(key)) for key in looked.keys() | limits.keys()}


def past_told(case: Case, history: Iterable[Entry]) -> dict[int, Past]:
    """The same of one case, of its whole history as it was read."""
    if State(case.state) not in CLOCK_RUNS:
        return {}
    if case.limit_date is None:
        looks = [day_of(entry.at) for entry in history if entry.act in LOOKS]
        return {case.pk: Past(looked_on=max(looks, default=None))}
    told = _first_told((case.pk, entry.act, entry.data) for entry in history if entry.act in _LIMITS)
    return {case.pk: Past(first_limit=told.get(case.pk))}


def limit_facts(case: Case, past: Past | None) -> LimitFacts:
    """What the light of ``case`` is computed from."""
    told = past or NOTHING
    return LimitFacts(
        case.limit_date,
        case.assigned_on,
        case.progress,
        counted=State(case.state) in CLOCK_RUNS,
        first_limit=told.first_limit,
        looked_on=told.looked_on,
    )


def looked_on(cases: Collection[int]) -> dict[int, date]:
    """When each of ``cases`` was last reported on or reviewed. One statement."""
    entries = Entry.objects.filter(subject_kind=SUBJECT, subject_id__in=cases, act__in=LOOKS)
    rows = entries.order_by().values_list("subject_id").annotate(Max("at"))
    return {key: day_of(at) for key, at in rows}


def _first_limits(cases: list[int]) -> dict[int, date]:
    entries = Entry.objects.filter(subject_kind=SUBJECT, subject_id__in=cases, act__in=_LIMITS).order_by("pk")
    return _first_told(entries.values_list("subject_id", "act", "data"))


_LIMITS = (Act.APPROVE_EXTENSION, Act.REOPEN_CASE)


def _first_told(entries: Iterable[tuple[int, str, str]]) -> dict[int, date]:
    """The limit before the first extension of the present round: a relapse sets a limit of its own."""
    found: dict[int, date] = {}
    for key, act, data in entries:
        if act == Act.REOPEN_CASE:
            found.pop(key, None)
        else:
            found.setdefault(key, date.fromisoformat(json.loads(data)["before"]))
    return found
