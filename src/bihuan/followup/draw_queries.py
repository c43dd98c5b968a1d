"""抽查: draws as everybody may read them. What is read here names no person."""

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bihuan.access.acts import Act
from bihuan.closure.models import CloseOut
from bihuan.followup.look_back_queries import answers, due_of
from bihuan.followup.models import Draw
from bihuan.journal.queries import history_of
from tlog.draw import read_list


def all_draws() -> QuerySet[Draw]:
    """Every draw, the newest first. A draw is public from its announcement on."""
    return Draw.objects.select_related("batch", "checkpoint").order_by("-pk")


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """A drawn case and what became of it: ``held`` is None until somebody has looked back at it."""

    case_id: int
    position: int
    code: str
    item: str
    number: str
    unit: str
    due_on: date
    looked_on: date | None
    held: bool | None
    revoked: bool


def drawn_cases(draw: Draw) -> list[DrawnCase]:
    """The cases that were drawn, in the order in which they were."""
    listed = CloseOut.objects.filter(case__batch=draw.batch_id, code__in=read_list(draw.weights))
    close_outs = {row.case_id: row for row in listed}
    rows = draw.drawn.select_related("case__lead", "draw__batch").order_by("position")
    looks = answers(rows)
    cases = []
    for row in rows:
        case, close_out, look = row.case, close_outs[row.case_id], looks.get(row.pk)
        cases.append(
            DrawnCase(
                case_id=case.pk,
                position=row.position,
                code=close_out.code,
                item=f"第{case.position}项",
                number=case.number,
                unit=case.lead.name if case.lead else "",
                due_on=due_of(row),
                looked_on=look.looked_on if look else None,
                held=look.held if look else None,
                revoked=close_out.revoked_at is not None,
            )
        )
    return cases


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of the announced list."""

    code: str
    item: str
    number: str
    unit: str
    weight: int
    why: str


def announced_list(draw: Draw) -> tuple[list[ListLine], list[str]]:
    """The list with its reasons, and the rule, from the entries that announced it: as they went into the log."""
    lines: list[ListLine] = []
    rule: list[str] = []
    for entry in history_of("draw", draw.pk).filter(act=Act.ANNOUNCE_DRAW):
        public = json.loads(entry.public)["public"]
        rule = public["rule"]
        for weighed, told in zip(public["list"], public["why"], strict=True):
            code, item, number, unit, why = told.split("\t")
            lines.append(ListLine(code, item, number, unit, int(weighed.split("\t")[1]), why))
    return lines, rule
