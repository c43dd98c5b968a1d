"""What is asked of answers to doubts, who gives them, and who may see a doubt at all (S17). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bihuan.access.actor import Actor, Role, house_of, within
from bihuan.access.policy import Standing
from bihuan.doubts.doubt import Doubt, Weight
from bihuan.kernel.codes import print_code
from bihuan.kernel.findings import Finding, block

LEAST_REASON = 6
_NO_WORD = re.compile(r"[\W_]+")
# Posts that look over the whole batch: they see doubts from the beginning, as the verifiers do.
OVERSEEING = (Role.COORDINATOR, Role.SENIOR_LEADER, Role.REVIEWER, Role.VIEWER)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer on record: to which doubt, by whom, for which unit (its place in the tree)."""

    key: str
    user_id: int
    unit_path: str


def wanting(doubt: Doubt, answers: Sequence[Answer], *, verifying: str, second: str) -> tuple[bool, bool]:
    """Whether the answer of the verifying unit is still wanting, and that of the second unit."""
    given = [answer for answer in answers if answer.key == doubt.key]
    first = {answer.user_id for answer in given if _of(answer, verifying)}
    other = {answer.user_id for answer in given if _of(answer, second) and not _of(answer, verifying)}
    return not first, doubt.weight is Weight.SEVERE and not other - first


def _of(answer: Answer, unit: str) -> bool:
    return bool(unit) and house_of(answer.unit_path) == house_of(unit)


def doubt_gates(
    doubts: Sequence[Doubt], answers: Sequence[Answer], *, verifying: str, second: str
) -> list[Finding]:
    """Every doubt is answered by a verifier of the verifying unit, a severe one by one of the second unit as well."""
    findings = []
    for doubt in doubts:
        first, other = wanting(doubt, answers, verifying=verifying, second=second)
        code = print_code(doubt.key)
        if first:
            message = f"{doubt.weight.label}{code}未说明：{doubt.message}请核查员核实并说明理由。"
            findings.append(block("doubt-unanswered", message, clause=doubt.clause))
        if other:
            who = "请会同核查单位的核查员核实并说明理由" if second else "请由牵头单位指定会同核查单位"
            message = f"严重疑点{code}须由核查单位和另一单位分别说明，{who}。"
            findings.append(block("doubt-needs-second", message, clause=doubt.clause))
    return findings


def answer_findings(reason: str) -> list[Finding]:
    """A reason of some substance. The same words may do for many doubts; short ones say nothing."""
    if len(_NO_WORD.sub("", reason)) < LEAST_REASON:
        message = f"请写明核实的情况和理由，不少于{LEAST_REASON}个字（标点不计）。"
        return [block("reason-too-short", message, clause="S17")]
    return []


def standing_findings(
    doubt: Doubt | None, answers: Sequence[Answer], *, user_id: int | None, unit_path: str
) -> list[Finding]:
    """The doubt is still there, the unit has not answered it yet, and no person answers for both units."""
    if doubt is None:
        return [
            block("doubt-gone", "该疑点已不存在：佐证材料或者填报内容有变动，请刷新页面核对。", clause="S17")
        ]
    given = [answer for answer in answers if answer.key == doubt.key]
    if any(_of(answer, unit_path) for answer in given):
        return [block("doubt-answered", "本单位已说明该疑点，无需重复说明。", clause="S17")]
    if any(answer.user_id == user_id for answer in given):
        message = "同一人不得代表两个单位说明同一疑点，请由该单位其他核查员说明。"
        return [block("doubt-same-person", message, clause="S17")]
    return []


def answering_unit(actor: Actor, standing: Standing, answered: Sequence[Answer]) -> str:
    """The unit ``actor`` answers for: the verifying one, or the second where that one has answered; "" for neither.

    ``answered`` are the answers to the doubt at hand.
    """
    held = actor.paths((Role.VERIFIER,))
    units = [
        unit
        for unit in (standing.verifying, standing.second)
        if unit and any(within(unit, path) for path in held)
    ]
    open_ones = [unit for unit in units if not any(_of(answer, unit) for answer in answered)]
    return next(iter([*open_ones, *units]), "")


class Sight(StrEnum):
    """How much of the doubts somebody is shown."""

    NOTHING = "nothing"
    # What they say and what was answered, without other units' files.
    WORDS = "words"
    ALL = "all"


def sight_of(actor: Actor, standing: Standing, handling: Sequence[str], *, verified: bool) -> Sight:
    """Who looks over the batch and who verifies see all; the units that do the work, the words after verification.

    ``handling`` are the responsible and supporting units; ``verified``: this round's newest verification is over.
    """
    houses = {house_of(path) for path in handling} - {""}
    if houses & {house_of(path) for path in actor.paths()}:
        return Sight.WORDS if verified else Sight.NOTHING
    over = any(within(standing.coordinator, path) for path in actor.paths(OVERSEEING))
    units = (standing.verifying, standing.second)
    verifies = any(within(unit, path) for path in actor.paths((Role.VERIFIER,)) for unit in units)
    if over or verifies:
        return Sight.ALL
    return Sight.WORDS if verified else Sight.NOTHING
