"""The rules of a verification: what must be there before it, and what a pass needs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bihuan.access.actor import same_house
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.numbers import squeeze


@dataclass(frozen=True, slots=True)
class Check:
    """What the verifier says of one line."""

    subject: str
    text: str
    met: bool
    found: str


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """An indicator and what was reached."""

    name: str
    comparator: str
    value: Decimal
    unit: str
    numerator: Decimal | None
    denominator: Decimal | None


# How a comparison is printed.
SIGNS = {">=": "≥", "<=": "≤"}


def reached(indicator: IndicatorFacts) -> Decimal | None:
    """The value reached: in per cent when there is a denominator. None while it is not known (T10)."""
    if indicator.numerator is None:
        return None
    if indicator.unit != "%":
        return indicator.numerator
    if not indicator.denominator:
        return None
    return indicator.numerator * 100 / indicator.denominator


def indicator_met(indicator: IndicatorFacts) -> bool | None:
    """Whether the promise is kept; None while it is not known. 147 of 150 is exactly 98 % and passes 达98%."""
    value = reached(indicator)
    if value is None:
        return None
    return value <= indicator.value if indicator.comparator == "<=" else value >= indicator.value


def indicator_findings(indicators: Sequence[IndicatorFacts]) -> list[Finding]:
    """An indicator without a reading, or short of its promise, cannot be sent up as done."""
    findings = []
    for indicator in indicators:
        met = indicator_met(indicator)
        if met is None:
            message = f"指标“{indicator.name}”尚未填报实际值（分子、分母），请在报告进展时补充。"
            findings.append(block("indicator-unread", message, clause="S15"))
        elif not met:
            message = (
                f"指标“{indicator.name}”实际为{printed(indicator)}{indicator.unit}，"
                f"未达到目标{indicator.value.normalize():f}{indicator.unit}，请继续整改或申请延期。"
            )
            findings.append(block("indicator-short", message, clause="S15"))
    return findings


def printed(indicator: IndicatorFacts) -> str:
    """The value reached, never rounded up to the promise it misses: 97.998 % is printed 97.99 %."""
    away = ROUND_CEILING if indicator.comparator == "<=" else ROUND_FLOOR
    value = reached(indicator)
    return f"{value.quantize(Decimal('0.01'), away):f}" if value is not None else ""


def two_units_findings(unit: str, other: str, *, name: str) -> list[Finding]:
    """The second unit that verifies is another department than the first; ``other`` is empty where none is named."""
    if same_house(unit, other):
        message = f"{name}与另一核查单位属于同一部门，请指定其他单位：核查与会同核查应当由两个单位分别进行。"
        return [block("verifying-units-same", message, clause="S17")]
    return []


def self_check_findings(text: str) -> list[Finding]:
    """The unit signs with words of its own (自查)."""
    return (
        []
        if text.strip()
        else [block("self-check-missing", "请填写自查情况并由部门领导签字。", clause="S16")]
    )


def sent_back_findings(*, unreported: bool) -> list[Finding]:
    """What was sent back is not sent up again as it was: the unit says first what it has done since (S17)."""
    if not unreported:
        return []
    message = "退回整改以后尚未报告新的进展，请先“报告进展”，写明针对退回意见做了哪些整改。"
    return [block("nothing-since-sent-back", message, clause="S17")]


def on_the_form(checks: Sequence[Check], lines: Sequence[tuple[str, str]]) -> list[Check]:
    """The checks that speak of ``lines``, in their order, one each: a word about anything else counts for nothing."""
    said = {(check.subject, check.text): check for check in checks}
    return [said[line] for line in lines if line in said]


def pass_findings(
    checks: Sequence[Check], wanted: int, verifiers: Sequence[str], needed: int
) -> list[Finding]:
    """A pass needs every line looked at and met, and enough verifiers."""
    findings = form_findings(checks, wanted, verifiers, needed)
    if any(not check.met for check in checks):
        findings.append(
            block(
                "line-not-met",
                "有对照内容未达到，不能作出“通过”结论；请选择“核查不通过”并写明原因。",
                clause="S17",
            )
        )
    return findings


def form_findings(
    checks: Sequence[Check], wanted: int, verifiers: Sequence[str], needed: int
) -> list[Finding]:
    """What any verification needs: a word on every line, and the names of enough different verifiers."""
    findings = []
    if len(checks) < wanted or any(not check.found.strip() for check in checks):
        findings.append(block("line-unchecked", "请对每一项对照内容填写核查情况。", clause="S15"))
    if len({squeeze(name) for name in verifiers} - {""}) < needed:
        findings.append(block("too-few-verifiers", f"核查人员不得少于{needed}人，请补充姓名。", clause="S17"))
    return findings
