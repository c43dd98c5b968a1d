"""The rules after a close-out. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from bihuan.kernel.findings import Finding, block


def look_back_days(closed_on: date, after: Sequence[int]) -> tuple[date, ...]:
    """When a close-out is looked back at: calendar days after it (RuleBook, default 30, 90, 180)."""
    return tuple(closed_on + timedelta(days=days) for days in after)


def look_back_gates(
    found: str, looked_on: date, closed_on: date, today: date, *, worked_on_it: bool
) -> list[Finding]:
    """A look back says what was found, lies between the close-out and today, and is not made by who did the work."""
    findings = [] if found.strip() else [block("text-missing", "请填写回头看情况。", clause="S14")]
    if not closed_on <= looked_on <= today:
        message = f"回头看日期应在销号日期{closed_on}至今天之间，请修改。"
        findings.append(block("look-back-date", message, clause="S14"))
    if worked_on_it:
        message = "办理过本事项的人员不得进行回头看，请由其他人员办理。"
        findings.append(block("looker-worked-on-it", message, clause="S17"))
    return findings


def reopen_gates(reason: str, *, limit: date | None, new_limit: date | None, today: date) -> list[Finding]:
    """A relapse has a reason; a case with a dated limit gets a new one, for its clock starts anew."""
    findings = [] if reason.strip() else [block("reason-missing", "请填写认定反弹的理由。", clause="S14")]
    if limit is not None and new_limit is None:
        findings.append(block("new-limit-missing", "请填写新的整改时限。", clause="S14"))
    if limit is None and new_limit is not None:
        findings.append(
            block("limit-undated", "本事项没有截止日期，无需填写新的整改时限，请清空。", clause="S14")
        )
    elif new_limit is not None and new_limit <= today:
        findings.append(
            block("new-limit-passed", f"新的整改时限{new_limit}应晚于今天，请修改。", clause="S14")
        )
    return findings
