"""The rules of a plan and of progress. Pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bihuan.kernel.findings import Finding, block, warn
from bihuan.plans.five_haves import MeasureFacts, PlanFacts, missing_haves, people_named


def submission_gates(facts: PlanFacts) -> list[Finding]:
    """What a plan needs before it is sent up: root cause (S6), measures (S3), three named people (S23)."""
    findings = []
    if not facts.root_cause.strip():
        findings.append(block("root-cause-missing", "请填写问题根源分析。", clause="S6"))
    if not facts.measures:
        findings.append(block("measures-missing", "请至少填写一条整改措施。", clause="S3"))
    if not people_named(facts.people):
        findings.append(block("three-people-missing", "请填齐主要领导、分管领导、具体责任人。", clause="S23"))
    for position, measure in enumerate(facts.measures, start=1):
        if not measure.text.strip():
            message = f"第{position}条措施没有内容，请填写或者删除。"
            findings.append(block("measure-empty", message, clause="S3", where=f"措施第{position}条"))
        if facts.limit_date and measure.due_on and measure.due_on > facts.limit_date:
            message = f"第{position}条措施的完成时间{measure.due_on}晚于整改时限{facts.limit_date}，请调整。"
            findings.append(block("measure-after-limit", message, clause="S24", where=f"措施第{position}条"))
    return findings


def late_measure_findings(measures: Sequence[MeasureFacts], rectify_by: date, limit: date) -> list[Finding]:
    """A measure within the limit that ends too late for 核查、公示、销号、备案、公开 to follow before it (S24)."""
    late = [
        f"第{position}条措施的完成时间{measure.due_on}"
        for position, measure in enumerate(measures, start=1)
        if measure.due_on and rectify_by < measure.due_on <= limit
    ]
    if not late:
        return []
    message = (
        f"{'、'.join(late)}晚于{rectify_by}。按整改时限{limit}倒排，整改完成应不晚于{rectify_by}，"
        "否则来不及核查、公示、销号、备案和公开，请调整。"
    )
    return [warn("measure-after-rectify-by", message, clause="S24")]


def approval_gates(facts: PlanFacts, *, senior: bool, override_reason: str) -> list[Finding]:
    """A plan that lacks one of the five haves needs a senior's reason (T12)."""
    what = "".join(finding.message for finding in missing_haves(facts))
    if what and not senior:
        message = f"{what}请退回补充，或者由片区分管领导说明理由后特批。"
        return [block("five-haves-missing", message, clause="S8")]
    if what and not override_reason.strip():
        return [block("override-reason-missing", f"{what}特批须填写理由。", clause="S8")]
    return []


def progress_gates(percent: int, text: str, last_percent: int) -> list[Finding]:
    """A report says something, and going back needs the words to say why (they are required anyway)."""
    findings = []
    if not 0 <= percent <= 100:
        findings.append(block("percent-out-of-range", "进度应为0至100之间的整数。", clause="S15"))
    if not text.strip():
        findings.append(block("text-missing", "请填写进展情况。", clause="S15"))
    elif percent < last_percent and len(text.strip()) < 10:
        message = f"进度由{last_percent}%降为{percent}%，请在进展情况中写明原因（不少于10字）。"
        findings.append(block("progress-went-back", message, clause="S15"))
    return findings


def reading_findings(
    unit: str, numerator: Decimal | None, denominator: Decimal | None, *, name: str
) -> list[Finding]:
    """A count cannot be negative, nor a part of something exceed it. What is left open is no mistake yet."""
    if (numerator is not None and numerator < 0) or (denominator is not None and denominator <= 0):
        return [block("reading-impossible", f"指标“{name}”的实际值不得为负，分母应大于零。", clause="S15")]
    if unit == "%" and numerator is not None and denominator is not None and numerator > denominator:
        return [block("reading-impossible", f"指标“{name}”的分子大于分母，请核对。", clause="S15")]
    return []


def loose_ends(states: Sequence[tuple[int, bool]]) -> list[Finding]:
    """不留尾巴 (S14): the measures, by position, that are neither done nor kept up."""
    open_ones = [str(position) for position, finished in states if not finished]
    if not open_ones:
        return []
    message = f"第{'、'.join(open_ones)}条措施尚未完成，请完成后再办理。"
    return [block("measures-loose", message, clause="S14")]
