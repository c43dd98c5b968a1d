"""The public pages: what they show, what they never show, and an objection without an account."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.notice.models import Notice, Objection
from tests.support.cast import PEOPLE
from tests.support.paper import GREEN, LAMPS, PHONE, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, let_it_be, words

# Original words, names and telephones of citizens, names of staff: none may stand on any public page.
PRIVATE = (
    "夜间出行不安全", "老人摔倒过", "陈先生", "林女士", "何女士", PHONE, "13900005678", "13700004321", "v1:",
    "韩小五", *(name for name, _, _ in PEOPLE.values()),
)  # fmt: skip


def item(case: Case) -> str:
    return reverse("public-item", args=[case.pk])


def within_notice(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    first = Notice.objects.get(case=case).starts_on
    let_it_be(monkeypatch, datetime(first.year, first.month, first.day, 10, tzinfo=OFFICE_ZONE), "public")


@pytest.fixture
def noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    case = world.case_in(State.NOTICING, LAMPS)
    within_notice(monkeypatch, case)
    return case


@pytest.mark.long
def test_no_public_page_leaks_a_private_word(world: World, noticed: Case, client: Client) -> None:
    reopened = world.case_in(State.REOPENED, GREEN)
    pages = [reverse("public-list"), reverse("public-guide"), *(item(case) for case in (noticed, reopened))]
    pages += [reverse("public-object", args=[noticed.pk]), reverse("public-received", args=[noticed.pk])]
    for address in pages:
        page = words(client.get(address))
        assert [word for word in PRIVATE if word in page] == [], address


def test_what_was_not_shown_to_the_public_does_not_exist(world: World, client: Client) -> None:
    case = world.case_in(State.VERIFIED, LAMPS)
    assert client.get(item(case)).status_code == 404
    assert client.get(reverse("public-object", args=[case.pk])).status_code == 404
    assert "没有符合条件的整改事项" in words(client.get(reverse("public-list")))


def test_a_passer_by_who_finds_nothing_is_led_to_the_public_pages(world: World, client: Client) -> None:
    case = world.case_in(State.VERIFIED, LAMPS)
    lost = words(client.get(item(case)))
    assert "尚未公示" in lost
    assert 'href="/public/"' in lost
    assert "台账" not in lost
    within = words(browser_of(world, "zhou").get("/cases/999"))
    assert 'href="/public/"' not in within
    assert "不在您的查阅范围内" in within


def test_a_search_without_a_result_says_what_to_do(world: World, noticed: Case, client: Client) -> None:
    assert "减少关键词和条件" in words(client.get(reverse("public-list"), {"q": "没有这样的问题"}))


def test_the_list_is_searched_by_year_unit_state_and_words(
    world: World, noticed: Case, client: Client
) -> None:
    url, lead = reverse("public-list"), str(noticed.lead_id)
    for wanted in (
        {"year": "2021"},
        {"unit": lead},
        {"state": "noticing"},
        {"q": "望海路"},
        {"q": noticed.number},
    ):
        assert noticed.number in words(client.get(url, wanted)), wanted
    for wanted in ({"state": "disclosed"}, {"state": "again"}, {"q": "没有这句话"}):
        assert noticed.number not in words(client.get(url, wanted)), wanted


@pytest.mark.long
def test_a_revoked_close_out_stays_struck_through(world: World, client: Client) -> None:
    page = words(client.get(item(world.case_in(State.REOPENED, GREEN))))
    assert "<del>销号〔2022〕1号</del>" in page
    assert "第 2 轮整改" in page


@pytest.mark.long
def test_the_disclosed_item_shows_its_result(world: World, client: Client) -> None:
    page = words(client.get(item(world.case_in(State.DISCLOSED, WAGES))))
    assert "望海路路灯已全部更换，夜间照明恢复。" in page
    assert "滨海市绩效办" in page


def test_anybody_objects_while_the_notice_runs(noticed: Case, client: Client) -> None:
    url = reverse("public-object", args=[noticed.pk])
    assert url in words(client.get(item(noticed)))
    form = {
        "text": "还有三盏不亮。",
        "contact_name": "施先生",
        "contact_phone": "13800007777",
        "consent": "on",
    }
    answer = client.post(url, form)
    assert answer["Location"] == reverse("public-received", args=[noticed.pk])
    objection = Objection.objects.get()
    assert objection.text == "还有三盏不亮。"
    assert "13800007777" not in objection.contact_phone
    assert "还有三盏" not in words(client.get(item(noticed)))


def test_contact_details_are_taken_only_with_consent(noticed: Case, client: Client) -> None:
    form = {"text": "还有三盏不亮。", "contact_phone": "13800007777"}
    answer = client.post(reverse("public-object", args=[noticed.pk]), form)
    assert answer.status_code == 422
    assert "请勾选同意" in words(answer)
    assert not Objection.objects.exists()


def test_after_the_notice_no_objection_is_taken(
    world: World, noticed: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_be(monkeypatch, datetime(2030, 1, 2, tzinfo=OFFICE_ZONE), "public")
    url = reverse("public-object", args=[noticed.pk])
    assert url not in words(client.get(item(noticed)))
    answer = client.post(url, {"text": "还有三盏不亮。"})
    assert answer.status_code == 409
    assert "现不在公示期内" in words(answer)
    assert not Objection.objects.exists()


def test_a_script_that_fills_the_hidden_field_is_thanked_and_forgotten(noticed: Case, client: Client) -> None:
    url = reverse("public-object", args=[noticed.pk])
    assert client.post(url, {"text": "广告", "website": "http://example.org"}).status_code == 302
    assert not Objection.objects.exists()


def test_too_many_objections_within_an_hour_are_asked_to_wait(noticed: Case, client: Client) -> None:
    url = reverse("public-object", args=[noticed.pk])
    answers = [client.post(url, {"text": f"第{number}次"}).status_code for number in range(6)]
    assert answers == [302] * 5 + [429]
    assert Objection.objects.count() == 5


def test_the_large_print_is_remembered(client: Client, db: None) -> None:
    assert client.get(reverse("public-list"), {"font": "large"}).cookies["font"].value == "large"
    assert "font-large" in words(client.get(reverse("public-list")))
    client.get(reverse("public-list"), {"font": "normal"})
    assert "font-large" not in words(client.get(reverse("public-list")))


def test_a_reopened_item_says_that_its_new_measures_come_with_the_notice(
    world: World, client: Client
) -> None:
    case, says = world.case_in(State.REOPENED, LAMPS), "反弹重办中，新的整改措施将在公示时一并公开"
    new = "每月巡查两次并逐盏登记。"
    case.measures.filter(position=1).update(text=new)
    assert says in words(client.get(item(case)))
    assert new not in words(client.get(item(case)))
    world.walk(case, State.NOTICING)
    assert says not in words(client.get(item(case)))
