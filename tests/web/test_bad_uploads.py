"""The upload page given bad files: it stays, says in Chinese what and where, and not a row has changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.intake.tests.builders import notice_file
from tests.stories.forms import Browser, nothing_changes
from tests.support.bad_files import BAD_FILES, SECOND, BadFile, a_list, line
from tests.support.cast import PASSWORD
from tests.support.world import World

UNREADABLE, REFUSED = 422, 409


@pytest.fixture
def zhao(world: World) -> Browser:
    """The coordinator, logged in, who has a batch to import into."""
    assert world.batch.frozen_at
    return Browser().opens("/login").sends("登录", {"username": "zhao", "password": PASSWORD})


@pytest.mark.parametrize("bad", BAD_FILES, ids=[bad.about for bad in BAD_FILES])
def test_a_bad_file_is_refused_on_the_page(bad: BadFile, zhao: Browser, world: World) -> None:
    zhao.opens("/import")
    with nothing_changes():
        status = UNREADABLE if not bad.about.startswith("number-twice") else 200
        batch = world.batch.number
        file = SimpleUploadedFile(bad.name, bad.content)
        zhao.presses("读取并预览", {"file": file, "batch": batch}, status=status)
        zhao.sees(*bad.says)
        if status == 200:  # readable: the preview names the places, and the confirmation is refused
            zhao.presses("确认导入", status=REFUSED).sees("尚不能导入", *bad.says)
    zhao.does_not_see("Traceback")
    assert zhao.page.form_with("读取并预览" if status == UNREADABLE else "确认导入")


def test_after_a_refusal_the_right_file_is_taken(zhao: Browser, world: World) -> None:
    wrong = SimpleUploadedFile("清单.xlsx", a_list(line("1.2021E+14")))
    right = SimpleUploadedFile("清单.xlsx", a_list(line(SECOND, "码头夜间噪声大。")))
    zhao.opens("/import").presses("读取并预览", {"file": wrong, "batch": world.batch.number}, status=UNREADABLE)
    zhao.sends("读取并预览", {"file": right}).sees("码头夜间噪声大。", world.batch.number)  # the batch stayed chosen
    zhao.sends("确认导入").sees("新增意见1条")


def test_a_preview_warns_and_lets_pass_what_only_looks_odd(zhao: Browser) -> None:
    file = SimpleUploadedFile("清单.xlsx", a_list(line(day="前天")))
    zhao.opens("/import").sends("读取并预览", {"file": file}).sees("工作表“清单”第2行E列", "“前天”无法识别")


def test_the_same_notice_twice_is_said_before_and_after(zhao: Browser) -> None:
    def brought() -> Browser:
        return zhao.opens("/import").sends("读取并预览", {"file": SimpleUploadedFile("另一份.docx", notice_file())})

    brought().sends("确认导入")
    again = brought().sees("再次导入不会改动任何内容")
    with nothing_changes():
        again.sends("确认导入").sees("没有改动任何内容")
