"""疑似反弹 on the pages: side by side with why, ruled on from there, and 回头看 that is due in 待办."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.followup.models import RelapseRuling
from bihuan.followup.tests.lists import said_again
from bihuan.intake.models import Opinion
from bihuan.kernel import clock
from tests.support.world import World
from tests.web.office_builders import browser_of, words

AGAIN = "望海路的路灯又不亮了，晚上看不清。"


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.CLOSED)


@pytest.fixture
def opinion(world: World, case: Case) -> Opinion:
    world.later(25)
    return said_again(world, AGAIN, "建议增加图书馆座位。")[0]


def stop_the_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    moment: datetime = world.now
    monkeypatch.setattr(clock, "now", lambda: moment)
    for module in ("worklist", "relapses"):
        monkeypatch.setattr(f"bihuan.web.{module}.now", lambda: moment)


def link(page: str, label: str) -> str:
    found = re.search(rf'<a class="btn[^"]*" href="([^"]+)">{label}</a>', page)
    assert found, label
    return unescape(found[1])


def test_a_proposal_stands_on_the_opinion_in_its_batch_and_in_the_list_with_what_is_shared_marked(
    world: World, case: Case, opinion: Opinion
) -> None:
    browser = browser_of(world, "zhao")
    for address in (
        reverse("opinion", args=[opinion.pk]),
        reverse("batch-relapses", args=[opinion.batch_id]),
        reverse("relapses"),
    ):
        page = words(browser.get(address))
        assert "<mark>望海路</mark>" in page
        assert "同一地点：“望海路”" in page
        assert "建议增加图书馆座位" not in page or address == reverse("opinion", args=[opinion.pk])
        assert case.close_outs.get().number in page


def test_the_worklist_counts_them_for_who_rules_on_them(
    world: World, opinion: Opinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(world, monkeypatch)
    assert "有 1 条尚未办理的意见疑似已销号事项反弹" in words(browser_of(world, "zhao").get("/"))
    assert "疑似已销号事项反弹" not in words(browser_of(world, "li").get("/"))


def test_it_is_confirmed_with_the_form_of_the_case_filled_in_from_the_opinion(
    world: World, case: Case, opinion: Opinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(world, monkeypatch)
    browser = browser_of(world, "zhao")
    address = link(words(browser.get(reverse("opinion", args=[opinion.pk]))), "认定反弹")
    form = words(browser.get(address))
    assert AGAIN in form
    assert f"销号后又收到意见{opinion.number}" in form
    limit = (world.today + timedelta(days=60)).isoformat()
    sent = {"opinion_id": opinion.pk, "reason": "又坏了。", "new_limit": limit}
    assert browser.post(address, sent).status_code == 302
    assert world.state(case) is State.REOPENED
    assert opinion.memberships.get().case_id == case.pk
    page = words(browser.get(reverse("opinion", args=[opinion.pk])))
    assert "反弹认定" in page
    assert "又坏了。" in page


def test_it_is_dismissed_with_a_reason_and_the_page_says_so(
    world: World, case: Case, opinion: Opinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(world, monkeypatch)
    browser = browser_of(world, "zhao")
    address = link(words(browser.get(reverse("opinion", args=[opinion.pk]))), "不是反弹")
    assert AGAIN in words(browser.get(address))
    refused = browser.post(address, {"reason": ""})
    assert refused.status_code == 409
    assert "请填写不是反弹的理由" in words(refused)
    assert browser.post(address, {"reason": "另一路段，未曾安装。"}).status_code == 302
    assert not RelapseRuling.objects.get().relapse
    page = words(browser.get(reverse("opinion", args=[opinion.pk])))
    assert "另一路段，未曾安装。" in page
    assert "认定反弹</a>" not in page


def test_who_may_not_rule_is_offered_nothing_and_turned_away(
    world: World, case: Case, opinion: Opinion
) -> None:
    browser = browser_of(world, "feng")
    assert "疑似反弹" not in words(browser.get(reverse("opinion", args=[opinion.pk])))
    address = reverse("relapse-dismiss", args=[opinion.pk, case.close_outs.get().pk])
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"reason": "不是。"}).status_code == 403
    assert browser_of(world, "wei").get(address).status_code == 404


def test_an_opinion_the_reader_may_not_see_is_not_taken_from_the_address(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_the_clock(world, monkeypatch)
    address = reverse("case-act", args=[case.pk, "reopen-case"])
    for wrong in ("999999", "x", "-1"):
        assert browser_of(world, "zhao").get(f"{address}?opinion_id={wrong}").status_code == 200


def test_a_look_back_that_is_due_or_late_stands_in_the_worklist_and_on_the_page_of_the_case(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.later(35)
    stop_the_clock(world, monkeypatch)
    page = words(browser_of(world, "han").get("/"))
    assert "逾期5天" in page
    assert reverse("case-act", args=[case.pk, "look-back"]) in page
    assert reverse("case-act", args=[case.pk, "look-back"]) not in words(browser_of(world, "zhou").get("/"))
    assert "下次回头看期限" in words(browser_of(world, "han").get(reverse("case", args=[case.pk])))
    form = words(browser_of(world, "han").get(reverse("case-act", args=[case.pk, "look-back"])))
    assert "（逾期5天）" in form
