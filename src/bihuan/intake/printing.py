"""A reading as lines of Chinese for the terminal, and as the JSON of ``bihuan read --json``. Pure."""

import json
from collections.abc import Iterator
from datetime import date

from bihuan.intake.figures.said import Figure
from bihuan.intake.reading import DocumentFacts, LimitKind, OpinionLine, Reading, Row
from bihuan.intake.seen import SeenTable, data_rows
from bihuan.kernel.findings import Finding, Severity

OPINIONS_SHOWN = 20
FIGURES_SHOWN = 30
_LIMIT_WORDS = {
    LimitKind.IMMEDIATE: "立即",
    LimitKind.FIXED_DATE: "限期",
    LimitKind.STAGED: "分阶段",
    LimitKind.LONG_TERM: "长期",
    LimitKind.CONTINUOUS: "持续",
}
_SEVERITY_WORDS = {Severity.BLOCK: "须改正", Severity.WARN: "请注意", Severity.NOTE: "供参考"}
_DUTY_WORDS = {
    "route": "办理方式",
    "five_haves": "五个有",
    "six_steps": "六步销号",
    "evidence": "佐证材料",
    "return_visit": "回访",
    "report": "书面报送",
    "announcement": "汇总公布",
}
_ROUTE_WORDS = {
    "rectify_now": "立行立改",
    "contact": "联系告知",
    "staged": "解释并逐步解决",
    "long_term": "长期推进",
    "explain_only": "政策解释",
}


def as_json(reading: Reading) -> str:
    """The one object of ``--json``: UTF-8 text, indented, dates ISO, absent things null."""
    return json.dumps(reading.as_json(), ensure_ascii=False, indent=2)


def as_lines(reading: Reading) -> list[str]:
    """What was understood, in the order a reader would check it against the paper."""
    lines = [*_document(reading.document)]
    if reading.table is not None:
        lines += ["", f"整改目标表：{len(reading.table.columns)}列{len(reading.table.rows)}项"]
        for row in reading.table.rows:
            lines += _row(row)
    if reading.opinions:
        lines += ["", f"意见清单：{len(reading.opinions)}条"]
        lines += [_opinion(line) for line in reading.opinions[:OPINIONS_SHOWN]]
        if len(reading.opinions) > OPINIONS_SHOWN:
            lines.append(f"  ……其余{len(reading.opinions) - OPINIONS_SHOWN}条从略")
    lines += figures_lines(reading.figures)
    if reading.tables:
        lines += ["", "表格："]
        lines += [_table(table) for table in reading.tables]
    lines += ["", *findings_lines(reading.findings)]
    return lines


def figures_lines(figures: tuple[Figure, ...]) -> list[str]:
    """The figures the text says, each with its place; sums that were added up here say so."""
    if not figures:
        return []
    shown = [
        f"  {figure.where}　{figure.name}{figure.value}{figure.unit}"
        + (f"（按{figure.text}得出）" if figure.derived else "")
        for figure in figures[:FIGURES_SHOWN]
    ]
    more = [f"  ……其余{len(figures) - FIGURES_SHOWN}处从略"] if len(figures) > FIGURES_SHOWN else []
    return ["", f"文中数字：{len(figures)}处", *shown, *more]


def findings_lines(findings: tuple[Finding, ...]) -> list[str]:
    """The findings, the weightiest first, one a line; a sentence when there is none."""
    if not findings:
        return ["没有需要提示的问题。"]
    weights = list(_SEVERITY_WORDS)
    ordered = sorted(findings, key=lambda finding: weights.index(finding.severity))
    return [f"提示{len(findings)}条：", *(_finding(finding) for finding in ordered)]


def _finding(finding: Finding) -> str:
    clause = f"（依据 {finding.clause}）" if finding.clause else ""
    return f"  [{_SEVERITY_WORDS[finding.severity]}] {finding.message}{clause}"


def _document(facts: DocumentFacts) -> Iterator[str]:
    values = (
        ("发文字号", facts.number),
        ("标题", facts.title),
        ("方案", facts.plan_title),
        ("发文机关", facts.issuing_body),
        ("主送", facts.recipients),
        ("成文日期", _day(facts.issued_on)),
        ("依据", "、".join(facts.basis)),
        ("统筹部门", facts.coordinator),
        ("考评年度", facts.evaluation_year),
        ("整改年度", facts.work_year),
        ("规划期末", _day(facts.plan_period_end)),
        ("反馈意见", f"{facts.received_count}条" if facts.received_count is not None else None),
        ("立项整改", f"{facts.rectify_count}项" if facts.rectify_count is not None else None),
        ("书面报送", _report(facts)),
        ("附件", "、".join(facts.attachments)),
        ("正文", _paragraphs(facts)),
    )
    for word, value in values:
        if value:
            yield f"{word}：{value}"
    for duty in facts.duties:
        items = "、".join(_ROUTE_WORDS.get(item, item) for item in duty.items)
        yield f"{_DUTY_WORDS.get(duty.kind, duty.kind)}（{duty.clause}）：{items}"


def _paragraphs(facts: DocumentFacts) -> str:
    parts = (("通知", facts.letter), ("方案", facts.plan))
    return "，".join(f"{name}{len(lines)}段" for name, lines in parts if lines)


def _report(facts: DocumentFacts) -> str | None:
    if facts.report_due_on is None:
        return None
    return f"{_day(facts.report_due_on)}前" + (f"报{facts.report_to}" if facts.report_to else "")


def _row(row: Row) -> Iterator[str]:
    yield f"  {row.position if row.position is not None else '·'}. {row.number}　{row.type}"
    yield f"     整改内容：{_one_line(row.content)}"
    yield f"     整改目标：{_one_line(row.target)}"
    for at, measure in enumerate(row.measures, 1):
        yield f"     措施{at}：{_one_line(measure)}"
    kinds = [_LIMIT_WORDS[kind] for kind in (row.limit.kind, row.limit.then) if kind]
    yield f"     整改时限：{row.limit.text}（{'，后续'.join(kinds) if kinds else '未识别'}）"
    yield f"     责任部门：{'、'.join(row.units)}　负责人：{row.person}"
    for indicator in row.indicators:
        yield f"     指标：{indicator.name} {indicator.comparator} {indicator.value}{indicator.unit}"


def _opinion(line: OpinionLine) -> str:
    """One opinion, without who gave it: contact details do not belong on a terminal."""
    details = "，".join(
        filter(None, (line.source, _day(line.received_on), "留有联系方式" if _reachable(line) else ""))
    )
    return f"  {line.number}　{_one_line(line.text)[:60]}" + (f"（{details}）" if details else "")


def _table(table: SeenTable) -> str:
    """One table of the file: what it is, where it stands, its columns."""
    rows = sum(len(list(data_rows(part.grid, part.header))) for part in table.parts)
    cut = "" if table.complete else "，末行中断"
    return f"  {table.where}　{table.kind.value}　{len(table.columns)}列{rows}行{cut}：{'、'.join(table.columns)}"


def _reachable(line: OpinionLine) -> bool:
    return bool(line.contact_phone)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
