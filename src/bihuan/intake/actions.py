"""Acts on a batch: issue it, which freezes its RuleBook. (A file is imported by ``triage.importing``.)"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import Batch
from bihuan.intake.rulebook import rulebook_findings
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import block


@transaction.atomic
def issue_batch(batch_id: int, *, by: Actor, now: datetime, changes: dict[str, Any] | None = None) -> Batch:
    """印发批次: set the rules for the last time and freeze them. From now on cases can be assigned."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("coordinator").get(pk=batch_id)
    if finding := may(by, Act.ISSUE_BATCH, Standing(coordinator=batch.coordinator.path)):
        raise NotAllowed([finding])
    if batch.frozen_at is not None:
        raise Refused([block("batch-already-issued", "本批次已印发，规则已固定，不能再改。", clause="S5")])
    rules = replace(batch.rulebook, **(changes or {}))
    if findings := rulebook_findings(rules):
        raise Refused(findings)
    batch.rules, batch.frozen_at = rules.as_text(), now
    batch.save(update_fields=["rules", "frozen_at"])
    record(
        Act.ISSUE_BATCH,
        by=by,
        now=now,
        subject_kind="batch",
        subject_id=batch.pk,
        batch_id=batch.pk,
        sentence=f"印发批次{batch.number}，规则固定",
        data={"rules": batch.rules},
    )
    return batch
