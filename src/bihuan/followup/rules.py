"""The rules after a close-out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.kernel.findings import Finding, block

# A look back made up to a week before its day counts for it.
EARLY = timedelta(days=7)


def look_back_days(closed_on: date, after: Sequence[int]) -> tuple[date, ...]:
    """When a close-out is looked back at: calendar days after it (RuleBook, default 30, 90, 180)."""
    return tuple(closed_on + timedelta(days=days) for days in after)


def next_look_back(closed_on: date, after: Sequence[int], looked_on: date | None) -> date | None:
    """The first day to look back on that no look back has answered; ``looked_on`` is the day of the last one."""
    days = look_back_days(closed_on, sorted(after))
    return next((day for day in days if looked_on is None or looked_on < day - EARLY), None)


def look_back_gates(found: str, looked_on: date, closed_on: date, today: date) -> list[Finding]:
    """A look back says what was found, and lies between the close-out and today."""
    findings = [] if found.strip() else [block("text-missing", "请填写回头看情况。", clause="S14")]
    if not closed_on <= looked_on <= today:
        message = f"回头看日期应在销号日期{closed_on}至今天之间，请修改。"
        findings.append(block("look-back-date", message, clause="S14"))
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


@dataclass(frozen=True, slots=True)
class RelapseFacts:
    """An opinion held against a close-out it may contradict."""

    number: str
    said_on: date
    closed_on: date
    in_force: bool
    in_this_case: bool
    ruled: bool


def ruling_gates(facts: RelapseFacts) -> list[Finding]:
    """Whether an opinion is a relapse is ruled once, of an opinion newer than a close-out in force."""
    findings: list[Finding] = []
    name = f"意见{facts.number}"
    if facts.ruled:
        message = f"{name}是否属于本事项反弹已有认定，不再重复认定。"
        findings.append(block("relapse-already-ruled", message, clause="S14"))
    elif not facts.in_force:
        message = "该次销号已撤销，无需再认定是否反弹，请刷新页面核对。"
        findings.append(block("close-out-not-in-force", message, clause="S14"))
    if facts.in_this_case:
        message = f"{name}本来就在该事项中，不是新的反映，不能据以认定。"
        findings.append(block("opinion-of-this-case", message, clause="S14"))
    elif facts.said_on <= facts.closed_on:
        message = f"{name}于{facts.said_on}收到，不晚于销号日期{facts.closed_on}，不能据以认定反弹。"
        findings.append(block("opinion-not-newer", message, clause="S14"))
    return findings


def announcement_gates(count: int, closed: int, *, waiting: bool) -> list[Finding]:
    """A draw is announced when the one before was carried out: who could choose among announced draws could choose."""
    findings = []
    if waiting:
        message = "本批次已公告的抽查尚未抽取，请先抽取，再公告下一次。"
        findings.append(block("draw-waiting", message, clause="S17"))
    if not closed:
        findings.append(block("nothing-closed", "本批次没有已销号且有效的事项，无从抽查。", clause="S17"))
    elif not 1 <= count <= closed:
        message = f"抽取数量应在1至{closed}之间（本批次已销号且有效的事项共{closed}项），请修改。"
        findings.append(block("count-out-of-range", message, clause="S17"))
    return findings


def drawing_gates(*, drawn: bool, sealed: bool) -> list[Finding]:
    """A draw is carried out once, by a checkpoint that covers its announcement."""
    if drawn:
        return [block("already-drawn", "本次抽查已经抽取，结果不再改变。", clause="S17")]
    if not sealed:
        message = "本次抽查的公告尚未封存进公开日志，请稍后再抽取；长时间未封存的，请系统管理员检查封存任务。"
        return [block("not-sealed", message, clause="S17")]
    return []
