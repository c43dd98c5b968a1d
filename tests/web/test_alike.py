"""疑似同一件 on the page: proposed side by side, merged by a person on the forms of triage, or told apart."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.models import Case
from bihuan.intake.models import Batch, Opinion
from bihuan.triage import groups, learners
from bihuan.triage.group_actions import keep_apart
from bihuan.triage.groups import is_current, kept_current, proposed, work_out
from bihuan.triage.models import Alike, AlikeRun, KeptApart, Membership
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_rules import Choice
from tests.support.world import World
from tests.web.office_builders import browser_of, words

PLANT = (
    "金沙岭搅拌站离小区太近，夜里机器轰鸣，粉尘落满阳台，请求搬迁。",
    "住在金沙岭搅拌站旁边，扬尘和噪音让人没法开窗，希望尽快搬走。",
)
SMOKE = "翠屏家园楼下烧烤店油烟很大，熏得人睡不着。"
OTHER = "建议图书馆周末延长开放时间，方便学生自习。"


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(learners, "_OFFICES", {})
    settings.VAR_DIR = tmp_path


@pytest.fixture
def voices(world: World) -> list[Opinion]:
    """Two about one plant, in other words; two about something else."""
    texts = (*PLANT, SMOKE, OTHER)
    rows = [Opinion(batch=world.batch, number=f"9{at:04}", text=text) for at, text in enumerate(texts)]
    return Opinion.objects.bulk_create(rows)


@pytest.fixture
def browser(world: World) -> Client:
    return browser_of(world, "zhao")


def in_one_group(one: Opinion, other: Opinion) -> bool:
    groups_ = dict(Alike.objects.values_list("opinion_id", "group"))
    return one.pk in groups_ and groups_[one.pk] == groups_.get(other.pk)


def panel_of(page: str, number: str) -> str:
    found = [
        each
        for each in re.findall(r'<section class="panel" id="g.*?</section>', page, re.S)
        if number in each
    ]
    assert found, number
    return str(found[0])


def test_two_about_one_plant_are_proposed_side_by_side_with_what_is_common(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    page = words(browser.get(reverse("alike"), {"batch": world.batch.pk}))
    panel = panel_of(page, "90000")
    assert "90001" in panel
    assert "90002" not in panel
    assert "90003" not in panel
    assert "<mark>" in panel
    assert "金沙岭搅拌站" in panel


def test_merging_leads_to_the_form_of_a_new_case_with_the_group_and_the_sorting_filled_in(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    unit = world.unit("construction").pk
    sort_opinions([Choice(voices[0].pk, "咨询", "", "staged", unit)], by=world.zhao, now=world.now)
    ticked = [row.pk for row in voices[:2]]
    answer = browser.post(reverse("alike"), {"row": ticked, "opinion": ticked, "do": "open"})
    form = words(browser.get(answer["Location"]))
    assert PLANT[1] in form
    assert re.search(r'value="staged"[^>]*checked', form)
    assert re.search(rf'<option value="{unit}" selected', form)
    assert re.search(r'name="kind"[^>]*>\s*咨询|value="咨询"', form)
    data = {
        "route": "staged",
        "reason": "同一个搅拌站",
        "content": "搅拌站扰民",
        "lead": unit,
        "opinion": ticked,
    }
    assert browser.post(answer["Location"].split("?")[0], data).status_code == 302
    case = Case.objects.latest("pk")
    assert set(Membership.objects.filter(case=case).values_list("opinion", flat=True)) == set(ticked)
    assert (case.lead_id, case.kind) == (unit, "")


def test_after_merging_one_is_back_at_the_groups_with_a_link_to_the_case(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    ticked, groups_of_batch = [row.pk for row in voices[:2]], f"{reverse('alike')}?batch={world.batch.pk}"
    alone = f"{groups_of_batch}&opinion={ticked[0]}"
    asked = browser.post(alone, {"row": ticked, "opinion": ticked, "do": "open"})["Location"]
    assert f'href="{groups_of_batch}">取消' in words(browser.get(asked))
    data = {"route": "now", "reason": "同一个搅拌站", "content": "搅拌站扰民", "opinion": ticked}
    done = browser.post(asked, data, follow=True)
    case = Case.objects.latest("pk")
    assert done.redirect_chain == [(groups_of_batch, 302)]
    assert f'<a href="{reverse("case", args=[case.pk])}">查看第{case.position}项</a>' in words(done)
    assert 'class="panel" id="g' not in words(done)


def test_after_merging_into_a_case_one_is_back_at_the_groups_too(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    ticked, case = [row.pk for row in voices[:2]], world.case().pk
    sent = {"row": ticked, "opinion": ticked, "do": "merge", "case": case}
    asked = browser.post(reverse("alike"), sent)["Location"]
    data = {"case": case, "reason": "同一个搅拌站", "opinion": ticked}
    assert browser.post(asked, data)["Location"] == reverse("alike")
    elsewhere = asked.replace("back=%2Ftriage%2Falike", "back=https%3A%2F%2Felsewhere.example")
    assert elsewhere != asked
    other = {**data, "opinion": voices[2].pk}
    assert browser.post(elsewhere, other)["Location"] == reverse("case", args=[case])


def test_merging_into_a_case_leads_to_its_form_with_the_case_chosen(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    ticked, case = [row.pk for row in voices[:2]], world.case().pk
    sent = {"row": ticked, "opinion": ticked, "do": "merge", "case": case}
    answer = browser.post(reverse("alike"), sent)
    form = words(browser.get(unescape(answer["Location"])))
    assert re.search(rf'<option value="{case}" selected', form)
    assert PLANT[0] in form


def test_who_was_told_apart_is_not_proposed_again(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    address = f"{reverse('alike')}?batch={world.batch.pk}"
    browser.get(address)
    assert in_one_group(voices[0], voices[1])
    rows = [row.pk for row in voices[:2]]
    sent = {"row": rows, "opinion": rows, "do": "apart", "reason": "两个厂区"}
    page = words(browser.post(address, sent, follow=True))
    assert "已认定1对意见不是同一件" in page
    assert "90000" not in page
    assert KeptApart.objects.get().reason == "两个厂区"
    assert not in_one_group(voices[0], voices[1])


def test_whoever_is_not_ticked_is_told_apart_from_those_who_are(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    one, other, third, _ = (row.pk for row in voices)
    sent = {"row": [one, other, third], "opinion": [one, other], "do": "apart"}
    browser.post(reverse("alike"), sent)
    assert set(KeptApart.objects.values_list("first", "second")) == {(one, third), (other, third)}


def test_a_group_that_is_decided_on_is_no_longer_proposed(world: World, voices: list[Opinion]) -> None:
    work_out(world.batch, world.now)
    keys = {each.group for each in proposed([world.batch.pk])}
    assert voices[0].pk in keys
    case = world.case()
    Membership.objects.create(case=case, opinion=voices[0])
    assert voices[0].pk in {each.group for each in proposed([world.batch.pk])}, "the other one still waits"
    Membership.objects.create(case=case, opinion=voices[1])
    assert voices[0].pk not in {each.group for each in proposed([world.batch.pk])}


def test_groups_are_worked_out_again_when_something_came_or_was_told_apart(
    world: World, voices: list[Opinion]
) -> None:
    batch: Batch = world.batch
    assert not is_current(batch)
    work_out(batch, world.now)
    assert is_current(batch)
    Opinion.objects.create(batch=batch, number="8", text="又来一条。")
    assert not is_current(batch)
    work_out(batch, world.now)
    keep_apart(voices[0].pk, voices[1].pk, by=world.zhao, now=world.now)
    assert not is_current(batch)
    assert AlikeRun.objects.count() == 1


def test_a_large_batch_is_left_to_the_worker_and_the_page_says_so(
    world: World, browser: Client, voices: list[Opinion], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "AT_ONCE", 3)
    assert not kept_current(world.batch, world.now)
    page = words(browser.get(reverse("alike"), {"batch": world.batch.pk}))
    assert "正在重新比对" in page
    assert not Alike.objects.exists()


def test_only_who_coordinates_sees_the_groups(world: World, voices: list[Opinion]) -> None:
    for name in ("sun", "qian", "feng", "chen"):
        assert browser_of(world, name).get(reverse("alike")).status_code == 403
    elsewhere = browser_of(world, "wei")
    assert "没有疑似同一件的意见" in words(elsewhere.get(reverse("alike")))
    assert elsewhere.get(reverse("alike"), {"batch": world.batch.pk}).status_code == 404
    rows = [row.pk for row in voices[:2]]
    elsewhere.post(reverse("alike"), {"row": rows, "opinion": rows, "do": "apart"})
    assert not KeptApart.objects.exists()


def test_the_page_of_an_opinion_shows_how_it_was_sorted_and_what_looks_like_it(
    world: World, browser: Client, voices: list[Opinion]
) -> None:
    work_out(world.batch, world.now)
    sort_opinions([Choice(voices[0].pk, "咨询", "厂矿扰民")], by=world.zhao, now=world.now)
    address = reverse("opinion", args=[voices[0].pk])
    page = words(browser.get(address))
    assert "类别：<b>厂矿扰民</b>" in page
    assert PLANT[1][:20] in page
    seen_by_the_city = words(browser_of(world, "feng").get(address))
    assert "类别：<b>厂矿扰民</b>" in seen_by_the_city
    assert "并排查看" not in seen_by_the_city
