"""领导驾驶舱 and 大屏: what is red, what is due this week, how it goes, and what waits for this reader's word."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import Step
from bihuan.cases.models import Case
from bihuan.kernel.clock import day_of, now
from bihuan.reports.as_of import UnitFigures
from bihuan.reports.cockpit import Overview, overview
from bihuan.reports.ledger import lit
from bihuan.reports.worklist import WorkItem, worklist
from bihuan.supervision.lights import Light
from bihuan.supervision.past import pasts_of
from bihuan.web.act_forms import name_of
from bihuan.web.inspection_panel import waiting_findings
from bihuan.web.report_rows import reports_waiting
from bihuan.web.session import OfficeRequest, office
from bihuan.web.supervision_rows import supervision_waiting
from bihuan.web.worklist import DECISIONS, links

# A wall board is read from across the room: more lines would be smaller ones.
WALL_UNITS, WALL_REDS = 8, 8
WORST_FIRST = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY)


@office
def page(request: OfficeRequest) -> HttpResponse:
    """One page for a leader, on a phone as well."""
    moment = now()
    seen = overview(request.actor, moment)
    return render(
        request,
        "cockpit/page.html",
        {
            "seen": seen,
            "decisions": _decisions(worklist(request.actor, moment)),
            "stats": _stats(seen),
            "waiting": _waiting(request.actor, moment),
            "reds": _lit_rows(seen.reds.first, seen),
            "due": _lit_rows(seen.due.first, seen),
            **_trend(seen),
            "units": _units(seen.units),
            "crumbs": [{"label": "领导驾驶舱"}],
        },
    )


@office
def wall(request: OfficeRequest) -> HttpResponse:
    """The wall board: looks again by itself, needs no keyboard, shows no words of an item."""
    moment = now()
    seen = overview(request.actor, moment)
    units = _units(seen.units)
    return render(
        request,
        "cockpit/wall.html",
        {
            "seen": seen,
            "still": "still" in request.GET,
            "moment": moment,
            "zone": _zone(request.actor),
            "steps": _steps(seen),
            **_trend(seen),
            "units": units[:WALL_UNITS],
            "more_units": max(0, len(units) - WALL_UNITS),
            "reds": _lit_rows(seen.reds.first[:WALL_REDS], seen),
        },
    )


def _decisions(items: tuple[WorkItem, ...]) -> list[dict[str, Any]]:
    """What waits for a 同意 or 退回 of the reader, the most urgent first."""
    waiting = [item for item in items if item.act in DECISIONS]
    waiting.sort(key=lambda item: WORST_FIRST.index(item.lit.light))
    return [
        {"item": item, "case": item.case, "what": name_of(item.act), "links": links(item)} for item in waiting
    ]


def _stats(seen: Overview) -> list[dict[str, Any]]:
    """The figures, each a link to the cases it counts."""
    figures, ledger = seen.figures, reverse("ledger")
    due = f"{figures.due_closed}/{figures.due}"
    rows = (
        ("事项总数", figures.total, "total", "", ""),
        ("已销号", figures.closed, "closed", "", f"办结率{figures.closed_rate}"),
        ("已完成/应完成", due, "due", "", f"按期完成率{figures.due_rate}"),
        ("达到序时进度", figures.on_schedule, "on_schedule", "green", ""),
        ("滞后", figures.behind, "behind", "yellow", ""),
        ("时限已过", seen.reds.overdue, f"{ledger}?due=overdue", "red", ""),
        ("本周到期", seen.due.count, "#due-this-week", "blue", ""),
    )
    counted = f"{reverse('figures-rows')}?on={seen.today}&name="
    return [
        {
            "label": label,
            "value": value,
            "unit": "项",
            "url": where if where.startswith(("/", "#")) else counted + where,
            "light": light,
            "note": note,
        }
        for label, value, where, light, note in rows
    ]


def _waiting(actor: Actor, moment: datetime) -> list[dict[str, Any]]:
    """What of supervision, reports and inspections somebody has still to act on."""
    supervision, today = supervision_waiting(actor, moment), day_of(moment)
    missing = sum(len(each["units"]) for each in reports_waiting(actor, today)["missing"])
    rows = (
        ("待回复的督促", len(supervision["to_reply"]), reverse("worklist")),
        ("待办结的督促", supervision["to_settle_count"], reverse("worklist")),
        ("建议督促", supervision["proposed"], reverse("supervision-proposals")),
        ("多次退回的交办", len(supervision["ping_pong"]), reverse("worklist")),
        ("未报送书面报告的单位", missing, reverse("worklist")),
        ("待回复的核验意见", len(waiting_findings(actor, today)), reverse("worklist")),
    )
    return [{"label": label, "count": count, "url": url} for label, count, url in rows if count]


def _lit_rows(cases: Sequence[Case], seen: Overview) -> list[dict[str, Any]]:
    pasts, calendars = pasts_of(cases), seen.calendars
    return [
        {"case": case, "lit": lit(case, calendars.of(case.batch.coordinator.path), seen.today, pasts)}
        for case in cases
    ]


def _trend(seen: Overview) -> dict[str, Any]:
    points = [figures for _, figures in seen.trend]
    return {
        "weeks": [f"{day.month}月{day.day}日" for day, _ in seen.trend],
        "lines": [
            ("总数", [each.total for each in points]),
            ("已销号", [each.closed for each in points]),
            ("滞后", [each.behind for each in points]),
        ],
    }


def _units(units: tuple[UnitFigures, ...]) -> list[dict[str, Any]]:
    """Units by outcome alone: those with most behind first, never a score (domain §4.8)."""
    rows = sorted(units, key=lambda unit: (-unit.figures.behind, -unit.figures.total, unit.unit_name))
    return [
        {
            "id": unit.unit_id,
            "name": unit.unit_name,
            "figures": unit.figures,
            "closed": _percent(unit.figures.closed, unit.figures.total),
            "behind": _percent(unit.figures.behind, unit.figures.total),
        }
        for unit in rows
        if unit.figures.total
    ]


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


def _steps(seen: Overview) -> list[dict[str, Any]]:
    """The six steps with how many cases stand in each; 公开 holds those that have gone all the way as well."""
    most = max([count for _, count in seen.steps] + [1])
    return [
        {"label": step.label, "count": count, "percent": _percent(count, most), "last": step is Step.DISCLOSE}
        for step, count in seen.steps
    ]


def _zone(actor: Actor) -> str:
    return actor.unit_name
