"""Acts of triage: open a case, merge into it, undo a merge, answer directly."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.actions import EDITABLE
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Measure
from bihuan.cases.routes import CASE_ROUTES, Route
from bihuan.cases.rules import zone_findings
from bihuan.cases.stretches import keep_stretch
from bihuan.intake.models import Batch, Opinion
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.kernel.findings import Finding
from bihuan.people.models import Unit
from bihuan.triage import rules
from bihuan.triage.facts import opinion_facts
from bihuan.triage.models import DirectAnswer, Membership
from bihuan.triage.places import keep_place


@transaction.atomic
def open_case(
    opinion_id: int,
    *,
    by: Actor,
    now: datetime,
    route: Route,
    reason: str = "",
    elements: Mapping[str, Any] | None = None,
    measures: Sequence[str] = (),
) -> Case:
    """立项: a case for an opinion, on one primary route. A second case for one opinion splits it, with a reason."""
    opinion = _lock(opinion_id, Act.OPEN_CASE, by)
    refuse_if(
        rules.open_gates(opinion_facts(opinion), reason) + _in_zone(opinion, (elements or {}).get("lead"))
    )
    if route not in CASE_ROUTES:
        raise ValueError(f"{route} opens no case")
    if unknown := sorted(set(elements or {}) - EDITABLE):
        raise ValueError(f"not editable: {unknown}")
    Batch.objects.select_for_update().get(pk=opinion.batch_id)  # one position is given out at a time
    last = Case.objects.filter(batch=opinion.batch).aggregate(last=Max("position"))["last"] or 0
    case = Case.objects.create(
        batch=opinion.batch,
        position=last + 1,
        number=opinion.number,
        route=route,
        state=State.DRAFT,
        state_since=now,
        **{"content": opinion.text, "kind": opinion.kind, **(elements or {})},
    )
    Membership.objects.create(case=case, opinion=opinion, founding=True, reason=reason)
    Measure.objects.bulk_create(
        Measure(case=case, position=position, text=text) for position, text in enumerate(measures, start=1)
    )
    keep_stretch(case, now)
    keep_place(opinion, now)
    _record(Act.OPEN_CASE, opinion, by, now, f"立项为第{case.position}项（{route.label}）", reason, case)
    return case


@transaction.atomic
def merge_opinions(
    case_id: int, opinion_ids: Sequence[int], *, by: Actor, now: datetime, reason: str
) -> Case:
    """归并: more opinions join a case. Each keeps its own words, reply and return visit (T16)."""
    case = _lock_case(case_id, Act.MERGE_OPINIONS, by)
    opinions = list(Opinion.objects.select_for_update().filter(pk__in=opinion_ids).order_by("pk"))
    findings = rules.merge_gates(case.pk, case.batch_id, [opinion_facts(opinion) for opinion in opinions])
    refuse_if(findings + rules.reason_findings(reason, "归并理由"))
    for opinion in opinions:
        Membership.objects.create(case=case, opinion=opinion, reason=reason)
        keep_place(opinion, now)
        _record(Act.MERGE_OPINIONS, opinion, by, now, f"归并入第{case.position}项", reason, case)
    return case


@transaction.atomic
def unmerge_opinion(case_id: int, opinion_id: int, *, by: Actor, now: datetime, reason: str) -> Opinion:
    """撤销归并: the opinion leaves the case and waits for a new decision. Nothing it said or was told is lost."""
    case = _lock_case(case_id, Act.UNMERGE_OPINION, by)
    opinion = Opinion.objects.select_for_update().get(pk=opinion_id)
    membership = Membership.objects.filter(case=case, opinion=opinion).first()
    refuse_if(
        rules.unmerge_gates(
            member=membership is not None, founding=membership is not None and membership.founding
        )
        + rules.reason_findings(reason, "撤销归并的理由")
    )
    Membership.objects.filter(case=case, opinion=opinion).delete()
    keep_place(opinion, now)
    _record(Act.UNMERGE_OPINION, opinion, by, now, f"从第{case.position}项撤出", reason, case)
    return opinion


@transaction.atomic
def answer_directly(opinion_id: int, *, by: Actor, now: datetime, unit: Unit, reason: str) -> DirectAnswer:
    """直接答复: this opinion is explained, not rectified (S12). The reply itself is the act reply_opinion."""
    opinion = _lock(opinion_id, Act.ANSWER_DIRECTLY, by)
    refuse_if(rules.direct_answer_gates(opinion_facts(opinion), reason) + _in_zone(opinion, unit))
    answer = DirectAnswer.objects.create(opinion=opinion, unit=unit, reason=reason, decided_at=now)
    keep_place(opinion, now)
    _record(Act.ANSWER_DIRECTLY, opinion, by, now, f"由{unit.name}直接答复", reason)
    return answer


def _in_zone(opinion: Opinion, unit: Unit | None) -> list[Finding]:
    return zone_findings({unit.name: unit.path}, opinion.batch.coordinator.path) if unit else []


def _lock(opinion_id: int, act: Act, by: Actor) -> Opinion:
    related = Opinion.objects.select_related("batch__coordinator").select_for_update(of=("self",))
    opinion = related.get(pk=opinion_id)
    _allow(by, act, opinion.batch)
    return opinion


def _lock_case(case_id: int, act: Act, by: Actor) -> Case:
    related = Case.objects.select_related("batch__coordinator").select_for_update(of=("self",))
    case = related.get(pk=case_id)
    _allow(by, act, case.batch)
    refuse_if(rules.still_open(State(case.state)))
    return case


def _allow(by: Actor, act: Act, batch: Batch) -> None:
    if finding := may(by, act, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])


def _record(
    act: Act, opinion: Opinion, by: Actor, now: datetime, what: str, reason: str, case: Case | None = None
) -> None:
    """One entry under the opinion and, where a case is concerned, one under the case."""
    sentence = f"意见{opinion.number}{what}" + (f"：{reason}" if reason else "")
    subjects = [("opinion", opinion.pk), *([("case", case.pk)] if case else [])]
    for kind, key in subjects:
        record(
            act,
            by=by,
            now=now,
            subject_kind=kind,
            subject_id=key,
            batch_id=opinion.batch_id,
            sentence=sentence,
            data={"opinion": opinion.pk, "case": case.pk if case else None},
        )
