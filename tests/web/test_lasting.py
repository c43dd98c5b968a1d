"""长效机制 and 长期事项 on the pages: the register, the list, their forms and files, and what a case's page shows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.lasting.models import LongTermReview, Mechanism
from bihuan.typesetting.tests.papers import everything
from tests.support.paper import GREEN, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, words

FORM = {
    "title": "《扬尘巡查办法》",
    "stage": "issued",
    "document_no": "临建发[2022]3号",
    "issued_on": "2022-05-25",
    "in_force_on": "",
    "repealed_on": "",
    "effect": "",
}


@pytest.fixture(autouse=True)
def _the_clock_of_the_story(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("lasting", "mechanism_acts"):
        monkeypatch.setattr(f"bihuan.web.{module}.now", lambda: world.now)
    monkeypatch.setattr("bihuan.kernel.clock.now", lambda: world.now)


@pytest.fixture
def green(world: World) -> Case:
    return world.case_in(State.RECTIFYING, GREEN)


# ── 长效机制 ──


def test_a_liaison_comes_from_the_case_and_registers_a_mechanism(world: World, green: Case) -> None:
    world.later(10)
    browser, address = browser_of(world, "wang"), reverse("mechanism-new")
    page = words(browser.get(f"{address}?case={green.pk}"))
    assert f'name="cases" value="{green.pk}"' in page
    assert "checked" in page
    unit = world.unit("construction").pk
    assert browser.post(address, FORM | {"unit": unit, "cases": [green.pk]}).status_code == 302
    made = Mechanism.objects.get()
    assert (made.title, made.document_no, made.unit_id) == ("扬尘巡查办法", "临建发〔2022〕3号", unit)
    register = words(browser.get(reverse("mechanisms")))
    assert "《扬尘巡查办法》" in register
    assert reverse("mechanism", args=[made.pk]) in register
    case = words(browser.get(reverse("case", args=[green.pk])))
    assert 'id="mechanisms"' in case
    assert "临建发〔2022〕3号" in case


def test_a_refused_form_keeps_everything_typed_and_says_why(world: World, green: Case) -> None:
    browser = browser_of(world, "wang")
    sent = FORM | {"unit": world.unit("construction").pk, "document_no": "第三号", "cases": [green.pk]}
    answer = browser.post(reverse("mechanism-new"), sent)
    assert answer.status_code == 409
    page = words(answer)
    assert "请填写文号" in page
    assert 'value="第三号"' in page
    assert not Mechanism.objects.exists()


def test_an_update_goes_on_a_stage_and_a_repealed_one_has_no_form(world: World, green: Case) -> None:
    world.later(10)
    made = world.register(green, title="扬尘巡查办法", document_no="临建发〔2022〕3号")
    browser, address = browser_of(world, "zheng"), reverse("mechanism", args=[made.pk])
    page = words(browser.get(address))
    assert 'value="扬尘巡查办法"' in page
    day = f"{world.today}"
    ended = FORM | {
        "stage": "repealed",
        "document_no": "临建发〔2022〕3号",
        "issued_on": day,
        "repealed_on": day,
    }
    assert browser.post(address, ended | {"cases": [green.pk]}).status_code == 302
    assert Mechanism.objects.get().stage == "repealed"
    assert browser.get(address).status_code == 403
    assert address not in words(browser.get(reverse("mechanisms")))


def test_who_may_not_register_is_told_so_and_offered_no_button(world: World, green: Case) -> None:
    for username in ("feng", "zhou", "qian"):
        browser = browser_of(world, username)
        assert browser.get(reverse("mechanism-new")).status_code == 403
        assert reverse("mechanism-new") not in words(browser.get(reverse("mechanisms")))


def test_a_unit_is_offered_its_own_items_and_nobody_elses(world: World, green: Case) -> None:
    page = words(browser_of(world, "wang").get(reverse("mechanism-new")))
    assert green.content[:10] in page
    assert world.case().content[:10] not in page


def test_the_register_is_filtered_and_exported_as_it_is_shown(world: World, green: Case) -> None:
    world.register(green, title="扬尘巡查办法", document_no="临建发〔2022〕3号")
    world.register(world.case_in(State.RECTIFYING, WAGES), title="欠薪联处办法")
    browser = browser_of(world, "zhao")
    unit = f"?unit={world.unit('construction').pk}&stage=in_force&batch={green.batch_id}"
    page = words(browser.get(reverse("mechanisms") + unit))
    assert "扬尘巡查办法" in page
    assert "欠薪联处办法" not in page
    said = everything(browser.get(reverse("mechanisms-file") + unit).content)
    assert "《扬尘巡查办法》" in said
    assert str(green) in said
    assert "《欠薪联处办法》" not in said
    assert "没有符合条件的制度成果" in words(browser.get(reverse("mechanisms") + "?stage=repealed"))


# ── 长期事项 ──


def test_the_list_marks_the_year_that_lacks_a_review_and_leads_to_the_form(world: World, green: Case) -> None:
    browser, address = browser_of(world, "zhao"), reverse("long-term")
    form = reverse("case-act", args=[green.pk, "review-long-term"])
    page = words(browser.get(address))
    assert "“十四五”（2021—2025年）" in page
    assert "2022年度" in page
    assert form in page
    sent = {"year": "2022", "verdict": "behind", "text": "洒水车未到位。", "next_step": "明年配齐。"}
    assert browser.post(form, sent).status_code == 302
    assert LongTermReview.objects.get().verdict == "behind"
    page = words(browser.get(address))
    assert "未达到序时进度" in page
    assert form not in page
    assert "没有符合条件的长期事项" in words(browser.get(f"{address}?show=missing"))
    case = words(browser.get(reverse("case", args=[green.pk])))
    assert 'id="reviews"' in case
    assert "洒水车未到位。" in case


def test_the_list_and_its_file_show_the_same_rows(world: World, green: Case) -> None:
    world.case_in(State.RECTIFYING)
    browser = browser_of(world, "zhao")
    said = everything(browser.get(reverse("long-term-file")).content)
    assert green.number in said
    assert world.case().number not in said
    assert "“十四五”（2021—2025年）" in said


def test_a_leader_carries_the_case_over_and_both_pages_tell_it(world: World, green: Case) -> None:
    world.review_the_year(green)
    batch = world.next_batch
    browser, address = browser_of(world, "qian"), reverse("case-act", args=[green.pk, "carry-over-case"])
    assert address in words(browser.get(reverse("long-term")))
    assert batch.number in words(browser.get(address))
    assert browser.post(address, {"batch_id": batch.pk, "reason": "补植到明年春季。"}).status_code == 302
    later = Case.objects.get(batch=batch)
    earlier_page = words(browser.get(reverse("case", args=[green.pk])))
    assert "已转入下一批" in earlier_page
    assert reverse("case", args=[later.pk]) in earlier_page
    later_page = words(browser.get(reverse("case", args=[later.pk])))
    assert reverse("case", args=[green.pk]) in later_page
    assert green.memberships.get().opinion.text in later_page
    opinion = words(browser.get(reverse("opinion", args=[green.memberships.get().opinion_id])))
    assert reverse("case", args=[later.pk]) in opinion
    assert "第1项" in words(browser.get(reverse("long-term") + "?show=carried"))


def test_an_unreviewed_case_is_not_carried_over_by_the_page_either(world: World, green: Case) -> None:
    batch = world.next_batch
    browser, address = browser_of(world, "qian"), reverse("case-act", args=[green.pk, "carry-over-case"])
    assert "尚无2022年度评估" in words(browser.get(address))
    answer = browser.post(address, {"batch_id": batch.pk, "reason": "补植到明年春季。"})
    assert answer.status_code == 409
    assert world.state(green) is State.RECTIFYING


def test_without_a_later_batch_the_form_says_what_to_do(world: World, green: Case) -> None:
    world.review_the_year(green)
    page = words(browser_of(world, "qian").get(reverse("case-act", args=[green.pk, "carry-over-case"])))
    assert "没有可以转入的批次" in page


def test_who_may_not_see_the_later_case_reads_its_number_without_a_link(world: World, green: Case) -> None:
    world.review_the_year(green)
    later = world.carry_over(green)
    Case.objects.filter(pk=later.pk).update(lead=world.unit("enforcement"))
    page = words(browser_of(world, "wang").get(reverse("case", args=[green.pk])))
    assert str(later) in page
    assert reverse("case", args=[later.pk]) not in page


@pytest.mark.parametrize("address", ["mechanisms", "long-term"])
def test_filters_that_are_no_choices_ask_for_nothing(world: World, green: Case, address: str) -> None:
    browser = browser_of(world, "zhao")
    world.register(green)
    for query in ("?batch=x&unit=9999999999999999999999&stage=x&show=x", "?page=99&size=1", "?batch=0"):
        assert browser.get(reverse(address) + query).status_code == 200


def test_the_list_costs_the_same_for_one_case_and_for_many(
    world: World, green: Case, django_assert_num_queries: Any
) -> None:
    browser = browser_of(world, "zhao")
    browser.get(reverse("long-term"))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("long-term"))
    Case.objects.filter(batch=green.batch_id).update(route="long_term")
    for position in (WAGES, 1):
        world.case_in(State.RECTIFYING, position)
    with django_assert_num_queries(len(one)):
        browser.get(reverse("long-term"))
