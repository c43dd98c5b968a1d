"""Somebody who has no mouse: from the log-in to an act that is done."""

from playwright.sync_api import Page

from bihuan.cases.lifecycle import State
from tests.browser.office import Office, focused
from tests.support.world import PASSWORD

MOST_TABS = 60


def tab_to(page: Page, words: str, *, tag: str = "") -> None:
    """Press Tab until what is called ``words`` has the focus; whatever has it on the way shows it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        now = focused(page)
        assert now["outline"] != "none", f"the focus cannot be seen on {now}"
        if now["text"] == words and tag in ("", now["tag"]):
            return
    raise AssertionError(f"no Tab leads to {words}")


def test_a_liaison_logs_in_and_signs_for_a_case_with_the_keyboard_alone(office: Office) -> None:
    case = office.world.case_in(State.ASSIGNED)
    page = office.passer_by()
    page.goto("/login")
    while focused(page)["name"] != "username":
        page.keyboard.press("Tab")
    page.keyboard.type("li")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "待办"

    tab_to(page, "签收", tag="A")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "签收", tag="BUTTON")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert office.world.state(case) is State.ACKNOWLEDGED


def test_a_leader_writes_a_reason_and_sends_a_plan_back_with_the_keyboard_alone(office: Office) -> None:
    case = office.world.case_in(State.PLANNED)
    page = office.of("zhao")
    page.goto(f"/cases/{case.pk}/send-back-plan")
    while focused(page)["name"] != "remark":
        page.keyboard.press("Tab")
    page.keyboard.type("请补充时间表。")
    tab_to(page, "退回整改方案", tag="BUTTON")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert office.world.state(case) is State.ACKNOWLEDGED


def test_the_first_tab_offers_to_skip_the_menu(office: Office) -> None:
    case = office.world.case_in(State.NOTICING)
    page = office.of("zhao")
    for address in ("/", f"/cases/{case.pk}", "/public/"):
        page.goto(address)
        page.keyboard.press("Tab")
        link = focused(page)
        assert (link["text"], link["href"]) == ("跳到正文", "#main")
        box = page.get_by_role("link", name="跳到正文").bounding_box()
        assert box is not None
        assert box["y"] >= 0  # it can be seen while it has the focus
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('main').contains(document.activeElement)")
