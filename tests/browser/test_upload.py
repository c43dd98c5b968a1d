"""上传佐证材料 in a real browser: many files, progress, a broken connection, pairing, and leaving too early."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Route

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from tests.browser.office import Office, path_of, press, refusal, scrolls_sideways, told
from tests.support.bad_evidence import EXE
from tests.support.evidence_files import jpeg
from tests.support.files import txt
from tests.support.world import World

pytestmark = pytest.mark.browser
WITH_JAVASCRIPT = pytest.mark.parametrize("javascript", [True], ids=["with-javascript"])
WITHOUT_JAVASCRIPT = pytest.mark.parametrize("javascript", [False], ids=["without-javascript"])


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.RECTIFYING)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What lies on the clerk's desk: photos of three spots, a plan, and what is no photo."""
    for spot in (1, 2, 3):
        (tmp_path / f"整改前{spot}.jpg").write_bytes(jpeg(2 * spot))
        (tmp_path / f"整改后{spot}.jpg").write_bytes(jpeg(2 * spot + 1))
    (tmp_path / "整改方案.txt").write_bytes(txt())
    (tmp_path / "IMG_1.jpg").write_bytes(EXE)
    return tmp_path


def on_the_page(office: Office, case: Case, *, width: int = 1366, height: int = 768) -> Page:
    page = office.of("li", width=width, height=height)
    page.goto(path_of(case, "add-evidence"))
    return page


def choose(page: Page, desk: Path, *names: str) -> None:
    """Choose files, and wait until the page has heard what their names say."""
    with page.expect_response("**/evidence/suggestions"):
        page.set_input_files("#upload-files", [desk / name for name in names])
    page.wait_for_function(f"document.querySelectorAll('.upload-item').length >= {len(names)}")


def start(page: Page) -> None:
    page.locator(".form-buttons button").click()


def ends_with(page: Page, words: str) -> None:
    page.locator(".upload-state", has_text=words).wait_for()


def row(page: Page, name: str) -> str:
    """What the list says of one file."""
    named = page.locator(".upload-item").filter(has=page.locator(".upload-name", has_text=name))
    return named.locator(".upload-line").inner_text()


def pairs(case: Case) -> dict[str, str]:
    return {piece.name: piece.before.name for piece in case.evidence.exclude(before=None) if piece.before}


@WITH_JAVASCRIPT
def test_photos_chosen_together_are_paired_by_name_and_arrive_one_by_one(
    office: Office, case: Case, desk: Path, axe: Callable[[Page], list[str]]
) -> None:
    page = on_the_page(office, case)
    choose(page, desk, *(f"整改{side}{spot}.jpg" for side in "后前" for spot in (1, 2, 3)), "整改方案.txt")
    assert axe(page) == []
    start(page)
    ends_with(page, "共7个文件，已全部上传")
    assert pairs(case) == {f"整改后{spot}.jpg": f"整改前{spot}.jpg" for spot in (1, 2, 3)}
    assert case.evidence.count() == 7
    page.locator("#upload-kept").get_by_text("整改后3.jpg").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="返回事项").click()
    page.wait_for_url(f"**{path_of(case)}")


@WITH_JAVASCRIPT
def test_what_the_names_do_not_say_is_chosen_file_by_file(office: Office, case: Case, desk: Path) -> None:
    (desk / "IMG_8.jpg").write_bytes(jpeg(8))
    page = on_the_page(office, case)
    choose(page, desk, "整改前1.jpg", "整改前2.jpg", "IMG_8.jpg")
    start(page)
    ends_with(page, "已上传2个，还有1个没有上传")
    assert row(page, "IMG_8.jpg") == "请选择材料类型"
    page.get_by_label("材料类型：IMG_8.jpg").select_option(label="整改后图片")
    assert row(page, "IMG_8.jpg") == "请选择对应的整改前图片"
    page.get_by_label("对应的整改前图片：IMG_8.jpg").select_option(label="对应：整改前2.jpg")
    start(page)
    ends_with(page, "共3个文件，已全部上传")
    assert pairs(case) == {"IMG_8.jpg": "整改前2.jpg"}


