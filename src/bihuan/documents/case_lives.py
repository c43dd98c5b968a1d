"""Everything that is on file about a case, for papers of the inside. Contact details of citizens are never read."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, QuerySet

from bihuan.cases.carried import lines_of
from bihuan.cases.lifecycle import TRANSITIONS
from bihuan.cases.models import Assignment, Case, CaseRequest, Indicator
from bihuan.closure.models import CloseOut
from bihuan.documents.lives import Life, case_chunks, grouped, lives_of
from bihuan.documents.scope import Scope
from bihuan.evidence.models import Evidence
from bihuan.intake.models import Opinion
from bihuan.journal.models import Entry
from bihuan.notice.models import Objection
from bihuan.people.calendar import Calendars, OfficeCalendar, office_calendars
from bihuan.plans.models import Plan, ProgressReport
from bihuan.response.models import Contact, Reply
from bihuan.triage.models import Membership
from bihuan.verification.models import Line, Verification

Said = TypeVar("Said", Contact, Reply)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and its file.

    Of ``plan``, ``application`` (for a close-out), ``lines``, ``evidence`` and ``reports`` it is the present round
    that counts; ``assignment`` and ``extension`` are the newest ones; ``left_contact`` holds the keys of the opinions
    whose writers can be reached.
    """

    scope: Scope
    calendar: OfficeCalendar
    life: Life
    opinions: list[Opinion]
    left_contact: frozenset[int]
    assignment: Assignment | None
    plan: Plan | None
    indicators: list[Indicator]
    reports: list[ProgressReport]
    evidence: list[Evidence]
    lines: list[Line]
    application: CloseOut | None
    extension: CaseRequest | None
    contacts: list[Contact]
    replies: list[Reply]
    entries: list[Entry]

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.life.case

    @property
    def verification(self) -> Verification | None:
        """What the verifiers found of the newest submission; None while it waits for them."""
        found, asked = self.life.verification, self.life.submission
        return found if found and asked and found.submission_id == asked.pk else None

    @property
    def objections(self) -> list[Objection]:
        """The objections to the newest notice of the present round; earlier notices were broken off."""
        notice = self.life.notice
        return [row for row in self.life.objections if notice and row.notice_id == notice.pk]


def case_files(scope: Scope, cases: QuerySet[Case]) -> Iterator[CaseFile]:
    """The files of ``cases``, some of ``scope.cases``, in the order of the ledger.

    The same number of statements for any number of cases up to ``lives.CHUNK``.
    """
    calendars = office_calendars()
    for chunk in case_chunks(cases):
        yield from _files_of(chunk, scope, calendars)


def _files_of(chunk: list[Case], scope: Scope, calendars: Calendars) -> Iterator[CaseFile]:
    """One statement for each kind of row. Of several rows the last one counts."""
    ids = [case.pk for case in chunk]
    present = {"case__in": ids, "round": F("case__round")}
    lives = list(lives_of(chunk, calendars, scope.today))
    matters = lines_of(ids)
    with_earlier = {key for line in matters.values() for key in line}
    opinions = _opinions_of(matters, with_earlier)
    contacts = grouped(_said(Contact.objects.all(), with_earlier), lambda row: row.opinion_id)
    replies = grouped(_said(Reply.objects.all(), with_earlier), lambda row: row.opinion_id)
    left_contact = _left_contact(with_earlier)
    assignments = {
        row.case_id: row
        for row in Assignment.objects.filter(case__in=ids).select_related("unit").order_by("pk")
    }
    plans = {
        row.case_id: row
        for row in Plan.objects.filter(**present).select_related("submitted_by", "decided_by").order_by("pk")
    }
    applications = {
        row.case_id: row
        for row in CloseOut.objects.filter(**present)
        .select_related("applied_by", "decided_by")
        .order_by("pk")
    }
    extensions = {
        row.case_id: row
        for row in CaseRequest.objects.filter(case__in=ids, kind=CaseRequest.EXTENSION)
        .select_related("asked_by", "decided_by")
        .order_by("pk")
    }
    indicators = grouped(Indicator.objects.filter(case__in=ids).order_by("pk"), lambda row: row.case_id)
    reports = grouped(ProgressReport.objects.filter(**present).order_by("pk"), lambda row: row.case_id)
    evidence = grouped(Evidence.objects.filter(**present).order_by("pk"), lambda row: row.case_id)
    lines = grouped(_lines_of(lives), lambda row: row.verification_id)
    entries = grouped(_entries_of(ids), lambda row: row.subject_id)
    for life in lives:
        key, own = life.case.pk, opinions[life.case.pk]
        yield CaseFile(
            scope=scope,
            calendar=calendars.of(life.case.batch.coordinator.path),
            life=life,
            opinions=own,
            left_contact=left_contact,
            assignment=assignments.get(key),
            plan=plans.get(key),
            indicators=indicators[key],
            reports=reports[key],
            evidence=evidence[key],
            lines=lines[life.verification.pk] if life.verification else [],
            application=applications.get(key),
            extension=extensions.get(key),
            contacts=[row for opinion in own for row in contacts[opinion.pk]],
            replies=[row for opinion in own for row in replies[opinion.pk]],
            entries=entries[key],
        )


def _opinions_of(
    matters: Mapping[int, Collection[int]], with_earlier: Collection[int]
) -> dict[int, list[Opinion]]:
    """The opinions of each case and of those it goes on with, by number.

    Without what is sealed: it is not even loaded.
    """
    rows = (
        Membership.objects.filter(case__in=with_earlier)
        .select_related("opinion")
        .defer("opinion__contact_name", "opinion__contact_phone")
        .order_by("opinion__number")
    )
    groups = grouped(rows, lambda row: row.case_id)
    found = {key: [row.opinion for each in line for row in groups[each]] for key, line in matters.items()}
    return {key: sorted(opinions, key=lambda opinion: opinion.number) for key, opinions in found.items()}


def _left_contact(ids: Collection[int]) -> frozenset[int]:
    """Which opinions left a name or a telephone: asked of the database, which does not say what they are."""
    left = Opinion.objects.filter(pk__in=_taken_up(ids)).exclude(contact_name="", contact_phone="")
    return frozenset(left.values_list("pk", flat=True))


def _taken_up(ids: Collection[int]) -> QuerySet[Membership, int]:
    return Membership.objects.filter(case__in=ids).order_by().values_list("opinion", flat=True)


def _said(rows: QuerySet[Said], ids: Collection[int]) -> QuerySet[Said]:
    """What of ``rows`` was said to the opinions of the cases ``ids``."""
    told = rows.filter(opinion__in=_taken_up(ids)).select_related("opinion")
    return told.defer("opinion__contact_name", "opinion__contact_phone").order_by("at", "pk")


def _lines_of(lives: list[Life]) -> QuerySet[Line]:
    done = [life.verification.pk for life in lives if life.verification]
    return Line.objects.filter(verification__in=done).order_by("position")


def _entries_of(ids: list[int]) -> QuerySet[Entry]:
    """The steps of the work. Who looked at contact details is for the auditor, not for papers."""
    steps = Entry.objects.filter(
        subject_kind="case", subject_id__in=ids, act__in=[act.value for act in TRANSITIONS]
    )
    return steps.order_by("pk")
