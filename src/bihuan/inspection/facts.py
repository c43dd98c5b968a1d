"""Gathers what a filled-in check sheet is held against."""

from datetime import date

from bihuan.cases.models import Case
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.rules import Filled, InspectionFacts, Item
from bihuan.intake.models import Batch
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.numbers import squeeze


def inspection_facts(batch: Batch, filled: Filled, today: date) -> InspectionFacts:
    """The items of the batch, what was recorded of them, and whose the others on the sheet are. Three statements."""
    rows = Case.objects.filter(batch=batch).order_by("position").values_list("pk", "position", "number")
    items = tuple(Item(*row) for row in rows)
    strange = {squeeze(line.number) for line in filled.lines} - {item.number for item in items}
    others = Case.objects.filter(number__in=strange - {""}, batch__coordinator=batch.coordinator_id)
    told = InspectionFinding.objects.filter(inspection__batch=batch).order_by()
    return InspectionFacts(
        batch=batch.number,
        items=items,
        today=today,
        elsewhere=dict(others.order_by().values_list("number", "batch__number")),
        told=frozenset(told.values_list("inspection__body", "inspection__visited_on", "case")),
    )


def same_sheet(batch: Batch, content: bytes) -> Inspection | None:
    """The inspection of the batch that this very file was recorded as."""
    return Inspection.objects.filter(batch=batch, sheet=sha256_hex(content)).first() if content else None
