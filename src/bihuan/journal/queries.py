"""Reading the history."""

from collections.abc import Iterable

from django.db.models import Max, QuerySet

from bihuan.access.acts import Act
from bihuan.journal.models import Entry


def history_of(subject_kind: str, subject_id: int) -> QuerySet[Entry]:
    """Everything that was done to one thing, oldest first."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("pk")


def users_who(
    acts: Iterable[Act], subject_kind: str, subject_ids: Iterable[int]
) -> list[tuple[int, Act, int]]:
    """Who did any of ``acts`` to which thing, as (subject id, act, user id), once each, who did it last at the end."""
    entries = Entry.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids, act__in=acts)
    by_user = entries.exclude(by_user=None).order_by().values_list("subject_id", "act", "by_user_id")
    found = by_user.annotate(last=Max("pk")).order_by("last")
    return [(subject, Act(act), user) for subject, act, user, _ in found]
