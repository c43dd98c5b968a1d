"""Reading 书面报送 (S20): which unit owes a report on a batch, what it sent, and what the reports say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.lifecycle import LEFT, STRUCK_OFF, State
from bihuan.cases.models import Case
from bihuan.cases.visibility import units_under, visible_batches
from bihuan.intake.models import Batch
from bihuan.issuing.facts import Matter, content_of
from bihuan.issuing.models import SubmittedReport
from bihuan.issuing.report_rules import ReportFacts
from bihuan.kernel.clock import day_of
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.reports.submissions import Sent, Submitted

# Of these nobody reports: not with a unit, or no longer of the batch.
NOT_HANDED = LEFT | {State.DRAFT, State.RETURNED}


@dataclass(frozen=True, slots=True)
class UnitReports:
    """A unit that owes a report on ``batch``, or sent one: how many cases it was handed, and what it sent, in order.

    Whose cases went to another unit since owes nothing, and its report stays.
    """

    batch: Batch
    unit: Unit
    handed: int
    rows: tuple[SubmittedReport, ...]

    @property
    def submitted(self) -> Submitted:
        """Where its report stands."""
        sent = (Sent(day_of(row.submitted_at), row.sent_back_at is not None) for row in self.rows)
        return Submitted(self.batch.report_due_on, tuple(sent))


def report_overview(batch: Batch, units: QuerySet[Unit] | None = None) -> tuple[UnitReports, ...]:
    """Every unit (of ``units``) that owes a report on ``batch``, or sent one, by its place. Three statements."""
    return _overview([batch], units)


def units_without_report(batch: Batch) -> tuple[Unit, ...]:
    """The units whose report on ``batch`` has not come, or was sent back."""
    return tuple(row.unit for row in report_overview(batch) if row.submitted.on is None)


def units_owing(batch: Batch) -> frozenset[int]:
    """The same by their keys, for the timetable of 督促, which stands below this room."""
    return frozenset(unit.pk for unit in units_without_report(batch))


def reports_owed(actor: Actor) -> tuple[UnitReports, ...]:
    """The reports that the actor's own units have still to send, the earliest due first."""
    units = units_under(actor.paths((Role.UNIT_LEADER, Role.LIAISON)))
    dated = Batch.objects.exclude(report_due_on=None).exclude(frozen_at=None)
    mine = dated.filter(pk__in=_handed().filter(lead__in=units).order_by().values("batch"))
    return _missing(mine.select_related("coordinator").order_by("report_due_on", "pk"), units)


def reports_awaited(actor: Actor) -> tuple[UnitReports, ...]:
    """The reports that have still to come on the batches the actor coordinates."""
    coordinated = units_under(actor.paths((Role.COORDINATOR,)))
    dated = visible_batches(actor).exclude(report_due_on=None).exclude(frozen_at=None)
    own = dated.filter(coordinator__in=coordinated.values("pk"))
    return _missing(own.select_related("coordinator").order_by("report_due_on", "pk"), None)


def _missing(batches: QuerySet[Batch], units: QuerySet[Unit] | None) -> tuple[UnitReports, ...]:
    return tuple(row for row in _overview(list(batches), units) if row.submitted.on is None)


def _handed() -> QuerySet[Case]:
    return Case.objects.exclude(state__in=NOT_HANDED)


def _overview(batches: list[Batch], units: QuerySet[Unit] | None) -> tuple[UnitReports, ...]:
    cases = _handed().filter(batch__in=batches, lead__isnull=False)
    if units is not None:
        cases = cases.filter(lead__in=units.order_by().values("pk"))
    handed = {
        (batch, lead): count
        for batch, lead, count in cases.order_by().values_list("batch", "lead").annotate(Count("pk"))
    }
    rows: dict[tuple[int, int], list[SubmittedReport]] = defaultdict(list)
    sent = SubmittedReport.objects.filter(batch__in=batches).order_by("sequence")
    if units is not None:
        sent = sent.filter(unit__in=units.order_by().values("pk"))
    for row in sent.select_related("paper", "submitted_by", "sent_back_by"):
        rows[row.batch_id, row.unit_id].append(row)
    stand = {key for key, came in rows.items() if any(each.sent_back_at is None for each in came)}
    concerned = handed.keys() | stand
    named = list(Unit.objects.filter(pk__in={unit for _, unit in concerned}).order_by(TreeOrder()))
    return tuple(
        UnitReports(batch, unit, handed.get((batch.pk, unit.pk), 0), tuple(rows[batch.pk, unit.pk]))
        for batch in batches
        for unit in named
        if (batch.pk, unit.pk) in concerned
    )


def report_facts(matter: Matter, typed: Mapping[str, str]) -> ReportFacts:
    """What the gates of a unit's report look at."""
    assert matter.unit is not None  # a report is a unit's
    cases = Case.objects.filter(batch=matter.batch)
    own = cases.filter(lead=matter.unit).exclude(state__in=NOT_HANDED)
    return ReportFacts(
        unit=matter.unit.name,
        in_batch=cases.count(),
        handed=own.count(),
        unfinished=frozenset(own.exclude(state__in=STRUCK_OFF).values_list("position", flat=True)),
        typed=typed,
    )


def said_by_units(overview: Iterable[UnitReports]) -> dict[str, str]:
    """What the units wrote in the reports that count, by the name of the place they wrote it in.

    One line a unit and report, in the order of the units: what the coordinator compiles from.
    """
    said: dict[str, list[str]] = defaultdict(list)
    for row in overview:
        for report in row.rows:
            if report.sent_back_at is None:
                for name, text in content_of(report.paper).typed.items():
                    said[name].append(f"{row.unit.name}：{' '.join(text.split())}")
    return {name: "\n".join(lines) for name, lines in said.items()}
