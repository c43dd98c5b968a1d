"""The act of telling two opinions apart that looked like one (不是同一件, S13)."""

from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import Opinion
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.triage import sorting_rules as rules
from bihuan.triage.models import KeptApart


@transaction.atomic
def keep_apart(first: int, second: int, *, by: Actor, now: datetime, reason: str = "") -> KeptApart:
    """认定不是同一件: the two are not proposed as one again. It hinders nobody from merging them after all."""
    related = Opinion.objects.select_related("batch__coordinator").select_for_update(of=("self",))
    rows = {row.pk: row for row in related.filter(pk__in=(first, second)).order_by("pk")}
    one, other = (rows[key] for key in sorted((first, second)))
    for row in (one, other):
        if finding := may(by, Act.KEEP_APART, Standing(coordinator=row.batch.coordinator.path)):
            raise NotAllowed([finding])
    known = KeptApart.objects.filter(first=one, second=other).exists()
    refuse_if(rules.apart_findings((one.pk, one.batch_id), (other.pk, other.batch_id), known=known))
    apart = KeptApart.objects.create(
        first=one, second=other, reason=reason, decided_by_id=by.staff_id, decided_at=now
    )
    for row, against in ((one, other), (other, one)):
        record(
            Act.KEEP_APART,
            by=by,
            now=now,
            subject_kind="opinion",
            subject_id=row.pk,
            batch_id=row.batch_id,
            sentence=f"意见{row.number}与意见{against.number}不是同一件" + (f"：{reason}" if reason else ""),
            data={"first": one.pk, "second": other.pk},
        )
    return apart
