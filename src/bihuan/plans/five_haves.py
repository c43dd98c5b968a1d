"""五个有 (S8): computed from what the case says, never ticked by hand. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.kernel.findings import Finding, warn


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """One measure of a plan."""

    text: str
    due_on: date | None
    deliverable: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the five haves are computed from."""

    indicators: int
    measures: tuple[MeasureFacts, ...]
    roadmap: str
    limit_date: date | None
    lead: str
    people: tuple[str, ...]
    root_cause: str = ""


@dataclass(frozen=True, slots=True)
class Have:
    """One of the five: its words in the notice, whether it is there, and what would make it so."""

    code: str
    label: str
    met: bool
    advice: str


def five_haves(facts: PlanFacts) -> tuple[Have, ...]:
    """The five, in the order of the notice."""
    measures = facts.measures
    return (
        Have("task", "有量化的工作任务", facts.indicators > 0, "请在整改目标中写明可以计量的指标"),
        Have(
            "roadmap",
            "有推进路线图",
            bool(facts.roadmap.strip()) and bool(measures),
            "请填写推进路线图并列出措施",
        ),
        Have(
            "timetable",
            "有明确的时间表",
            bool(measures) and all(measure.due_on for measure in measures),
            "请为每条措施填写完成时间",
        ),
        Have(
            "body",
            "有具体的责任主体",
            bool(facts.lead) and people_named(facts.people),
            "请填写责任单位和三级责任人",
        ),
        Have(
            "result",
            "有可以检验的成果形式",
            bool(measures) and all(measure.deliverable.strip() for measure in measures),
            "请为每条措施写明成果形式",
        ),
    )


def missing_haves(facts: PlanFacts) -> list[Finding]:
    """A warning for each that is missing. They warn: the founding notice itself lacks some (T12)."""
    return [
        warn(f"no-{have.code}", f"缺“{have.label}”。{have.advice}。", clause="S8")
        for have in five_haves(facts)
        if not have.met
    ]


def people_named(people: Sequence[str]) -> bool:
    """Whether all three levels of responsibility are named (S23)."""
    return len(people) == 3 and all(person.strip() for person in people)
