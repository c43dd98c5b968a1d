"""The upload page given bad files: it stays, says in Chinese what and where, and not a row has changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bihuan.access.actor import Role
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.tests.builders import notice_file
from bihuan.people.models import Post, Unit, User
from tests.stories.forms import Browser, Typed, nothing_changes
from tests.support.bad_files import BAD_FILES, SECOND, BadFile, a_list, line, with_odd_character
from tests.support.cast import PASSWORD

UNREADABLE, REFUSED = 422, 409
# What a file holds that can be shown and not be imported is known at the preview, or only when it would be stored.
KNOWN_AT_ONCE = "来件中有不能导入的内容"
NUMBER = "临港管办发〔2022〕9号"


@pytest.fixture
def zhao(db: None) -> Browser:
    """The coordinator of a zone, logged in. A whole world would take longer than all of these files."""
    zone = Unit.objects.create(name="临港产业园区管理委员会", is_area=True)
    bureau = Unit.objects.create(name="综合协调局", parent=zone)
    user = User.objects.create_user("zhao", PASSWORD, "赵一")
    Post.objects.create(user=user, unit=bureau, role=Role.COORDINATOR)
    browser = Browser().opens("/login").sends("登录", {"username": "zhao", "password": PASSWORD})
    return browser.opens("/import")


def file(name: str, content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def number_of_a_list(zhao: Browser) -> dict[str, str]:
    """A list has no number of its own; the preview asks for one."""
    return {name: NUMBER for form in zhao.page.forms for name in form.fields if name == "new_number"}


@pytest.mark.long
@pytest.mark.parametrize("bad", BAD_FILES, ids=[bad.about for bad in BAD_FILES])
def test_a_bad_file_is_refused_on_the_page(bad: BadFile, zhao: Browser) -> None:
    with nothing_changes():
        expected = 200 if bad.readable else UNREADABLE
        zhao.presses("读取并预览", file(bad.name, bad.content), status=expected)
        if bad.readable and KNOWN_AT_ONCE not in zhao.page:  # it is shown, and the confirmation is refused
            zhao.presses("确认导入", number_of_a_list(zhao), status=REFUSED).sees("尚不能导入")
    zhao.sees(*bad.says).does_not_see("Traceback")
    if KNOWN_AT_ONCE in zhao.page:  # nothing to confirm, but the way back
        zhao.does_not_see("确认导入</button>").clicks("取消，重新选择")
    assert zhao.page.form_with("确认导入" if zhao.page.url != "/import" else "读取并预览")


@pytest.mark.parametrize("bad", [bad for bad in BAD_FILES if "twice" in bad.about], ids=lambda bad: bad.about)
def test_what_cannot_be_imported_is_refused_to_a_forged_confirmation_too(bad: BadFile, zhao: Browser) -> None:
    zhao.sends("读取并预览", file(bad.name, bad.content)).sees(KNOWN_AT_ONCE, *bad.says)
    (form,) = [form for form in zhao.page.forms if form.action == reverse("import-confirm")]
    sent = {name: field.text for name, field in form.fields.items()} | {"new_number": NUMBER}
    with nothing_changes():
        answer = zhao.client.post(form.action, sent)
    assert answer.status_code == REFUSED
    assert "尚不能导入" in answer.content.decode()
    assert all(words in answer.content.decode() for words in bad.says)


def test_after_a_refusal_the_right_file_is_taken(zhao: Browser) -> None:
    zhao.sends("读取并预览", file("通知.docx", notice_file())).sends("确认导入")
    batch = Batch.objects.get().number
    wrong: Typed = {**file("清单.xlsx", a_list(line("1.2021E+14"))), "batch": batch}
    zhao.opens("/import").presses("读取并预览", wrong, status=UNREADABLE)
    right = file("清单.xlsx", a_list(line(SECOND, "码头夜间噪声大。")))
    zhao.sends("读取并预览", right).sees("码头夜间噪声大。", f"确认后并入批次 {batch}")  # it stayed chosen
    zhao.sends("确认导入").sees("新增意见1条")


def test_a_preview_warns_and_lets_pass_what_only_looks_odd(zhao: Browser) -> None:
    zhao.sends("读取并预览", file("清单.xlsx", a_list(line(day="前天"))))
    zhao.sees("工作表“清单”第2行E列", "“前天”无法识别")


@pytest.mark.parametrize("escape", ["_x0000_", "_x0001_", "&#1;", "\ufffe"])
def test_what_cannot_be_printed_is_left_out(zhao: Browser, escape: str) -> None:
    zhao.sends("读取并预览", file("清单.xlsx", with_odd_character(escape)))
    zhao.sends("确认导入", {"new_number": NUMBER})
    assert Opinion.objects.get().text == "望海路路灯不亮。"


def test_the_same_notice_twice_is_said_before_and_after(zhao: Browser) -> None:
    notice = notice_file()  # once: a Word file carries the second it was made in
    zhao.sends("读取并预览", file("通知.docx", notice)).sends("确认导入")
    with nothing_changes():
        again = zhao.opens("/import").sends("读取并预览", file("另一份.docx", notice))
        again.sees("再次导入不会改动任何内容").sends("确认导入").sees("没有改动任何内容")
