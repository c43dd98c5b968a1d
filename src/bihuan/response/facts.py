"""Gathers what was said to each opinion of a case."""

from django.db.models import prefetch_related_objects

from bihuan.cases.history import reopened_at
from bihuan.cases.models import Case
from bihuan.cases.queries import rows_of
from bihuan.response.rules import VoiceFacts
from bihuan.triage.models import Membership


def members_of(case: Case) -> list[Membership]:
    """The opinions in the case, in order of number."""
    rows: list[Membership] = rows_of(case, "memberships", "opinion")
    return sorted(rows, key=lambda row: row.opinion.number)


def voices(case: Case) -> tuple[VoiceFacts, ...]:
    """One set of facts per opinion of the case, in order of number. Replies and visits count for this round."""
    opened = reopened_at(case.pk) if case.round > 1 else None
    memberships = members_of(case)
    prefetch_related_objects([row.opinion for row in memberships], "contacts", "replies", "visits")
    return tuple(
        VoiceFacts(
            number=row.opinion.number,
            contactable=row.opinion.contactable,
            contacted=bool(row.opinion.contacts.all()),
            replied=any(opened is None or reply.at >= opened for reply in row.opinion.replies.all()),
            visited=any(v.case_id == case.pk and v.round == case.round for v in row.opinion.visits.all()),
            attempts=len(row.opinion.contacts.all()),
        )
        for row in memberships
    )
