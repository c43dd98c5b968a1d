"""What the panel 文书 offers first: the papers that are wanted where a case stands."""

import pytest

from bihuan.cases.lifecycle import State
from bihuan.documents.kinds import KINDS, OF_RUNG, About
from bihuan.web.paper_panel import FITTING, papers_panel
from tests.support.world import World


def test_every_state_names_papers_about_a_case_in_the_order_of_the_work() -> None:
    order = list(KINDS)
    assert set(FITTING) == set(State)
    assert {KINDS[kind].about for kinds in FITTING.values() for kind in kinds} == {About.CASE}
    working = {State.REOPENED, State.RECTIFYING, State.REWORK}
    for kinds in FITTING.values():
        assert len(set(kinds)) == len(kinds)
    assert {state for state, kinds in FITTING.items() if "extension-request" in kinds} == working
    of_rungs = {kind.name for kind in OF_RUNG.values()}
    assert not [kind for kinds in FITTING.values() for kind in kinds if kind in of_rungs], (
        "on the page of the rung"
    )
    assert list(FITTING[State.NOTICING]) == sorted(FITTING[State.NOTICING], key=order.index)


@pytest.mark.django_db
def test_a_case_on_notice_offers_its_notice_first_and_the_demand_among_the_others(world: World) -> None:
    case = world.case_in(State.NOTICING)
    panel = papers_panel(world.zhao, case=case)
    first = [offer["label"] for offer in panel["offers"] if offer["fits"]]
    assert first == ["公示", "公示结果说明", "销号申请审批表"]
    assert "督办单" in [offer["label"] for offer in panel["offers"] if not offer["fits"]]
    assert panel["others"] == len(panel["offers"]) + len(panel["unit_offers"]) - len(first)


@pytest.mark.django_db
def test_where_nothing_is_wanted_the_others_are_called_by_what_they_are(world: World) -> None:
    case = world.case_in(State.DRAFT)
    assert papers_panel(world.zhao, case=case)["others_label"] == "拟制文书"
    assert papers_panel(world.zhao, batch=case.batch)["others_label"] == "各责任单位的文书"
