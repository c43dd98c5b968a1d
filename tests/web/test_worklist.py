"""待办: each sees what waits for them, with the form that does it."""

import re
from datetime import timedelta

from django.urls import reverse

from bihuan.cases.actions import approve_extension, request_extension
from bihuan.cases.lifecycle import State
from bihuan.triage.actions import answer_directly
from tests.support.paper import GREEN, LAMPS, WAGES
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


def test_whoever_handles_no_business_is_told_where_to_go(world: World) -> None:
    page = words(browser_of(world, "chen").get("/"))
    assert "不接触业务" in page
    assert reverse("admin:index") in page.split("暂无待办事项")[1]
    assert reverse("ledger") not in page
    assert "您的岗位只供查阅" in words(browser_of(world, "feng").get("/"))


def test_somebody_without_a_post_is_told_whom_to_ask(world: World) -> None:
    world.cast.users["feng"].posts.all().delete()
    assert "请联系系统管理员设定单位和岗位" in words(browser_of(world, "feng").get("/"))


def test_many_panels_have_an_outline_whose_links_lead_to_them(world: World) -> None:
    world.case_in(State.PLANNED, WAGES)
    world.case_in(State.RETURNED, LAMPS)
    world.case_in(State.VERIFIED, GREEN)
    page = words(browser_of(world, "zhao").get("/"))
    outline = page.split('aria-label="待办目录"')[1].split("</nav>")[0]
    anchors = re.findall(r'href="#([a-z-]+)"', outline)
    assert {"reassign-case", "post-notice"} < set(anchors)
    assert anchors == re.findall(r'<section class="panel" id="([a-z-]+)"', page)


def test_few_panels_need_no_outline(world: World) -> None:
    world.case_in(State.ASSIGNED, LAMPS)
    assert "待办目录" not in words(browser_of(world, "li").get("/"))
