"""整改事项: everything about one case on one page, and what to do next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.independence import independence_findings
from bihuan.access.policy import may
from bihuan.cases.history import hands_told
from bihuan.cases.lifecycle import ENDED, STRUCK_OFF, State
from bihuan.cases.models import LIMIT_LABELS, Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.target_table import supporting_text
from bihuan.doubts.facts import sight
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.intake.reading import LimitKind
from bihuan.journal.queries import history_of
from bihuan.kernel import clock
from bihuan.kernel.findings import Finding, Severity
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.plans.facts import plan_facts
from bihuan.plans.five_haves import five_haves
from bihuan.reports.ledger import lit
from bihuan.reports.next_steps import NextStep, next_steps
from bihuan.reports.who_could import whom_to_ask
from bihuan.reports.worklist import awaited_acts, beside_of_one
from bihuan.response.facts import members_of
from bihuan.supervision.past import past_told
from bihuan.web.act_forms import ACT_FORMS, group_of, name_of
from bihuan.web.act_forms_evidence import wanted_rows
from bihuan.web.act_forms_plan import have_rows
from bihuan.web.amendments import amendment_panel
from bihuan.web.case_history import sent_back, shown_entries, step_dates, timeline
from bihuan.web.case_lasting import lasting_parts
from bihuan.web.case_rows import newest_first, read_evidence, read_shown
from bihuan.web.deadlines import handed_over, limit_note, noticed
from bihuan.web.doubt_rows import answer_wanted, doubt_line, with_doubts_counted
from bihuan.web.indicators import indicator_rows
from bihuan.web.inspection_panel import inspection_panel
from bihuan.web.ledger import state_signs
from bihuan.web.look_backs import next_look_back
from bihuan.web.paper_panel import papers_panel
from bihuan.web.schedule import notice_end, schedule_row
from bihuan.web.session import OfficeRequest, office
from bihuan.web.set_panel import set_panel
from bihuan.web.supervision_rows import supervision_panel

SHOWN_AS = {Severity.BLOCK: "serious", Severity.WARN: "warn", Severity.NOTE: "note"}


def visible_case(actor: Actor, case_id: int) -> Case:
    """The case, when ``actor`` may see it; otherwise it does not exist (404)."""
    around = ("batch__coordinator", "lead", "verifying", "second_verifying")
    chain = (
        "carried_from__by", "carried_from__earlier__batch", "carried_to__by", "carried_to__later__batch",
    )  # fmt: skip
    cases = visible_cases(actor).select_related(*around, *chain)
    return get_object_or_404(cases, pk=case_id)


@office
def page(request: OfficeRequest, case_id: int) -> HttpResponse:
    """One case: what waits, its elements, and everything that has happened to it."""
    case, now = visible_case(request.actor, case_id), clock.now()
    read_shown(case)
    history, calendar = list(history_of("case", case.pk)), office_calendar(case.batch.coordinator.path)
    found = lit(case, calendar, clock.day_of(now), past_told(case, history))
    hands = hands_told(case, history)
    seen = sight(request.actor, case, hands.handling)
    evidence = read_evidence(case, seen)
    steps = next_steps(case, request.actor, now, hands)
    closed = [step.act for step in steps if not step.mine or step.bars]
    ask = whom_to_ask(case, closed, hands)
    awaited = awaited_acts(case, beside_of_one(case))
    if answer_wanted(case, request.actor, [finding for step in steps for finding in step.unmet]):
        awaited = tuple(dict.fromkeys((Act.ANSWER_DOUBT, *awaited)))
    parts = _parts(case, evidence, calendar) | lasting_parts(request.actor, case)
    parts |= {
        "inspection_findings": inspection_panel(request.actor, case, clock.day_of(now)),
        "supervised": supervision_panel(case, clock.day_of(now)),
    }
    return render(
        request,
        "cases/page.html",
        {
            "case": case,
            "crumbs": case_crumbs(case),
            "signs": state_signs(case),
            "dates": step_dates(history),
            "light": {"colour": found.light.value, "word": found.label, "why": found.why},
            "schedule": schedule_row(case, calendar, clock.day_of(now), notice_end(case)),
            "next": next_panel(case, steps, awaited, ask) | {"back": sent_back(history)},
            "more": more_actions(case, steps, awaited, ask),
            "timeline": timeline(shown_entries(history, seen)),
            "tabs": _tabs(case, parts),
            "reveals_objector": may(request.actor, Act.REVEAL_OBJECTOR, case.standing()) is None
            and not independence_findings(request.actor, Act.REVEAL_OBJECTOR, hands),
            "doubts": doubt_line(case, seen, ended=State(case.state) in ENDED) if parts["evidence"] else None,
            "next_look_back": next_look_back(case, clock.day_of(now)),
            "issued_papers": papers_panel(request.actor, case=case),
            **set_panel(request.actor, case.batch, case),
            **amendment_panel(request.actor, [row.opinion for row in parts["voices"]]),
            **parts,
        },
    )


def case_crumbs(case: Case) -> list[dict[str, str]]:
    """Where a case's pages stand."""
    return [
        {"label": "整改台账", "url": reverse("ledger")},
        {"label": str(case), "url": reverse("case", args=[case.pk])},
    ]


