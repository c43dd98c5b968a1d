"""The life of each case as papers tell it: the rows of its present round, and what is left of earlier ones."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db.models import F, QuerySet

from bihuan.cases.models import Case, CaseRequest
from bihuan.closure.models import CloseOut, Filing
from bihuan.disclosure.models import Statement
from bihuan.documents import target_table
from bihuan.followup.models import LookBack
from bihuan.lasting.models import Mechanism
from bihuan.lasting.queries import mechanisms_of
from bihuan.notice.models import Notice, Objection
from bihuan.people.calendar import Calendars, office_calendars
from bihuan.plans.models import ProgressReport
from bihuan.reports.ledger import lit
from bihuan.response.models import ReturnVisit
from bihuan.supervision.lights import Lit
from bihuan.supervision.past import pasts_of
from bihuan.verification.models import Submission, Verification

# Cases are loaded so many at a time: the number of statements is the same for any ledger up to this size.
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Life:
    """A case, what its present round has reached, and what is left of earlier ones.

    ``close_out`` is the one in force; ``revoked``, ``looks`` and ``requests`` (granted) are of every round.
    """

    case: Case
    lit: Lit
    report: ProgressReport | None
    submission: Submission | None
    verification: Verification | None
    notice: Notice | None
    objections: list[Objection]
    close_out: CloseOut | None
    revoked: list[CloseOut]
    statement: Statement | None
    visits: list[ReturnVisit]
    looks: list[LookBack]
    requests: list[CaseRequest]
    mechanisms: list[Mechanism]

    @property
    def filing(self) -> Filing | None:
        """The filing of the close-out in force."""
        return getattr(self.close_out, "filing", None)


def gather_lives(cases: QuerySet[Case], today: date) -> Iterator[Life]:
    """Every case with its light and the rows of its present round, ``CHUNK`` cases at a time."""
    calendars = office_calendars()
    for chunk in case_chunks(cases):
        yield from lives_of(chunk, calendars, today)


def case_chunks(cases: QuerySet[Case]) -> Iterator[list[Case]]:
    """``cases`` in the order of the ledger, ``CHUNK`` at a time, with everything loaded that a row of it looks at."""
    loaded = target_table.with_elements(cases).select_related(
        "batch__coordinator", "lead", "verifying", "carried_from__earlier__batch", "carried_to__later__batch"
    )
    following = loaded.order_by("-batch_id", "position").iterator(chunk_size=CHUNK)
    while chunk := list(islice(following, CHUNK)):
        yield chunk


def lives_of(chunk: list[Case], calendars: Calendars, today: date) -> Iterator[Life]:
    """One statement for each kind of row, whatever the number of cases. Of several rows the last one counts."""
    ids = [case.pk for case in chunk]
    present = {"case__in": ids, "round": F("case__round")}
    closed = (
        CloseOut.objects.filter(case__in=ids, approved=True)
        .select_related("decided_by", "filing__filed_by")
        .order_by("pk")
    )
    reports = {row.case_id: row for row in ProgressReport.objects.filter(**present).order_by("pk")}
    submissions = {
        row.case_id: row
        for row in Submission.objects.filter(**present)
        .select_related("signed_by", "verification")
        .order_by("pk")
    }
    verifications = {
        row.case_id: row
        for row in Verification.objects.filter(**present).select_related("unit").order_by("pk")
    }
    notices = {row.case_id: row for row in Notice.objects.filter(**present).order_by("pk")}
    statements = {
        row.case_id: row
        for row in Statement.objects.filter(**present).exclude(disclosed_at=None).order_by("pk")
    }
    objections = grouped(_objections_of(ids), lambda row: row.notice.case_id)
    close_outs = grouped(closed, lambda row: row.case_id)
    visits = grouped(ReturnVisit.objects.filter(**present).order_by("at", "pk"), lambda row: row.case_id)
    looks = grouped(LookBack.objects.filter(case__in=ids).order_by("pk"), lambda row: row.case_id)
    granted = CaseRequest.objects.filter(case__in=ids, approved=True).order_by("pk")
    requests = grouped(granted, lambda row: row.case_id)
    mechanisms = mechanisms_of(ids)
    pasts = pasts_of(chunk)
    for case in chunk:
        yield Life(
            case=case,
            lit=lit(case, calendars.of(case.batch.coordinator.path), today, pasts),
            report=reports.get(case.pk),
            submission=submissions.get(case.pk),
            verification=verifications.get(case.pk),
            notice=notices.get(case.pk),
            objections=objections[case.pk],
            close_out=next((row for row in close_outs[case.pk] if row.revoked_at is None), None),
            revoked=[row for row in close_outs[case.pk] if row.revoked_at],
            statement=statements.get(case.pk),
            visits=visits[case.pk],
            looks=looks[case.pk],
            requests=requests[case.pk],
            mechanisms=mechanisms[case.pk],
        )


def _objections_of(ids: list[int]) -> QuerySet[Objection]:
    present = Objection.objects.filter(notice__case__in=ids, notice__round=F("notice__case__round"))
    return present.select_related("notice").order_by("pk")


Row = TypeVar("Row")


def grouped(rows: Iterable[Row], case_id: Callable[[Row], int]) -> defaultdict[int, list[Row]]:
    """The rows by the case they belong to; a case without any has an empty list."""
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[case_id(row)].append(row)
    return groups
