"""导入来件 as a clerk does it: choose a file, read what was understood of it, confirm."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page

from bihuan.access.actor import Role
from bihuan.cases.models import Case
from bihuan.intake.models import Batch, ImportedFile
from bihuan.people.models import Unit
from tests.browser.office import Office, press, refusal, told

NOTICE = Path(__file__).parents[2] / "samples" / "notice.docx"
NOT_WORD: FilePayload = {"name": "来件.docx", "mimeType": "text/plain", "buffer": "这是一段文字。".encode()}


@pytest.fixture
def clerk(office: Office) -> Page:
    """Somebody of the bureau that the sample notice makes its coordinator."""
    cast = office.world.cast
    cast.units["inspection"] = Unit.objects.create(name="督查考评局", parent=cast.units["zone"])
    cast.take_posts("zhao")
    cast.give_post("zhao", "inspection", Role.COORDINATOR)
    return office.of("zhao")


def send(page: Page, file: Path | FilePayload) -> None:
    page.goto("/import")
    page.get_by_label("文件").set_input_files(file)
    press(page, "读取并预览")


def saved() -> tuple[int, int, int]:
    return Batch.objects.count(), Case.objects.count(), ImportedFile.objects.count()


def test_a_clerk_previews_and_imports_a_notice_and_a_second_time_is_told_that_it_is_known(
    clerk: Page,
) -> None:
    send(clerk, NOTICE)
    page = clerk.locator("main")
    assert "尚未保存" in page.inner_text()
    assert "2026年12月4日" in page.inner_text()  # when the written report is due
    assert "不能自己核查自己" in clerk.locator(".findings").first.inner_text()
    assert clerk.get_by_role("table", name="整改目标表").locator("tbody tr").count() == 12
    assert saved() == (0, 0, 0)

    press(clerk, "确认导入")
    assert "已导入“notice.docx”：新增意见12条、整改事项12项" in told(clerk)
    assert clerk.url.endswith(f"/batches/{Batch.objects.get().pk}")
    assert saved() == (1, 12, 1)

    send(clerk, NOTICE)
    assert "再次导入不会改动任何内容" in page.inner_text()
    press(clerk, "确认导入")
    assert "没有改动任何内容" in told(clerk)
    assert saved() == (1, 12, 1)


def test_a_text_that_calls_itself_a_word_file_is_refused_in_plain_words(clerk: Page) -> None:
    send(clerk, NOT_WORD)
    assert clerk.url.endswith("/import")
    assert "扩展名是 .docx，实际内容却是文本文件" in refusal(clerk)
    assert clerk.get_by_role("button", name="读取并预览").is_visible()  # and another file can be chosen
    assert saved() == (0, 0, 0)
