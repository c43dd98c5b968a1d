"""Reading the register of institutional results and the list of what goes on for years."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import ENDED, STRUCK_OFF, TRANSITIONS, State
from bihuan.cases.models import CarryOver, Case
from bihuan.cases.visibility import visible_cases
from bihuan.closure.models import CloseOut
from bihuan.intake.models import Batch
from bihuan.lasting.facts import lasting_facts
from bihuan.lasting.models import LongTermReview, Mechanism, MechanismCase
from bihuan.lasting.rules import LASTING_LIMITS, LASTING_ROUTES, plan_period, unreviewed

# Where a review can be made.
REVIEWED_IN = TRANSITIONS[Act.REVIEW_LONG_TERM].sources


@dataclass(frozen=True, slots=True)
class MechanismFilter:
    """What the reader of the register asks for. Empty fields ask for nothing."""

    unit: int | None = None
    stage: str = ""
    batch: int | None = None


def visible_mechanisms(actor: Actor, wanted: MechanismFilter | None = None) -> QuerySet[Mechanism]:
    """Those that came of a case the actor may see, newest first."""
    wanted = wanted or MechanismFilter()
    cases = visible_cases(actor).filter(**({"batch": wanted.batch} if wanted.batch else {}))
    links = MechanismCase.objects.filter(case__in=cases.order_by().values("pk"))
    found = Mechanism.objects.filter(pk__in=links.values("mechanism"))
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    return found.select_related("unit", "registered_by").prefetch_related("links__case__batch__coordinator")


def mechanisms_of(keys: Collection[int]) -> dict[int, list[Mechanism]]:
    """The mechanisms of each case that are issued or in force, oldest first: what papers print as 长效机制."""
    links = MechanismCase.objects.filter(
        case__in=keys, mechanism__stage__in=(Mechanism.Stage.ISSUED, Mechanism.Stage.IN_FORCE)
    )
    found: dict[int, list[Mechanism]] = defaultdict(list)
    for row in links.select_related("mechanism").order_by("mechanism_id"):
        found[row.case_id].append(row.mechanism)
    return found


def in_words(mechanism: Mechanism) -> str:
    """《路灯养护办法》（海建发〔2022〕5号，已施行), as papers print it."""
    parts = [part for part in (mechanism.document_no, mechanism.get_stage_display()) if part]
    return f"{mechanism}（{'，'.join(parts)}）"


def long_term_cases(actor: Actor) -> QuerySet[Case]:
    """The visible cases that go on for years, those struck off and kept up among them; newest batch first."""
    kept_up = CloseOut.objects.filter(
        approved=True, revoked_at=None, status=CloseOut.Status.KEPT_UP, case__state__in=STRUCK_OFF
    )
    lasting = (
        Q(route__in=LASTING_ROUTES)
        | Q(limit_kind__in=LASTING_LIMITS)
        | Q(limit_then__in=LASTING_LIMITS)
        | Q(pk__in=kept_up.order_by().values("case"))
    )
    found = visible_cases(actor).filter(lasting).exclude(state=State.WITHDRAWN)
    around = ("batch__coordinator", "lead", "verifying", "second_verifying")
    chain = ("carried_from__earlier__batch", "carried_to__later__batch")
    related = found.select_related(*around, *chain).prefetch_related("reviews", "close_outs")
    return related.order_by("-batch_id", "position")


def unreviewed_cases(cases: QuerySet[Case], today: date) -> QuerySet[Case]:
    """Those of ``cases`` (from ``long_term_cases``) that lack the review of a year: ``rules.unreviewed`` in SQL."""
    begins = Coalesce("batch__work_year", ExtractYear("assigned_on"))
    counted = cases.filter(state__in=REVIEWED_IN).annotate(reviewed=Count("reviews", distinct=True))
    return counted.filter(reviewed__lt=today.year + 1 - begins)


@dataclass(frozen=True, slots=True)
class LongTermRow:
    """A case of the list: where its plan period ends, what its last review said, and for which years one is missing."""

    case: Case
    period: str
    period_over: bool
    last: LongTermReview | None
    missing: tuple[int, ...]
    came_from: CarryOver | None
    went_to: CarryOver | None


def long_term_row(case: Case, today: date) -> LongTermRow:
    """The row of a case from ``long_term_cases``. No statement."""
    reviews: Sequence[LongTermReview] = list(case.reviews.all())
    state, end = State(case.state), case.batch.plan_period_end
    return LongTermRow(
        case=case,
        period=plan_period(end) if end else "",
        period_over=end is not None and today > end and state not in ENDED,
        last=reviews[-1] if reviews else None,
        missing=unreviewed(lasting_facts(case), today.year) if state in REVIEWED_IN else (),
        came_from=getattr(case, "carried_from", None),
        went_to=getattr(case, "carried_to", None),
    )


def batches_of(cases: QuerySet[Case]) -> QuerySet[Batch]:
    """The batches of ``cases``, newest first."""
    return Batch.objects.filter(pk__in=cases.order_by().values("batch"))


def later_batches(case: Case) -> QuerySet[Batch]:
    """The batches in which the case could go on: of the same coordinator, for a later year."""
    others = Batch.objects.filter(coordinator=case.batch.coordinator_id)
    return others.filter(work_year__gt=case.batch.work_year or 0)
