"""What makes a closed case more likely to be drawn for a re-check (抽查). Pure; the whole rule is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

BASE = 1
# A case closed within the last days before its limit, or after it, was closed in a hurry.
LAST_DAYS = 10


@dataclass(frozen=True, slots=True)
class ClosedFacts:
    """A valid close-out as the weights look at it."""

    code: str
    round: int
    closed_on: date
    limit: date | None
    severe_doubts: int
    objections: int
    kept_up: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """One reason to look again: how much it adds, what it is called beside a case, and its rule in a sentence."""

    weight: int
    label: str
    sentence: str


RELAPSED = Addition(3, "曾反弹", "曾经认定反弹、重新整改后再次销号的")
SEVERE = Addition(2, "曾有严重疑点", "核查时有严重疑点，经核查人员说明后销号的")
OBJECTED = Addition(1, "公示有异议", "公示期内收到异议的")
LAST_MINUTE = Addition(1, "临近时限销号", f"在整改时限前{LAST_DAYS}日以内或者时限以后销号的")
KEPT_UP = Addition(1, "长期坚持", "整改结果为“已完成整改并长期坚持”，须看是否坚持的")
ADDITIONS = (RELAPSED, SEVERE, OBJECTED, LAST_MINUTE, KEPT_UP)


def rule_sentences() -> tuple[str, ...]:
    """The rule as it is published with every draw."""
    return (
        f"每项已销号且有效的事项，基础权重{BASE}。",
        *(f"{each.sentence}，加{each.weight}（{each.label}）。" for each in ADDITIONS),
        "权重为几即有几张签，权重越大越容易抽中；每项至多抽中一次。",
    )


def additions(facts: ClosedFacts) -> tuple[Addition, ...]:
    """What adds to the weight of this close-out."""
    late = facts.limit is not None and facts.closed_on > facts.limit - timedelta(days=LAST_DAYS)
    found = {
        RELAPSED: facts.round > 1,
        SEVERE: facts.severe_doubts > 0,
        OBJECTED: facts.objections > 0,
        LAST_MINUTE: late,
        KEPT_UP: facts.kept_up,
    }
    return tuple(each for each in ADDITIONS if found[each])


def weight(found: Iterable[Addition]) -> int:
    """The weight of a close-out with these additions."""
    return BASE + sum(each.weight for each in found)
