"""待办: what waits for whoever is reading, the most urgent first, each with the form that does it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.kernel.clock import day_of, now
from bihuan.reports.ledger import counts_by_state
from bihuan.reports.worklist import WorkItem, worklist
from bihuan.supervision.lights import Light
from bihuan.triage.queries import undecided_of
from bihuan.triage.sorting_queries import waiting_of
from bihuan.web.act_forms import name_of
from bihuan.web.amendments import amendments_waiting
from bihuan.web.calendar_warnings import uncovered_worklist
from bihuan.web.inspection_panel import waiting_findings
from bihuan.web.look_backs import follow_up
from bihuan.web.opinion_search import direct_answers_waiting
from bihuan.web.report_rows import reports_waiting
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere
from bihuan.web.supervision_rows import supervision_waiting

URGENCY = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY)
SHORT_LIST = 10
# As many panels are seen at a glance; more of them get an outline.
FEW = 3
# The panels beside the items, in the order of the page.
BESIDE = {
    "amendments": "清单变更",
    "findings": "待回复核验意见",
    "mine": "待报送的整改情况报告",
    "missing": "尚未收到的整改情况报告",
    "to_reply": "待回复督促",
    "proposed": "督促建议",
    "to_settle": "待办结督促",
    "ping_pong": "反复退回的事项",
    "relapses": "疑似反弹",
    "draws": "抽查",
    "look_backs": "回头看",
    "to_sort": "待分类意见",
}
# An approval stands beside its refusal, so that a leader reads and taps 同意 or 退回 (domain §5.2).
DECISIONS: dict[Act, tuple[tuple[Act, str], ...]] = {
    Act.ACKNOWLEDGE_CASE: ((Act.ACKNOWLEDGE_CASE, "签收"), (Act.RETURN_CASE, "退回")),
    Act.APPROVE_PLAN: ((Act.APPROVE_PLAN, "同意"), (Act.SEND_BACK_PLAN, "退回")),
    Act.PASS_VERIFICATION: ((Act.PASS_VERIFICATION, "通过"), (Act.FAIL_VERIFICATION, "不通过")),
    Act.CLOSE_CASE: ((Act.CLOSE_CASE, "同意"), (Act.REFUSE_CLOSE_OUT, "退回")),
    Act.REVIEW_STATEMENT: ((Act.REVIEW_STATEMENT, "通过"), (Act.SEND_BACK_STATEMENT, "退回")),
    Act.APPROVE_EXTENSION: ((Act.APPROVE_EXTENSION, "同意"), (Act.REFUSE_EXTENSION, "不同意")),
    Act.APPROVE_WITHDRAWAL: ((Act.APPROVE_WITHDRAWAL, "同意"), (Act.REFUSE_WITHDRAWAL, "不同意")),
    Act.DISMISS_OBJECTION: ((Act.DISMISS_OBJECTION, "不成立"), (Act.UPHOLD_OBJECTION, "成立")),
}


@office
def page(request: OfficeRequest) -> HttpResponse:
    """The first page after the log-in."""
    actor = request.actor
    items = sorted(worklist(actor, now()), key=lambda item: URGENCY.index(item.lit.light))
    to_decide = undecided_of(actor) if may_somewhere(actor, Act.OPEN_CASE) else None
    to_answer = direct_answers_waiting(actor)
    waiting = [
        ("待处置意见", to_decide, "undecided", "尚未立项、归并，也未确定直接答复（S2、S13）。"),
        ("待直接答复意见", to_answer, "direct", "确定由本单位直接答复，尚未登记理解情况（S12）。"),
    ]
    lists = [_waiting(*each) for each in waiting if each[1] is not None]
    after = follow_up(actor, day_of(now()))
    findings = waiting_findings(actor, day_of(now()))
    reports = reports_waiting(actor, day_of(now()))
    supervision = supervision_waiting(actor, now())
    amended = amendments_waiting(actor)
    to_sort = waiting_of(actor).count() if may_somewhere(actor, Act.SORT_OPINIONS) else 0
    groups, lists = _groups(items), [each for each in lists if each["count"]]
    beside = {"amendments": amended, "findings": findings, "to_sort": to_sort}
    outline = _outline(groups, beside | reports | supervision | after, lists)
    return render(
        request,
        "worklist/page.html",
        {
            "groups": groups,
            "outline": outline if len(outline) > FEW else [],
            "stats": _stats(items, lists),
            "states": _states(actor),
            "lists": lists,
            "follow_up": after,
            "waiting_findings": findings,
            "reports": reports,
            "supervision": supervision,
            "amendments_waiting": amended,
            "to_sort": to_sort,
            "uncovered": uncovered_worklist(actor, [item.case for item in items], day_of(now())),
            "nothing": None if outline else _nothing(actor),
        },
    )


def _groups(items: list[WorkItem]) -> list[dict[str, Any]]:
    """The items by what is to be done; the group with the most urgent item first."""
    groups: dict[Act, list[dict[str, Any]]] = {}
    for item in items:
        groups.setdefault(item.act, []).append({"item": item, "case": item.case, "links": links(item)})
    return [
        {"title": name_of(act), "anchor": act.value.replace("_", "-"), "rows": rows}
        for act, rows in groups.items()
    ]


def _outline(
    groups: list[dict[str, Any]], beside: dict[str, Any], lists: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What waits, panel by panel in the order of the page, as links to the panels."""
    rows = [(each["title"], each["anchor"], len(each["rows"])) for each in groups]
    for key, title in BESIDE.items():
        waiting = beside[key]
        count = beside.get(f"{key}_count", waiting if isinstance(waiting, int) else len(waiting))
        rows.append((title, key, count))
    rows += [(each["title"], each["anchor"], each["count"]) for each in lists]
    return [
        {"label": title, "url": f"#{anchor.replace('_', '-')}", "count": count}
        for title, anchor, count in rows
        if count
    ]


