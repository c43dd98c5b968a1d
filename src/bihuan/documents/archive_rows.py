"""归档目录 (S18): what a batch leaves to the archive, its notice first, then case by case in the order of the work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bihuan.cases.models import Assignment, Case, CaseRequest
from bihuan.closure.models import CloseOut
from bihuan.disclosure.models import Statement
from bihuan.documents.scope import Scope
from bihuan.evidence.models import Evidence
from bihuan.followup.models import LookBack
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import redact
from bihuan.notice.models import Notice, Objection
from bihuan.plans.models import Plan, ProgressReport
from bihuan.response.models import Contact, Reply, ReturnVisit
from bihuan.triage.models import Membership
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column
from bihuan.verification.models import Submission, Verification

_C = Align.CENTER
# 自查表 and 核查验收表 are filed as they followed each other: what failed was checked again.
_CHECKED = 6
# 225 mm together. 责任者, 文号, 题名, 日期, 页数, 备注 are those of an archive's own list; 页数 is filled in by hand.
COLUMNS = (
    Column("序号", 10, _C),
    Column("事项", 10, _C),
    Column("问题编号", 31, _C),
    Column("题名", 54),
    Column("文号", 36, _C),
    Column("责任者", 42, _C),
    Column("日期", 22, _C),
    Column("页数", 10, _C),
    Column("备注", 10, _C),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to be filed. ``stage`` orders what belongs to a case; ``remark`` names the round after a relapse."""

    case_id: int
    round: int
    stage: int
    day: date
    title: str
    number: str = ""
    author: str = ""


def archive_index(scope: Scope) -> Table:
    """The list of everything. A constant number of statements."""
    cases = list(scope.cases.select_related("lead", "batch__coordinator").order_by("position"))
    pieces: dict[int, list[Piece]] = {case.pk: [] for case in cases}
    for piece in _pieces({case.pk: case for case in cases}):
        pieces[piece.case_id].append(piece)
    rows = list(_of_batch(scope))
    for case in cases:
        ordered = sorted(pieces[case.pk], key=lambda piece: (piece.round, piece.stage, piece.day))
        rows += [_row(case, piece) for piece in ordered]
    return Table(
        COLUMNS,
        tuple((str(at), *row) for at, row in enumerate(rows, 1)),
        empty="暂无归档材料",
    )


def _of_batch(scope: Scope) -> Iterator[tuple[str, ...]]:
    """What was received: the notice and the lists, under the names of their files."""
    batch = scope.batch
    day, office = batch.issued_on.isoformat() if batch.issued_on else "", batch.coordinator.name
    yield ("", "", batch.plan_title or batch.title, batch.number, batch.issuing_body, day, "", "")
    for file in batch.files.order_by("pk"):
        yield ("", "", f"来件：{redact(file.name)}", "", office, day_of(file.imported_at).isoformat(), "", "")


def _row(case: Case, piece: Piece) -> tuple[str, ...]:
    return (
        str(case.position),
        case.number,
        piece.title,
        piece.number,
        piece.author,
        piece.day.isoformat(),
        "",
        f"第{piece.round}轮" if piece.round > 1 else "",
    )


def _pieces(cases: dict[int, Case]) -> Iterator[Piece]:
    """One statement for each kind of thing."""
    yield from _handed_over(cases)
    yield from _worked_on(cases)
    yield from _answered(cases)
    yield from _checked(cases)
    yield from _closed(cases)


