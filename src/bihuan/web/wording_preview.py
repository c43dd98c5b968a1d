"""How a wording looks on paper before it is saved: the newest matter that the reader may see, as page pictures."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import About
from bihuan.documents.lists import list_table
from bihuan.documents.pictures import photo_of
from bihuan.documents.scope import Scope
from bihuan.issuing.wordings import OwnList, Worded
from bihuan.kernel.clock import day_of, now
from bihuan.people.models import Unit
from bihuan.typesetting import pdf
from bihuan.typesetting.paper import NewPage, Paper, as_paper

# A look, not the paper: a batch is shown with its first items, a paper with its first pages.
MOST_CASES = 30
MOST_PAGES = 8
_MOST_BLOCKS = 400
_DOTS_AN_INCH = 84


@dataclass(frozen=True, slots=True)
class Preview:
    """``pages`` as addresses of pictures (data:); ``about`` says of what the paper speaks.

    ``total`` is how many pages the paper has, 0 when it is so long that only its beginning was set.
    """

    about: str
    pages: tuple[str, ...]
    total: int


def preview(actor: Actor, unit: Unit, kind: Worded, text: str) -> Preview | None:
    """``text``, which has passed its check, set for the newest matter of ``unit``; None where there is none yet."""
    found = _newest(actor, unit, kind, text)
    if found is None:
        return None
    about, paper = found
    beginning = _beginning(paper)
    pictures = pdf.pictures([beginning], photo_of, fonts=settings.FONT_DIR, ppi=_DOTS_AN_INCH)
    shown = (f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in pictures[:MOST_PAGES])
    return Preview(about, tuple(shown), len(pictures) if beginning == paper else 0)


def _beginning(paper: Paper) -> Paper:
    """``paper`` without what cannot stand on the first pages: nobody waits for the thousandth."""
    sections, room, pages = [], _MOST_BLOCKS, MOST_PAGES
    for section in paper.sections:
        if room <= 0 or pages < 0:
            break
        kept = []
        for block in section.blocks[:room]:
            pages -= isinstance(block, NewPage)
            if pages < 0:
                break
            kept.append(block)
        sections.append(replace(section, blocks=tuple(kept)))
        room, pages = room - len(kept), pages - 1
    return replace(paper, sections=tuple(sections))


def _newest(actor: Actor, unit: Unit, kind: Worded, text: str) -> tuple[str, Paper] | None:
    """The first paper that the newest batch, or a case of it, gives, and what it is about."""
    cases = visible_cases(actor).filter(batch__coordinator=unit)
    newest = cases.select_related("batch__coordinator").order_by("-batch").first()
    if newest is None:
        return None
    batch, today = newest.batch, day_of(now())
    if isinstance(kind, OwnList):
        first = cases.filter(batch=batch, position__lte=MOST_CASES)
        return batch.number, as_paper(list_table(text, Scope(batch, first, today)))
    for some in _worth_showing(kind, cases.filter(batch=batch)):
        for subject, paper in draw_up(kind, Scope(batch, some, today), wording=text):
            return batch.number + (f"第{subject.case.position}项" if subject.case else ""), paper
    return None


def _worth_showing(kind: Worded, cases: QuerySet[Case]) -> Iterator[QuerySet[Case]]:
    """Which cases to try, one after the other: the public papers of a case are there only when it has come so far."""
    if kind.about is About.CASE:
        moved = cases.order_by("-state_since", "-position").values_list("pk", flat=True)
        yield cases.filter(pk__in=list(moved[:1]))
        yield cases.filter(pk__in=list(moved[1:MOST_CASES]))
    else:
        yield cases.filter(position__lte=MOST_CASES)
