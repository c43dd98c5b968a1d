"""Counts of a batch: opinions = in cases + answered directly + undecided (S2, T2)."""

from dataclasses import dataclass

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Case
from bihuan.intake.models import Batch, Opinion


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """Opinions on one side, cases on the other; the two are never added up (16 is not 4)."""

    stated_received: int | None
    stated_rectify: int | None
    opinions: int
    in_cases: int
    answered_directly: int
    undecided: int
    merged_away: int
    cases: int
    struck_off: int
    withdrawn: int
    carried_over: int
    reopened: int


def batch_counts(batch: Batch) -> BatchCounts:
    """The counts as they stand now."""
    opinions = Opinion.objects.filter(batch=batch)
    in_cases = opinions.exclude(memberships=None).count()
    founding = opinions.filter(memberships__founding=True).distinct().count()
    answered = opinions.exclude(direct_answer=None).filter(memberships=None).count()
    total = opinions.count()
    cases = Case.objects.filter(batch=batch)
    return BatchCounts(
        stated_received=batch.received_count,
        stated_rectify=batch.rectify_count,
        opinions=total,
        in_cases=in_cases,
        answered_directly=answered,
        undecided=total - in_cases - answered,
        merged_away=in_cases - founding,
        cases=cases.count(),
        struck_off=cases.filter(state__in=STRUCK_OFF).count(),
        withdrawn=cases.filter(state=State.WITHDRAWN).count(),
        carried_over=cases.filter(state=State.CARRIED_OVER).count(),
        reopened=cases.filter(round__gt=1).count(),
    )
