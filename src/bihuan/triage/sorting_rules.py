"""What a decision on type, category, route and unit of an opinion must be, and what the journal says of it. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bihuan.access.actor import area_of_path, within
from bihuan.cases.routes import Route
from bihuan.kernel.findings import Finding, block

LONGEST = {"kind": 40, "category": 60}
LABELS = {"kind": "类型", "category": "类别", "route": "整改类型", "unit": "承办单位"}
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Suggested:
    """What was suggested when a person decided, as it was shown; empty where nothing was."""

    kind: str = ""
    category: str = ""
    route: str = ""
    unit: int | None = None


NOTHING_SUGGESTED = Suggested()


@dataclass(frozen=True, slots=True)
class Choice:
    """One opinion (its key) and what a person decided it is. A part that is left empty stays open."""

    opinion: int
    kind: str = ""
    category: str = ""
    route: str = ""
    unit: int | None = None
    urgent: bool = False
    suggested: Suggested = NOTHING_SUGGESTED

    @property
    def is_empty(self) -> bool:
        """Whether nothing was decided."""
        return not (self.kind or self.category or self.route or self.unit or self.urgent)


@dataclass(frozen=True, slots=True)
class SortedOpinion:
    """What is known of an opinion that is to be sorted: its number, and where the office that coordinates it stands."""

    number: str
    coordinator: str


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as the rules look at it."""

    name: str
    path: str
    is_area: bool


def sorting_findings(
    choices: Sequence[Choice], opinions: Mapping[int, SortedOpinion], units: Mapping[int, NamedUnit]
) -> list[Finding]:
    """Everything for which the choices cannot stand, of every opinion."""
    if not choices:
        return [block("no-opinions", "请至少选择一条意见。", clause="S2")]
    if len(choices) > MOST_AT_ONCE:
        message = f"一次最多确认{MOST_AT_ONCE}条，现为{len(choices)}条，请分次确认。"
        return [block("too-many-opinions", message, clause="S2")]
    findings = [
        block("opinion-twice", f"意见{opinions[key].number}出现了{count}次，请只保留一次。", clause="S2")
        for key, count in Counter(choice.opinion for choice in choices).items()
        if count > 1 and key in opinions
    ]
    for choice in choices:
        findings += _of_one(choice, opinions.get(choice.opinion), units)
    return findings


def _of_one(choice: Choice, opinion: SortedOpinion | None, units: Mapping[int, NamedUnit]) -> list[Finding]:
    if opinion is None:
        return [block("opinion-unknown", "有的意见已不在台账中，请刷新页面后重新确认。", clause="S2")]
    name, findings = f"意见{opinion.number}", []
    if choice.is_empty:
        findings.append(block("sorting-empty", f"{name}没有填写任何分类，请至少填写一项。", clause="S2"))
    for part, most in LONGEST.items():
        if len(getattr(choice, part)) > most:
            message = f"{name}的{LABELS[part]}超过{most}个字，请精简。"
            findings.append(block("sorting-too-long", message, clause="S2"))
    if choice.route and choice.route not in set(Route):
        findings.append(block("route-unknown", f"{name}的整改类型不在可选范围内，请重新选择。", clause="S2"))
    if choice.unit is not None:
        findings += _unit_findings(name, units.get(choice.unit), opinion.coordinator)
    return findings


def _unit_findings(name: str, unit: NamedUnit | None, coordinator: str) -> list[Finding]:
    if unit is None:
        return [block("unit-unknown", f"{name}的承办单位已不在单位名录中，请重新选择。", clause="S5")]
    if not within(unit.path, area_of_path(coordinator)):
        message = f"{name}的承办单位{unit.name}不属于本片区，请另选单位。"
        return [block("other-zone", message, clause="S5")]
    if unit.is_area:
        message = f"{name}的承办单位{unit.name}是地方或片区，请选择其中的具体部门。"
        return [block("unit-is-area", message, clause="S5")]
    return []


def followed(choice: Choice) -> list[str]:
    """The parts in which the decision is what was suggested."""
    return [
        part
        for part in LABELS
        if getattr(choice, part) and getattr(choice, part) == getattr(choice.suggested, part)
    ]


def sentence(choice: Choice, number: str, unit_names: Mapping[int, str]) -> str:
    """What the history of the opinion says: what was decided, and whether the suggestions were followed."""
    decided, suggested = _words(choice, unit_names), _words(choice.suggested, unit_names)
    said = "，".join(
        [f"{LABELS[part]}“{words}”" for part, words in decided.items()] + ["急办"] * choice.urgent
    )
    same = [LABELS[part] for part in followed(choice)]
    turned = [
        f"{LABELS[part]}系统建议为“{words}”，未采用"
        for part, words in suggested.items()
        if decided.get(part) != words
    ]
    about = [f"{'、'.join(same)}与系统建议一致"] * bool(same) + turned
    return f"意见{number}分类：{said}" + (f"（{'；'.join(about)}）" if about else "")


def _words(of: Choice | Suggested, unit_names: Mapping[int, str]) -> dict[str, str]:
    words = {
        "kind": of.kind,
        "category": of.category,
        "route": Route(of.route).label if of.route in set(Route) else "",
        "unit": unit_names.get(of.unit, "") if of.unit is not None else "",
    }
    return {part: said for part, said in words.items() if said}


def apart_findings(first: tuple[int, int], second: tuple[int, int], *, known: bool) -> list[Finding]:
    """``first``, ``second``: key and batch of two opinions. Two of one batch are told apart, once."""
    if first[0] == second[0]:
        return [block("same-opinion", "请选择两条不同的意见。", clause="S13")]
    if first[1] != second[1]:
        return [block("other-batch", "两条意见不属于同一批次，不会归并，不需要认定。", clause="S13")]
    if known:
        return [block("already-apart", "这两条意见已认定不是同一件，不需要重复认定。", clause="S13")]
    return []
