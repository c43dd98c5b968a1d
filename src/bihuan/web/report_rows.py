"""书面报送 as rows: of the overview, of its list to be saved, of 待办."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import HANDLES, Standing, holds, may
from bihuan.cases.deadlines import reminder_day, workdays_left
from bihuan.intake.models import Batch
from bihuan.issuing.models import SubmittedReport
from bihuan.issuing.report_queries import UnitReports, reports_awaited, reports_owed
from bihuan.kernel.clock import day_of
from bihuan.people.calendar import Calendars, office_calendars
from bihuan.reports.submissions import days_late
from bihuan.typesetting.table import Align, Column, TablePaper


def report_row(row: UnitReports, actor: Actor, today: date) -> dict[str, Any]:
    """One unit of the overview, with what the reader may do."""
    standing = Standing(coordinator=row.batch.coordinator.path, lead=row.unit.path)
    submitted = row.submitted
    return {
        "unit": row.unit,
        "handed": row.handed,
        "due": row.batch.report_due_on,
        "on": submitted.on,
        "word": submitted.word(today),
        "kind": _kind(row, today),
        "supplements": submitted.supplements,
        "reports": [_report(row, report) for report in row.rows],
        "draft_url": reverse("unit-report", args=[row.batch.pk, row.unit.pk])
        if holds(actor, HANDLES, standing)
        else "",
        "sends_back": may(actor, Act.SEND_BACK_REPORT, standing) is None,
    }


def _kind(row: UnitReports, today: date) -> str:
    submitted = row.submitted
    if submitted.on is not None:
        return "bad" if submitted.was_late else "done"
    return "bad" if submitted.days_late(today) else "wait"


def _report(row: UnitReports, report: SubmittedReport) -> dict[str, Any]:
    first = next((each for each in row.rows if each.sent_back_at is None), None)
    late = days_late(row.batch.report_due_on, day_of(report.submitted_at))
    return {
        "report": report,
        "label": "报告" if report == first else "退回的报告" if report.sent_back_at else "补充报告",
        "late": f"逾期{late}天" if late else "",
        "url": reverse("paper", args=[report.paper_id]),
    }


def overview_stats(rows: Sequence[UnitReports], today: date) -> list[dict[str, Any]]:
    """How many units owe a report, sent it in time, late, or not at all."""
    came = [row.submitted for row in rows if row.submitted.on is not None]
    late, missing = sum(each.was_late for each in came), len(rows) - len(came)
    overdue = any(row.submitted.on is None and row.submitted.days_late(today) for row in rows)
    share = f"占应报单位{len(rows)}个"
    return [
        {"label": "应报单位", "value": len(rows), "unit": "个", "note": "有已交办事项的责任单位"},
        {"label": "按期报送", "value": len(came) - late, "unit": "个", "note": share},
        {"label": "逾期报送", "value": late, "unit": "个", "note": share, "light": "yellow" if late else ""},
        {"label": "未报送", "value": missing, "unit": "个", "note": share, "light": "red" if overdue else ""},
    ]


_C = Align.CENTER
_COLUMNS = (
    Column("序号", 12, _C),
    Column("责任单位", 48),
    Column("事项（件）", 20, _C),
    Column("应报日期", 28, _C),
    Column("报送日期", 28, _C),
    Column("报送情况", 40, _C),
    Column("补充报送（次）", 25, _C),
    Column("报送人", 24, _C),
)


def overview_table(batch: Batch, rows: Sequence[UnitReports], today: date) -> TablePaper:
    """The overview as a list to be saved or printed."""
    cells = tuple(
        (
            str(at), row.unit.name, str(row.handed), _iso(batch.report_due_on), _iso(row.submitted.on),
            row.submitted.word(today), str(row.submitted.supplements or ""), _sender(row),
        )
        for at, row in enumerate(rows, 1)
    )  # fmt: skip
    return TablePaper(
        "书面报送情况", f"{batch.number}书面报送情况", _COLUMNS, cells, above=(f"截至{today}",), dated=today
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _sender(row: UnitReports) -> str:
    return next((each.submitted_by.name for each in row.rows if each.sent_back_at is None), "")


# ── 待办 ────────────────────────────────────────────────────────────────────────────────────────


def reports_waiting(actor: Actor, today: date) -> dict[str, Any]:
    """What 待办 says of reports: those the reader's units owe soon, and how many a coordinator still waits for."""
    owed, awaited = reports_owed(actor), reports_awaited(actor)
    calendars = office_calendars() if owed or awaited else None
    mine = [_owed(row, today, calendars) for row in owed if calendars and _soon(row, today, calendars)]
    missing: dict[int, dict[str, Any]] = {}
    for row in awaited:
        if calendars and _soon(row, today, calendars):
            entry = missing.setdefault(row.batch.pk, {"batch": row.batch, "units": []})
            entry["units"].append(row.unit.name)
    return {"mine": mine, "missing": list(missing.values())}


def _soon(row: UnitReports, today: date, calendars: Calendars) -> bool:
    """Within as many working days as light a case blue, or overdue."""
    due, batch = row.batch.report_due_on, row.batch
    if due is None:
        return False
    return workdays_left(calendars.of(batch.coordinator.path), due, today) <= batch.rulebook.blue_days


def _owed(row: UnitReports, today: date, calendars: Calendars) -> dict[str, Any]:
    due = row.batch.report_due_on
    assert due is not None  # ``_soon`` has seen to it
    calendar = calendars.of(row.batch.coordinator.path)
    left, last = workdays_left(calendar, due, today), reminder_day(calendar, due)
    late = row.submitted.days_late(today)
    rest = f"，最后一个工作日为{last.month}月{last.day}日" if last != due else ""
    return {
        "row": row,
        "word": f"逾期{late}天" if late else "今日到期" if due == today else f"还有{left}个工作日",
        "colour": "red" if late else "yellow" if left <= row.batch.rulebook.yellow_days else "blue",
        "why": f"应于{due}前报送{rest}。{'上次报送已被退回。' if row.rows else ''}",
        "url": reverse("unit-report", args=[row.batch.pk, row.unit.pk]),
    }
