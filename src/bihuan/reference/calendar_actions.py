"""The act of entering a holiday arrangement. Versions are added, never changed; the newest is in force."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.journal.record import record
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding, block
from bihuan.people.models import CalendarDay, CalendarNotice, Unit
from bihuan.reference.calendar_rules import (
    LONGEST_SOURCE,
    NoticedDay,
    day_findings,
    may_import,
    year_findings,
)

SUBJECT = "calendar"


@transaction.atomic
def import_calendar(
    unit_id: int | None,
    year: int,
    days: Sequence[NoticedDay],
    *,
    by: Actor,
    now: datetime,
    source: str,
    based_on: int,
    file_name: str = "",
) -> CalendarNotice:
    """导入工作日历: one more version of the layer of a unit (the nation without one) for ``year``.

    ``based_on`` is the version whose changes were looked at: one entered meanwhile is not written over. Deadlines
    that were set before stay as they are.
    """
    unit = _locked(unit_id)
    if finding := may_import(by, unit.path if unit else ""):
        raise NotAllowed([finding])
    last = version_in_force(unit_id, year)
    source = source.strip()
    findings = [*year_findings(year), *day_findings(year, days), *_source_findings(source)]
    if last != based_on:
        findings.append(_meanwhile(year, last))
    if findings:
        raise Refused(findings)
    notice = CalendarNotice.objects.create(
        unit=unit,
        year=year,
        version=last + 1,
        source=source,
        file_name=file_name[:255],
        entered_by_id=by.user_id,
        entered_at=now,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(notice=notice, day=each.day, is_workday=each.is_workday, note=each.note) for each in days
    )
    record(
        Act.IMPORT_CALENDAR,
        by=by,
        now=now,
        subject_kind=SUBJECT,
        subject_id=notice.pk,
        sentence=f"导入{unit.name if unit else '全国'}{year}年放假安排，存为第{notice.version}版，"
        f"共{len(days)}天，依据：{source}",
        data={"unit": unit_id, "year": year, "version": notice.version, "file": notice.file_name},
    )
    return notice


def version_in_force(unit_id: int | None, year: int) -> int:
    """The newest version of a layer of a year; 0 when there is none."""
    versions = CalendarNotice.objects.filter(unit=unit_id, year=year).order_by("-version")
    return versions.values_list("version", flat=True).first() or 0


def _locked(unit_id: int | None) -> Unit | None:
    """The unit, locked; for the nation, which has no row, the first unit stands in: two imports take turns."""
    units = Unit.objects.select_for_update()
    if unit_id is not None:
        return units.get(pk=unit_id)
    units.order_by("pk").first()
    return None


def _source_findings(source: str) -> list[Finding]:
    if not source:
        return [block("calendar-source-missing", "请填写依据，如放假安排的发文机关、文号或者标题。")]
    if len(source) > LONGEST_SOURCE:
        return [block("calendar-source-too-long", f"依据超过{LONGEST_SOURCE}字，请精简。")]
    return []


def _meanwhile(year: int, last: int) -> Finding:
    message = f"预览期间他人已导入{year}年的第{last}版，请重新预览，核对变动后再导入。"
    return block("calendar-changed-meanwhile", message)
