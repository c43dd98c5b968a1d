"""派单异议: the light of a returned case whose ruling is late, whatever its own limit."""

from collections.abc import Iterable
from datetime import date

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Assignment, Case
from bihuan.supervision.lights import Light, Lit


def late_rulings(cases: Iterable[Case], today: date) -> dict[int, Lit]:
    """By case, for those of ``cases`` that wait for a ruling longer than they should. One statement at most."""
    returned = [case.pk for case in cases if case.state == State.RETURNED]
    if not returned:
        return {}
    rows = Assignment.objects.filter(case__in=returned).order_by("pk")
    due = dict(rows.values_list("case_id", "ruling_due_on"))
    return {key: _late(day, today) for key, day in due.items() if day is not None and today > day}


def _late(due_on: date, today: date) -> Lit:
    why = f"退回交办应于{due_on}前裁定，已过{(today - due_on).days}天。"
    return Lit(Light.RED, why, word="裁定逾期")
