"""What papers about one case may speak of, kind by kind, and for which cases a paper of that kind makes sense."""

from collections.abc import Callable, Iterator, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.cases.lifecycle import IN_HAND, STRUCK_OFF, WORKING
from bihuan.cases.models import Assignment, Case, CaseRequest
from bihuan.closure.models import CloseOut
from bihuan.documents.case_lists import LISTS, photos
from bihuan.documents.case_lives import CaseFile, case_files
from bihuan.documents.case_tables import TABLES
from bihuan.documents.case_words import FIELDS
from bihuan.documents.kinds import KINDS, OF_RUNG
from bihuan.documents.public_values import PUBLIC_VALUES
from bihuan.documents.scope import Gather, Scope, Subject
from bihuan.documents.speaking import Asked, meanings, rows_of, texts
from bihuan.documents.supervised import SUPERVISED, Told, newest_of
from bihuan.documents.values import Values, Vocabulary
from bihuan.plans.models import Plan
from bihuan.response.models import ReturnVisit
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.triage.models import Membership
from bihuan.verification.models import Submission

PHOTOS = "整改前后"
NUMBER = "编号"

# One for all papers of the inside: what an office may say of a case it may say on any of them.
INSIDE = Vocabulary(
    fields={NUMBER: "文书自己的编号；草稿上留空", **meanings(SUPERVISED), **meanings(FIELDS)},
    lists={name: meanings(listed.fields) for name, listed in LISTS.items()},
    tables={name: meaning for name, (meaning, _) in TABLES.items()},
    photos={PHOTOS: "本轮整改前、整改后的照片，逐对并排"},
)


def values_of(file: CaseFile, number: str, told: Supervision | None) -> Values:
    """What stands there for one case; ``number`` is the paper's own, ``told`` the rung of the ladder that it tells."""
    known = {NUMBER: number, **texts(SUPERVISED, Told(told, file.case.lead))}
    return Values(
        fields=texts(FIELDS, file, **known),
        lists=Asked(LISTS, lambda name: rows_of(LISTS[name], file)),
        tables=Asked(TABLES, lambda name: TABLES[name][1](file)),
        photos=Asked((PHOTOS,), lambda _: photos(file)),
    )


def _in_round(rows: QuerySet) -> Exists:  # type: ignore[type-arg]
    """That there is one of ``rows`` for the present round of the case."""
    return Exists(rows.filter(case=OuterRef("pk"), round=OuterRef("round")))


def assigned(cases: QuerySet[Case]) -> QuerySet[Case]:
    """交办单, 迎检资料目录: cases that were ever handed over; of several hand-overs the newest one counts."""
    return cases.filter(Exists(Assignment.objects.filter(case=OuterRef("pk"))))


def planned(cases: QuerySet[Case]) -> QuerySet[Case]:
    """部门整改方案: cases whose unit has sent in a plan in the present round."""
    return cases.filter(_in_round(Plan.objects.all()))


def of_rung(rung: Rung) -> "Wanted":
    """The cases for which a paper of ``rung`` makes sense."""

    def wanted(cases: QuerySet[Case]) -> QuerySet[Case]:
        """提醒函 to 通报: cases whose rung was taken; any case in hand, to be filled in by hand: offices urge for many
        reasons."""
        told = Supervision.objects.filter(case=OuterRef("pk"), rung=rung, withdrawn_at=None)
        return cases.filter(Q(state__in=IN_HAND) | Exists(told))

    return wanted


def to_extend(cases: QuerySet[Case]) -> QuerySet[Case]:
    """延期申请: cases with a request for more time, decided or not; the newest one counts."""
    asked = CaseRequest.objects.filter(case=OuterRef("pk"), kind=CaseRequest.EXTENSION)
    return cases.filter(Exists(asked))


def self_checked(cases: QuerySet[Case]) -> QuerySet[Case]:
    """自查表: cases being worked on, to be filled in by hand, and those sent to verification in this round."""
    return cases.filter(Q(state__in=WORKING) | _in_round(Submission.objects.all()))


def submitted(cases: QuerySet[Case]) -> QuerySet[Case]:
    """核查验收表: cases sent to verification in the present round; before the verdict it is filled in by hand."""
    return cases.filter(_in_round(Submission.objects.all()))


def applied(cases: QuerySet[Case]) -> QuerySet[Case]:
    """销号申请审批表: cases with an application in the present round, whatever became of it."""
    return cases.filter(_in_round(CloseOut.objects.all()))


def closed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """备案表: cases with a close-out in force."""
    return cases.filter(Exists(CloseOut.objects.filter(case=OuterRef("pk"), approved=True, revoked_at=None)))


def to_visit(cases: QuerySet[Case]) -> QuerySet[Case]:
    """回访记录表: cases with opinions that are struck off, or that somebody has begun to visit in this round."""
    # Who spoke before a case was carried over is visited about the later one.
    spoken = Q(Exists(Membership.objects.filter(case=OuterRef("pk")))) | Q(carried_from__isnull=False)
    return cases.filter(spoken, Q(state__in=STRUCK_OFF) | _in_round(ReturnVisit.objects.all()))


Wanted = Callable[[QuerySet[Case]], QuerySet[Case]]
_WANTED: Mapping[str, Wanted] = {
    "assignment-order": assigned,
    "unit-plan": planned,
    **{kind.name: of_rung(rung) for rung, kind in OF_RUNG.items()},
    "extension-request": to_extend,
    "self-check": self_checked,
    "verification-form": submitted,
    "close-out-application": applied,
    "filing-form": closed,
    "return-visit-record": to_visit,
    "inspection-index": assigned,
}


def _gather(name: str, wanted: Wanted) -> Gather:
    """The papers of one kind: a constant number of statements, in the order of the ledger."""
    kind = KINDS[name]

    def gather(scope: Scope) -> Iterator[Subject]:
        place = kind.number_to_come(scope.today)
        rungs = newest_of(kind.rung, scope.cases) if kind.rung else {}
        for file in case_files(scope, wanted(scope.cases)):
            told = rungs.get(file.case.pk)
            named = told or (None if kind.rung or not kind.reserved else file.assignment)
            yield Subject(values_of(file, named.number if named else place, told), case=file.case)

    gather.__doc__ = wanted.__doc__
    return gather


CASE_VALUES: Mapping[str, tuple[Vocabulary, Gather]] = {
    **{name: (INSIDE, _gather(name, wanted)) for name, wanted in _WANTED.items()},
    **PUBLIC_VALUES,
}
