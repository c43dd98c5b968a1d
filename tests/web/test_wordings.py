"""文书范本: the list, the editor with 检查, 预览, 载入 and 保存, the versions, the fonts."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.documents.compose import built_in
from bihuan.documents.kinds import KINDS
from bihuan.issuing.models import Wording
from bihuan.issuing.wordings import wording_in_force
from bihuan.web import wording_preview
from tests.support.world import World
from tests.web.office_builders import browser_of, words

KIND = KINDS["supervision-order"]
TEXT = "【标题：督办单】\n请{责任单位}抓紧整改。\n{填：督办要求}\n"


def address(world: World, name: str = "wording", *more: object, kind: str = KIND.name) -> str:
    return reverse(name, args=[world.unit("coordinator").pk, kind, *more])


def press(world: World, client: Client, button: str, **typed: object) -> HttpResponse:
    """One of the editor's buttons."""
    form = {"text": TEXT, "note": "按本单位格式", "based_on": 0, "do": button, **typed}
    answer = client.post(address(world), form)
    assert isinstance(answer, HttpResponse)
    return answer


def in_editor(page: str) -> str:
    """What stands in the text field."""
    found = re.search(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", page, re.S)
    assert found
    return unescape(found[1])


def version_begun_from(page: str) -> int:
    found = re.search(r'name="based_on" value="(\d+)"', page)
    assert found
    return int(found[1])


def test_the_list_says_of_each_kind_which_version_is_in_force_and_whose(world: World) -> None:
    client = browser_of(world, "zhao")
    page = words(client.get(reverse("wordings")))
    assert [kind.label for kind in KINDS.values() if kind.label not in page] == []
    assert page.count("通用范本") == len(KINDS)
    assert press(world, client, "save").status_code == 302
    page = words(client.get(reverse("wordings")))
    assert page.count("通用范本") == len(KINDS) - 1
    for expected in ("第1版", "赵一", "按本单位格式"):
        assert expected in page


def test_the_editor_begins_with_what_is_in_force_and_tells_what_it_may_speak_of(world: World) -> None:
    page = words(browser_of(world, "zhao").get(address(world)))
    assert in_editor(page) == built_in(KIND)
    for expected in ("{责任单位}", "牵头", "【每：", "【表格】", "{填：督办要求}"):
        assert expected in page


def test_saving_makes_the_next_version_and_says_from_when_it_holds(world: World) -> None:
    client = browser_of(world, "zhao")
    assert press(world, client, "save").status_code == 302
    saved = Wording.objects.get()
    assert (saved.version, saved.text, saved.note) == (1, TEXT, "按本单位格式")
    page = words(client.get(address(world)))
    assert "已存为第1版" in page
    assert in_editor(page) == TEXT
    assert version_begun_from(page) == 1


def test_the_check_shows_each_mistake_with_its_line_and_saves_nothing(world: World) -> None:
    answer = press(world, browser_of(world, "zhao"), "check", text=TEXT + "{责任部门}\n【落款：区管办】\n")
    page = words(answer)
    assert answer.status_code == 200
    for expected in (
        "第4行",
        "是否应为{责任单位}？",
        "第5行",
        "不认识的指令【落款：区管办】",
        "该行：{责任部门}",
    ):
        assert expected in unescape(page)
    assert in_editor(page).endswith("【落款：区管办】\n")
    assert not Wording.objects.exists()


def test_the_check_says_when_all_is_well_and_what_will_be_asked(world: World) -> None:
    page = words(press(world, browser_of(world, "zhao"), "check"))
    assert "检查通过" in page
    assert "定稿时需要填写：督办要求" in page


def test_a_refused_saving_keeps_what_was_typed(world: World) -> None:
    answer = press(world, browser_of(world, "zhao"), "save", text=TEXT + "{责任部门}", note="")
    page = words(answer)
    assert answer.status_code == 409
    for expected in ("未能保存", "请填写修改说明", "没有名为“责任部门”的字段"):
        assert expected in page
    assert in_editor(page) == TEXT + "{责任部门}\n"
    assert not Wording.objects.exists()


def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(world: World) -> None:
    first, second = browser_of(world, "zhao"), browser_of(world, "zhao")
    press(world, first, "save")
    mine = TEXT + "特此督办。\n"
    answer = press(world, second, "save", text=mine)
    page = words(answer)
    assert answer.status_code == 409
    assert "保存了第1版" in page
    assert in_editor(page) == mine
    # Having been told, they may save over it knowingly: the page now begins from version 1.
    assert version_begun_from(page) == 1
    assert press(world, second, "save", text=mine, based_on=1).status_code == 302
    assert wording_in_force(world.unit("coordinator").pk, KIND).version == 2


def test_an_earlier_version_can_be_read_downloaded_and_taken_up_again(world: World) -> None:
    client = browser_of(world, "zhao")
    press(world, client, "save")
    press(world, client, "save", text=TEXT + "特此督办。\n", based_on=1)
    assert "请{责任单位}抓紧整改。" in words(client.get(address(world, "wording-version", 1)))
    file = client.get(address(world, "wording-text", 1))
    assert file.content.decode("utf-8-sig") == TEXT.replace("\n", "\r\n")
    assert "attachment" in file["Content-Disposition"]
    page = words(client.get(address(world) + "?from=1"))
    assert in_editor(page) == TEXT
    assert version_begun_from(page) == 2
    assert "以第1版为底稿" in page
    assert in_editor(words(client.get(address(world) + "?from=0"))) == built_in(KIND)


@pytest.mark.parametrize("query", ["?from=7", "?from=99999999"])
def test_a_version_that_does_not_exist_is_not_found(world: World, query: str) -> None:
    client = browser_of(world, "zhao")
    assert client.get(address(world) + query).status_code == 404
    assert client.get(address(world, "wording-version", 7)).status_code == 404
    assert client.get(address(world, "wording-text", 7)).status_code == 404


@pytest.mark.parametrize("query", ["?from=x", "?from=", "?from=" + "9" * 30])
def test_a_version_that_is_no_number_is_passed_over(world: World, query: str) -> None:
    assert in_editor(words(browser_of(world, "zhao").get(address(world) + query))) == built_in(KIND)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_file_of_any_office_machine_is_loaded_into_the_editor(world: World, encoding: str) -> None:
    file = SimpleUploadedFile("范本.txt", TEXT.replace("\n", "\r\n").encode(encoding))
    page = words(press(world, browser_of(world, "zhao"), "load", text="旧文", file=file))
    assert in_editor(page) == TEXT
    assert "已载入文件，尚未保存" in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\x00\x00", b"\xff" * 40, b"a" * 300_000], ids=len)
def test_what_is_no_text_file_is_refused_and_the_text_stays(world: World, content: bytes) -> None:
    file = SimpleUploadedFile("范本.docx", content)
    answer = press(world, browser_of(world, "zhao"), "load", file=file)
    page = words(answer)
    assert answer.status_code == 422
    assert "请选择一个纯文本文件" in page
    assert in_editor(page) == TEXT


@pytest.mark.parametrize("typed", [{"based_on": "x"}, {"based_on": ""}, {"text": "甲\0乙"}])
def test_a_form_that_no_browser_sends_changes_nothing(world: World, typed: dict[str, str]) -> None:
    assert press(world, browser_of(world, "zhao"), "save", **typed).status_code == 422
    assert not Wording.objects.exists()


def test_a_browser_that_names_no_button_only_checks(world: World) -> None:
    assert "检查通过" in words(press(world, browser_of(world, "zhao"), "nothing"))
    assert not Wording.objects.exists()


@pytest.mark.parametrize("kind", ["supervision-order", "work-plan", "completion-report"])
def test_the_preview_shows_the_text_on_paper_before_it_is_saved(world: World, kind: str) -> None:
    """Of the newest case, batch or unit: whatever the kind is about."""
    world.case_in(State.RECTIFYING)
    text = "【标题：样张】\n一、正文\n"
    form = {"text": text, "note": "", "based_on": 0, "do": "preview"}
    page = words(browser_of(world, "zhao").post(address(world, kind=kind), form))
    assert page.count('src="data:image/png;base64,') == 1
    assert "共1页" in page
    assert world.batch.number in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("正文\n" * 190, "共9页，显示前8页"),
        ("【另页】\n又一页\n" * 900, "篇幅较长，显示前8页"),
        ("【附件横排：又一件】\n" * 900, "篇幅较长，显示前8页"),
        ("又一行\n" * 1900, "篇幅较长，显示前8页"),
    ],
)
def test_the_preview_of_a_long_paper_shows_its_first_pages(world: World, text: str, told: str) -> None:
    world.case_in(State.RECTIFYING)
    page = words(press(world, browser_of(world, "zhao"), "preview", text="【标题：样张】\n" + text))
    assert page.count('src="data:image/png;base64,') == wording_preview.MOST_PAGES
    assert told in page


