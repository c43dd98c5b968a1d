"""The gates of a close-out: one pure function each, every one asked, none skipped (S16, S17).

A gate returns findings: empty when it is met. ``closing_gates`` asks them all, so that a refusal lists everything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.kernel.findings import Finding, block


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What the gates look at. Findings that other rooms' rules made of the same rows are handed on as they are."""

    today: date
    applied: bool
    verified: bool
    notice_ends_on: date | None
    open_objections: int
    loose_measures: tuple[Finding, ...] = ()
    missing_evidence: tuple[Finding, ...] = ()
    independence: tuple[Finding, ...] = ()
    short_indicators: tuple[Finding, ...] = ()
    unanswered_voices: tuple[Finding, ...] = ()
    unvisited_voices: tuple[Finding, ...] = ()
    doubts: tuple[Finding, ...] = ()
    amendments: tuple[Finding, ...] = ()


def application_gate(facts: ClosingFacts) -> list[Finding]:
    """The unit has applied."""
    if not facts.applied:
        return [block("not-applied", "责任单位尚未申请销号，请先由部门领导提出申请。", clause="S16")]
    return []


def verification_gate(facts: ClosingFacts) -> list[Finding]:
    """This round was verified, and passed."""
    if not facts.verified:
        return [block("not-verified", "本轮整改尚未核查通过，不得销号。", clause="S16")]
    return []


def independence_gate(facts: ClosingFacts) -> list[Finding]:
    """The verifier was another unit and another person than those who did the work (T1)."""
    return list(facts.independence)


def doubt_gate(facts: ClosingFacts) -> list[Finding]:
    """Every doubt is answered, those that arose after the verification too."""
    return list(facts.doubts)


def notice_gate(facts: ClosingFacts) -> list[Finding]:
    """The notice period is over: its last day has passed."""
    if facts.notice_ends_on is None:
        return [block("no-notice", "本轮整改尚未公示，不得销号。", clause="S16")]
    if facts.today <= facts.notice_ends_on:
        message = f"公示期至{facts.notice_ends_on}届满，期满次日方可销号。"
        return [block("notice-not-over", message, clause="S16")]
    return []


def objection_gate(facts: ClosingFacts) -> list[Finding]:
    """Every objection has been answered."""
    if facts.open_objections:
        message = f"尚有{facts.open_objections}件异议未答复，请逐件答复后再办理销号。"
        return [block("objection-open", message, clause="S16")]
    return []


def measure_gate(facts: ClosingFacts) -> list[Finding]:
    """不留尾巴 (S14): every measure is done or kept up."""
    return list(facts.loose_measures)


def evidence_gate(facts: ClosingFacts) -> list[Finding]:
    """Every kind of evidence is there (S18)."""
    return list(facts.missing_evidence)


def indicator_gate(facts: ClosingFacts) -> list[Finding]:
    """Every promised figure was reached (T10)."""
    return list(facts.short_indicators)


def voice_gate(facts: ClosingFacts) -> list[Finding]:
    """逐条回应 (S4): every opinion has its own reply; the RuleBook may want the return visit here too (S26)."""
    return [*facts.unanswered_voices, *facts.unvisited_voices]


def amendment_gate(facts: ClosingFacts) -> list[Finding]:
    """What a later list of the superior says otherwise of an opinion of the case was looked at: nothing is struck off
    that was meanwhile withdrawn, returned or worded anew."""
    return list(facts.amendments)


GATES: tuple[Callable[[ClosingFacts], list[Finding]], ...] = (
    application_gate,
    measure_gate,
    evidence_gate,
    indicator_gate,
    verification_gate,
    independence_gate,
    doubt_gate,
    notice_gate,
    objection_gate,
    voice_gate,
    amendment_gate,
)


def closing_gates(facts: ClosingFacts) -> list[Finding]:
    """Every unmet gate, in the order of the work."""
    return [finding for gate in GATES for finding in gate(facts)]


def filing_gates(number: str, body: str, filed_on: date, closed_on: date, today: date) -> list[Finding]:
    """A filing has a number, a body, and a day between the close-out and today."""
    findings = []
    if not number.strip():
        findings.append(block("filing-number-missing", "请填写备案号。", clause="S16"))
    if not body.strip():
        findings.append(block("filing-body-missing", "请填写备案机关。", clause="S16"))
    if filed_on < closed_on:
        message = f"备案日期{filed_on}早于销号日期{closed_on}，请修改。"
        findings.append(block("filed-before-closed", message, clause="S16"))
    if filed_on > today:
        findings.append(block("filed-in-the-future", f"备案日期{filed_on}晚于今天，请修改。", clause="S16"))
    return findings


def application_findings(summary: str, *, pending: bool) -> list[Finding]:
    """An application says what was reached, and is made once."""
    findings = [] if summary.strip() else [block("summary-missing", "请填写整改成效。", clause="S16")]
    if pending:
        findings.append(block("already-applied", "已有一份销号申请待审批，请等候审批。", clause="S16"))
    return findings


def nothing_to_refuse(*, pending: bool) -> list[Finding]:
    """There must be an application to send back."""
    return [] if pending else [block("not-applied", "没有待审批的销号申请，请刷新页面核对。", clause="S16")]


def withdrawal_gates(open_objections: int, unanswered_voices: Sequence[Finding]) -> list[Finding]:
    """A case is not given up over somebody's head: objections are ruled on, every opinion has its answer (S4)."""
    findings = list(unanswered_voices)
    if open_objections:
        message = f"尚有{open_objections}件异议未答复，请逐件答复后再办理撤销。"
        findings.append(block("objection-open", message, clause="S16"))
    return findings
