"""What the papers about a batch, or about a unit's part of it, may speak of, and how that is gathered."""

from collections.abc import Iterator, Mapping

from bihuan.documents import (
    archive_rows,
    circular_values,
    close_out_ledger,
    numbers,
    public_batch_values,
    target_table,
    unit_values,
)
from bihuan.documents.batch_facts import BatchView, Told, view_of
from bihuan.documents.batch_tables import (
    as_table,
    by_unit,
    done_so_far,
    lead_of,
    limit_of,
    measured,
    one_line,
    outcome_counts,
    outcome_words,
    progress,
    result_of,
    results,
    task_list,
)
from bihuan.documents.batch_words import (
    OF_BATCH,
    OF_COUNTS,
    OF_FIGURES,
    OF_NUMBER,
    OF_VOICES,
    batch_words,
    count_words,
    figure_words,
    place_of_number,
    voice_words,
)
from bihuan.documents.report_rows import OF_REPORTS, report_rows, report_table, report_words
from bihuan.documents.scope import Gather, Scope, Subject
from bihuan.documents.speaking import days_in_words
from bihuan.documents.values import Row, Values, Vocabulary
from bihuan.kernel.redact import redact
from bihuan.reports.counts import batch_counts
from bihuan.reports.outcomes import Outcome
from bihuan.reports.voices import voice_counts

_OF_UNIT = {
    "责任单位": "责任单位",
    "总数": "该单位的事项件数，不含经批准撤销的",
    "应完成": "整改时限已到的件数",
    "已完成": "应完成事项中已销号的件数",
    "已销号": "已销号的件数",
    "滞后": "滞后的件数",
    "办结率": "已销号件数除以总数，含分子分母",
}
_OF_CASE = {
    "序号": "在批次中的序号",
    "问题编号": "问题编号",
    "整改内容": "整改内容",
    "责任单位": "责任单位",
    "整改时限": "整改时限",
    "进度": "进度，如“60%”",
    "亮灯": "亮灯的名称",
    "亮灯说明": "为什么亮这样的灯",
    "整改落实情况": "整改成效，未申请销号的为最近一次进展报告",
    "整改结果": "整改结果，如“已完成整改”“达到序时进度”",
    "结果依据": "为什么是这样的结果",
}
_UNIT_TABLE = {"单位情况表": "各责任单位的总数、应完成、已完成、滞后件数和办结率"}
_MEASURED_TABLE = {"指标表": "主要指标及其统计口径"}


# ── 整改工作方案 ────────────────────────────────────────────────────────────────────────────────

_WORK_PLAN = Vocabulary(
    fields={
        **OF_BATCH,
        **OF_COUNTS,
        "通知正文": "印发通知的正文，一段一行；批次由清单导入的没有",
        "方案正文": "整改工作方案的正文，一段一行；批次由清单导入的没有",
        "通知附件": "附件在通知中列明的，各附件的名称，一项一行",
        "方案附件": "附件在方案中列明的，各附件的名称，一项一行",
        "签收天数": "责任单位签收的期限，工作日",
        "公示天数": "公示的期限，工作日",
    },
    tables={"整改目标表": "整改目标表，与通知所附的表各栏相同"},
)


def _work_plan(scope: Scope) -> Iterator[Subject]:
    batch = scope.batch
    fields = batch_words(scope) | count_words(batch_counts(batch))
    names = "\n".join(batch.attachment_list()) or fields["目标表标题"]
    with_letter = fields["方案名称"] in names.split("\n")
    fields |= {
        "通知正文": batch.letter,
        "方案正文": batch.plan_text,
        "通知附件": names if with_letter else "",
        "方案附件": "" if with_letter else names,
        "签收天数": str(batch.rulebook.acknowledge_days),
        "公示天数": str(batch.rulebook.notice_days),
    }
    table = as_table(target_table.table(batch, scope.cases))
    yield Subject(Values(fields, tables={"整改目标表": table}))


# ── lists that are one table ────────────────────────────────────────────────────────────────────

_TARGET_TABLE = Vocabulary(fields=OF_BATCH, tables={"整改目标表": "整改目标表，与通知所附的表各栏相同"})
_TASK_LIST = Vocabulary(
    fields={**OF_BATCH, "总数": OF_FIGURES["总数"], "单位数": "责任单位的个数"},
    tables={"任务分解表": "按责任单位排列的整改内容、整改措施、完成时间和负责人；序号与整改目标表相同"},
)
_ARCHIVE = Vocabulary(fields=OF_BATCH, tables={"归档目录": "来件和各事项的材料，先按事项、再按办理次序排列"})
_LEDGER = Vocabulary(
    fields={**OF_BATCH, "件数": "台账所列事项的件数，含经批准撤销的"},
    tables={"销号管理台账": "整改目标表各栏，以及进展、核查、公示、销号、备案、公开、回访各栏"},
)


def _target_table(scope: Scope) -> Iterator[Subject]:
    table = as_table(target_table.table(scope.batch, scope.cases))
    yield Subject(Values(batch_words(scope), tables={"整改目标表": table}))


