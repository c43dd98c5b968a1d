"""梳理分类 on the page: what waits, with what is suggested; many confirmed at once; nothing decided by itself."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.followup.actions import dismiss_relapse
from bihuan.followup.facts import closed_on
from bihuan.followup.tests.lists import said_again
from bihuan.intake.models import Opinion
from bihuan.intake.read import read_bytes
from bihuan.journal.models import Entry
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage import learners
from bihuan.triage.models import Sorting
from tests.support.world import World
from tests.web.office_builders import browser_of, words
from tests.web.test_statements import statements

TRIAGE = "/triage/"
MOST_STATEMENTS = 45


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Another database, another office: what this process learned before is not of here."""
    monkeypatch.setattr(learners, "_OFFICES", {})
    settings.VAR_DIR = tmp_path


@pytest.fixture
def browser(world: World) -> Client:
    world.batch  # noqa: B018
    return browser_of(world, "zhao")


def sent(world: World, *serials: int, do: str = "ticked", **typed: str) -> dict[str, Any]:
    """The form as a browser sends it: the opinions 4 to 8 stand on the page, these are ticked."""
    rows = {serial: world.opinion(serial).pk for serial in (4, 5, 6, 7, 8)}
    data: dict[str, Any] = {
        "row": list(rows.values()),
        "tick": [rows[serial] for serial in serials],
        "do": do,
    }
    for name, value in typed.items():
        part, serial = name.split("_")
        data[f"{part}-{rows[int(serial)]}"] = value
    return data


def test_the_list_shows_what_waits_and_how_far_one_is(world: World, browser: Client) -> None:
    page = words(browser.get(TRIAGE))
    assert len(re.findall(r'class="sort-row"', page)) == 5
    assert "望海路中段有三盏灯一闪一闪" in page
    assert "工地拖欠工资" not in page, "it stands in a case"
    assert re.search(r'已分类 <b id="sort-done">3</b> / 8 条', page)


def test_what_may_be_a_closed_matter_come_back_is_marked_counted_and_can_be_asked_for(world: World) -> None:
    case = world.case_in(State.CLOSED)
    world.later(25)
    again = said_again(world, "望海路的路灯又不亮了，晚上看不清。", "建议增加图书馆座位。")
    browser = browser_of(world, "zhao")
    page = words(browser.get(TRIAGE))
    day = closed_on(case.close_outs.get())
    mark = (
        f'<a href="{reverse("opinion", args=[again[0].pk])}#relapses">疑似反弹：{case.number}，{day}销号</a>'
    )
    assert page.count("疑似反弹：") == page.count(mark) == 1
    assert '<option value="relapse">疑似反弹的（1）</option>' in page
    only = words(browser.get(TRIAGE, {"only": "relapse"}))
    assert re.findall(r'id="o(\d+)"', only) == [str(again[0].pk)]
    dismiss_relapse(again[0].pk, case.close_outs.get().pk, by=world.zhao, now=world.now, reason="不同路段。")
    ruled = words(browser.get(TRIAGE))
    assert "疑似反弹：" not in ruled
    assert "疑似反弹的（0）" in ruled


def test_ticked_rows_are_confirmed_as_they_were_typed_and_leave_the_list(
    world: World, browser: Client
) -> None:
    typed = {"kind_5": "建设性意见建议", "category_5": "城市照明", "route_5": "now", "unit_5": "综合执法局"}
    answer = browser.post(TRIAGE, sent(world, 5, kind_7="咨询", **typed), follow=True)
    row = Sorting.objects.get()
    assert (row.opinion, row.category, row.route) == (world.opinion(5), "城市照明", "now")
    assert row.unit == world.unit("enforcement")
    page = words(answer)
    assert "已确认1条意见的分类，本页其余4条未确认。" in page
    assert "望海路中段有三盏灯" not in page


def test_the_whole_page_is_confirmed_where_something_was_typed(world: World, browser: Client) -> None:
    browser.post(TRIAGE, sent(world, do="page", kind_5="咨询", urgent_7="1"))
    assert {row.opinion.number[-1] for row in Sorting.objects.all()} == {"5", "7"}
    assert Sorting.objects.get(opinion=world.opinion(7)).urgent


def test_nothing_is_confirmed_that_nobody_ticked(world: World, browser: Client) -> None:
    answer = browser.post(TRIAGE, sent(world, kind_5="咨询"), follow=True)
    assert "请先勾选要确认的意见" in words(answer)
    assert not Sorting.objects.exists()


def test_a_refusal_keeps_what_was_typed_and_confirms_none(world: World, browser: Client) -> None:
    answer = browser.post(TRIAGE, sent(world, 5, 7, kind_5="咨询", unit_5="海事局", kind_7="求助"))
    assert answer.status_code == 422
    page = words(answer)
    assert f"意见{world.opinion(5)}的承办单位“海事局”不在单位名录中" in page
    assert 'value="海事局"' in page
    assert page.count("checked") == 2
    assert not Sorting.objects.exists()
    again = browser.post(TRIAGE, sent(world, 5, 7, kind_5="咨询"))
    assert again.status_code == 409
    assert "没有填写任何分类" in words(again)


