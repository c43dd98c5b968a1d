"""The tables of the papers about a batch, as blocks of a paper: one row a case, or one a unit.

These papers go to every unit: personal details of citizens in what people wrote are masked, as on papers about a case.
"""

from collections.abc import Iterable, Mapping

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents.batch_facts import Told, UnitPart
from bihuan.documents.target_table import limit_text, measures_text, stacked, year_on_paper
from bihuan.kernel.redact import redact
from bihuan.reports.figures import DEFINITIONS, Figures, Group
from bihuan.reports.voices import DEFINITIONS as VOICE_DEFINITIONS
from bihuan.reports.voices import VoiceCounts
from bihuan.typesetting.paper import Table
from bihuan.typesetting.table import Align, Column, TablePaper, padded

_C = Align.CENTER
# 225 mm together: a landscape A4 between its margins.
TASKS = (
    Column("序号", 12, _C),
    Column("责任单位", 26, _C),
    Column("整改内容", 56),
    Column("整改措施", 72),
    Column("完成时间", 25, _C),
    Column("负责人", 18, _C),
    Column("备注", 16, _C),
)
PROGRESS = (
    Column("序号", 10, _C),
    Column("整改内容", 52),
    Column("责任单位", 24, _C),
    Column("整改时限", 24, _C),
    Column("进展情况", 54),
    Column("进度", 13, _C),
    Column("环节", 20, _C),
    Column("亮灯", 16, _C),
    Column("备注", 12, _C),
)
RESULTS = (
    Column("序号", 10, _C),
    Column("问题编号", 31, _C),
    Column("整改内容", 42),
    Column("责任单位", 22, _C),
    Column("整改时限", 22, _C),
    Column("整改落实情况", 52),
    Column("整改结果", 22, _C),
    Column("销号编号", 24, _C),
)
# 156 mm together: an upright A4 between its margins.
UNITS = (
    Column("序号", 10, _C),
    Column("责任单位", 28, _C),
    Column("总数", 11, _C),
    Column("应完成", 13, _C),
    Column("已完成", 13, _C),
    Column("已销号", 13, _C),
    Column("达到序时进度", 14, _C),
    Column("滞后", 11, _C),
    Column("无截止日期", 13, _C),
    Column("待交办", 13, _C),
    Column("办结率", 17, _C),
)
MEASURED = (Column("指标", 28, _C), Column("数值", 36, _C), Column("统计口径", 92))


# Where there is nothing to tell: nobody has reported, there is no such number.
_UNREPORTED = "尚未报告进展。"
_NONE = "—"


def as_table(paper: TablePaper) -> Table:
    """The table of a paper that is one."""
    return Table(paper.columns, paper.rows, paper.columns_a_page)


def one_line(text: str) -> str:
    """``text`` without line ends, as it stands inside a sentence or a cell."""
    return "".join(line.strip() for line in text.splitlines())


def task_list(units: Iterable[UnitPart]) -> Table:
    """任务分解表: who does what until when, unit by unit. 序号 is that of the target table."""
    rows = [_task(each.life.case, part) for part in units for each in part.told]
    return Table(TASKS, tuple(rows), empty="本批次暂无整改事项")


def _task(case: Case, part: UnitPart) -> tuple[str, ...]:
    return (
        str(case.position),
        f"{part.name}\n（共{len(part.told)}件）",
        redact(case.content),
        measures_text([measure.text for measure in case.measures.all()]),
        stacked(limit_of(case)),
        padded(case.person_in_charge),
        "",
    )


def limit_of(case: Case) -> str:
    """The limit as it is in force, in the notice's words as long as they are true."""
    return limit_text(case, year_on_paper(case.batch))


def progress(told: Iterable[Told]) -> Table:
    """整改事项进展情况表: how far each case is, and its light."""
    return Table(PROGRESS, tuple(_progress(each) for each in told), empty="本批次暂无整改事项")


def _progress(told: Told) -> tuple[str, ...]:
    life, case = told.life, told.life.case
    return (
        str(case.position),
        redact(case.content),
        lead_of(case),
        stacked(limit_of(case)),
        redact(life.report.text) if life.report else _UNREPORTED,
        f"{case.progress}%",
        State(case.state).label,
        life.lit.label,
        f"第{case.round}轮" if case.round > 1 else "",
    )


def lead_of(case: Case) -> str:
    """The responsible unit, or the words that say that there is none yet."""
    return case.lead.name if case.lead else "待明确"


def results(told: Iterable[Told]) -> Table:
    """整改落实情况表: what became of each case."""
    return Table(RESULTS, tuple(_result(each) for each in told), empty="本批次暂无整改事项")


def _result(told: Told) -> tuple[str, ...]:
    life, case = told.life, told.life.case
    return (
        str(case.position),
        case.number,
        redact(case.content),
        lead_of(case),
        stacked(limit_of(case)),
        done_so_far(told),
        result_of(told),
        life.close_out.number if life.close_out else _NONE,
    )


def done_so_far(told: Told) -> str:
    """What was done: the summary under which the case was struck off, else the unit's last report."""
    life = told.life
    if life.close_out is not None:
        return redact(life.close_out.summary)
    return redact(life.report.text) if life.report else _UNREPORTED


# In the public's vocabulary for a result (domain §2.1, T5); what is struck off has its own word.
_RESULTS: Mapping[Group, str] = {
    Group.ON_SCHEDULE: "达到序时进度",
    Group.BEHIND: "未达到序时进度",
    Group.UNDATED: "持续推进",
    Group.NOT_STARTED: "待交办",
}


def result_of(told: Told) -> str:
    """已完成整改 only for what is struck off; anything else is a stage (T17)."""
    if told.life.close_out is not None:
        return told.life.close_out.get_status_display()
    return _RESULTS.get(told.group, told.group.label)


def by_unit(units: Iterable[UnitPart], total: Figures) -> Table:
    """各单位整改情况, in the order of the units and not of merit; the sum stands in the last row."""
    rows = [(str(at), part.name, *_figures(part.figures)) for at, part in enumerate(units, 1)]
    if rows:
        rows.append(("", "合计", *_figures(total)))
    return Table(UNITS, tuple(rows), empty="本批次暂无整改事项")


def _figures(f: Figures) -> tuple[str, ...]:
    counts = (f.total, f.due, f.due_closed, f.closed, f.on_schedule, f.behind, f.undated, f.not_started)
    return (*(str(count) for count in counts), str(f.closed_rate).replace("（", "\n（"))


def measured(f: Figures, voices: VoiceCounts | None = None) -> Table:
    """主要指标及统计口径: every figure with what it counts; those of the opinions only where they are asked for."""
    values = {
        "总数": f"{f.total}件",
        "应完成": f"{f.due}件",
        "已完成": f"{f.due_closed}件",
        "达到序时进度": f"{f.on_schedule}件",
        "滞后": f"{f.behind}件",
        "无截止日期": f"{f.undated}件",
        "阶段性办结": f"{f.interim}件",
        "办结率": str(f.closed_rate),
        "按期完成率": str(f.due_rate),
    }
    words = dict(DEFINITIONS)
    if voices is not None:
        rates = (voices.reply_rate, voices.visit_rate, voices.satisfaction_rate)
        values |= zip(VOICE_DEFINITIONS, map(str, rates), strict=True)
        words |= VOICE_DEFINITIONS
    return Table(MEASURED, tuple((name, values[name], meaning) for name, meaning in words.items()))
