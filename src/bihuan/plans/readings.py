"""The rules of 指标读数 (T10): what a reading needs, and which one an indicator stands by. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bihuan.kernel.findings import Finding, block
from bihuan.plans.rules import reading_findings

LONGEST_SOURCE = 200
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """A reading about to be recorded; ``unit`` and ``name`` are the indicator's."""

    name: str
    unit: str
    read_on: date
    numerator: Decimal
    denominator: Decimal | None
    source: str
    today: date


def reading_gates(facts: ReadingFacts) -> list[Finding]:
    """Counts that can be, of a day that has been, from somewhere. A share names what it is a share of."""
    findings = reading_findings(facts.unit, facts.numerator, facts.denominator, name=facts.name)
    if facts.unit == PERCENT and facts.denominator is None:
        message = f"指标“{facts.name}”以百分比计，请填写分子和分母，由系统计算。"
        findings.append(block("denominator-missing", message, where="分母", clause="S15"))
    if not facts.source.strip():
        message = "请填写数据来源，如“劳动保障监察案件台账，2022年12月31日导出”。"
        findings.append(block("source-missing", message, where="数据来源", clause="S15"))
    elif len(facts.source) > LONGEST_SOURCE:
        message = f"数据来源超过{LONGEST_SOURCE}字，请精简。"
        findings.append(block("source-too-long", message, where="数据来源", clause="S15"))
    if facts.read_on > facts.today:
        message = f"统计截至日{facts.read_on}晚于今天，请核对。"
        findings.append(block("read-in-the-future", message, where="统计截至", clause="S15"))
    return findings


def counts(read_on: date, cut_off: date | None) -> bool:
    """Whether a reading of that day is one the indicator may stand by: none after its cut-off is."""
    return cut_off is None or read_on <= cut_off
