"""The tables of the papers about a batch, as blocks of a paper: one row a case, or one a unit.

These papers go to every unit: personal details of citizens in what people wrote are masked, as on papers about a case.
"""

from collections import Counter
from collections.abc import Iterable

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents import numbers
from bihuan.documents.batch_facts import Told, UnitPart
from bihuan.documents.target_table import limit_text, measures_text, stacked, year_on_paper
from bihuan.kernel.redact import redact
from bihuan.reports.figures import DEFINITIONS, Figures, printed
from bihuan.reports.outcomes import DEFINITIONS as OUTCOME_DEFINITIONS
from bihuan.reports.outcomes import Outcome
from bihuan.reports.voices import DEFINITIONS as VOICE_DEFINITIONS
from bihuan.reports.voices import VoiceCounts
from bihuan.reports.voices import printed as printed_voices
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
        numbers.in_a_sentence(case),
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


def result_of(told: Told) -> str:
    """In the public's vocabulary (T5): 已完成整改 only for what is struck off, anything else is a stage (T17)."""
    return told.stated.outcome.label


def by_unit(units: Iterable[UnitPart], total: Figures) -> Table:
    """各单位整改情况, in the order of the units and not of merit; the sum stands in the last row."""
    return unit_table(((part.name, part.figures) for part in units), total)


def unit_table(units: Iterable[tuple[str, Figures]], total: Figures) -> Table:
    """The same, of units and figures that come from elsewhere."""
    rows = [(str(at), name, *_figures(figures)) for at, (name, figures) in enumerate(units, 1)]
    if rows:
        rows.append(("", "合计", *_figures(total)))
    return Table(UNITS, tuple(rows), empty="本批次暂无整改事项")


def _figures(f: Figures) -> tuple[str, ...]:
    counts = (f.total, f.due, f.due_closed, f.closed, f.on_schedule, f.behind, f.undated, f.not_started)
    return (*(str(count) for count in counts), str(f.closed_rate).replace("（", "\n（"))


def outcome_counts(told: Iterable[Told]) -> Counter[Outcome]:
    """How many cases came to which result."""
    return Counter(each.stated.outcome for each in told)


def outcome_words(counts: Counter[Outcome]) -> str:
    """已完成整改1件，达到序时进度2件: only what there is."""
    return "，".join(f"{outcome.label}{counts[outcome]}件" for outcome in Outcome if counts[outcome])


def measured(
    f: Figures, voices: VoiceCounts | None = None, outcomes: Counter[Outcome] | None = None
) -> Table:
    """主要指标及统计口径: every figure with what it counts; those of opinions and results where they are asked for."""
    values = printed(f)
    words = dict(DEFINITIONS)
    if voices is not None:
        values |= printed_voices(voices)
        words |= VOICE_DEFINITIONS
    if outcomes is not None:
        for outcome, meaning in OUTCOME_DEFINITIONS.items():
            name = f"整改结果为“{outcome.label}”"
            values[name], words[name] = f"{outcomes[outcome]}件", meaning
    return Table(MEASURED, tuple((name, values[name], meaning) for name, meaning in words.items()))
