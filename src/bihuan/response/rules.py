"""The rules of contact, reply and return visit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.findings import Finding, block


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


def caller_findings(caller: int | None, handlers: frozenset[int]) -> list[Finding]:
    """Who did the work does not ask whether it pleased."""
    if caller in handlers:
        return [
            block("caller-worked-on-it", "办理过本事项的人员不得进行回访，请由其他人员回访。", clause="S17")
        ]
    return []


def understanding_findings(*, replied: bool, understood: bool, note: str) -> list[Finding]:
    """Whether it was understood can be known only after the explanation; a "no" says why (S12)."""
    findings = []
    if not replied:
        findings.append(block("not-replied", "尚未答复该意见，请先登记答复再登记理解情况。", clause="S12"))
    if not understood and not note.strip():
        findings.append(block("note-missing", "未取得理解的，请写明原因和后续安排。", clause="S12"))
    return findings
