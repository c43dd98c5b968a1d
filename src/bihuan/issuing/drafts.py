"""A paper before it is made final: as the data of now give it, and what still keeps it from being issued."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from bihuan.access.actor import Actor
from bihuan.cases.visibility import visible_cases
from bihuan.documents.kinds import Kind
from bihuan.documents.wording import fill_ins
from bihuan.issuing.facts import NUMBER, Matter, drawn, issue_facts, reserved_number
from bihuan.issuing.rules import issue_gates
from bihuan.issuing.wordings import wording_in_force
from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.findings import Finding
from bihuan.typesetting.fonts import missing_glyphs
from bihuan.typesetting.paper import Paper, as_json

DRAFT = "草稿，尚未定稿"


@dataclass(frozen=True, slots=True)
class Draft:
    """``paper`` is None where the subject gives none, or several."""

    kind: Kind
    matter: Matter
    version: int
    paper: Paper | None
    findings: tuple[Finding, ...]


def blanks_of(kind: Kind, matter: Matter) -> tuple[str, ...]:
    """What is typed before a paper of ``kind`` about ``matter`` is issued."""
    return fill_ins(wording_in_force(matter.batch.coordinator_id, kind).text)


def draft_of(kind: Kind, matter: Matter, *, by: Actor, today: date, typed: Mapping[str, str]) -> Draft:
    """The paper of ``kind`` about ``matter`` as ``by`` would issue it today, marked as a draft at its foot."""
    in_force = wording_in_force(matter.batch.coordinator_id, kind)
    number = reserved_number(kind, matter)
    given = {**typed, NUMBER: number or ("" if kind.reserved else kind.number_to_come(today))}
    papers = drawn(kind, matter, visible_cases(by), today=today, wording=in_force.text, typed=given)
    facts = issue_facts(kind, matter, papers, today=today, wording=in_force.text, typed=typed, number=number)
    paper = replace(papers[0], foot=DRAFT) if len(papers) == 1 else None
    glyphs = missing_glyphs([canonical_json(as_json(paper))], settings.FONT_DIR) if paper else ()
    return Draft(kind, matter, in_force.version, paper, (*issue_gates(facts), *glyphs))
