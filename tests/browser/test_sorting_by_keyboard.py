"""梳理分类 without a mouse: two hundred suggestions looked at, corrected here and there, and confirmed at one go."""

from typing import Any

import pytest

from bihuan.intake.models import Opinion
from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage import learners
from bihuan.triage.models import Sorting
from tests.browser.office import Office, told

MANY = 200
WITH_JAVASCRIPT = pytest.mark.parametrize("javascript", [True], ids=["with-javascript"])
WITHOUT_JAVASCRIPT = pytest.mark.parametrize("javascript", [False], ids=["without-javascript"])


@pytest.fixture
def clerk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Whoever sorts, before a list of two hundred opinions about lamps and roads."""
    monkeypatch.setattr(learners, "_OFFICES", {})
    world = office.world
    lines = [DutyLine("综合执法局", ("路灯", "夜市")), DutyLine("建设局", ("道路", "公交站"))]
    import_duties(world.unit("zone").pk, lines, by=world.zhao, now=world.now)
    Opinion.objects.bulk_create(
        Opinion(batch=world.batch, number=f"7{at:04}", text=f"海棠街{at}号门前的路灯连着几天不亮。")
        for at in range(MANY)
    )
    page = office.of("zhao")
    page.goto(f"/triage/?size={MANY}&q=海棠街")
    return page


@WITH_JAVASCRIPT
def test_two_hundred_suggestions_are_confirmed_with_the_keyboard_alone(clerk: Any) -> None:
    page = clerk
    assert page.locator(".sort-row").count() == MANY
    for _ in range(MANY):
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sort-ticked", "past the last row waits the button"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"已确认{MANY}条意见的分类" in told(page)
    assert Sorting.objects.filter(unit__name="综合执法局").count() == MANY


@WITH_JAVASCRIPT
def test_a_row_is_corrected_and_one_left_out_with_the_keyboard_alone(clerk: Any) -> None:
    page = clerk
    for key in ("Enter", "Enter", "k", "u"):  # the second is left out after all
        page.keyboard.press(key)
    page.keyboard.press("k")
    page.keyboard.press("e")
    page.keyboard.type("建设局")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("?")
    assert page.locator("#sort-help").is_visible()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    row = Sorting.objects.get()
    assert (row.opinion.number, row.unit and row.unit.name, row.urgent) == ("70000", "建设局", True)


@WITH_JAVASCRIPT
def test_a_row_in_which_nothing_stands_is_passed_over(clerk: Any) -> None:
    page = clerk
    for key in ("0", "h", "0", "h", "0", "h", "0", "Enter", "Enter"):
        page.keyboard.press(key)
    assert page.locator(".sort-count").inner_text() == "1 条"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Sorting.objects.get().opinion.number == "70001"


@WITHOUT_JAVASCRIPT
def test_without_javascript_the_page_is_one_form(clerk: Any) -> None:
    page = clerk
    page.locator("input[name=tick]").first.check()
    page.locator("input[name^=category-]").first.fill("城市照明")
    with page.expect_navigation():
        page.get_by_role("button", name="确认所选").click()
    assert Sorting.objects.get().category == "城市照明"
    with page.expect_navigation():
        page.get_by_role("button", name="确认本页已填写的").click()
    assert Sorting.objects.count() == MANY
