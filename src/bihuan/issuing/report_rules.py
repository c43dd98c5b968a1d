"""The rules of 书面报送 (S20): what a unit's report needs before it counts, and when it is sent back. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bihuan.kernel.findings import Finding, block

# In a sentence: a claim that something is finished, the cases it names, and words that mean every case.
_CLAIM = re.compile(
    r"已(?:经)?(?:全部|全面|如期|按期|按时)*(?:完成整改|整改(?:完成|完毕|到位)|完成销号|销号)"
)
_NAMED = re.compile(r"第(\d+)项")
_EVERY = re.compile(r"全部|所有|各项|均|都")
_SENTENCE = re.compile(r"[。；;！\n]")


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the gates of a report look at.

    ``in_batch`` and ``handed`` count the cases of the batch and those handed to the unit; ``unfinished`` are the
    positions of the unit's cases that are not struck off; ``typed`` is what the unit wrote.
    """

    unit: str
    in_batch: int
    handed: int
    unfinished: frozenset[int] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinalFacts:
    """A paper made final before, which is to be submitted as it stands."""

    spoiled: bool
    submitted: bool
    unchanged: bool


def report_gates(facts: ReportFacts) -> list[Finding]:
    """There is something to report on, and nothing is called finished that is not struck off (T17)."""
    if not facts.in_batch:
        return [block("batch-empty", "本批次没有整改事项，无需报送整改情况报告。", clause="S20")]
    if not facts.handed:
        message = f"{facts.unit}在本批次没有已交办的整改事项，无需报送；应由其他单位报送的，请核对所选单位。"
        return [block("nothing-to-report", message, clause="S20")]
    return list(_claims(facts.typed, facts.unfinished))


def _claims(typed: Mapping[str, str], unfinished: Collection[int]) -> Iterator[Finding]:
    for name, text in typed.items():
        for sentence in _SENTENCE.split(text):
            if not _CLAIM.search(sentence):
                continue
            named = {int(number) for number in _NAMED.findall(sentence)}
            wrong = named & set(unfinished) if named else unfinished if _EVERY.search(sentence) else ()
            if wrong:
                which = "、".join(f"第{position}项" for position in sorted(wrong))
                message = (
                    f"写有“{sentence.strip()[:40]}”，而{which}尚未销号，"
                    "不得写作已完成；请据实改写，或者先办理销号。"
                )
                yield block("claimed-done", message, where=name, clause="S17")


def final_gates(facts: FinalFacts) -> list[Finding]:
    """A paper made final is submitted once, while it is valid and still says what is so."""
    findings = []
    if facts.spoiled:
        message = "所选报告已作废，请重新拟写，或者选用有效的报告。"
        findings.append(block("report-spoiled", message, clause="S20"))
    if facts.submitted:
        findings.append(block("report-submitted", "所选报告已报送，请勿重复报送。", clause="S20"))
    if not findings and not facts.unchanged:
        message = "所选报告定稿后整改情况有变动，内容与现在不符；请将其作废，重新拟写后报送。"
        findings.append(block("report-changed", message, clause="S20"))
    return findings


def send_back_gates(*, sent_back: bool, reason: str) -> list[Finding]:
    """A report is sent back once, with what to mend."""
    if sent_back:
        return [block("already-sent-back", "本报告已退回，请刷新页面核对。", clause="S20")]
    if not reason.strip():
        return [block("reason-missing", "请填写退回理由，写明需要补充和修改的内容。", clause="S20")]
    return []
