"""The act of answering a doubt."""

import json
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.advance import advance, allow, lock
from bihuan.cases.models import Case
from bihuan.doubts.facts import answer_facts, answers_of, doubts_of
from bihuan.doubts.models import DoubtAnswer
from bihuan.doubts.rules import answer_findings, answering_unit, standing_findings
from bihuan.kernel.codes import print_code
from bihuan.kernel.errors import refuse_if
from bihuan.people.models import Unit


@transaction.atomic
def answer_doubt(case_id: int, *, by: Actor, now: datetime, key: str, reason: str) -> DoubtAnswer:
    """说明疑点: a verifier of the verifying or the second unit says why a doubt does not stand (S17).

    The doubt is kept as it was seen. The history names it by its key alone: who does the work reads it too.
    """
    case = lock(case_id)
    allow(by, Act.ANSWER_DOUBT, case)
    doubt = next((doubt for doubt in doubts_of(case) if doubt.key == key), None)
    given = [answer for answer in answer_facts(answers_of(case)) if answer.key == key]
    unit = _unit_at(case, answering_unit(by, case.standing(), given))
    refuse_if(
        answer_findings(reason) + standing_findings(doubt, given, user_id=by.user_id, unit_path=unit.path)
    )
    assert doubt is not None  # standing_findings has seen to it
    answer = DoubtAnswer.objects.create(
        case=case,
        round=case.round,
        key=doubt.key,
        code=doubt.code,
        weight=doubt.weight.value,
        message=doubt.message,
        seen=json.dumps([asdict(side) for side in doubt.seen], ensure_ascii=False),
        reason=reason.strip(),
        by_id=by.staff_id,
        unit=unit,
        at=now,
    )
    told = {"answer": answer.pk, "key": doubt.key, "code": doubt.code, "message": doubt.message}
    told |= {"unit": unit.pk, "reason": answer.reason}
    advance(case, Act.ANSWER_DOUBT, by=by, now=now, detail=f"疑点{print_code(doubt.key)}", data=told)
    return answer


def _unit_at(case: Case, path: str) -> Unit:
    unit = case.second_verifying if path != case.standing().verifying else case.verifying
    assert unit is not None  # policy has seen to it
    return unit
