"""Reading 现场核验: visits to a batch, findings on cases, which of them wait for an answer or look like a relapse."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.lifecycle import STRUCK_OFF
from bihuan.cases.models import Case
from bihuan.cases.visibility import units_under, visible_batches, visible_cases
from bihuan.closure.models import CloseOut
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.rules import OBJECTING

_OBJECTING = Q(verdict__in=[word.value for word in OBJECTING])
_WANTED = _OBJECTING | ~Q(answer_due_on=None)
HANDLING = (Role.LIAISON, Role.UNIT_LEADER)


def inspections(actor: Actor) -> QuerySet[Inspection]:
    """The visits to the batches the actor looks over, with how many findings each has, and how many wait."""
    objected = Q(findings__verdict__in=[word.value for word in OBJECTING])
    waits = (objected | ~Q(findings__answer_due_on=None)) & Q(findings__answered_at=None)
    rows = Inspection.objects.filter(batch__in=visible_batches(actor).order_by().values("pk")).annotate(
        said=Count("findings"),
        objected=Count("findings", filter=objected),
        waiting=Count("findings", filter=waits),
    )
    return rows.select_related("batch__coordinator", "recorded_by", "sheet").order_by("-visited_on", "-pk")


def visible_findings(actor: Actor) -> QuerySet[InspectionFinding]:
    """The findings on the cases the actor may see, each with ``suspects``: it looks like a relapse of a close-out."""
    return _with_suspicion(
        InspectionFinding.objects.filter(case__in=visible_cases(actor).order_by().values("pk"))
    )


def findings_of(case: Case) -> QuerySet[InspectionFinding]:
    """Everything inspectors ever said of a case, the newest first. The caller may see the case."""
    return _with_suspicion(InspectionFinding.objects.filter(case=case)).order_by(
        "-inspection__visited_on", "-pk"
    )


def open_findings(actor: Actor) -> QuerySet[InspectionFinding]:
    """The findings the actor may see that wait for an answer, the first due first."""
    # Few are open: they are asked for first, so that no database looks through all cases for them.
    waiting = list(InspectionFinding.objects.filter(_WANTED, answered_at=None).values_list("pk", flat=True))
    rows = visible_findings(actor).filter(pk__in=waiting)
    return rows.order_by("answer_due_on", "inspection__visited_on", "pk")


def findings_to_answer(actor: Actor) -> QuerySet[InspectionFinding]:
    """Those of them that the actor answers: of its own unit's cases, or of the batches it coordinates."""
    handled = units_under(actor.paths(HANDLING)).values("pk")
    coordinated = units_under(actor.paths((Role.COORDINATOR,))).values("pk")
    return open_findings(actor).filter(
        Q(case__lead__in=handled) | Q(case__batch__coordinator__in=coordinated)
    )


def _with_suspicion(rows: QuerySet[InspectionFinding]) -> QuerySet[InspectionFinding]:
    """``suspects``: somebody objected to what was struck off by then and still is. A person decides on it."""
    in_force = CloseOut.objects.filter(
        case=OuterRef("case"),
        approved=True,
        revoked_at=None,
        decided_at__lte=OuterRef("inspection__recorded_at"),
    )
    struck_off = Q(case__state__in=[state.value for state in STRUCK_OFF])
    return rows.annotate(suspects=_OBJECTING & struck_off & Exists(in_force)).select_related(
        "inspection__batch", "case__batch__coordinator", "case__lead", "case__verifying",
        "case__second_verifying", "answered_by",
    )  # fmt: skip
