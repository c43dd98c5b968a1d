"""Gathers what was said to each opinion of a case."""

from django.db.models import prefetch_related_objects

from bihuan.cases.carried import line_of
from bihuan.cases.history import reopened_at
from bihuan.cases.models import Case
from bihuan.cases.queries import rows_of
from bihuan.response.rules import VoiceFacts
from bihuan.triage.models import Membership


def members_of(case: Case) -> list[Membership]:
    """The opinions in the case and in those it goes on with, in order of number."""
    rows: list[Membership] = [
        row for each in line_of(case) for row in rows_of(each, "memberships", "opinion")
    ]
    return sorted(rows, key=lambda row: row.opinion.number)


def voices(case: Case) -> tuple[VoiceFacts, ...]:
    """One set of facts per opinion of the case, in order of number. Replies and visits count for this round.

    A round that was carried over goes on: what was said before the relapse does not answer it.
    """
    again = next((each for each in line_of(case) if each.round > 1), None)
    opened = reopened_at(again.pk) if again else None
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