def limit_words(case: Case) -> str:
    """The time limit: its kinds, its date, and the words of the notice where they say it otherwise (T4)."""
    if not case.limit_kind:
        return ""
    kinds = [LIMIT_LABELS[LimitKind(kind)] for kind in (case.limit_kind, case.limit_then) if kind]
    day = (
        f"{case.limit_date.year}年{case.limit_date.month}月{case.limit_date.day}日" if case.limit_date else ""
    )
    words = "，".join([*kinds, *([day] if day else [])])
    return words if case.limit_text in words else f"{words}（原文：{case.limit_text}）"


def shown_findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as {% findings %} takes them."""
    return [
        {"severity": SHOWN_AS[row.severity], "message": row.message, "where": row.where, "clause": row.clause}
        for row in findings
    ]


# ── what is next ────────────────────────────────────────────────────────────
def next_panel(
    case: Case, steps: Sequence[NextStep], awaited: Sequence[Act], ask: Mapping[Act, str]
) -> dict[str, Any]:
    """What the case waits for, by whom, what is missing for it, and the buttons of those acts.

    ``ask`` says who could be asked to do what is not the reader's.
    """
    waiting = [step for act in awaited for step in steps if step.act is act]
    if not waiting:
        return {
            "who": "",
            "what": _nothing_waits(State(case.state)),
            "missing": [],
            "actions": _buttons(case, steps, ask),
        }
    # Of several acts the case waits for, the one that moves it on says what is missing.
    main = next((step for step in reversed(waiting) if step.moves_on), waiting[0])
    groups = {act for step in waiting for act in group_of(step.act)}
    return {
        "what": name_of(main.act),
        "who": f"由{main.who}办理",
        "clause": main.clause,
        "missing": with_doubts_counted(case, main.unmet),
        "actions": _buttons(case, [step for step in steps if step.act in groups and _shown(step, main)], ask),
    }


def more_actions(
    case: Case, steps: Sequence[NextStep], awaited: Sequence[Act], ask: Mapping[Act, str]
) -> list[dict[str, Any]]:
    """The reader's other acts: corrections, requests, refusals."""
    waiting = {act for name in awaited for act in group_of(name)}
    if not waiting:
        return []
    mine = [step for step in steps if step.act not in waiting and step.mine]
    return _buttons(case, mine, ask, first="normal")


def _shown(step: NextStep, main: NextStep) -> bool:
    """Somebody else's act is worth a grey button only while it could be done, or when everything waits for it."""
    return step.mine or step is main or not step.blocks


def _nothing_waits(state: State) -> str:
    if state is State.WITHDRAWN:
        return "事项已撤销，不再办理"
    if state is State.CARRIED_OVER:
        return "本事项已转入下一批继续办理"
    return "六步均已完成，请按期开展回头看" if state in STRUCK_OFF else "暂无待办"


def _buttons(
    case: Case, steps: Sequence[NextStep], ask: Mapping[Act, str], first: str = "primary"
) -> list[dict[str, Any]]:
    """One button for each page of acts; one that may not be pressed now stays, grey, with its reason."""
    groups: dict[tuple[Act, ...], list[NextStep]] = {}
    for step in steps:
        groups.setdefault(group_of(step.act), []).append(step)
    buttons = [_button(case, group, ask) for group in groups.values()]
    allowed = [button for button in buttons if button["allowed"] and button["kind"] == "normal"]
    for button in allowed[:1]:
        button["kind"] = first
    return buttons


def _button(case: Case, group: list[NextStep], ask: Mapping[Act, str]) -> dict[str, Any]:
    open_to_me = [step for step in group if step.open]
    step = next(iter(open_to_me or group))
    only = len(group_of(step.act)) == 1
    why = "" if open_to_me else _why_not(step, ask)
    return {
        "label": name_of(step.act),
        "url": reverse("case-act", args=[case.pk, step.act.value.replace("_", "-")]),
        "allowed": bool(open_to_me),
        "why": why,
        "clause": step.clause if why else "",
        "kind": "danger" if only and ACT_FORMS[step.act].kind == "danger" else "normal",
    }


def _why_not(step: NextStep, ask: Mapping[Act, str]) -> str:
    """Why the button is grey: what the reader did before, what is missing, or that it is another one's to do."""
    if step.bars:
        return "".join((*(finding.message for finding in step.bars), ask[step.act]))
    return f"尚缺{len(step.blocks)}项条件" if step.mine else ask[step.act]


