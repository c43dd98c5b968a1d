"""Everything that the page of a case shows, read once: what the rules ask for again is there already."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db.models import prefetch_related_objects

from bihuan.cases.carried import line_of
from bihuan.cases.lifecycle import ENDED, State
from bihuan.cases.models import Case
from bihuan.cases.queries import read_once, rows_of
from bihuan.doubts.facts import LOOKED_AT
from bihuan.doubts.rules import Sight
from bihuan.evidence.models import Evidence

# Each relation once, with whatever any part of the page shows beside its rows. Evidence is read apart.
_SHOWN: dict[str, Sequence[str]] = {
    **LOOKED_AT,
    "plans": ("submitted_by", "decided_by"),
    "assignments": ("unit",),
    "close_outs": ("applied_by", "decided_by", "filing"),
    "supporting": ("unit",),
    "statements": ("drafted_by", "reviewed_by"),
    "look_backs": (),
    "requests": ("asked_by", "decided_by"),
    "doubt_answers": ("by", "unit"),
    "reviews": ("reviewed_by",),
    "mechanisms": ("mechanism__unit",),
}
_SHOWN.pop("evidence")
# What is shown inside the rows.
_INSIDE = {
    "verifications": ("lines",),
    "notices": ("objections",),
    "indicators": ("readings__recorded_by",),
    "memberships": ("opinion__replies", "opinion__visits", "opinion__contacts"),
}


def read_shown(case: Case) -> None:
    """Everything but the evidence, of which the reader's sight says how much is looked at."""
    read_once(case, _SHOWN)
    for relation, inside in _INSIDE.items():
        prefetch_related_objects(rows_of(case, relation), *inside)
    for earlier in islice(line_of(case), 1, None):
        read_once(earlier, {"memberships": LOOKED_AT["memberships"]})
        prefetch_related_objects(rows_of(earlier, "memberships"), *_INSIDE["memberships"])


def read_evidence(case: Case, seen: Sight) -> list[Evidence]:
    """The evidence; with what the detectors look at, where their doubts are shown."""
    doubted = seen is not Sight.NOTHING and State(case.state) not in ENDED
    read_once(case, {"evidence": LOOKED_AT["evidence"] if doubted else ("blob", "added_by")})
    return list(case.evidence.all())


def newest_first(case: Case, relation: str) -> list[Any]:
    """Rows that were read."""
    return rows_of(case, relation)[::-1]
