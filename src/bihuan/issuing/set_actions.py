"""The act of asking for a set of papers (一件一档, 迎检资料). The set itself is made by ``issuing.work``."""

from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_queries import UNFINISHED, fetchable_sets
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed


@transaction.atomic
def request_paper_set(
    batch_id: int,
    *,
    by: Actor,
    now: datetime,
    case_id: int | None = None,
    purpose: str = PaperSet.Purpose.ARCHIVE,
) -> PaperSet:
    """生成成套文书: everything about a case, or about a whole batch, to be packed in the background for ``purpose``.

    While one that ``by`` may fetch is still waiting or being made, that one is the answer and nothing is written.
    """
    # One request of a batch at a time, so that two at once find each other.
    related = Batch.objects.select_related("coordinator").select_for_update(of=("self",))
    batch = related.get(pk=batch_id)
    case = None
    if case_id is not None:
        case = Case.objects.select_related("batch__coordinator", "lead", "verifying").get(
            pk=case_id, batch=batch
        )
    standing = case.standing() if case else Standing(coordinator=batch.coordinator.path)
    if finding := may(by, Act.REQUEST_PAPER_SET, standing):
        raise NotAllowed([finding])
    same = fetchable_sets(by).filter(batch=batch, case=case, purpose=purpose)
    under_way = same.filter(state__in=UNFINISHED).order_by("pk").first()
    if under_way is not None:
        return under_way
    asked = PaperSet.objects.create(
        batch=batch, case=case, purpose=purpose, asked_by_id=by.staff_id, asked_at=now
    )
    record(
        Act.REQUEST_PAPER_SET,
        by=by,
        now=now,
        subject_kind="case" if case else "batch",
        subject_id=case.pk if case else batch.pk,
        batch_id=batch.pk,
        sentence=f"申请生成{'本事项' if case else '本批次'}的成套文书（{asked.get_purpose_display()}）",
        data={"set": asked.pk},
    )
    return asked
