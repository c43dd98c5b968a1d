"""The panel 文书 of a case's and of a batch's page: what was made final, and what may be drawn up."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.kinds import Kind
from bihuan.intake.models import Batch
from bihuan.issuing.facts import Matter
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.queries import RegisterFilter, kinds_for, label_of, register, state_of
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder

_WORKING = ("extension-request", "self-check")
_STRUCK_OFF = ("close-out-certificate", "filing-form", "return-visit-record", "statement")
# The papers that are wanted where a case stands; the others are a click further away, for none is forbidden. Those of
# the ladder are drawn up on the page of the rung that was taken.
FITTING: Mapping[State, tuple[str, ...]] = {
    State.DRAFT: (),
    State.ASSIGNED: ("assignment-order",),
    State.RETURNED: ("assignment-order",),
    State.ACKNOWLEDGED: ("assignment-order",),
    State.PLANNED: ("assignment-order", "unit-plan"),
    State.RECTIFYING: _WORKING,
    State.REWORK: _WORKING,
    State.REOPENED: ("unit-plan", *_WORKING),
    State.VERIFYING: ("self-check", "verification-form"),
    State.VERIFIED: ("verification-form", "public-notice"),
    State.NOTICING: ("public-notice", "notice-result", "close-out-application"),
    State.CLOSED: _STRUCK_OFF,
    State.FILED: _STRUCK_OFF,
    State.DISCLOSED: ("close-out-certificate", "statement", "return-visit-record", "inspection-index"),
    State.WITHDRAWN: (),
    State.CARRIED_OVER: (),
}
# Papers that are drafted on a page of their own: the period is chosen, or the paper is handed in.
_OWN_PAGE = {
    "circular": "batch-circular",
    "compiled-report": "batch-compiled",
    "completion-report": "unit-report",
}
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
    offers = [_offer(kind, matter) for kind in kinds_for(actor, matter)]
    unit_offers = [_offer(kind, part) for part in parts for kind in kinds_for(actor, part)]
    wanted = any(offer["fits"] for offer in offers)
    return {
        "rows": [paper_row(paper) for paper in rows],
        "offers": offers,
        "unit_offers": unit_offers,
        "wanted": wanted,
        "others_label": "其他文书" if case and wanted else "拟制文书" if case else "各责任单位的文书",
        "others": len(unit_offers) + sum(not offer["fits"] for offer in offers),
    }


def lead_units(actor: Actor, batch: Batch) -> list[Unit]:
    """The units that answer for cases of ``batch``, as far as the actor sees them."""
    leads = visible_cases(actor).filter(batch=batch).order_by().values("lead")
    return list(Unit.objects.filter(pk__in=leads).order_by(TreeOrder()))


def paper_row(paper: IssuedPaper) -> dict[str, Any]:
    """One row of ``register`` for a table."""
    state = state_of(paper, signed=paper.signed)  # type: ignore[attr-defined]  # annotated by ``register``
    return {"paper": paper, "label": label_of(paper.kind), "state": state, "state_kind": STATE_KINDS[state]}


def _offer(kind: Kind, matter: Matter) -> dict[str, Any]:
    """``fits``: it is wanted where the case stands now. Those about a batch always are, those of its units never."""
    unit, case = f"（{matter.unit}）" if matter.unit else "", matter.case
    fits = kind.name in FITTING[State(case.state)] if case else not matter.unit
    return {"label": f"{kind.label}{unit}", "url": address(kind, matter), "fits": fits}


def address(kind: Kind, matter: Matter) -> str:
    """Where a draft is looked at."""
    if page := _OWN_PAGE.get(kind.name):
        return reverse(page, args=[matter.batch.pk, *([matter.unit.pk] if matter.unit else [])])
    if matter.case is not None:
        return reverse("draft-of-case", args=[matter.case.pk, kind.name])
    if matter.unit is not None:
        return reverse("draft-of-unit", args=[matter.batch.pk, matter.unit.pk, kind.name])
    return reverse("draft-of-batch", args=[matter.batch.pk, kind.name])
