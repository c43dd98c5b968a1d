"""The rules of hand-over: the four elements, returns, extensions, withdrawals. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.access.actor import area_of_path, within
from bihuan.intake.reading import LimitKind
from bihuan.kernel.findings import Finding, block


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """What the gates of an assignment look at."""

    target: str
    measures: int
    limit_kind: str
    limit_date: date | None
    lead: str
    person_in_charge: str
    batch_issued: bool
    # The day from which the clock runs: of the first assignment, or of the one about to be made.
    start: date


def handover_gates(facts: HandoverFacts) -> list[Finding]:
    """What is missing before a case may be assigned: the four elements and a person (S3), an issued notice."""
    findings = []
    if not facts.target.strip():
        findings.append(block("target-missing", "尚未填写整改目标，请先补充。", clause="S3"))
    if facts.measures == 0:
        findings.append(block("measures-missing", "尚未填写整改措施，请至少填写一条。", clause="S3"))
    if not facts.lead:
        findings.append(block("lead-missing", "尚未确定责任单位，请先选择。", clause="S3"))
    if not facts.person_in_charge.strip():
        findings.append(block("person-missing", "尚未填写负责人，请先补充。", clause="S23"))
    findings += limit_findings(facts.limit_kind, facts.limit_date)
    findings += limit_start_findings(facts.limit_date, facts.start)
    if not facts.batch_issued:
        findings.append(
            block("batch-not-issued", "本批次尚未印发、规则尚未固定，请先办理“印发批次”。", clause="S5")
        )
    return findings


def limit_findings(kind: str, day: date | None) -> list[Finding]:
    """A limit has a kind, and a date exactly where its kind has one (T4)."""
    if not kind:
        return [block("limit-missing", "尚未填写整改时限，请选择时限类型。", clause="S3")]
    if kind == LimitKind.FIXED_DATE and day is None:
        return [block("limit-date-missing", "限期整改须填写截止日期，请补充。", clause="S3")]
    if kind in (LimitKind.LONG_TERM, LimitKind.CONTINUOUS) and day is not None:
        return [
            block(
                "limit-date-unexpected",
                "长期整改、持续推进不填截止日期；有明确期限的请选限期或分阶段整改。",
                clause="S3",
            )
        ]
    return []


def limit_start_findings(limit: date | None, start: date) -> list[Finding]:
    """No limit lies before the assignment."""
    if limit is None or limit >= start:
        return []
    message = f"整改时限{limit}早于交办日期{start}，请核对后修改整改时限。"
    return [block("limit-before-assignment", message, clause="S3")]


def limit_change_findings(
    before: date | None, after: date | None, *, assigned_on: date | None, today: date
) -> list[Finding]:
    """A limit that is set anew lies after the assignment; one that has run out is moved by an extension alone."""
    if after == before:
        return []
    if assigned_on is not None and before is not None and before < today:
        message = f"整改时限{before}已过，不得以修改事项要素代替延期。请先改派，再由责任单位申请延期。"
        return [block("limit-passed", message, clause="S23")]
    return limit_start_findings(after, assigned_on or today)


def zone_findings(units: Mapping[str, str], coordinator: str) -> list[Finding]:
    """Units (name to path) given work must stand in the coordinator's zone, or in one below it."""
    zone = area_of_path(coordinator)
    return [
        block("other-zone", f"{name}不属于本片区，请另选单位。", clause="S5")
        for name, path in units.items()
        if not within(path, zone)
    ]


def return_gates(*, final: bool) -> list[Finding]:
    """After a ruling a case is not returned again."""
    if final:
        return [
            block(
                "assignment-final",
                "本事项经裁定交办，不得再次退回；确有困难请申请延期或者撤销。",
                clause="S5",
            )
        ]
    return []


def ends_ping_pong(returns: int, most: int) -> str:
    """The sentence by which the next assignment is final; empty while a case may still be returned (首接负责制)."""
    if returns < most:
        return ""
    return f"（本事项已退回{returns}次，依首接负责制裁定交办，由该单位负责到底，不得再退）"


def extension_gates(limit: date | None, new_date: date, *, pending: bool) -> list[Finding]:
    """An extension needs a dated limit, a later date, and no other request waiting."""
    findings = []
    if limit is None:
        findings.append(block("limit-undated", "本事项没有截止日期，无需申请延期。", clause="S23"))
    elif new_date <= limit:
        findings.append(
            block("extension-not-later", f"延期后的日期应晚于现时限{limit}，请修改。", clause="S23")
        )
    if pending:
        findings.append(block("request-pending", "已有一份延期申请待审批，请等候审批。", clause="S23"))
    return findings


def withdrawal_gates(*, pending: bool) -> list[Finding]:
    """One request at a time."""
    return [block("request-pending", "已有一份撤销申请待审批，请等候审批。", clause="S17")] if pending else []


def decision_gates(*, pending: bool) -> list[Finding]:
    """There must be something to decide."""
    message = "没有待审批的申请，请刷新页面核对。"
    return [] if pending else [block("nothing-to-decide", message, clause="S17")]
