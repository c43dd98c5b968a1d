"""The rules of contact, reply and return visit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.kernel.findings import Finding, block

VISITABLE = STRUCK_OFF | {State.VERIFIED, State.NOTICING}


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What was said to one opinion of a case, in the present round."""

    number: str
    contactable: bool
    contacted: bool
    replied: bool
    visited: bool
    attempts: int = 0


def unanswered(voices: Sequence[VoiceFacts]) -> list[Finding]:
    """逐条回应 (S4): every opinion of the case has a reply of its own; who left contact details was contacted (S9)."""
    findings = []
    for voice in voices:
        if voice.contactable and not voice.contacted:
            message = f"意见{voice.number}留有联系方式，尚未联系告知，请先登记联系。"
            findings.append(block("not-contacted", message, clause="S9"))
        if not voice.replied:
            findings.append(block("not-replied", f"意见{voice.number}尚未答复，请先登记答复。", clause="S4"))
    return findings


def unvisited(voices: Sequence[VoiceFacts]) -> list[Finding]:
    """回访 comes before (S26): every opinion was visited, or has its recorded reason why not."""
    return [
        block("not-visited", f"意见{voice.number}尚未回访，请先登记回访或者不能回访的原因。", clause="S26")
        for voice in voices
        if not voice.visited
    ]


def text_findings(text: str, what: str, *, clause: str) -> list[Finding]:
    """Words are wanted."""
    return [] if text.strip() else [block("text-missing", f"请填写{what}。", clause=clause)]


def visit_findings(*, outcome: str, satisfaction: str, contactable: bool, attempts: int) -> list[Finding]:
    """A visit's outcome fits what is known: three attempts for 未能联系, and a verdict only from somebody reached."""
    findings = []
    if outcome == "unreachable" and attempts < 3:
        message = f"已登记联系{attempts}次，满三次仍未联系上的方可登记“三次未能联系”。"
        findings.append(block("attempts-too-few", message, clause="S26"))
    if outcome == "no_contact" and contactable:
        findings.append(block("contact-was-left", "该意见留有联系方式，请电话或上门回访本人。", clause="S26"))
    if outcome != "reached" and satisfaction != "unknown":
        findings.append(block("verdict-from-nobody", "未访到本人的，满意度请选“未评价”。", clause="S14"))
    return findings


def moment_findings(state: State) -> list[Finding]:
    """A visit asks about work that was done and verified; before that there is nothing to be pleased with."""
    if state in VISITABLE:
        return []
    message = f"事项现为“{state.label}”，核查通过以后方可回访；联系群众请用“登记联系”。"
    return [block("too-early-to-visit", message, clause="S26")]


def member_findings(*, member: bool) -> list[Finding]:
    """A visit belongs to a case in which the opinion stands."""
    return [] if member else [block("not-merged", "该意见不在本事项中，请刷新页面核对。", clause="S26")]


def not_answered_directly() -> list[Finding]:
    """Only a direct answer ends with whether it was understood."""
    return [block("not-answered-directly", "该意见没有按直接答复办理，无需登记理解情况。", clause="S12")]


def understanding_findings(*, replied: bool, understood: bool, note: str) -> list[Finding]:
    """Whether it was understood can be known only after the explanation; a "no" says why (S12)."""
    findings = []
    if not replied:
        findings.append(block("not-replied", "尚未答复该意见，请先登记答复再登记理解情况。", clause="S12"))
    if not understood and not note.strip():
        findings.append(block("note-missing", "未取得理解的，请写明原因和后续安排。", clause="S12"))
    return findings
