"""Gathers what was said to each opinion of a case."""

from bihuan.cases.history import reopened_at
from bihuan.cases.models import Case
from bihuan.response.rules import VoiceFacts
from bihuan.triage.models import Membership


def voices(case: Case) -> tuple[VoiceFacts, ...]:
    """One set of facts per opinion of the case, in order of number. Replies and visits count for this round."""
    opened = reopened_at(case.pk)
    memberships = (
        Membership.objects.filter(case=case)
        .select_related("opinion")
        .prefetch_related("opinion__contacts", "opinion__replies", "opinion__visits")
        .order_by("opinion__number")
    )
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
