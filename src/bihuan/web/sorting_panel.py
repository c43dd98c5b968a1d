"""分类 on the page of an opinion: what was decided, what is suggested and why, and which opinions look alike."""

from typing import Any

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.intake.models import Opinion
from bihuan.triage.groups import members, proposed
from bihuan.triage.models import Sorting
from bihuan.triage.sorting_queries import UnitNames
from bihuan.triage.suggestions import suggestions_for
from bihuan.web.sorting_rows import row_of
from bihuan.web.standing import may_in_batch

MOST_NEIGHBOURS = 5


def sorting_panel(actor: Actor, opinion: Opinion) -> dict[str, Any]:
    """What was decided is for everybody who sees the opinion; suggestions are for whoever decides."""
    sorting = Sorting.objects.filter(opinion=opinion).select_related("unit", "decided_by").first()
    panel: dict[str, Any] = {"sorting": sorting}
    if not may_in_batch(actor, Act.SORT_OPINIONS, opinion.batch):
        return panel
    suggested = suggestions_for([opinion])[opinion.pk]
    names = UnitNames(opinion.batch.coordinator.path)
    return panel | {
        "suggested": row_of(opinion, suggested, names, 0),
        "sort_url": f"{reverse('triage')}?batch={opinion.batch_id}&show=all&q={opinion.number}",
        "alike_url": f"{reverse('alike')}?batch={opinion.batch_id}&opinion={opinion.pk}",
        "neighbours": _neighbours(opinion),
    }


def _neighbours(opinion: Opinion) -> list[Opinion]:
    """The opinions that were last found to look like the same event."""
    groups = proposed([opinion.batch_id], opinion=opinion.pk)
    rows = [row for of in members(groups).values() for row in of if row.pk != opinion.pk]
    return rows[:MOST_NEIGHBOURS]
