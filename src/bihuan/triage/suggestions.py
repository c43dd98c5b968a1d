"""建议: what an opinion seems to be, who seems to handle it, what in it is urgent or private; each with its reason.

Nothing is decided here. What an office is less sure of than its threshold is not said at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bihuan.intake.models import Opinion
from bihuan.kernel.redact import PrivateDetail, private_details
from bihuan.triage.learners import Offer, office_learner
from bihuan.triage.urgency import Urgent, urgent_signs

__all__ = ["Offer", "Suggestions", "suggestions_for"]

# What one can be reached by; a number plate is private, too, but nobody is called by it.
CONTACTS = frozenset({"phone", "mail"})


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for one opinion. ``offers`` has those of kind, category, route, unit that are sure enough."""

    offers: Mapping[str, Offer] = field(default_factory=dict)
    urgent: tuple[Urgent, ...] = ()
    private: tuple[PrivateDetail, ...] = ()
    # Nothing is known yet of what this office decided: the worker is still learning it.
    learning: bool = False

    @property
    def contacts(self) -> tuple[PrivateDetail, ...]:
        """The details in the text by which the person could be reached (S9)."""
        return tuple(detail for detail in self.private if detail.kind in CONTACTS)

    @property
    def sureness(self) -> float:
        """How sure the least sure of the parts is; 0 where one is not said at all."""
        parts = ("kind", "category", "route", "unit")
        return min(self.offers[part].ranked[0][1] if part in self.offers else 0.0 for part in parts)


def suggestions_for(opinions: Iterable[Opinion]) -> dict[int, Suggestions]:
    """By opinion. Each is judged by what the office that coordinates its batch decided, and by nothing else.

    The opinions come with their batch (``select_related("batch__coordinator")``).
    """
    by_office: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in opinions:
        by_office[opinion.batch.coordinator_id].append(opinion)
    found: dict[int, Suggestions] = {}
    for rows in by_office.values():
        office = rows[0].batch.coordinator
        learner = office_learner(office.pk)
        offers = learner.offers(office.path, [(row.pk, row.text) for row in rows])
        for row in rows:
            found[row.pk] = Suggestions(
                offers.get(row.pk, {}),
                tuple(urgent_signs(row.text, row.received_on)),
                tuple(private_details(row.text)),
                learning=not learner.ready,
            )
    return found
