"""How many statements a page takes: few, and no more of them with more evidence, opinions or close-outs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.doubts import case_photos
from bihuan.doubts.facts import doubts_of
from bihuan.evidence.actions import add_evidence
from bihuan.followup.relapse_queries import proposals_of
from bihuan.intake.models import Opinion
from tests.support.files import pdf, png

SignIn = Callable[[str], Client]
MOST_OF_A_CASE = 45
STATES = (
    State.PLANNED,
    State.VERIFYING,
    State.VERIFIED,
    State.NOTICING,
    State.CLOSED,
    State.FILED,
    State.DISCLOSED,
)


def statements(ask: Callable[[], object]) -> int:
    """Asked before: what is in memory already is not counted. Nor is what frames a transaction."""
    ask()
    with CaptureQueriesContext(connection) as seen:
        ask()
    frames = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(1 for query in seen if not query["sql"].startswith(frames))


@pytest.mark.long
@pytest.mark.parametrize("state", STATES)
def test_the_page_of_a_case_takes_few_statements_in_every_state(
    town: Any, sign_in: SignIn, state: State
) -> None:
    for each in (State.VERIFYING, State.NOTICING):  # others, so that there is something to compare with
        town.case(each)
    url = reverse("case", args=[town.case(state).pk])
    for name in ("钱", "李", "孙"):
        browser = sign_in(name)
        assert statements(lambda browser=browser: browser.get(url)) <= MOST_OF_A_CASE  # type: ignore[misc]


@pytest.mark.long
def test_the_page_takes_no_more_of_them_with_more_evidence(town: Any, sign_in: SignIn) -> None:
    case, browser = town.draft(), sign_in("钱")
    for step in ("assigned", "acknowledged", "planned", "rectifying"):
        getattr(town, f"to_{step}")(case)
    counts = []
    for at in range(4):
        _with_evidence(town, case, at)
        counts.append(statements(lambda: browser.get(reverse("case", args=[case.pk]))))
    assert len(set(counts)) == 1


@pytest.mark.long
def test_doubts_take_no_more_of_them_with_more_evidence(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> object:
        monkeypatch.setattr(case_photos, "_COMPARED", {})  # as if nothing had been compared before
        return doubts_of(Case.objects.get(pk=case.pk))

    case, other = town.case(State.RECTIFYING), town.case(State.RECTIFYING)
    counts = []
    for at in range(4):
        _with_evidence(town, case, at)
        _with_evidence(town, other, at)
        counts.append(statements(found))
    assert found()
    assert len(set(counts)) == 1


@pytest.mark.long
def test_relapses_of_many_opinions_take_as_many_as_of_one(town: Any) -> None:
    town.case(State.CLOSED)
    day = town.now.date() + timedelta(days=30)

    def again(serial: int) -> None:
        text = "海棠路（第1段）路灯又不亮了，夜间出行不便。"
        Opinion.objects.create(batch=town.batch, number=f"9{serial:05d}", text=text, received_on=day)

    def proposed() -> object:
        return proposals_of(town.actor("钱"), Opinion.objects.filter(number__startswith="9"))

    again(1)
    one = statements(proposed)
    for serial in range(2, 9):
        again(serial)
    assert len(proposals_of(town.actor("钱"), Opinion.objects.filter(number__startswith="9"))) == 8
    assert statements(proposed) == one


def _with_evidence(town: Any, case: Any, at: int) -> None:
    """A document and a photo more; the very same for every case."""
    town.act(add_evidence, case, "孙", kind="data", name=f"{at}.pdf", content=pdf(900 + at))
    town.act(add_evidence, case, "孙", kind="photo_before", name=f"{at}.png", content=png(900 + at))