def _nothing(actor: Actor) -> dict[str, str]:
    """What somebody reads for whom nothing waits, and where to go from there: not all posts handle business."""
    roles = actor.roles()
    if not roles:
        hint = "您尚无岗位，不能查阅和办理。请联系系统管理员设定单位和岗位。"
        return {"hint": hint, "url": reverse("public-list"), "label": "查看公开页面"}
    if roles == {Role.SYSTEM_ADMIN}:
        hint = "系统管理员维护单位、用户、岗位、工作日历和消息通道，不接触业务。"
        return {"hint": hint, "url": reverse("admin:index"), "label": "维护单位和用户"}
    reads = "您的岗位只供查阅，没有需要办理的事项。" if roles == {Role.VIEWER} else ""
    hint = reads or "需要您办理的事项和意见会出现在这里。"
    return {"hint": hint, "url": reverse("ledger"), "label": "查看整改台账"}


def links(item: WorkItem) -> list[dict[str, str]]:
    """The forms that do it: an approval beside its refusal."""
    choices = DECISIONS.get(item.act, ((item.act, item.act.label),))
    return [
        {"url": reverse("case-act", args=[item.case.pk, act.value.replace("_", "-")]), "label": label}
        for act, label in choices
    ]


def _stats(items: list[WorkItem], lists: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lights = [item.lit.light for item in items]
    rows: list[dict[str, Any]] = [
        {"label": "待办整改事项", "value": len(items), "unit": "项"},
        {"label": "逾期或严重滞后", "value": lights.count(Light.RED), "unit": "项", "light": "red"},
        {"label": "预警", "value": lights.count(Light.YELLOW), "unit": "项", "light": "yellow"},
    ]
    waiting = [
        {"label": each["title"], "value": each["count"], "unit": "条", "url": each["url"]} for each in lists
    ]
    return rows + [row for row in waiting if row["value"]]


def _states(actor: Actor) -> list[dict[str, Any]]:
    """How many cases the reader can see in each state, as links into the ledger."""
    counts, ledger = counts_by_state(actor), reverse("ledger")
    return [
        {"label": state.label, "count": counts[state], "url": f"{ledger}?state={state.value}"}
        for state in State
        if state in counts
    ]


def _waiting(title: str, opinions: Any, where: str, why: str) -> dict[str, Any]:
    url = f"{reverse('opinions')}?where={where}"
    rows = list(opinions.order_by("received_on", "pk").select_related("batch")[:SHORT_LIST])
    count = len(rows) if len(rows) < SHORT_LIST else opinions.count()
    return {"title": title, "anchor": where, "why": why, "count": count, "rows": rows, "url": url}
