"""The act of importing a duty list (职责清单): by which words the matters of each unit are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, refuse_if
from bihuan.people.directory import Directory
from bihuan.people.models import Unit, UnitDuty
from bihuan.reference.duty_rules import DutyLine, duty_findings, may_import_duties, merged


@dataclass(frozen=True, slots=True)
class ImportedDuties:
    """What an import of duties did: the names of the units whose duties are new, changed, and as they were."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@transaction.atomic
def import_duties(
    area_id: int, lines: Sequence[DutyLine], *, by: Actor, now: datetime, file_name: str = ""
) -> ImportedDuties:
    """导入职责清单: what the list says of a unit takes the place of what was said before; other units keep theirs.

    A list that says nothing new changes nothing and leaves no entry.
    """
    area = Unit.objects.select_for_update().get(pk=area_id)
    if finding := may_import_duties(by, area.path):
        raise NotAllowed([finding])
    directory, lines = Directory(area), merged(lines)
    units = {line.unit: unit for line in lines if (unit := directory.find(line.unit)) is not None}
    refuse_if(duty_findings(lines, units, area.name))
    known = {
        row.unit_id: row for row in UnitDuty.objects.filter(unit__in=[unit.pk for unit in units.values()])
    }
    said: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
    for line in lines:
        unit = units[line.unit]
        said[_store(unit, line, known.get(unit.pk))].append(unit.name)
    done = ImportedDuties(**{name: tuple(names) for name, names in said.items()})
    if done.new or done.changed:
        record(
            Act.IMPORT_DUTIES,
            by=by,
            now=now,
            subject_kind="unit",
            subject_id=area.pk,
            sentence=f"导入{area.name}职责清单：新增{len(done.new)}个单位，更新{len(done.changed)}个单位",
            data={"file": file_name[:255], "new": done.new, "changed": done.changed},
        )
    return done


def _store(unit: Unit, line: DutyLine, row: UnitDuty | None) -> str:
    keywords, laws = "\n".join(line.keywords), "\n".join(line.laws)
    if row is not None and (row.keywords, row.laws) == (keywords, laws):
        return "unchanged"
    duty = row or UnitDuty(unit=unit)
    duty.keywords, duty.laws = keywords, laws
    duty.save()
    return "changed" if row is not None else "new"
