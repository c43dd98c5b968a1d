"""长效机制 and 长期事项: the register of institutional results, the list of what goes on for years, and their files."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.lifecycle import State, wrong_state
from bihuan.cases.models import CarryOver, Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.kinds import XLSX
from bihuan.documents.target_table import in_a_sentence
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.redact import redact
from bihuan.lasting.models import Mechanism
from bihuan.lasting.queries import (
    LongTermRow,
    MechanismFilter,
    batches_of,
    long_term_cases,
    long_term_row,
    unreviewed_cases,
    visible_mechanisms,
)
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.typesetting.table import Align, Column, TablePaper, print_day
from bihuan.web.cases import limit_words
from bihuan.web.ledger import ALL, state_signs
from bihuan.web.mechanism_rows import mechanism_row
from bihuan.web.paging import page_of
from bihuan.web.paper_files import saved_as, table_rendered
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

Stage = Mechanism.Stage
MISSING, CARRIED = "missing", "carried"
_C = Align.CENTER


# ── 长效机制 ────────────────────────────────────────────────────────────────────────────────────


class MechanismFilterForm(forms.Form):
    """What of the register is asked for. Anything that is not a choice asks for nothing."""

    batch = forms.ChoiceField(label="批次", required=False)
    unit = forms.ChoiceField(label="制定单位", required=False)
    stage = forms.ChoiceField(label="状态", required=False, choices=[ALL, *Stage.choices])

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        super().__init__(data, label_suffix="")
        all_of_them = visible_mechanisms(actor).order_by()
        units = Unit.objects.filter(pk__in=all_of_them.values("unit")).order_by(TreeOrder())
        _offer(self, "batch", [(str(batch.pk), batch.number) for batch in batches_of(visible_cases(actor))])
        _offer(self, "unit", [(str(unit.pk), unit.name) for unit in units])

    def wanted(self) -> MechanismFilter:
        """The filter; a condition that cannot be read asks for nothing."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name, "") for name in self.fields}
        numbers = {name: int(asked[name]) if asked[name] else None for name in ("batch", "unit")}
        return MechanismFilter(stage=asked["stage"], **numbers)


@office
def mechanisms(request: OfficeRequest) -> HttpResponse:
    """The register, filtered and paged."""
    form = MechanismFilterForm(request.GET, request.actor)
    page = page_of(request, visible_mechanisms(request.actor, form.wanted()))
    tied = visible_cases(request.actor).filter(mechanisms__mechanism__in=list(page))
    seen = set(tied.values_list("pk", flat=True))
    return render(
        request,
        "lasting/mechanisms.html",
        {
            "form": form,
            "rows": [mechanism_row(row, request.actor, seen) for row in page],
            "page_obj": page,
            "query": request.GET.urlencode(),
            "filtered": any(request.GET.get(name) for name in form.fields),
            "may_register": may_somewhere(request.actor, Act.REGISTER_MECHANISM),
            "crumbs": [{"label": "长效机制"}],
        },
    )


@office
def mechanisms_file(request: OfficeRequest) -> HttpResponse:
    """制度成果登记表 (.xlsx) of what the filter shows."""
    wanted = MechanismFilterForm(request.GET, request.actor).wanted()
    today = day_of(now())
    columns = (
        Column("序号", 11, _C), Column("名称", 60), Column("制定单位", 30, _C), Column("文号", 34, _C),
        Column("状态", 16, _C), Column("出台日期", 22, _C), Column("施行日期", 22, _C), Column("废止日期", 22, _C),
        Column("成效", 50), Column("所属事项", 42),
    )  # fmt: skip
    seen = set(visible_cases(request.actor).filter(mechanisms__isnull=False).values_list("pk", flat=True))
    rows = [
        (
            str(number), str(row), row.unit.name, row.document_no, row.get_stage_display(), _day(row.issued_on),
            _day(row.in_force_on), _day(row.repealed_on), redact(row.effect),
            "\n".join(str(link.case) for link in row.links.all() if link.case_id in seen),
        )
        for number, row in enumerate(visible_mechanisms(request.actor, wanted), 1)
    ]  # fmt: skip
    return _file("制度成果登记表", columns, rows, today)


# ── 长期事项 ────────────────────────────────────────────────────────────────────────────────────