# ── the parts of the page ───────────────────────────────────────────────────
def _parts(case: Case, evidence: Sequence[Evidence], calendar: OfficeCalendar) -> dict[str, Any]:
    return {
        "elements": _elements(case, calendar),
        "people": _people(case),
        "haves": have_rows(five_haves(plan_facts(case))),
        "measures": _measures(case, evidence),
        "indicators": indicator_rows(case),
        "voices": members_of(case),
        "plans": newest_first(case, "plans"),
        "reports": newest_first(case, "reports"),
        "wanted": wanted_rows(case),
        "evidence": evidence,
        "pairs": photo_pairs(evidence, reopened=case.round > 1),
        "papers": [paper(piece, reopened=case.round > 1) for piece in evidence if piece.kind not in PHOTOS],
        "submissions": newest_first(case, "submissions"),
        "verifications": newest_first(case, "verifications"),
        "notices": noticed(case, calendar),
        "close_outs": newest_first(case, "close_outs"),
        "statements": newest_first(case, "statements"),
        "look_backs": newest_first(case, "look_backs"),
        "assignments": handed_over(case, calendar),
        "requests": newest_first(case, "requests"),
        "ended": State(case.state) in ENDED,
    }


def _elements(case: Case, calendar: OfficeCalendar) -> list[Any]:
    supporting = supporting_text(case)
    return [
        {"label": "整改内容", "value": case.content, "wide": True},
        {"label": "整改目标", "value": case.target, "wide": True},
        ("整改时限", limit_words(case)),
        *limit_note(case, calendar),
        ("整改类型", case.get_route_display()),
        ("责任单位", case.lead.name if case.lead else ""),
        ("配合单位", supporting),
        ("核查单位", case.verifying.name if case.verifying else ""),
        ("会同核查单位", case.second_verifying.name if case.second_verifying else ""),
        ("意见建议类型", case.kind),
        ("交办日期", f"{case.assigned_on:%Y-%m-%d}" if case.assigned_on else ""),
        ("牵头单位", case.batch.coordinator.name),
    ]


def _people(case: Case) -> list[tuple[str, str]]:
    return [
        ("负责人", case.person_in_charge),
        ("主要领导", case.principal_leader),
        ("分管领导", case.leader_in_charge),
        ("具体责任人", case.assignee),
    ]


def _measures(case: Case, evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    here = [piece.measure for piece in evidence if piece.round == case.round]
    return [{"row": row, "pieces": here.count(row.position)} for row in case.measures.all()]


PHOTOS = (EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER)


def photo_pairs(evidence: Sequence[Evidence], *, reopened: bool) -> list[dict[str, Any]]:
    """Photographs before and after, as {% photo_pairs %} takes them; the newest round first."""
    after = {piece.before_id: piece for piece in evidence if piece.kind == EvidenceKind.PHOTO_AFTER}
    before = [piece for piece in evidence if piece.kind == EvidenceKind.PHOTO_BEFORE]
    return [
        {
            "title": f"第{piece.round}轮" if reopened else "",
            "before": photo(piece),
            "after": photo(after[piece.pk]) if piece.pk in after else None,
        }
        for piece in sorted(before, key=lambda piece: -piece.round)
    ]


def photo(piece: Evidence) -> dict[str, Any]:
    """One photograph."""
    return {
        "url": reverse("evidence-file", args=[piece.pk]),
        "thumb": reverse("evidence-photo", args=[piece.pk]),
        "alt": piece.note or piece.name,
        "taken_on": date_of(piece.added_at),
        "place": f"上传 {piece.note}" if piece.note else "上传",
    }


def paper(piece: Evidence, *, reopened: bool) -> dict[str, Any]:
    """One file that is no photograph, as {% files %} takes it."""
    about = [piece.get_kind_display(), f"第{piece.round}轮" if reopened else "",
             f"措施{piece.measure}" if piece.measure else ""]  # fmt: skip
    return {
        "name": piece.name,
        "url": reverse("evidence-file", args=[piece.pk]),
        "size": piece.blob.size,
        "kind": " · ".join(part for part in about if part),
        "by": piece.added_by.name,
        "at": piece.added_at,
        "hash": piece.blob_id,
    }


def date_of(moment: datetime) -> date:
    """The office's day of a moment."""
    return clock.day_of(moment)


def _tabs(case: Case, parts: dict[str, Any]) -> list[dict[str, Any]]:
    """Anchors to the sections that have something in them."""
    sections: list[tuple[str, str, Sequence[Any]]] = [
        ("下一步", "next", [case]),
        ("要素", "elements", [case]),
        ("方案", "plan", [case]),
        ("意见", "voices", parts["voices"]),
        ("进展", "progress", parts["reports"]),
        ("佐证", "evidence", parts["evidence"]),
        ("核查", "verification", [*parts["submissions"][:1], *parts["verifications"]]),
        ("公示", "notice", parts["notices"]),
        ("销号", "closing", parts["close_outs"]),
        ("公开", "statement", parts["statements"]),
        ("回头看", "look-back", parts["look_backs"]),
        ("年度评估", "reviews", parts["reviews"]),
        ("长效机制", "mechanisms", parts["mechanism_rows"]),
        ("交办", "handover", [*parts["assignments"], *parts["requests"]]),
        ("督促", "supervision", parts["supervised"]["rows"]),
        ("核验意见", "inspections", parts["inspection_findings"]),
        ("文书", "papers", [case]),
        ("记录", "history", [case]),
    ]
    counted = {"voices", "evidence", "progress", "supervision"}
    return [
        {"label": label, "url": f"#{anchor}", "count": len(rows) if anchor in counted else None}
        for label, anchor, rows in sections
        if rows
    ]
