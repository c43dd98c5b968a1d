"""The rules of merging and routing. Pure: facts in, findings out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bihuan.cases.lifecycle import BEFORE_WORK, WORKING, State
from bihuan.kernel.findings import Finding, block

LONGEST_SENDER = 120
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


def settle_gates(*, asked: int, found: Sequence[tuple[str, bool]], remark: str) -> list[Finding]:
    """Amendments of lists (number of the opinion, whether settled) are settled once, with what follows from them."""
    findings = [] if asked else [block("no-amendments", "请至少选择一条清单变更。", clause="S2")]
    if len(found) < asked:
        findings.append(
            block("amendment-unknown", "所选清单变更有的已不存在，请刷新页面后重新选择。", clause="S2")
        )
    findings += [
        block("amendment-settled", f"意见{number}的该条清单变更已经处理，请刷新页面核对。", clause="S2")
        for number, settled in found
        if settled
    ]
    if not remark.strip():
        findings.append(
            block("remark-missing", "请填写处理意见：核对的结果，以及是否需要修改事项。", clause="S2")
        )
    return findings


def unsettled_findings(amendments: Sequence[tuple[str, str]]) -> list[Finding]:
    """One finding for each amendment (number of the opinion, what it is) that nobody has looked at."""
    return [
        block(
            "amendment-open",
            f"意见{number}有未处理的上级清单变更（{what}），请由牵头单位核对处理后再办理。",
            where=number,
            clause="S16",
        )
        for number, what in amendments
    ]


def correction_gates(sender: str, header: Sequence[str], mapping: Mapping[str, str]) -> list[Finding]:
    """A correction says whose tables it is for, and corrects columns that the table has."""
    findings = []
    if not sender.strip():
        findings.append(block("sender-missing", "请指明来文单位，列名的更正按来文单位记住。", clause="S2"))
    if len(sender) > LONGEST_SENDER:
        message = f"来文单位名称超过{LONGEST_SENDER}个字，请核对后填写。"
        findings.append(block("sender-too-long", message, clause="S2"))
    if not mapping:
        findings.append(block("no-correction", "没有更正任何列，无需保存。", clause="S2"))
    findings += [
        block("column-unknown", f"表头中没有“{name}”列，请按表头的列名更正。", clause="S2")
        for name in mapping
        if name not in header
    ]
    return findings
