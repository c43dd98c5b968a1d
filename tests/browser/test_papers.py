"""Papers from the screen to the sheet and back: a summons is drawn up and issued, a citizen checks a certificate."""

from pathlib import Path

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import Page

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.documents.kinds import KINDS
from bihuan.issuing.models import IssuedPaper
from bihuan.kernel.codes import print_code
from bihuan.supervision.ladder import Rung
from tests.browser.office import Office, path_of, told

PLACE = "管委会办公室三楼会议室"


@pytest.fixture
def late(office: Office) -> Case:
    """A case in hand whose limit has passed."""
    case = office.world.case_in(State.RECTIFYING)
    office.world.on(2023, 1, 10)
    return case


def click(page: Page, label: str) -> None:
    """Press the button or follow the link called ``label``, and wait for the page that answers."""
    part = page.get_by_role("button", name=label, exact=True)
    with page.expect_navigation():
        (part if part.count() else page.get_by_role("link", name=label, exact=True)).first.click()


def test_a_clerk_draws_up_a_summons_looks_at_it_issues_it_and_saves_the_sheet(
    office: Office, late: Case
) -> None:
    page = office.of("zhao")
    rung = office.world.supervise(late, Rung.TALK)
    page.goto(f"{office.url}{reverse('supervision', args=[rung.pk])}")
    click(page, f"拟制{KINDS['summons-talk'].label}")
    empty = page.locator(".paper-pages img").first.get_attribute("src")
    click(page, "定稿")
    assert "请填写“约谈地点”" in page.locator(".refusal").inner_text()
    page.get_by_label("约谈时间").fill("1月20日上午9时")
    page.get_by_label("约谈地点").fill(PLACE)
    page.get_by_label("约谈人").fill("钱二")
    click(page, "更新预览")
    sheet = page.locator(".paper-pages img").first
    assert sheet.evaluate("it => it.naturalWidth") > 600
    assert sheet.get_attribute("src") != empty
    assert page.get_by_label("约谈地点").input_value() == PLACE
    assert IssuedPaper.objects.count() == 0
    click(page, "定稿")
    paper = IssuedPaper.objects.get()
    assert paper.number == rung.number
    assert paper.number in told(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载.pdf").click()
    said = text_of(download.value.path())
    assert paper.number in said
    assert print_code(paper.code) in said
    assert PLACE in said


def text_of(path: Path) -> str:
    """The words of a PDF, without the ends of its lines."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text.replace("\r\n", "")


def test_papers_that_are_not_wanted_now_are_one_click_away(office: Office, late: Case) -> None:
    page = office.of("li")
    page.goto(path_of(late))
    plan = page.get_by_role("link", name="部门整改方案", exact=True)
    assert page.get_by_role("link", name="自查表", exact=True).is_visible()
    assert not plan.is_visible()
    page.get_by_text("其他文书").click()
    assert plan.is_visible()


def test_a_citizen_learns_what_a_certificate_is_worth_before_and_after_a_relapse(office: Office) -> None:
    world = office.world
    case = world.case_in(State.DISCLOSED)
    code = CloseOut.objects.get(case=case).code
    page = office.passer_by()

    def checked(typed: str) -> str:
        page.goto("/public/")
        click(page, "查验销号单")
        page.get_by_label("校验码").fill(typed)
        click(page, "查验")
        return page.locator("main").inner_text()

    assert "有效。" in checked(print_code(code).lower())
    assert "没有查到" in checked("0" * 10)
    world.reopen(case)
    assert "已撤销。" in checked(code)
