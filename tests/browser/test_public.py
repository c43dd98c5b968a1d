"""The public pages: without an account, on a telephone, in large print, on paper."""

import pytest
from playwright.sync_api import Page

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from tests.browser.office import PHONE_HEIGHT, PHONE_WIDTH, Office, scrolls_sideways


@pytest.fixture
def disclosed(office: Office) -> Case:
    """A case whose whole way the public may read."""
    return office.world.case_in(State.DISCLOSED)


def size_of(page: Page, part: str) -> float:
    """The size of the print of ``part``, in pixels."""
    size: float = page.locator(part).first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    return size


def test_anybody_finds_a_disclosed_item_and_reads_it_without_an_account(
    office: Office, disclosed: Case
) -> None:
    page = office.passer_by()
    page.goto("/public/")
    page.get_by_label("关键词").fill("路灯")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("table", name="意见建议整改情况").get_by_role("link").first.click()
    assert page.url.endswith(f"/public/{disclosed.pk}")
    words = page.locator("main").inner_text()
    assert "已公开" in words
    assert "望海路路灯已全部更换，夜间照明恢复。" in words
    assert not page.context.cookies()  # nobody who only reads is given a session


def test_large_print_makes_every_letter_larger_and_stays_on_the_next_page(
    office: Office, disclosed: Case
) -> None:
    page = office.passer_by()
    page.goto("/public/")
    normal = size_of(page, "main td")
    page.get_by_role("link", name="长者模式").click()
    assert size_of(page, "main td") >= 1.2 * normal
    page.goto(f"/public/{disclosed.pk}")
    assert size_of(page, ".section p") >= 18
    page.get_by_role("link", name="退出长者模式").click()
    assert size_of(page, ".section p") == 16


def test_nothing_scrolls_sideways_on_a_telephone_in_normal_or_large_print(
    office: Office, disclosed: Case
) -> None:
    page = office.passer_by(width=PHONE_WIDTH, height=PHONE_HEIGHT)
    addresses = ("/public/", f"/public/{disclosed.pk}", "/public/guide")
    wide = [
        f"{address}{font}"
        for font in ("", "?font=large")
        for address in addresses
        if page.goto(f"{address}{font}") and scrolls_sideways(page)
    ]
    assert wide == []


def test_on_paper_the_tools_are_gone_and_every_sheet_repeats_the_head_of_the_table(
    office: Office, disclosed: Case
) -> None:
    page = office.passer_by()
    page.emulate_media(media="print")
    page.goto("/public/")
    for tool in (".public-bar", ".filter", ".pager"):
        assert not page.locator(tool).is_visible()
    head = page.get_by_role("table", name="意见建议整改情况").locator("thead")
    assert head.is_visible()
    assert head.evaluate("it => getComputedStyle(it).display") == "table-header-group"
    page.goto(f"/public/{disclosed.pk}")
    assert page.locator("h1").is_visible()
    assert not page.locator(".public-bar").is_visible()


def test_the_ledger_on_paper_has_no_menu_and_keeps_the_head_of_its_table(office: Office) -> None:
    office.world.case_in(State.NOTICING)
    page = office.of("zhao")
    page.emulate_media(media="print")
    page.goto("/cases")
    for tool in (".topbar", ".nav", ".filter", ".page-tools"):
        assert not page.locator(tool).is_visible()
    head = page.get_by_role("table", name="整改台账").locator("thead")
    assert head.evaluate("it => getComputedStyle(it).display") == "table-header-group"