def test_only_who_coordinates_sees_the_page_and_only_their_own_opinions(world: World) -> None:
    world.batch  # noqa: B018
    for name in ("sun", "qian", "feng", "chen"):
        assert browser_of(world, name).get(TRIAGE).status_code == 403
    elsewhere = browser_of(world, "wei")
    assert "没有待分类的意见" in words(elsewhere.get(TRIAGE))
    elsewhere.post(TRIAGE, sent(world, 5, kind_5="咨询"))
    assert not Sorting.objects.exists()


def test_what_is_urgent_private_or_a_contact_is_marked_in_the_words(world: World, browser: Client) -> None:
    text = "三号楼燃气管道漏气，请打13800007777。"
    Opinion.objects.create(batch=world.batch, number="9", text=text)
    page = words(browser.get(TRIAGE))
    assert '<mark class="is-urgent" title="燃气安全">燃气管道漏气</mark>' in page
    assert '<mark class="is-private" title="手机号码">13800007777</mark>' in page
    assert "文中有联系方式" in page
    for only, shown in (("urgent", 1), ("contact", 1)):
        assert words(browser.get(TRIAGE, {"only": only})).count('class="sort-row"') == shown


def test_the_filters_narrow_the_list(world: World, browser: Client) -> None:
    browser.post(TRIAGE, sent(world, 5, kind_5="咨询", category_5="城市照明", unit_5="综合执法局"))

    def shown(**asked: str) -> int:
        return words(browser.get(TRIAGE, asked)).count('class="sort-row"')

    assert (shown(), shown(show="sorted"), shown(show="all")) == (4, 1, 8)
    assert shown(show="all", q="望海路") == 3
    assert shown(show="all", unit="综合执法局", category="城市照明") == 1
    assert shown(batch=str(world.batch.pk)) == 4
    assert shown(batch="999", only="?", size="many") == 4, "what cannot be read asks for nothing"


def test_the_sorted_list_is_a_file_that_is_read_back_as_a_list_of_opinions(
    world: World, browser: Client
) -> None:
    browser.post(
        TRIAGE,
        sent(world, 5, kind_5="咨询", category_5="城市照明", route_5="now", unit_5="综合执法局"),
    )
    answer = browser.get(reverse("triage-file"), {"show": "all"})
    reading = read_bytes(answer.content, WeekendCalendar(), name="梳理分类.xlsx")
    lines = {line.number: line for line in reading.opinions}
    assert len(lines) == 8
    said = lines[world.opinion(5).number]
    assert (said.text, said.type) == (world.opinion(5).text, "咨询")


def test_the_page_takes_few_statements_and_no_more_of_them_with_more_opinions(
    world: World, browser: Client
) -> None:
    few = statements(lambda: browser.get(TRIAGE))
    Opinion.objects.bulk_create(
        Opinion(batch=world.batch, number=f"6{at:04}", text=f"第{at}号路灯不亮。") for at in range(60)
    )
    assert statements(lambda: browser.get(TRIAGE, {"size": "100"})) == few
    assert few <= MOST_STATEMENTS


def test_a_suggestion_is_filled_in_with_how_sure_it_is_and_why(world: World, browser: Client) -> None:
    line = DutyLine("综合执法局", ("路灯", "占道"), ())
    import_duties(world.unit("zone").pk, [line], by=world.zhao, now=world.now)
    opinion = Opinion.objects.create(batch=world.batch, number="90001", text="海棠街的路灯连着几天不亮。")
    page = words(browser.get(TRIAGE, {"q": opinion.number}))
    assert re.search(r'name="unit-\d+" value="综合执法局"', page)
    assert re.search(r"建议 \d+%", page)
    assert re.search(r"承办单位“综合执法局”\d+%：文中有", page)
    token = re.search(r'name="shown" value="([^"]+)"', page)
    assert token
    assert not Sorting.objects.exists(), "nothing is decided by itself"
    sent_back = {"row": opinion.pk, "tick": opinion.pk, "do": "ticked", "shown": token[1]}
    browser.post(TRIAGE, sent_back | {f"unit-{opinion.pk}": "综合执法局", f"kind-{opinion.pk}": "咨询"})
    assert "承办单位与系统建议一致" in Entry.objects.get(act="sort_opinions").sentence


def test_the_duty_list_is_shown_exported_and_imported_by_whom_it_is_for(world: World) -> None:
    browser = browser_of(world, "zhao")
    line = DutyLine("综合执法局", ("路灯", "占道"), ("《城市照明管理规定》",))
    import_duties(world.unit("zone").pk, [line], by=world.zhao, now=world.now)
    page = words(browser.get(reverse("duties")))
    assert "路灯、占道" in page
    content = browser.get(reverse("duties-file")).content
    assert content.startswith(b"PK")
    assert browser_of(world, "sun").get(reverse("duties-import")).status_code == 403
    assert browser_of(world, "wei").get(reverse("duties")).status_code == 200
    assert "路灯" not in words(browser_of(world, "wei").get(reverse("duties")))
