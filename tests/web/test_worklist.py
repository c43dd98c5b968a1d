"""待办: each sees what waits for them, with the form that does it."""

from datetime import timedelta

from django.urls import reverse

from bihuan.cases.actions import approve_extension, request_extension
from bihuan.cases.lifecycle import State
from bihuan.triage.actions import answer_directly
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def act_url(case_id: int, act: str) -> str:
    return reverse("case-act", args=[case_id, act])


def test_nothing_to_do_is_said_in_words(world: World) -> None:
    assert "暂无待办事项" in words(browser_of(world, "zhou").get("/"))


def test_the_unit_signs_in_what_was_handed_to_it(world: World) -> None:
    case = world.case_in(State.ASSIGNED, LAMPS)
    page = words(browser_of(world, "li").get("/"))
    assert act_url(case.pk, "acknowledge-case") in page
    assert act_url(case.pk, "return-case") in page
    assert act_url(case.pk, "acknowledge-case") not in words(browser_of(world, "wang").get("/"))


def test_a_leader_agrees_or_sends_back_with_one_tap(world: World) -> None:
    case = world.case_in(State.PLANNED, WAGES)
    page = words(browser_of(world, "qian").get("/"))
    assert act_url(case.pk, "approve-plan") in page
    assert act_url(case.pk, "send-back-plan") in page


def test_the_limit_in_force_is_shown_not_the_words_of_the_notice(world: World) -> None:
    case = world.case_in(State.RECTIFYING, LAMPS)
    assert case.limit_date is not None
    later = case.limit_date + timedelta(days=40)
    request_extension(case.pk, by=world.sun, now=world.now, new_date=later, reason="灯具缺货。")
    approve_extension(case.pk, by=world.qian, now=world.now, remark="同意。")
    page = words(browser_of(world, "li").get("/"))
    assert f"{later}" in page
    assert case.limit_text not in page


def test_the_coordinator_sees_the_opinions_nobody_has_placed(world: World) -> None:
    opinion = world.opinion(7)
    page = words(browser_of(world, "zhao").get("/"))
    assert "待处置意见" in page
    assert opinion.text in page
    assert "待处置意见" not in words(browser_of(world, "li").get("/"))


def test_a_unit_sees_the_opinions_it_must_answer_until_it_has(world: World) -> None:
    opinion = world.opinion(7)
    answer_directly(
        opinion.pk, by=world.zhao, now=world.now, unit=world.unit("construction"), reason="属线路规划。"
    )
    assert opinion.text in words(browser_of(world, "wang").get("/"))
    assert opinion.text not in words(browser_of(world, "li").get("/"))


def test_the_system_administrator_has_no_business_menu(world: World) -> None:
    page = words(browser_of(world, "chen").get("/"))
    assert "整改台账" not in page.split("</nav>")[0]
    assert "单位和用户" in page