def test_a_text_with_mistakes_is_not_previewed(world: World) -> None:
    page = words(press(world, browser_of(world, "zhao"), "preview", text="{责任部门}"))
    assert "改正后才能预览和保存" in page
    assert "data:image/png" not in page


def test_without_anything_to_show_the_preview_says_so(world: World) -> None:
    client = browser_of(world, "wei")
    path = reverse("wording", args=[world.unit("elsewhere").pk, KIND.name])
    form = {"text": TEXT, "note": "", "based_on": 0, "do": "preview"}
    assert "目前没有可以用来预览的事项" in words(client.post(path, form))


@pytest.mark.parametrize("who", ["qian", "feng", "li"])
def test_others_read_and_do_not_change(world: World, who: str) -> None:
    world.case_in(State.ASSIGNED)
    client = browser_of(world, who)
    assert "督办单" in words(client.get(reverse("wordings")))
    page = words(client.get(address(world)))
    assert "<textarea" not in page
    assert "修改范本由牵头单位管理员办理" in page
    assert press(world, client, "save").status_code == 403
    assert client.get(address(world, "wording-text", 0)).status_code == 200
    assert not Wording.objects.exists()


def test_who_sees_nothing_of_the_zone_finds_no_wording_of_it(world: World) -> None:
    for who in ("wei", "chen"):
        client = browser_of(world, who)
        assert client.get(address(world)).status_code == 404
        assert press(world, client, "save").status_code == 404
    assert "尚无可以查阅的范本" in words(browser_of(world, "chen").get(reverse("wordings")))


def test_a_kind_that_does_not_exist_is_not_found(world: World) -> None:
    assert browser_of(world, "zhao").get(address(world, kind="love-letter")).status_code == 404


def test_the_page_of_fonts_says_what_stands_in_for_what(world: World) -> None:
    page = words(browser_of(world, "li").get(reverse("fonts")))
    for expected in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"):
        assert expected in page
