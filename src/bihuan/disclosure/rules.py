"""The rules of disclosure: review before it; return visits before it. Pure."""

from collections.abc import Sequence

from bihuan.kernel.findings import Finding, block
from bihuan.kernel.redact import private_details


def draft_gates(text: str) -> list[Finding]:
    """A statement has words. Private details in it are for the reviewer to stop."""
    return [] if text.strip() else [block("text-missing", "请填写公开稿。", clause="S27")]


def review_gates(*, waiting: bool, text: str, secrecy_checked: bool, privacy_checked: bool) -> list[Finding]:
    """The reviewer has looked for secrets and for privacy, and no private detail is left (§4.1)."""
    if not waiting:
        return waiting_gates(waiting=waiting)
    findings = []
    if not (secrecy_checked and privacy_checked):
        message = "请确认已进行保密审查和个人信息审查。"
        findings.append(block("review-unconfirmed", message, clause="政府信息公开条例第17条"))
    for detail in private_details(text):
        message = f"公开稿中疑似含有{detail.label}“{detail.masked}”，请退回脱敏。"
        findings.append(block("private-detail", message, clause="个人信息保护法第25条"))
    return findings


def waiting_gates(*, waiting: bool) -> list[Finding]:
    """There must be a draft that waits."""
    return [] if waiting else [block("nothing-to-review", "没有待审查的公开稿，请先拟稿。", clause="S21")]


def disclosure_gates(*, reviewed: bool, unvisited: Sequence[Finding]) -> list[Finding]:
    """The statement that goes out is the one that was reviewed, and the return visits are done (S26)."""
    findings = list(unvisited)
    if not reviewed:
        message = "公开稿尚未通过公开审查，请先由公开审查员审查。"
        findings.append(block("not-reviewed", message, clause="政府信息公开条例第17条"))
    return findings
