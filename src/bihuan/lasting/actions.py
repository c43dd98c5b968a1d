"""Acts on institutional results and on what goes on for years: register, update, review, carry over."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.advance import advance, allow, lock, reason_given
from bihuan.cases.lifecycle import State
from bihuan.cases.models import SUBJECT, CarryOver, Case, Indicator, Measure, SupportingUnit
from bihuan.cases.stretches import keep_stretch
from bihuan.intake.models import Batch
from bihuan.journal.record import record
from bihuan.kernel.clock import day_of
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.kernel.findings import Finding
from bihuan.lasting import rules
from bihuan.lasting.facts import carry_facts, lasting_facts
from bihuan.lasting.models import LongTermReview, Mechanism, MechanismCase
from bihuan.lasting.rules import MechanismDraft, Target
from bihuan.people.models import Unit

# What the journal calls a mechanism.
MECHANISM = "mechanism"
# What a case takes along into the next batch. Results, progress and evidence stay where they were claimed.
TAKEN_ALONG = (
    "number", "content", "kind", "route", "target", "limit_kind", "limit_then", "limit_date", "limit_text", "lead",
    "person_in_charge", "principal_leader", "leader_in_charge", "assignee", "on_site",
)  # fmt: skip


@transaction.atomic
def register_mechanism(
    *, by: Actor, now: datetime, unit: Unit, cases: Iterable[int], draft: MechanismDraft
) -> Mechanism:
    """登记制度成果 of ``unit``, with the cases of its own it came of (S25)."""
    tied = _tied(by, Act.REGISTER_MECHANISM, unit, cases)
    refuse_if(_findings(Mechanism(unit=unit, stage=""), tied, draft.tidy(), now))
    mechanism = Mechanism(unit=unit, registered_by_id=by.staff_id, registered_at=now)
    _write(mechanism, tied, draft.tidy())
    _tell(mechanism, tied, Act.REGISTER_MECHANISM, by, now)
    return mechanism


@transaction.atomic
def update_mechanism(
    mechanism_id: int, *, by: Actor, now: datetime, cases: Iterable[int], draft: MechanismDraft
) -> Mechanism:
    """更新制度成果: it goes on a stage, or what is said of it is put right. It never goes back, but may be repealed."""
    locked = Mechanism.objects.select_related("unit").select_for_update(of=("self",))
    mechanism = locked.get(pk=mechanism_id)
    _tied(by, Act.UPDATE_MECHANISM, mechanism.unit, mechanism.links.values_list("case_id", flat=True))
    tied = _tied(by, Act.UPDATE_MECHANISM, mechanism.unit, cases)
    refuse_if(_findings(mechanism, tied, draft.tidy(), now))
    _write(mechanism, tied, draft.tidy())
    _tell(mechanism, tied, Act.UPDATE_MECHANISM, by, now)
    return mechanism


@transaction.atomic
def review_long_term(
    case_id: int, *, by: Actor, now: datetime, year: int, verdict: str, text: str, next_step: str = ""
) -> LongTermReview:
    """登记年度评估 of a case that goes on for years, struck off or not: once a year (S11, T20)."""
    case = lock(case_id)
    allow(by, Act.REVIEW_LONG_TERM, case)
    label = LongTermReview.Verdict(verdict).label
    refuse_if(rules.review_findings(lasting_facts(case), year, verdict, text, next_step, day_of(now)))
    review = LongTermReview.objects.create(
        case=case,
        year=year,
        verdict=verdict,
        text=text,
        next_step=next_step,
        reviewed_by_id=by.staff_id,
        reviewed_at=now,
    )
    advance(
        case, Act.REVIEW_LONG_TERM, by=by, now=now, detail=f"{year}年度，{label}", data={"review": review.pk}
    )
    return review


@transaction.atomic
def carry_over_case(case_id: int, *, by: Actor, now: datetime, batch_id: int, reason: str) -> Case:
    """转入下一批: the case ends here unrectified and goes on in a later batch, to be handed over anew (S11).

    Its opinions stay with it, and the later case answers to them: ``cases.carried``.
    """
    case = lock(case_id)
    allow(by, Act.CARRY_OVER_CASE, case)
    # One position is given out at a time.
    batch = Batch.objects.select_related("coordinator").select_for_update(of=("self",)).get(pk=batch_id)
    facts = carry_facts(case, day_of(now))
    target = Target(batch.number, batch.work_year, batch.coordinator_id == case.batch.coordinator_id)
    refuse_if(
        reason_given(reason, "转入下一批的理由", clause="S11")
        + rules.carry_gates(facts)
        + rules.target_findings(facts, case.batch.work_year, target)
    )
    position = 1 + (Case.objects.filter(batch=batch).aggregate(last=Max("position"))["last"] or 0)
    # The public has heard of a case from its first notice on.
    public = {"round": case.round} if case.public_text else None
    detail = f"{batch.number}第{position}项，{reason}"
    advance(case, Act.CARRY_OVER_CASE, by=by, now=now, detail=detail, public=public)
    later = _goes_on(case, batch, position, now)
    CarryOver.objects.create(earlier=case, later=later, reason=reason, by_id=by.staff_id, at=now)
    record(
        Act.CARRY_OVER_CASE,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=later.pk,
        batch_id=batch.pk,
        sentence=f"由{case}转入：{reason}",
        data={"earlier": case.pk},
    )
    return later


def _goes_on(case: Case, batch: Batch, position: int, now: datetime) -> Case:
    """The case of the later batch, with the same promises and none of the results."""
    same = {name: getattr(case, name) for name in TAKEN_ALONG}
    later = Case.objects.create(batch=batch, position=position, state=State.DRAFT, state_since=now, **same)
    SupportingUnit.objects.bulk_create(
        SupportingUnit(case=later, unit_id=row.unit_id) for row in case.supporting.all()
    )
    Measure.objects.bulk_create(
        Measure(
            case=later, position=row.position, text=row.text, horizon=row.horizon, due_on=row.due_on,
            deliverable=row.deliverable,
        )
        for row in case.measures.all()
    )  # fmt: skip
    Indicator.objects.bulk_create(
        Indicator(
            case=later, name=row.name, comparator=row.comparator, value=row.value, unit=row.unit,
            definition=row.definition, cut_off=row.cut_off,
        )
        for row in case.indicators.all()
    )  # fmt: skip
    keep_stretch(later, now)
    return later


# ── what the acts on mechanisms share ───────────────────────────────────────────────────────────


def _tied(by: Actor, act: Act, unit: Unit, cases: Iterable[int]) -> list[Case]:
    """The cases, once ``by`` may do ``act`` for ``unit`` in each of their batches."""
    tied = list(Case.objects.filter(pk__in=cases).select_related("batch__coordinator", "lead").order_by("pk"))
    coordinators = {case.batch.coordinator.path for case in tied} or {""}
    asked = [may(by, act, Standing(coordinator=path, lead=unit.path)) for path in sorted(coordinators)]
    if refusals := [finding for finding in asked if finding is not None]:
        raise NotAllowed(refusals[:1])
    return tied


def _findings(
    mechanism: Mechanism, tied: Sequence[Case], draft: MechanismDraft, now: datetime
) -> list[Finding]:
    same_number = Mechanism.objects.filter(unit=mechanism.unit, document_no=draft.document_no)
    taken = bool(draft.document_no) and same_number.exclude(pk=mechanism.pk).exists()
    return [
        *rules.tie_findings(mechanism.unit.name, [case.lead_id == mechanism.unit_id for case in tied]),
        *rules.stage_findings(mechanism.stage, draft.stage),
        *rules.mechanism_findings(draft, day_of(now)),
        *rules.number_findings(draft.document_no, taken=taken),
    ]


def _write(mechanism: Mechanism, tied: Sequence[Case], draft: MechanismDraft) -> None:
    mechanism.title, mechanism.stage, mechanism.document_no = draft.title, draft.stage, draft.document_no
    mechanism.issued_on, mechanism.in_force_on = draft.issued_on, draft.in_force_on
    mechanism.repealed_on, mechanism.effect = draft.repealed_on, draft.effect
    mechanism.save()
    mechanism.links.exclude(case__in=tied).delete()
    known = set(mechanism.links.values_list("case_id", flat=True))
    MechanismCase.objects.bulk_create(
        MechanismCase(mechanism=mechanism, case=case) for case in tied if case.pk not in known
    )


def _tell(mechanism: Mechanism, tied: Sequence[Case], act: Act, by: Actor, now: datetime) -> None:
    batches = {case.batch_id for case in tied}
    number = f"，{mechanism.document_no}" if mechanism.document_no else ""
    record(
        act,
        by=by,
        now=now,
        subject_kind=MECHANISM,
        subject_id=mechanism.pk,
        batch_id=batches.pop() if len(batches) == 1 else None,
        sentence=f"{act.label}：{mechanism}（{mechanism.get_stage_display()}{number}）",
        data={"cases": [case.pk for case in tied]},
    )
