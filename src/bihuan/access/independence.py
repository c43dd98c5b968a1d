"""Who may do what after having done what (T1, S17): the one matrix of independence. Pure.

Policy says what a post allows; this says what having had a hand in a case forbids, whatever the post. It is asked by
``cases.advance.allow``, through which every act on a case passes, whatever the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bihuan.access.actor import Actor, house_of
from bihuan.access.acts import Act
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.words import Labelled


class Part(Labelled):
    """The hand somebody had in a case, in whatever round."""

    HANDLED = "handled", "承办"
    ASKED = "asked", "提出延期或者撤销申请"
    VERIFIED = "verified", "核查"
    CALLED = "called", "回访"
    DECIDED = "decided", "审批销号"
    DRAFTED = "drafted", "拟公开稿"
    REVIEWED = "reviewed", "公开审查"


# Having done one of these acts is having had that part.
PART_OF: dict[Act, Part] = {
    **dict.fromkeys(
        (
            Act.ACKNOWLEDGE_CASE, Act.RETURN_CASE, Act.SUBMIT_PLAN, Act.REPORT_PROGRESS, Act.ADD_EVIDENCE,
            Act.SUBMIT_FOR_VERIFICATION, Act.APPLY_CLOSE_OUT, Act.REPLY_SUPERVISION,
        ),
        Part.HANDLED,
    ),
    **dict.fromkeys((Act.REQUEST_EXTENSION, Act.REQUEST_WITHDRAWAL), Part.ASKED),
    **dict.fromkeys((Act.PASS_VERIFICATION, Act.FAIL_VERIFICATION, Act.ANSWER_DOUBT), Part.VERIFIED),
    Act.RECORD_RETURN_VISIT: Part.CALLED,
    **dict.fromkeys((Act.CLOSE_CASE, Act.REFUSE_CLOSE_OUT), Part.DECIDED),
    Act.DRAFT_STATEMENT: Part.DRAFTED,
    Act.REVIEW_STATEMENT: Part.REVIEWED,
}  # fmt: skip


def _making(part: Part) -> frozenset[Act]:
    return frozenset(act for act, made in PART_OF.items() if made is part)


HANDLING = _making(Part.HANDLED)
VERIFYING = _making(Part.VERIFIED)
CALLING = _making(Part.CALLED)
APPROVING = _making(Part.DECIDED)
DRAFTING = _making(Part.DRAFTED)
REVIEWING = _making(Part.REVIEWED) | {Act.SEND_BACK_STATEMENT}
JUDGING_PLANS = frozenset({Act.APPROVE_PLAN, Act.SEND_BACK_PLAN})
JUDGING_REQUESTS = frozenset(
    {Act.APPROVE_EXTENSION, Act.REFUSE_EXTENSION, Act.APPROVE_WITHDRAWAL, Act.REFUSE_WITHDRAWAL}
)
APPOINTING = frozenset({Act.APPOINT_VERIFIER, Act.APPOINT_SECOND_VERIFIER})
RULING = frozenset({Act.DISMISS_OBJECTION, Act.UPHOLD_OBJECTION})
LOOKING_BACK = frozenset({Act.LOOK_BACK})
DENYING_RELAPSE = frozenset({Act.DISMISS_RELAPSE})
SUPERVISING = frozenset({Act.ISSUE_SUPERVISION, Act.SETTLE_SUPERVISION, Act.WITHDRAW_SUPERVISION})


@dataclass(frozen=True, slots=True)
class Bar:
    """``acts`` are closed to a person who had ``part``; to their whole department as well when ``house``."""

    part: Part
    acts: frozenset[Act]
    house: bool = False


MATRIX: tuple[Bar, ...] = (
    # Whose work it is judges it nowhere: neither the person nor the department, its offices included. Who objected
    # is not told to those who are objected to, and a leader's signature is not recorded by those whom it serves.
    Bar(
        Part.HANDLED,
        VERIFYING | CALLING | APPROVING | JUDGING_PLANS | JUDGING_REQUESTS | APPOINTING | RULING | LOOKING_BACK
        | DENYING_RELAPSE | SUPERVISING | {Act.POST_NOTICE, Act.REVEAL_OBJECTOR, Act.RECORD_SIGNATURE},
        house=True,
    ),
    # An office reviews what it makes public itself (政府信息公开条例第17条): by another person, not another department.
    Bar(Part.HANDLED, REVIEWING),
    Bar(Part.ASKED, JUDGING_REQUESTS),
    Bar(Part.VERIFIED, HANDLING | CALLING | APPROVING | RULING | LOOKING_BACK | DENYING_RELAPSE),
    Bar(Part.CALLED, HANDLING | VERIFYING | APPROVING),
    # Not DENYING_RELAPSE: where the coordinator itself is responsible, the leader above it must be able to.
    Bar(Part.DECIDED, HANDLING | VERIFYING | CALLING | LOOKING_BACK),
    Bar(Part.DRAFTED, REVIEWING),
    Bar(Part.REVIEWED, HANDLING | DRAFTING),
)  # fmt: skip

# The acts that the matrix closes to somebody: of all others nobody need be asked what they did.
CLOSED_TO_SOME = frozenset[Act]().union(*(bar.acts for bar in MATRIX))


@dataclass(frozen=True, slots=True)
class Hands:
    """Who had which part in a case: people by account, departments by their place in the tree.

    ``handling`` are the responsible and the supporting units and every unit that took the case in hand before.
    """

    people: Mapping[Part, frozenset[int]] = field(default_factory=dict)
    handling: tuple[str, ...] = ()

    def houses(self) -> frozenset[str]:
        """The departments that handle or handled the case."""
        return frozenset(house_of(path) for path in self.handling if path)


def independence_findings(actor: Actor, act: Act, hands: Hands) -> list[Finding]:
    """Why this person, for what they or their department did on the case, may not do ``act``. Empty when they may."""
    houses = {house_of(post.unit_path) for post in actor.posts}
    findings = []
    for bar in MATRIX:
        if act not in bar.acts:
            continue
        if actor.user_id in hands.people.get(bar.part, frozenset()):
            message = f"{actor.name}已在本事项中{bar.part.label}，不得再办理“{act.label}”。"
            findings.append(block(f"after-{bar.part.value}", message, clause="S17"))
        elif bar.house and houses & hands.houses():
            message = f"{actor.name}在本事项的责任单位或者配合单位任职，不得办理“{act.label}”。"
            findings.append(block("belongs-to-handler", message, clause="S17"))
    return findings


def unit_findings(verifying: str, hands: Hands, *, name: str) -> list[Finding]:
    """Why the unit at ``verifying`` may not verify: none is named, or its department had the case in hand."""
    if not verifying:
        return [block("no-verifying-unit", "尚未指定核查单位，请由牵头单位指定。", clause="S15")]
    if house_of(verifying) in hands.houses():
        message = f"{name}是本事项的责任单位或者配合单位，不得核查，请指定其他单位（如管委会办公室或者联合核查组）。"
        return [block("verifier-is-handler", message, clause="S17")]
    return []
