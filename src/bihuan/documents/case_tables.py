"""The tables of papers about one case that stay inside."""

from collections.abc import Callable, Iterable
from datetime import date

from bihuan.documents.case_lists import HASH_DIGITS, held_against, met
from bihuan.documents.case_lives import CaseFile
from bihuan.documents.case_words import measure_done, moment
from bihuan.documents.speaking import day, days_in_words
from bihuan.evidence.models import EvidenceKind
from bihuan.kernel.clock import day_of
from bihuan.kernel.redact import redact
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column, padded

_C = Align.CENTER
_SERIAL = Column("序号", 12, _C)
# Each 156 mm together: the breadth of an upright A4 between its margins.
_MEASURES = (
    _SERIAL, Column("整改措施", 58), Column("完成时间", 32, _C), Column("成果形式", 30), Column("时间性质", 24, _C),
)  # fmt: skip
_PROGRESS = (_SERIAL, Column("整改措施", 56), Column("完成时间", 32, _C), Column("完成情况", 56))
_HELD = (
    _SERIAL, Column("对照", 18, _C), Column("意见或者承诺", 38), Column("整改结果", 31), Column("是否达到", 23, _C),
    Column("核查情况", 34),
)  # fmt: skip
_EVIDENCE = (
    _SERIAL, Column("材料类型", 26, _C), Column("文件名", 48), Column("上传日期", 32, _C), Column("校验码", 38, _C),
)  # fmt: skip
_HISTORY = (
    Column("日期", 32, _C), Column("办理情况", 74), Column("办理单位", 28, _C), Column("办理人", 22, _C),
)  # fmt: skip
_INDEX = (
    _SERIAL, Column("环节", 18, _C), Column("资料名称", 56), Column("文号或者校验码", 38, _C),
    Column("形成日期", 32, _C),
)  # fmt: skip


def _measures(file: CaseFile) -> Table:
    rows = tuple(
        (str(row.position), row.text, day(row.due_on), row.deliverable, row.get_horizon_display())
        for row in file.case.measures.all()
    )
    return Table(_MEASURES, rows, empty="尚未制定整改措施")


def _progress(file: CaseFile) -> Table:
    rows = tuple(
        (str(row.position), row.text, day(row.due_on), measure_done(row)) for row in file.case.measures.all()
    )
    return Table(_PROGRESS, rows, empty="尚未制定整改措施")


def _held(file: CaseFile) -> Table:
    rows = tuple(
        (
            str(held.number),
            held.against,
            held.text,
            held.result,
            met(held),
            redact(held.line.found) if held.line else "",
        )
        for held in held_against(file)
    )
    return Table(_HELD, rows)


def _evidence(file: CaseFile) -> Table:
    rows = tuple(
        (str(number), row.get_kind_display(), row.name, moment(row.added_at), row.blob_id[:HASH_DIGITS])
        for number, row in enumerate(file.evidence, 1)
    )
    return Table(_EVIDENCE, rows, empty="尚未上传佐证材料")


def _history(file: CaseFile) -> Table:
    rows = tuple(
        (moment(row.at), days_in_words(redact(row.sentence)), row.by_unit, padded(row.by_name))
        for row in file.entries
    )
    return Table(_HISTORY, rows, empty="尚无办理记录")


# ── 迎检资料目录: what there is to be shown, step by step ─────────────────────────────────────────

# 环节, 资料名称, 文号或者校验码, 形成日期
_Piece = tuple[str, str, str, str]


def _asked(file: CaseFile) -> Iterable[_Piece]:
    batch = file.scope.batch
    yield "部署", batch.plan_title or batch.title, batch.number, day(batch.issued_on)
    for opinion in file.opinions:
        yield (
            "意见建议",
            f"意见建议原文（问题编号{opinion.number}）",
            "",
            day(opinion.received_on),
        )
    if given := file.assignment:
        yield "交办", "交办单", given.number, moment(given.assigned_at)
        if given.acknowledged_at:
            yield "交办", "签收记录", "", moment(given.acknowledged_at)
    if file.contacts:
        yield "联系", f"联系记录（{len(file.contacts)}次）", "", moment(file.contacts[-1].at)


def _worked(file: CaseFile) -> Iterable[_Piece]:
    if plan := file.plan:
        yield "整改", "部门整改方案及审批表", "", moment(plan.submitted_at)
    if file.extension:
        yield "整改", "延期申请审批表", "", moment(file.extension.asked_at)
    if file.reports:
        yield "整改", f"进展报告（{len(file.reports)}次）", "", moment(file.reports[-1].at)
    for row in file.evidence:
        kind = EvidenceKind(row.kind).label
        yield "整改", f"{kind}：{row.name}", row.blob_id[:HASH_DIGITS], moment(row.added_at)


def _judged(file: CaseFile) -> Iterable[_Piece]:
    if asked := file.life.submission:
        yield "核查", "自查表", "", moment(asked.signed_at)
    if found := file.verification:
        verdict = "通过" if found.passed else "不通过"
        yield "核查", f"核查验收表（{verdict}）", "", moment(found.at)
    if notice := file.life.notice:
        yield "公示", "公示", "", moment(notice.posted_at)
        answered = [day_of(row.answered_at) for row in file.objections if row.answered_at]
        if file.objections:
            yield "公示", f"异议及其处理（{len(file.objections)}件）", "", day(_last(answered))
        if not notice.ended_early_at and notice.ends_on < file.scope.today:
            yield "公示", "公示结果说明", "", ""


def _ended(file: CaseFile) -> Iterable[_Piece]:
    if asked := file.application:
        yield "销号", "销号申请审批表", "", moment(asked.applied_at)
    if closed := file.life.close_out:
        yield "销号", "销号单", closed.number, moment(closed.decided_at)
    if filing := file.life.filing:
        yield "备案", "备案表", filing.number, day(filing.filed_on)


def _answered(file: CaseFile) -> Iterable[_Piece]:
    if file.replies:
        last = max(row.at for row in file.replies)
        yield "答复", f"答复记录（{len(file.replies)}件）", "", moment(last)
    if file.life.visits:
        yield "回访", f"回访记录表（{len(file.life.visits)}件）", "", moment(file.life.visits[-1].at)
    if told := file.life.statement:
        yield "公开", "公开稿", "", moment(told.disclosed_at)
    for look in file.life.looks:
        yield "回头看", "回头看记录", "", day(look.looked_on)


def _last(days: list[date]) -> date | None:
    return max(days, default=None)


def _index(file: CaseFile) -> Table:
    pieces = [piece for part in (_asked, _worked, _judged, _ended, _answered) for piece in part(file)]
    return Table(_INDEX, tuple((str(number), *piece) for number, piece in enumerate(pieces, 1)))


TABLES: dict[str, tuple[str, Callable[[CaseFile], Table]]] = {
    "整改措施": ("措施、完成时间、成果形式、时间性质", _measures),
    "措施进展": ("措施、完成时间、完成情况", _progress),
    "核查对照": ("意见原文、目标、措施、指标与核查情况逐项对照；尚未核查的留出填写处", _held),
    "佐证材料": ("本轮的佐证材料及其校验码", _evidence),
    "办理过程": ("从交办起的办理记录", _history),
    "资料目录": ("按环节列出的全部资料", _index),
}
