"""对账 on the pages: the comparison before anything is saved, then what waits, and that it was looked at."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.intake.models import Amendment, Opinion
from bihuan.intake.read import read_bytes
from bihuan.people.calendar import OfficeCalendar
from bihuan.triage.amendments import waiting_amendments
from tests.support.paper import number
from tests.support.world import World
from tests.web.office_builders import browser_of, upload, words

HEAD = "编号,意见内容,来源,日期\n"
SAME = f"{number(1)},望海路路灯不亮，夜间出行不安全。,12340,2021-11-02\n"
CHANGED = f"{number(4)},望海路晚上太黑，老人摔倒过两次，请装灯。,12340,2021-11-02\n"
NEW = f"{number(31)},港湾公园没有公共厕所。,12340,2021-12-01\n"
AGAIN = f"{number(32)},建议延长公交线路。,12340,2021-11-02\n"
LIST = HEAD + SAME + CHANGED + NEW + AGAIN


def preview(client: Client, world: World, text: str = LIST, scope: str = "") -> Any:
    sent = {"file": upload(text, "第二次清单.csv"), "batch": world.batch.pk}
    shown = client.post(reverse("import"), sent, follow=True)
    if not scope:
        return shown
    token = shown.context["form"].initial["token"]
    return client.get(reverse("import-preview"), {"file": token, "scope": scope})


def confirm(client: Client, shown: Any, **rulings: Any) -> Any:
    form = shown.context["form"].initial
    sent = {"token": form["token"], "scope": form["scope"], **(rulings or {"lines": "new"})}
    return client.post(reverse("import-confirm"), sent, follow=True)


@pytest.fixture
def zhao(world: World) -> Client:
    return browser_of(world, "zhao")


def test_the_preview_shows_first_what_the_list_says_otherwise_with_the_words_marked(
    world: World, zhao: Client
) -> None:
    world.case()
    page = words(preview(zhao, world))
    assert "与已有清单对照" in page
    assert "老人摔倒过<ins>两次</ins>，请装灯。" in page
    assert f'href="{reverse("opinion", args=[world.opinion(4).pk])}"' in page
    assert "疑似改号" in page
    assert page.index("与已有清单对照") < page.index("意见清单")
    assert not Amendment.objects.exists()


def test_a_complete_list_shows_what_it_lacks_and_the_confirmation_keeps_to_it(
    world: World, zhao: Client
) -> None:
    shown = preview(zhao, world, scope="complete")
    assert "全量清单未列入" in words(shown)
    done = words(confirm(zhao, shown))
    assert "上级清单变更1条、撤回6条" in done
    assert Amendment.objects.filter(kind="withdrawn").count() == 6


def test_a_line_that_looks_renumbered_comes_in_once_somebody_has_said_what_it_is(
    world: World, zhao: Client
) -> None:
    old, count = world.opinion(7), Opinion.objects.count()
    shown = preview(zhao, world, HEAD + AGAIN)
    choice = f'name="line-{number(32)}" value="{old.pk}"'
    assert choice in words(shown)
    unsaid = confirm(zhao, shown, lines="")
    assert unsaid.status_code == 409
    assert f"{number(32)}（原{number(7)}）" in words(unsaid)
    refused = confirm(zhao, shown, **{f"line-{number(32)}": world.opinion(8).pk})
    assert refused.status_code == 409, "what was said of another opinion"
    done = words(confirm(zhao, shown, **{f"line-{number(32)}": old.pk}))
    assert "上级清单改号1条" in done
    assert Opinion.objects.count() == count
    page = words(zhao.get(reverse("opinion", args=[old.pk])))
    assert f"编号改为{number(32)}，原编号和办理情况保持不变" in page
    assert "尚未处理" not in page
    found = words(zhao.get(reverse("opinions"), {"q": number(32)}))
    assert reverse("opinion", args=[old.pk]) in found


def test_what_was_said_of_one_line_stays_where_another_is_still_open(world: World, zhao: Client) -> None:
    two = AGAIN + f"{number(33)},{world.opinion(8).text},12340,{world.opinion(8).received_on}\n"
    shown = preview(zhao, world, HEAD + two)
    page = words(confirm(zhao, shown, **{f"line-{number(32)}": world.opinion(7).pk}))
    assert "共1条与已有意见的内容完全相同" in page
    assert f'name="line-{number(32)}" value="{world.opinion(7).pk}" checked' in page


def test_what_is_withdrawn_by_the_list_as_a_whole_says_so(world: World, zhao: Client) -> None:
    shown = preview(zhao, world, HEAD + SAME, scope="withdrawals")
    assert '<td data-label="来件所写">撤回</td>' in words(shown)
    confirm(zhao, shown)
    listed = words(zhao.get(reverse("amendments")))
    assert '<td class="said pre" data-label="改为">撤回' in listed


def test_a_list_that_says_the_same_says_so(world: World, zhao: Client) -> None:
    assert "与已有清单一致" in words(preview(zhao, world, HEAD + SAME))


def test_a_first_list_is_held_against_nothing(world: World, zhao: Client) -> None:
    shown = zhao.post(reverse("import"), {"file": upload()}, follow=True)
    assert "与已有清单对照" not in words(shown)


def test_the_comparison_can_be_saved_as_a_table(world: World, zhao: Client) -> None:
    shown = preview(zhao, world)
    address = shown.context["difference"]["export_url"]
    answer = zhao.get(address)
    assert answer["Content-Disposition"].endswith(".xlsx")
    assert browser_of(world, "wei").get(address).status_code == 302, "the file of somebody else"
    assert zhao.get(reverse("import-difference")).status_code == 302


@pytest.fixture
def amended(world: World, zhao: Client) -> Amendment:
    confirm(zhao, preview(zhao, world))
    return Amendment.objects.get()


def test_what_waits_is_in_the_worklist_on_its_list_and_on_the_page_of_the_opinion(
    world: World, zhao: Client, amended: Amendment
) -> None:
    assert "上级清单变更待处理 1 条" in words(zhao.get("/"))
    listed = words(zhao.get(reverse("amendments")))
    assert "老人摔倒过<ins>两次</ins>，请装灯。" in listed
    assert "第二次清单.csv" in listed
    assert "有 1 条清单变更尚未处理" in words(zhao.get(reverse("opinion", args=[amended.opinion_id])))
    answer = zhao.get(reverse("amendments-file"))
    assert answer["Content-Disposition"].endswith(".xlsx")


def test_the_page_of_the_case_shows_the_amendments_of_its_opinions(world: World, zhao: Client) -> None:
    case = world.case()
    confirm(zhao, preview(zhao, world, HEAD + f"{number(1)},望海路的路灯全部不亮。,12340,2021-11-02\n"))
    page = words(zhao.get(reverse("case", args=[case.pk])))
    assert "有 1 条清单变更尚未处理" in page
    assert "处理所选变更" in page
    world.assign(case)
    unit = words(browser_of(world, "li").get(reverse("case", args=[case.pk])))
    assert "有 1 条清单变更尚未处理" in unit
    assert "处理所选变更" not in unit


def test_the_ticked_ones_are_settled_with_a_remark(world: World, zhao: Client, amended: Amendment) -> None:
    back = reverse("opinion", args=[amended.opinion_id])
    sent = {"amendment": amended.pk, "remark": "已核对，另行装灯。", "back": back}
    done = zhao.post(reverse("amendments-settle"), sent, follow=True)
    assert done.redirect_chain[-1][0] == back
    assert "已处理清单变更1条。" in words(done)
    assert "已核对，另行装灯。" in words(done)
    assert not waiting_amendments(world.zhao)
    assert "没有待处理的清单变更" in words(zhao.get(reverse("amendments")))
    assert "已核对，另行装灯。" in words(zhao.get(reverse("amendments"), {"state": "settled"}))


def test_a_refusal_comes_back_with_what_was_typed(world: World, zhao: Client, amended: Amendment) -> None:
    answer = zhao.post(reverse("amendments-settle"), {"remark": "已核对，另行装灯。"})
    assert answer.status_code == 409
    assert "请至少选择一条清单变更" in words(answer)
    assert "已核对，另行装灯。</textarea>" in words(answer)
    answer = zhao.post(reverse("amendments-settle"), {"amendment": amended.pk, "remark": ""})
    assert "请填写处理意见" in words(answer)


def test_who_does_not_coordinate_settles_nothing(world: World, amended: Amendment) -> None:
    sent = {"amendment": amended.pk, "remark": "已核对。", "back": "https://elsewhere.example/"}
    assert browser_of(world, "qian").post(reverse("amendments-settle"), sent).status_code == 403
    assert browser_of(world, "wei").post(reverse("amendments-settle"), sent).status_code == 409
    assert waiting_amendments(world.zhao).count() == 1


def test_a_way_back_that_leads_out_of_the_house_is_not_taken(
    world: World, zhao: Client, amended: Amendment
) -> None:
    sent = {"amendment": amended.pk, "remark": "已核对。", "back": "https://elsewhere.example/"}
    answer = zhao.post(reverse("amendments-settle"), sent)
    assert answer["Location"] == reverse("amendments")


@pytest.mark.parametrize(
    "query", ["?state=settled", "?kind=changed", "?kind=withdrawn", "?q=两次", "?batch=x"]
)
def test_the_list_is_narrowed_by_its_filter(
    world: World, zhao: Client, amended: Amendment, query: str
) -> None:
    page = words(zhao.get(reverse("amendments") + query))
    assert (f"{number(4)}</a>" in page) is (query in ("?kind=changed", "?q=两次", "?batch=x"))


def test_columns_without_a_name_of_ours_stand_on_the_page_of_the_opinion_and_in_the_list(
    world: World, zhao: Client
) -> None:
    text = "编号,意见内容,所属网格\n" + f"{number(31)},港湾公园没有公共厕所。,东一网格\n"
    confirm(zhao, preview(zhao, world, text))
    opinion = world.batch.opinions.get(number=number(31))
    page = words(zhao.get(reverse("opinion", args=[opinion.pk])))
    assert "来件其他列" in page
    assert "东一网格" in page
    listed = zhao.get(reverse("triage-file"), {"show": "all"})
    again = read_bytes(listed.content, OfficeCalendar(), name="清单.xlsx")
    (line,) = [line for line in again.opinions if line.number == opinion.number]
    assert ("所属网格", "东一网格") in line.extra
