"""What the page of a case shows of what goes on for years: the batches before and after, reviews, mechanisms."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.models import CarryOver, Case
from bihuan.cases.queries import rows_of
from bihuan.cases.visibility import visible_cases
from bihuan.web.case_rows import newest_first
from bihuan.web.mechanism_rows import mechanism_row


def lasting_parts(actor: Actor, case: Case) -> dict[str, Any]:
    """The context of ``cases/lasting.html``."""
    came: CarryOver | None = getattr(case, "carried_from", None)
    went: CarryOver | None = getattr(case, "carried_to", None)
    made = [link.mechanism for link in rows_of(case, "mechanisms", "mechanism__unit")]
    prefetch_related_objects(made, "links__case__batch__coordinator")
    return {
        "carried_from": _linked(actor, came, came.earlier) if came else None,
        "carried_to": _linked(actor, went, went.later) if went else None,
        "reviews": newest_first(case, "reviews"),
        "mechanism_rows": [mechanism_row(row, actor, ()) for row in made],
        "may_register_mechanism": may(actor, Act.REGISTER_MECHANISM, case.standing()) is None
        and case.lead_id is not None,
    }


def _linked(actor: Actor, row: CarryOver, other: Case) -> dict[str, Any]:
    """The other case; with a link where the reader may see it."""
    seen = visible_cases(actor).filter(pk=other.pk).exists()
    return {"row": row, "case": str(other), "url": reverse("case", args=[other.pk]) if seen else ""}
