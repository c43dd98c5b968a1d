"""Reading the history."""

from collections.abc import Iterable

from django.db.models import QuerySet

from bihuan.access.acts import Act
from bihuan.journal.models import Entry


def history_of(subject_kind: str, subject_id: int) -> QuerySet[Entry]:
    """Everything that was done to one thing, oldest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("pk")


def users_who(acts: Iterable[Act], subject_kind: str, subject_id: int) -> frozenset[int]:
    """The users who did any of ``acts`` to one thing: for rules about who worked on it."""
    entries = history_of(subject_kind, subject_id).filter(act__in=[act.value for act in acts])
    return frozenset(entries.exclude(by_user=None).order_by().values_list("by_user_id", flat=True).distinct())