def _task_list(scope: Scope) -> Iterator[Subject]:
    view = view_of(scope)
    counts = {"总数": str(len(view.told)), "单位数": str(sum(part.unit is not None for part in view.units))}
    yield Subject(Values(batch_words(scope) | counts, tables={"任务分解表": task_list(view.units)}))


def _archive(scope: Scope) -> Iterator[Subject]:
    yield Subject(Values(batch_words(scope), tables={"归档目录": archive_rows.archive_index(scope)}))


def _ledger(scope: Scope) -> Iterator[Subject]:
    table = as_table(close_out_ledger.table(scope.cases, scope.today))
    fields = batch_words(scope) | {"件数": str(len(table.rows))}
    yield Subject(Values(fields, tables={"销号管理台账": table}))


# ── reports ─────────────────────────────────────────────────────────────────────────────────────

_CASES = {
    "事项": _OF_CASE,
    "滞后事项": _OF_CASE,
    "单位": _OF_UNIT,
    "滞后单位": _OF_UNIT,
}
_PROGRESS = Vocabulary(
    fields={**OF_NUMBER, **OF_BATCH, **OF_FIGURES, "撤销件数": OF_COUNTS["撤销件数"]},
    lists=_CASES,
    tables={
        "进展情况表": "各事项的进展、进度、环节和亮灯",
        **_UNIT_TABLE,
        **_MEASURED_TABLE,
    },
)
_COMPILED = Vocabulary(
    fields={
        **OF_NUMBER,
        **OF_BATCH,
        **OF_COUNTS,
        **OF_FIGURES,
        **OF_VOICES,
        **OF_REPORTS,
        "整改结果统计": "各种整改结果的件数，如“已完成整改1件，达到序时进度2件”",
    },
    lists={**_CASES, "未达到序时进度事项": _OF_CASE},
    tables={
        "整改落实情况表": "各事项的整改落实情况和结果",
        "报送情况表": "各责任单位书面报送的日期，是否逾期",
        **_UNIT_TABLE,
        **_MEASURED_TABLE,
    },
)


def _progress(scope: Scope) -> Iterator[Subject]:
    view = view_of(scope)
    words = (
        place_of_number("progress-report", scope)
        | batch_words(scope)
        | figure_words(view.figures)
        | {"撤销件数": str(view.figures.withdrawn)}
    )
    tables = {
        "进展情况表": progress(view.told),
        "单位情况表": by_unit(view.units, view.figures),
        "指标表": measured(view.figures),
    }
    yield Subject(Values(words, _lists(view), tables))


def _compiled(scope: Scope) -> Iterator[Subject]:
    view, voices = view_of(scope), voice_counts(scope.batch)
    words = (
        place_of_number("compiled-report", scope)
        | batch_words(scope)
        | count_words(batch_counts(scope.batch))
    )
    counts, reports = outcome_counts(view.told), report_rows(scope, view.units)
    words |= figure_words(view.figures) | voice_words(voices) | report_words(reports)
    words["整改结果统计"] = outcome_words(counts)
    tables = {
        "整改落实情况表": results(view.told),
        "报送情况表": report_table(reports, scope),
        "单位情况表": by_unit(view.units, view.figures),
        "指标表": measured(view.figures, voices, counts),
    }
    behind = tuple(_case(each) for each in view.told if each.stated.outcome is Outcome.BEHIND)
    yield Subject(Values(words, _lists(view) | {"未达到序时进度事项": behind}, tables))


def _lists(view: BatchView) -> dict[str, tuple[Row, ...]]:
    units = tuple(figure_words(part.figures) | {"责任单位": part.name} for part in view.units)
    units = tuple({name: row[name] for name in _OF_UNIT} for row in units)
    return {
        "事项": tuple(_case(each) for each in view.told),
        "滞后事项": tuple(_case(each) for each in view.told if each.is_late),
        "单位": units,
        "滞后单位": tuple(row for row in units if row["滞后"] != "0"),
    }


def _case(told: Told) -> Row:
    case = told.life.case
    return {
        "序号": str(case.position),
        "问题编号": numbers.in_a_sentence(case),
        "整改内容": one_line(redact(case.content)),
        "责任单位": lead_of(case),
        "整改时限": target_table.in_a_sentence(limit_of(case)) or "尚未确定",
        "进度": f"{case.progress}%",
        "亮灯": told.life.lit.label,
        "亮灯说明": days_in_words(told.life.lit.why),
        "整改落实情况": one_line(done_so_far(told)),
        "整改结果": result_of(told),
        "结果依据": days_in_words(told.stated.why),
    }


# For each kind about a batch or a unit, what its wording may speak of, and how that is gathered.
BATCH_VALUES: Mapping[str, tuple[Vocabulary, Gather]] = {
    "work-plan": (_WORK_PLAN, _work_plan),
    "target-table": (_TARGET_TABLE, _target_table),
    "task-list": (_TASK_LIST, _task_list),
    "progress-report": (_PROGRESS, _progress),
    "circular": (circular_values.VOCABULARY, circular_values.gather),
    "completion-report": (unit_values.VOCABULARY, unit_values.gather),
    "compiled-report": (_COMPILED, _compiled),
    "announcement": (public_batch_values.VOCABULARY, public_batch_values.gather),
    "archive-index": (_ARCHIVE, _archive),
    "ledger": (_LEDGER, _ledger),
}
