"""The panel 文书 of a case's and of a batch's page: what was made final, and what may be drawn up."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.kinds import Kind
from bihuan.intake.models import Batch
from bihuan.issuing.facts import Matter
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.queries import RegisterFilter, kinds_for, label_of, register, state_of
from bihuan.people.models import Unit

STATE_KINDS = {"有效": "done", "已签批": "doing", "已作废": "off"}


def papers_panel(actor: Actor, *, case: Case | None = None, batch: Batch | None = None) -> dict[str, Any]:
    """What ``issuing/panel.html`` shows about ``case``, else about ``batch``: issued papers, and what may be drawn up.

    The caller has made sure that the actor sees the one or the other.
    """
    about = case.batch if case is not None else batch
    assert about is not None  # one of the two is given
    rows = register(actor, RegisterFilter(batch=about.pk)).filter(case=case)
    matter = Matter(about, case)
    units: Iterable[Unit | None] = [case.lead] if case else lead_units(actor, about)
    parts = [Matter(about, unit=unit) for unit in units if unit is not None]
    return {
        "rows": [paper_row(paper) for paper in rows],
        "offers": [_offer(kind, matter) for kind in kinds_for(actor, matter)],
        "unit_offers": [_offer(kind, part) for part in parts for kind in kinds_for(actor, part)],
    }


def lead_units(actor: Actor, batch: Batch) -> list[Unit]:
    """The units that answer for cases of ``batch``, as far as the actor sees them."""
    leads = visible_cases(actor).filter(batch=batch).order_by().values("lead")
    return list(Unit.objects.filter(pk__in=leads).order_by("path"))


def paper_row(paper: IssuedPaper) -> dict[str, Any]:
    """One row of ``register`` for a table."""
    state = state_of(paper, signed=paper.signed)  # type: ignore[attr-defined]  # annotated by ``register``
    return {"paper": paper, "label": label_of(paper.kind), "state": state, "state_kind": STATE_KINDS[state]}


def _offer(kind: Kind, matter: Matter) -> dict[str, str]:
    unit = f"（{matter.unit}）" if matter.unit else ""
    return {"label": f"{kind.label}{unit}", "url": address(kind, matter)}


def address(kind: Kind, matter: Matter) -> str:
    """Where a draft is looked at."""
    if matter.case is not None:
        return reverse("draft-of-case", args=[matter.case.pk, kind.name])
    if matter.unit is not None:
        return reverse("draft-of-unit", args=[matter.batch.pk, matter.unit.pk, kind.name])
    return reverse("draft-of-batch", args=[matter.batch.pk, kind.name])