def _of(kind: Any, cases: dict[int, Case], *related: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind.objects.filter(case__in=list(cases)).order_by("pk")
    return rows.select_related(*related) if related else rows


def _lead(cases: dict[int, Case], case_id: int) -> str:
    lead = cases[case_id].lead
    return lead.name if lead else ""


def _answered(cases: dict[int, Case]) -> Iterator[Piece]:
    """What was said to those who had spoken: an opinion belongs to the case that took it up."""
    case_of: dict[int, int] = dict(_of(Membership, cases).values_list("opinion", "case"))
    talks: list[tuple[int, type[Contact] | type[Reply], str]] = [
        (2, Contact, "联系记录"),
        (13, Reply, "答复记录"),
    ]
    for stage, kind, what in talks:
        for row in (
            kind._default_manager.filter(opinion__in=list(case_of)).select_related("opinion").order_by("pk")
        ):
            case_id = case_of[row.opinion_id]
            title = f"{what}（{row.opinion.number}）"
            author = getattr(row, "by_unit", "") or _lead(cases, case_id)
            yield Piece(case_id, 1, stage, day_of(row.at), title, author=author)


def _handed_over(cases: dict[int, Case]) -> Iterator[Piece]:
    merged: dict[int, int] = {}
    for case_id in _of(Membership, cases).values_list("case", flat=True):
        merged[case_id] = merged.get(case_id, 0) + 1
    for row in _of(Assignment, cases, "unit", "case__batch__coordinator"):
        author = row.case.batch.coordinator.name
        opinions = f"，意见{merged[row.case_id]}条" if row.case_id in merged else ""
        title = f"交办单（交{row.unit.name}{opinions}）"
        yield Piece(row.case_id, 1, 1, day_of(row.assigned_at), title, row.number, author)
    for row in _of(Plan, cases).filter(approved=True):
        author = _lead(cases, row.case_id)
        yield Piece(row.case_id, row.round, 2, day_of(row.submitted_at), "整改方案", author=author)
    for row in _of(CaseRequest, cases).exclude(approved=None):
        verdict = "同意" if row.approved else "不同意"
        title = f"申请{row.get_kind_display()}审批表（{verdict}）"
        yield Piece(row.case_id, 1, 3, day_of(row.asked_at), title, author=_lead(cases, row.case_id))


def _worked_on(cases: dict[int, Case]) -> Iterator[Piece]:
    for row in _of(ProgressReport, cases):
        title = f"进展报告（进度{row.percent}%）"
        yield Piece(row.case_id, row.round, 4, day_of(row.at), title, author=_lead(cases, row.case_id))
    for row in _of(Evidence, cases):
        title = f"{row.get_kind_display()}：{redact(row.name)}"
        yield Piece(row.case_id, row.round, 5, day_of(row.added_at), title, author=_lead(cases, row.case_id))
    for row in _of(Submission, cases):
        author = _lead(cases, row.case_id)
        yield Piece(row.case_id, row.round, _CHECKED, day_of(row.signed_at), "自查表", author=author)


def _checked(cases: dict[int, Case]) -> Iterator[Piece]:
    for row in _of(Verification, cases, "unit"):
        title = f"核查验收表（{'通过' if row.passed else '不通过'}）"
        yield Piece(row.case_id, row.round, _CHECKED, day_of(row.at), title, author=row.unit.name)
    for row in _of(Notice, cases, "case__batch__coordinator"):
        title = f"公示（{row.starts_on}至{row.ends_on}）"
        author = row.case.batch.coordinator.name
        yield Piece(row.case_id, row.round, 8, day_of(row.posted_at), title, author=author)
    objections = Objection.objects.filter(notice__case__in=list(cases)).select_related("notice")
    for row in objections.order_by("pk"):
        title = f"公示异议及答复（{row.get_ruling_display()}）"
        author = cases[row.notice.case_id].batch.coordinator.name
        yield Piece(row.notice.case_id, row.notice.round, 9, day_of(row.raised_at), title, author=author)


def _closed(cases: dict[int, Case]) -> Iterator[Piece]:
    for row in _of(CloseOut, cases, "filing").filter(approved=True):
        revoked = "（已撤销）" if row.revoked_at else ""
        lead, office = _lead(cases, row.case_id), cases[row.case_id].batch.coordinator.name
        applied, day = day_of(row.applied_at), day_of(row.decided_at)
        yield Piece(row.case_id, row.round, 10, applied, f"销号申请审批表{revoked}", author=lead)
        yield Piece(row.case_id, row.round, 11, day, f"销号单{revoked}", row.number, office)
        if filing := getattr(row, "filing", None):
            yield Piece(row.case_id, row.round, 12, filing.filed_on, "备案表", filing.number, office)
    for row in _of(ReturnVisit, cases, "opinion"):
        title, author = f"回访记录表（{row.opinion.number}）", cases[row.case_id].batch.coordinator.name
        yield Piece(row.case_id, row.round, 13, day_of(row.at), title, author=author)
    for row in _of(Statement, cases).exclude(disclosed_at=None):
        author = cases[row.case_id].batch.coordinator.name
        yield Piece(row.case_id, row.round, 14, day_of(row.disclosed_at), "公开稿", author=author)
    for row in _of(LookBack, cases):
        title = f"回头看记录（成效{'保持' if row.held else '未保持'}）"
        author = cases[row.case_id].batch.coordinator.name
        yield Piece(row.case_id, row.round, 15, row.looked_on, title, author=author)
