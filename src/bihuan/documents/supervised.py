"""What papers say of a rung of the ladder that was taken: its cause, what is asked, by when, what was answered."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bihuan.cases.models import Case
from bihuan.documents.speaking import Fields, day, days_in_words
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import redact
from bihuan.people.models import Unit
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.typesetting.table import padded


@dataclass(frozen=True, slots=True)
class Told:
    """A rung that was taken; none for a sheet that is filled in by hand, which goes to the responsible unit."""

    row: Supervision | None
    lead: Unit | None


def newest_of(rung: Rung, cases: QuerySet[Case]) -> dict[int, Supervision]:
    """By case, the last of these rungs that was not withdrawn. One statement."""
    taken = Supervision.objects.filter(case__in=cases.order_by().values("pk"), rung=rung, withdrawn_at=None)
    rows = taken.select_related("unit", "replied_by").order_by("pk")
    return {row.case_id: row for row in rows if row.case_id is not None}


def _addressed(told: Told) -> str:
    unit = told.row.unit if told.row else told.lead
    return unit.name if unit else ""


def _reply(told: Told) -> str:
    row = told.row
    if row is None or row.replied_at is None or row.replied_by is None:
        return ""
    return f"{redact(row.reply)}\n{padded(row.replied_by.name)}\u3000{day(day_of(row.replied_at))}"


SUPERVISED: Fields = {
    "督促对象": ("督促发给的单位；尚未发出的为责任单位", _addressed),
    "事由": (
        "督促的事由；尚未发出的为空",
        lambda told: days_in_words(redact(told.row.why)) if told.row else "",
    ),
    "要求": ("督促提出的要求", lambda told: redact(told.row.demand) if told.row else ""),
    "回复期限": ("应当回复的日期", lambda told: day(told.row.reply_due_on) if told.row else ""),
    "回复": ("对方的回复、回复人和日期；尚未回复的为空", _reply),
}
