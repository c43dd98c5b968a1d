"""The gates of the acts of supervision: taking a rung, answering it, settling it, taking it back. Pure."""

from dataclasses import dataclass
from datetime import date

from bihuan.kernel.findings import Finding, block
from bihuan.supervision.ladder import Rung, Taken

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What is looked at before a rung is taken by hand.

    ``cause_known``: it is due now, open already, or one of its own. ``taken``: this rung was taken for it.
    """

    rung: Rung
    why: str
    reply_due_on: date
    today: date
    cause_known: bool
    taken: bool


def issue_gates(facts: IssueFacts) -> list[Finding]:
    """What keeps a rung from being taken by hand."""
    findings = _words(facts.why, "督促事由")
    if facts.reply_due_on <= facts.today:
        message = f"回复期限{facts.reply_due_on}应晚于今天，请修改。"
        findings.append(block("reply-due-passed", message, clause="S15"))
    if facts.taken:
        message = f"同一事由已发出“{facts.rung.label}”，不得重复督促；需要加重的，请选择更高一级。"
        findings.append(block("rung-taken", message, clause="S15"))
    elif not facts.cause_known:
        message = "该事由目前已不需要督促，请刷新页面核对。"
        findings.append(block("not-due", message, clause="S15"))
    return findings


def rule_gates(*, due: bool) -> list[Finding]:
    """The timetable takes what is due, and nothing else."""
    message = "按规则目前不需要该项督促，或者已经发出。"
    return [] if due else [block("not-due", message, clause="S15")]


def reply_gates(taken: Taken, text: str) -> list[Finding]:
    """A rung is answered once, while it is open."""
    if taken.replied_on is not None:
        return [
            block("already-replied", "本督促已经回复，不能再次回复；需要补充的，请报告进展。", clause="S15")
        ]
    return _words(text, "回复内容") + _open(taken)


def settle_gates(taken: Taken, remark: str) -> list[Finding]:
    """One that nobody answered is settled with a reason."""
    findings = _open(taken)
    if taken.replied_on is None and not remark.strip():
        message = "尚未收到回复，请在办结意见中写明无需回复的理由。"
        findings.append(block("reason-missing", message, clause="S15"))
    return findings


def withdraw_gates(taken: Taken, reason: str) -> list[Finding]:
    """What was taken in error is taken back with a reason; its number stays used."""
    return _words(reason, "撤回理由") + _open(taken)


def _open(taken: Taken) -> list[Finding]:
    if taken.withdrawn:
        return [block("withdrawn", "本督促已撤回，无需再办理。", clause="S15")]
    return [block("settled", "本督促已办结，无需再办理。", clause="S15")] if taken.settled else []


def _words(text: str, what: str) -> list[Finding]:
    if not text.strip():
        return [block("reason-missing", f"请填写{what}。", clause="S15")]
    if len(text) > LONGEST:
        return [block("too-long", f"{what}超过{LONGEST}字，请精简。", clause="S15")]
    return []
