"""列名更正: how an office reads the columns of a sender's lists, once one of its people has corrected it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import ColumnMemory
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.people.models import Unit
from bihuan.triage.rules import correction_gates


@transaction.atomic
def remember_columns(
    owner_id: int,
    sender: str,
    signature: str,
    header: Sequence[str],
    mapping: Mapping[str, str],
    *,
    by: Actor,
    now: datetime,
) -> ColumnMemory:
    """更正列名理解: the columns of the sender's tables with this header are read so from now on, by this office alone.

    ``signature`` tells the header, ``header`` are its printed names, ``mapping``: printed name → field, those that were
    corrected. The newest correction stands.
    """
    owner = Unit.objects.select_for_update().get(pk=owner_id)
    if finding := may(by, Act.CORRECT_COLUMNS, Standing(coordinator=owner.path)):
        raise NotAllowed([finding])
    refuse_if(correction_gates(sender, header, mapping))
    row = ColumnMemory.objects.filter(owner=owner, sender=sender, signature=signature).first()
    row = row or ColumnMemory(owner=owner, sender=sender, signature=signature)
    row.header = "、".join(name for name in header if name)
    row.mapping = json.dumps(dict(mapping), ensure_ascii=False, sort_keys=True)
    row.corrected_by_id, row.corrected_at = by.staff_id, now
    row.save()
    record(
        Act.CORRECT_COLUMNS,
        by=by,
        now=now,
        subject_kind="unit",
        subject_id=owner.pk,
        sentence=f"更正“{sender}”来件的列名理解：{'、'.join(mapping)}",
        data={"sender": sender, "signature": signature, "mapping": dict(mapping)},
    )
    return row


def remembered_columns(path: str, sender: str) -> dict[str, dict[str, str]]:
    """How the office at ``path`` in the tree reads the sender's tables: signature → printed name → field."""
    rows = ColumnMemory.objects.filter(owner__path=path, sender=sender)
    return {row.signature: json.loads(row.mapping) for row in rows}
