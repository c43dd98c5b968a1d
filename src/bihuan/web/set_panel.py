"""The panel 成套文书 of a case's and of a batch's page, and how a set is shown."""

from typing import Any

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_queries import fetchable_sets
from bihuan.issuing.sets import file_name

State, Purpose = PaperSet.State, PaperSet.Purpose
# How a state looks: the kinds of {% status %}.
SIGNS = {State.WAITING: "wait", State.RUNNING: "doing", State.READY: "done", State.FAILED: "bad"}
SHOWN_ON_PANEL = 3


def set_panel(actor: Actor, batch: Batch, case: Case | None = None) -> dict[str, Any]:
    """What ``sets/panel.html`` shows beside a case or a batch: the newest sets, and where to ask for another.

    ``case`` comes with its units, ``batch`` with its coordinator. Two statements.
    """
    rows = newest(actor, batch, case).select_related("asked_by", "content")[:SHOWN_ON_PANEL]
    may = may_ask(actor, batch, case)
    return {
        "sets": [shown(row) for row in rows],
        "set_ask_url": ask_url(batch, case) if may else "",
        "pack_ask_url": ask_url(batch, case, Purpose.INSPECTION) if may else "",
    }


def shown(paper_set: PaperSet) -> dict[str, Any]:
    """A set as lists and pages show it."""
    state, case = State(paper_set.state), paper_set.case
    return {
        "id": paper_set.pk,
        "url": reverse("set", args=[paper_set.pk]),
        "file_url": reverse("set-file", args=[paper_set.pk]) if state is State.READY else "",
        "name": file_name(paper_set),
        "purpose": paper_set.get_purpose_display(),
        "inspection": paper_set.purpose == Purpose.INSPECTION,
        "about": f"第{case.position}项" if case else "全部事项",
        "batch": paper_set.batch.number,
        "state": state.value,
        "label": state.label,
        "sign": SIGNS[state],
        "done": paper_set.done,
        "total": paper_set.total,
        "size": paper_set.content.size if paper_set.content else None,
        "problem": paper_set.problem,
        "asked_at": paper_set.asked_at,
        "asked_by": paper_set.asked_by.name,
        "finished_at": paper_set.finished_at,
        "sha256": paper_set.content_id,
    }


def newest(actor: Actor, batch: Batch, case: Case | None) -> Any:
    """The sets of a case, else of a batch, that the actor may fetch, the newest first."""
    rows = fetchable_sets(actor).filter(batch=batch, case=case)
    return rows.select_related("batch", "case").order_by("-pk")


def may_ask(actor: Actor, batch: Batch, case: Case | None) -> bool:
    """Whether the actor may ask for such a set."""
    standing = case.standing() if case else Standing(coordinator=batch.coordinator.path)
    return may(actor, Act.REQUEST_PAPER_SET, standing) is None


def ask_url(batch: Batch, case: Case | None, purpose: str = Purpose.ARCHIVE) -> str:
    """Where it is asked for."""
    url = reverse("case-set", args=[case.pk]) if case else reverse("batch-set", args=[batch.pk])
    return url if purpose == Purpose.ARCHIVE else f"{url}?purpose={purpose}"
