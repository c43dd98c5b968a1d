"""The rules of a public notice and of objections to it. Pure."""

from datetime import date

from bihuan.kernel.findings import Finding, block
from bihuan.kernel.redact import private_details


def notice_gates(text: str, how_to_object: str, starts_on: date, today: date) -> list[Finding]:
    """A notice says what was done, hides whom it must, says how to object, and does not begin in the past."""
    findings = []
    if not text.strip():
        findings.append(block("notice-text-missing", "请填写公示内容。", clause="S16"))
    findings += private_findings(text, "公示内容")
    if not how_to_object.strip():
        findings.append(block("how-to-object-missing", "请写明异议受理单位、电话和地址。", clause="S16"))
    if starts_on < today:
        findings.append(
            block("notice-in-the-past", f"公示开始日期{starts_on}早于今天，请修改。", clause="S16")
        )
    return findings


def summary_findings(public_text: str) -> list[Finding]:
    """The public reads a redacted summary of the problem, never the original words (T19)."""
    if not public_text.strip():
        return [block("public-text-missing", "请填写问题的公开摘要。", clause="S27")]
    return private_findings(public_text, "公开摘要")


def private_findings(text: str, what: str) -> list[Finding]:
    """Each personal detail found in a text that is about to be public (T19)."""
    return [
        block(
            "private-detail",
            f"{what}中疑似含有{detail.label}“{detail.masked}”，请脱敏后再提交。",
            clause="个人信息保护法第25条",
        )
        for detail in private_details(text)
    ]


def objection_gates(text: str, today: date, starts_on: date, ends_on: date) -> list[Finding]:
    """An objection has words and comes within the period."""
    findings = [] if text.strip() else [block("text-missing", "请填写异议内容。", clause="S16")]
    if not starts_on <= today <= ends_on:
        message = f"公示期为{starts_on}至{ends_on}，现不在公示期内。如有意见请向牵头单位反映。"
        findings.append(block("not-in-notice-period", message, clause="S16"))
    return findings


def purpose_gates(purpose: str) -> list[Finding]:
    """Whoever looks at somebody's contact details says what for."""
    if purpose.strip():
        return []
    message = "请填写查看联系方式的用途。"
    return [block("purpose-missing", message, clause="个人信息保护法第6条")]


def ruling_gates(answer: str, *, is_open: bool) -> list[Finding]:
    """An objection is ruled on once, with an answer."""
    findings = [] if answer.strip() else [block("answer-missing", "请填写对异议的答复。", clause="S16")]
    if not is_open:
        findings.append(block("objection-answered", "该异议已经答复，请刷新页面核对。", clause="S16"))
    return findings
