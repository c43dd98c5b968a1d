"""The rules of merging and routing. Pure: facts in, findings out."""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.cases.lifecycle import BEFORE_WORK, WORKING, State
from bihuan.kernel.findings import Finding, block

MERGEABLE = BEFORE_WORK | WORKING | {State.REOPENED, State.VERIFYING}


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """Where an opinion stands."""

    number: str
    batch_id: int
    in_cases: frozenset[int]
    answered_directly: bool
    # The direct answer was not understood: the matter may be taken up after all (S12).
    not_understood: bool = False


def merge_gates(case_id: int, batch_id: int, opinions: Sequence[OpinionFacts]) -> list[Finding]:
    """Opinions may join a case of their own batch once, and only while nobody has answered them directly."""
    findings = [] if opinions else [block("no-opinions", "请至少选择一条意见。", clause="S13")]
    for opinion in opinions:
        if opinion.batch_id != batch_id:
            findings.append(
                block("other-batch", f"意见{opinion.number}不属于本批次，不能归并。", clause="S13")
            )
        if case_id in opinion.in_cases:
            findings.append(block("already-merged", f"意见{opinion.number}已在本事项中。", clause="S13"))
        findings += direct_answer_findings(opinion)
    return findings


def unmerge_gates(*, member: bool, founding: bool) -> list[Finding]:
    """The opinion a case was opened for stays; the others may leave."""
    if not member:
        return [block("not-merged", "该意见不在本事项中，请刷新页面核对。", clause="S13")]
    if founding:
        return [
            block(
                "founding-opinion", "该意见是立项意见，不能撤销归并；如不再整改请申请撤销事项。", clause="S13"
            )
        ]
    return []


def open_gates(opinion: OpinionFacts, reason: str) -> list[Finding]:
    """A case is opened for an opinion with the reason for its route; a second one (splitting) with its own."""
    findings = direct_answer_findings(opinion)
    if opinion.in_cases and not reason.strip():
        message = f"意见{opinion.number}已立项，另立一项请说明拆分理由。"
        findings.append(block("split-reason-missing", message, clause="S13"))
    elif not reason.strip():
        findings.append(block("route-reason-missing", "请填写立项和选择整改类型的理由。", clause="S2"))
    return findings


def direct_answer_gates(opinion: OpinionFacts, reason: str) -> list[Finding]:
    """An opinion is answered directly only while no case has taken it up, and with a reason (S12)."""
    findings = direct_answer_findings(opinion, again=True)
    if opinion.in_cases:
        findings.append(
            block("in-a-case", f"意见{opinion.number}已立项整改，不能再作直接答复。", clause="S12")
        )
    if not reason.strip():
        findings.append(block("reason-missing", "请填写直接答复的理由。", clause="S12"))
    return findings


def direct_answer_findings(opinion: OpinionFacts, *, again: bool = False) -> list[Finding]:
    """The finding for an opinion that was already answered directly, unless that was not understood."""
    if opinion.answered_directly and (again or not opinion.not_understood):
        return [block("answered-directly", f"意见{opinion.number}已按直接答复办理。", clause="S12")]
    return []


def reason_findings(reason: str, what: str) -> list[Finding]:
    """A decision about an opinion carries its reason (S13)."""
    return [] if reason.strip() else [block("reason-missing", f"请填写{what}。", clause="S13")]


def still_open(state: State) -> list[Finding]:
    """What stands in a case may change only until the notice: then the public has read it."""
    if state in MERGEABLE:
        return []
    message = f"事项现为“{state.label}”，公示以后不再增减归并的意见；确有需要请另行立项。"
    return [block("too-late-to-merge", message, clause="S13")]