@WITH_JAVASCRIPT
def test_a_broken_connection_loses_nothing_that_is_finished(office: Office, case: Case, desk: Path) -> None:
    page = on_the_page(office, case)
    asked: list[str] = []

    def breaks(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/evidence/upload", breaks)
    choose(page, desk, "整改前1.jpg", "整改前2.jpg", "整改前3.jpg")
    start(page)
    ends_with(page, "网络中断，稍后自动重试")
    assert case.evidence.count() == 1
    ends_with(page, "共3个文件，已全部上传")
    assert len(asked) == 4
    assert case.evidence.count() == 3


@WITH_JAVASCRIPT
def test_after_a_reload_the_page_shows_what_has_arrived(office: Office, case: Case, desk: Path) -> None:
    page = on_the_page(office, case)
    choose(page, desk, "整改前1.jpg")
    start(page)
    ends_with(page, "已全部上传")
    page.reload()
    assert "整改前1.jpg" in page.locator("#upload-kept").inner_text()
    choose(page, desk, "整改前1.jpg", "整改后1.jpg")
    start(page)
    ends_with(page, "共2个文件，已全部上传")
    assert row(page, "整改前1.jpg") == "此前已上传，无需重复上传"
    assert pairs(case) == {"整改后1.jpg": "整改前1.jpg"}


@WITH_JAVASCRIPT
def test_a_refused_file_says_why_and_may_be_taken_off_the_list(
    office: Office, case: Case, desk: Path
) -> None:
    page = on_the_page(office, case)
    choose(page, desk, "IMG_1.jpg", "整改方案.txt")
    page.get_by_label("材料类型：IMG_1.jpg").select_option(label="整改前图片")
    start(page)
    ends_with(page, "已上传1个，还有1个没有上传")
    assert "是可执行程序" in row(page, "IMG_1.jpg")
    page.get_by_role("button", name="移除：IMG_1.jpg").press("Enter")
    assert page.locator(".upload-item").count() == 1
    assert [piece.name for piece in case.evidence.all()] == ["整改方案.txt"]


@WITH_JAVASCRIPT
def test_leaving_with_files_that_have_not_arrived_asks_first(office: Office, case: Case, desk: Path) -> None:
    page = on_the_page(office, case)
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stays)
    choose(page, desk, "整改前1.jpg")
    page.get_by_role("link", name="取消").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/add-evidence")
    start(page)
    ends_with(page, "已全部上传")
    page.get_by_role("link", name="取消").click()
    page.wait_for_url(f"**{path_of(case)}")
    assert asked == ["beforeunload"]


@WITH_JAVASCRIPT
def test_any_number_of_files_may_be_chosen(office: Office, case: Case, desk: Path) -> None:
    page = on_the_page(office, case)
    names = [f"数据{number}.txt" for number in range(2_000)]
    for name in names:
        (desk / name).write_bytes(b"x")
    page.set_input_files("#upload-files", [desk / name for name in names])
    page.locator(".upload-rest", has_text="另有1800个文件没有列出").wait_for()
    assert page.locator(".upload-item").count() == 200
    assert page.locator(".form-buttons button").inner_text() == "上传（2000）"


@WITH_JAVASCRIPT
def test_on_a_telephone_nothing_runs_off_the_screen(office: Office, case: Case, desk: Path) -> None:
    page = on_the_page(office, case, width=360, height=740)
    choose(page, desk, "整改前1.jpg", "整改后1.jpg", "IMG_1.jpg")
    assert not scrolls_sideways(page)


@WITHOUT_JAVASCRIPT
def test_without_javascript_a_plain_form_takes_many_and_tells_of_each(
    office: Office, case: Case, desk: Path
) -> None:
    page = on_the_page(office, case)
    assert not page.locator("#upload").is_visible()
    names = ["整改后1.jpg", "整改前1.jpg", "IMG_1.jpg", "整改方案.txt"]
    page.set_input_files("input[name=file]", [desk / name for name in names])
    press(page, "上传佐证材料")
    assert "IMG_1.jpg：无法从文件名判断材料类型" in refusal(page)
    assert "整改前1.jpg：已上传" in page.locator(".upload-done").inner_text()
    assert pairs(case) == {"整改后1.jpg": "整改前1.jpg"}
    page.set_input_files("input[name=file]", [desk / "整改前2.jpg", desk / "整改后2.jpg"])
    press(page, "上传佐证材料")
    assert "共2个文件" in told(page)
    assert case.evidence.count() == 5