class LongTermFilterForm(forms.Form):
    """What of the list is asked for. Anything that is not a choice asks for nothing."""

    batch = forms.ChoiceField(label="批次", required=False)
    unit = forms.ChoiceField(label="责任单位", required=False)
    show = forms.ChoiceField(
        label="范围", required=False, choices=[ALL, (MISSING, "有年度未评估"), (CARRIED, "已转入下一批")]
    )

    def __init__(self, data: QueryDict, actor: Actor) -> None:
        super().__init__(data, label_suffix="")
        cases = long_term_cases(actor).order_by()
        units = Unit.objects.filter(pk__in=cases.values("lead")).order_by(TreeOrder())
        _offer(self, "batch", [(str(batch.pk), batch.number) for batch in batches_of(cases)])
        _offer(self, "unit", [(str(unit.pk), unit.name) for unit in units])

    def cases(self, actor: Actor, today: date) -> QuerySet[Case]:
        """The cases that are asked for."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name, "") for name in self.fields}
        cases = long_term_cases(actor)
        if asked["batch"]:
            cases = cases.filter(batch=asked["batch"])
        if asked["unit"]:
            cases = cases.filter(lead=asked["unit"])
        if asked["show"] == CARRIED:
            cases = cases.filter(state=State.CARRIED_OVER)
        return unreviewed_cases(cases, today) if asked["show"] == MISSING else cases


@office
def long_term(request: OfficeRequest) -> HttpResponse:
    """The list, filtered and paged."""
    today, form = day_of(now()), LongTermFilterForm(request.GET, request.actor)
    cases = form.cases(request.actor, today)
    page = page_of(request, cases)
    return render(
        request,
        "lasting/long_term.html",
        {
            "form": form,
            "rows": [_shown(long_term_row(case, today), request.actor, today) for case in page],
            "page_obj": page,
            "missing": unreviewed_cases(cases, today).count(),
            "year": today.year,
            "query": request.GET.urlencode(),
            "filtered": any(request.GET.get(name) for name in form.fields),
            "crumbs": [{"label": "长期事项"}],
        },
    )


def _shown(row: LongTermRow, actor: Actor, today: date) -> dict[str, Any]:
    def offered(act: Act) -> bool:
        allowed = may(actor, act, row.case.standing()) is None
        return allowed and wrong_state(act, State(row.case.state)) is None

    return {
        "row": row,
        "case": row.case,
        "overdue": [year for year in row.missing if year < today.year],
        "this_year": today.year in row.missing,
        "may_review": bool(row.missing) and offered(Act.REVIEW_LONG_TERM),
        "may_carry": offered(Act.CARRY_OVER_CASE),
        **state_signs(row.case),
    }


@office
def long_term_file(request: OfficeRequest) -> HttpResponse:
    """长期事项清单 (.xlsx) of what the filter shows."""
    today = day_of(now())
    columns = (
        Column("序号", 11, _C), Column("批次", 34, _C), Column("问题编号", 31, _C), Column("整改内容", 50),
        Column("整改目标", 40), Column("整改时限", 30, _C), Column("规划期", 34, _C), Column("责任部门", 24, _C),
        Column("环节", 18, _C), Column("最近评估年度", 18, _C), Column("结论", 26, _C), Column("评估情况", 50),
        Column("下一年度安排", 40), Column("未评估年度", 22, _C), Column("前后批次", 42),
    )  # fmt: skip
    cases = LongTermFilterForm(request.GET, request.actor).cases(request.actor, today)
    rows = [_cells(number, long_term_row(case, today)) for number, case in enumerate(cases, 1)]
    return _file("长期事项清单", columns, rows, today)


def _cells(number: int, row: LongTermRow) -> tuple[str, ...]:
    case, last = row.case, row.last
    return (
        str(number), case.batch.number, case.number, redact(case.content), case.target,
        in_a_sentence(limit_words(case)), row.period, case.lead.name if case.lead else "",
        State(case.state).label, str(last.year) if last else "", last.get_verdict_display() if last else "",
        redact(last.text) if last else "", redact(last.next_step) if last else "",
        "、".join(str(year) for year in row.missing), "\n".join(_chain(row.came_from, row.went_to)),
    )  # fmt: skip


def _chain(came: CarryOver | None, went: CarryOver | None) -> Iterator[str]:
    if came:
        yield f"由{came.earlier}转入"
    if went:
        yield f"转入{went.later}"


# ── what both share ─────────────────────────────────────────────────────────────────────────────


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]  # a ChoiceField


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _file(
    name: str, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]], today: date
) -> HttpResponse:
    above = (f"截至{print_day(today)}，共{len(rows)}项",)
    table = TablePaper(name=name, title=name, columns=columns, rows=tuple(rows), above=above, dated=today)
    return saved_as(table_rendered(table, XLSX), f"{name}{today:%Y%m%d}", XLSX)
