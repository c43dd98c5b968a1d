"""Every page on which a close-out is doubted, drawn, taken back or checked by everybody: see test_every_page."""

from pathlib import Path
from typing import Any

import pytest

from bihuan.cases.lifecycle import State
from bihuan.closure.models import CloseOut
from bihuan.doubts.tests.test_facts import COPY, REPORT
from bihuan.evidence.models import EvidenceKind
from bihuan.followup.models import Draw
from bihuan.followup.tests.lists import said_again
from bihuan.journal.sealing import seal_new
from tests.browser.inspector import Inspector
from tests.browser.office import path_of, press
from tests.support.files import txt
from tests.support.paper import GREEN
from tests.support.photos import photo, used_again
from tests.support.sealed import new_log

AGAIN = "望海路的路灯又不亮了，晚上看不清。"


@pytest.fixture
def javascript() -> bool:
    return True


def test_doubts_from_the_photos_side_by_side_to_the_second_unit(inspector: Inspector) -> None:
    world = inspector.office.world
    case, other = world.case_in(State.RECTIFYING), world.case_in(State.RECTIFYING, GREEN)
    for each, after, report in (case, photo(5), REPORT), (other, used_again(photo(5)), COPY):
        world.hand_in(each, EvidenceKind.PHOTO_BEFORE, name="整改前.jpg", content=photo(each.pk))
        world.hand_in(each, EvidenceKind.PHOTO_AFTER, name="整改后.jpg", content=after)
        world.hand_in(each, EvidenceKind.PLAN, name="报告.txt", content=txt(report))
    world.later(9)
    world.submit(case)
    address = path_of(case, "doubts")
    inspector.open("zhou", path_of(case, "pass-verification"))
    page = inspector.open("zhou", address)
    assert page.locator(".doubt-sides img").count() == 2
    assert page.locator(".doubt-words mark").count() > 0
    page.get_by_role("button", name="提交所填的核查说明").click()
    inspector.look(page, "nothing answered")
    inspector.open("zhou", address)
    for box in page.get_by_label("核查说明").all():
        box.fill("已调阅原件并到现场核对，不影响通过。")
    page.get_by_role("button", name="提交所填的核查说明").click()
    inspector.look(page, "answered")
    inspector.open("zhao", "/", path_of(case), address)
    page = inspector.open("zhao", path_of(case, "appoint-second-verifier"))
    page.get_by_label("会同核查单位").select_option(label="建设局")
    press(page, "指定会同核查单位")
    inspector.open("yang", "/", path_of(case))
    inspector.conclude()


def test_relapses_and_look_backs(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.CLOSED)
    world.later(35)
    opinion = said_again(world, AGAIN, "建议增加图书馆座位。")[0]
    inspector.open("zhao", "/", "/opinions/relapses", f"/batches/{opinion.batch_id}/relapses")
    page = inspector.open("zhao", f"/opinions/{opinion.pk}")
    with page.expect_navigation():
        page.get_by_role("link", name="认定反弹").click()
    inspector.look(page, "filled in")
    page = inspector.open("zhao", f"/opinions/{opinion.pk}/relapses/{case.close_outs.get().pk}")
    press(page, "认定不是反弹")
    inspector.look(page, "refused")
    inspector.open("han", "/", path_of(case, "look-back"))
    inspector.conclude()


def test_draws_and_the_public_log(inspector: Inspector, settings: Any, tmp_path: Path) -> None:
    world, log = inspector.office.world, new_log(settings, tmp_path)
    inspector.open("", "/public/log", "/public/draws")  # nothing there yet
    case = world.case_in(State.DISCLOSED)
    address = f"/batches/{case.batch_id}/draws"
    page = inspector.open("zhao", address)
    for count in ("9", "1"):  # the first is refused: there are not so many
        page.get_by_label("抽取数量").fill(count)
        page.get_by_role("button", name="公告抽查").click()
        inspector.look(page, f"{count} announced")
    draw = Draw.objects.get()
    inspector.open("", f"/public/draws/{draw.pk}")
    seal_new(log, world.now)
    inspector.open("zhao", "/", address)
    page = inspector.open("zhao", f"{address}/{draw.pk}")
    page.get_by_role("button", name="抽取").click()
    inspector.look(page, "drawn")
    inspector.open("", "/public/draws", f"/public/draws/{draw.pk}", "/public/log")
    page = inspector.open("", f"/public/{case.pk}")
    for record in page.locator("details.record summary").all():
        record.click()
    inspector.look(page, "records open")
    world.reopen(case)
    inspector.open("", f"/check/{CloseOut.objects.get(case=case).code}")
    inspector.conclude()
