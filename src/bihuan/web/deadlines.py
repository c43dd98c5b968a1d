"""Deadlines on a case's page, each with how it is reckoned. What was set stays; the calendar may have changed since."""

from datetime import date
from typing import Any

from bihuan.cases.models import Case
from bihuan.cases.queries import rows_of
from bihuan.kernel.clock import day_of
from bihuan.kernel.workdays_explained import Explained, explain, explain_limit
from bihuan.people.calendar import OfficeCalendar


def handed_over(case: Case, calendar: OfficeCalendar) -> list[dict[str, Any]]:
    """The assignments, newest first; the newest with the day of the first contact."""
    rules = case.batch.rulebook
    shown: list[dict[str, Any]] = []
    for row in rows_of(case, "assignments")[::-1]:
        start = day_of(row.assigned_at)
        due = explain(calendar, start, rules.acknowledge_days, first_day_counts=False)
        contact = explain(calendar, start, rules.first_contact_days, first_day_counts=False)
        about = {"row": row, "why": reckoned(due, row.acknowledge_due_on)}
        if not shown and row.returned_at is None:
            about |= {"contact_due": contact.end, "contact_why": contact.sentence}
        shown.append(about)
    return shown


def noticed(case: Case, calendar: OfficeCalendar) -> list[dict[str, Any]]:
    """The notices, newest first, with the reckoning of their last day."""
    rules = case.batch.rulebook
    counts = rules.notice_first_day_counts
    return [
        {
            "row": row,
            "why": reckoned(
                explain(calendar, row.starts_on, rules.notice_days, first_day_counts=counts), row.ends_on
            ),
        }
        for row in rows_of(case, "notices")[::-1]
    ]


def limit_note(case: Case, calendar: OfficeCalendar) -> list[tuple[str, str]]:
    """A row of the elements where there is something to know of the limit: it is a rest day, its year is uncovered."""
    said = explain_limit(calendar, case.limit_date) if case.limit_date else ""
    return [("时限说明", said)] if said else []


def reckoned(explained: Explained, fixed: date) -> str:
    """The reckoning of a deadline that was ``fixed`` when it began; and where the calendar was changed since."""
    if explained.end == fixed:
        return explained.sentence
    kept = f"{fixed.year}年{fixed.month}月{fixed.day}日"
    return f"按现行工作日历：{explained.sentence}期限确定后工作日历有调整，原定期限{kept}不变。"
