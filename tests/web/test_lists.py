"""台账样式: an office makes its own ledgers in a page, and saves the cases it sees as one of them."""

import io
import re
from html import unescape
from urllib.parse import unquote

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.documents.lists import built_in_lists
from bihuan.intake.models import Batch
from bihuan.issuing.models import Wording
from bihuan.issuing.wording_actions import save_wording
from bihuan.issuing.wordings import OwnList
from bihuan.journal.models import Entry
from bihuan.web import paper_files
from tests.support.world import GREEN, LAMPS, World
from tests.web.office_builders import browser_of, words

AUDIT = built_in_lists()["audit-52"]
TEXT = (
    "【标题：{批次主题}本局台账】\n【表前：文号：{发文字号}】\n"
    "【列：编号｜40】{问题编号}\n【列：单位｜40】{责任单位}\n"
)
NAME = "本局整改台账"


def new_list(world: World) -> str:
    return reverse("wording-new-list", args=[world.unit("coordinator").pk])


def editor(world: World, name: str = NAME) -> str:
    return reverse("wording", args=[world.unit("coordinator").pk, f"list:{name}"])


def press(
    world: World, button: str = "save", *, path: str = "", who: str = "zhao", **typed: object
) -> HttpResponse:
    form = {"name": NAME, "text": TEXT, "note": "按局里要求", "based_on": 0, "do": button, **typed}
    answer = browser_of(world, who).post(path or new_list(world), form)
    assert isinstance(answer, HttpResponse)
    return answer


def saved(world: World, name: str = NAME, text: str = TEXT) -> Wording:
    """A list of the office's own."""
    unit = world.unit("coordinator").pk
    return save_wording(
        unit, OwnList(name), by=world.zhao, now=world.now, text=text, note="新建", based_on=0, as_new=True
    )


def link(key: object, form: str = "xlsx", query: str = "") -> str:
    return reverse("ledger-list", args=[key, form]) + query


def cells(client: Client, path: str) -> list[list[object]]:
    """The first sheet of the file at ``path``, row by row."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def numbers_in(client: Client, path: str) -> list[object]:
    """The case numbers that the list ``TEXT`` has at ``path``."""
    rows = cells(client, path)
    at = next(n for n, row in enumerate(rows) if row[0] == "编号")
    return [row[0] for row in rows[at + 1 :] if row[0]]


# ── making one ──────────────────────────────────────────────────────────────────────────────────


def test_the_lists_of_the_program_stand_beside_the_wordings_under_their_chinese_names(world: World) -> None:
    page = words(browser_of(world, "zhao").get(reverse("wordings")))
    for expected in (
        "台账样式",
        "审计整改清单",
        "生态核查台账",
        "督察整改措施清单",
        "整改目标表",
        "新建台账样式",
    ):
        assert expected in page
    assert reverse("wording-new-list", args=[world.unit("coordinator").pk]) in page
    assert "{责任单位}" in words(browser_of(world, "zhao").get(editor(world, "审计整改清单")))


def test_a_new_list_is_saved_under_its_name_and_changed_in_versions(world: World) -> None:
    answer = press(world)
    assert answer.status_code == 302
    assert unquote(answer["Location"]) == unquote(editor(world))
    changed = press(world, path=editor(world), text=TEXT + "【列：环节｜20】{环节}\n", based_on=1)
    assert changed.status_code == 302
    assert [(row.kind, row.name, row.version) for row in Wording.objects.order_by("version")] == [
        ("list", NAME, 1),
        ("list", NAME, 2),
    ]
    said = [entry.sentence for entry in Entry.objects.filter(act=Act.SAVE_WORDING.value).order_by("pk")]
    assert said == [
        f"新建“{NAME}”样式，存为第1版：按局里要求",
        f"修改“{NAME}”样式，存为第2版：按局里要求",
    ]
    page = words(browser_of(world, "zhao").get(editor(world)))
    assert "现行第2版" in page
    assert "通用样式" not in page
    assert NAME in words(browser_of(world, "zhao").get(reverse("wordings")))


def test_a_list_of_the_program_is_its_own_version_nought(world: World) -> None:
    path = editor(world, "生态核查台账")
    assert "通用样式" in words(browser_of(world, "zhao").get(path))
    assert press(world, path=path).status_code == 302
    row = Wording.objects.get()
    assert (row.name, row.version) == ("生态核查台账", 1)
    zero = reverse("wording-text", args=[row.unit_id, "list:生态核查台账", 0])
    text = browser_of(world, "zhao").get(zero)
    assert text.content.decode("utf-8-sig").replace("\r\n", "\n") == built_in_lists()["eco-ledger"]
    assert "生态核查台账样式" in unquote(text["Content-Disposition"])


def test_a_new_list_begins_from_another_or_from_a_few_columns(world: World) -> None:
    client = browser_of(world, "zhao")
    begun = unescape(words(client.get(new_list(world) + "?from=审计整改清单")))
    assert "整改情况／金额（万元）／已上缴财政" in begun
    assert "由“审计整改清单”改编" in begun
    assert "【列：序号｜10｜居中】{序}" in words(client.get(new_list(world)))
    assert client.get(new_list(world) + "?from=没有的台账").status_code == 404


def test_mistakes_are_shown_with_their_lines_and_nothing_is_saved(world: World) -> None:
    for button, status in (("check", 200), ("save", 409)):
        answer = press(world, button, text=TEXT + "【列：金额｜2】{金领}\n【栏：甲】\n")
        page = unescape(words(answer))
        assert answer.status_code == status
        for expected in ("第5行", "栏宽应当是", "没有名为“金领”的字段", "第6行", "不认识的指令【栏】"):
            assert expected in page
        assert 'value="本局整改台账"' in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "请填写名称，2至30字。"),
        ("账", "2至30字，现为1字"),
        ("长" * 31, "2至30字，现为31字"),
        ("甲/乙", "不能含有“/”"),
        ("审计整改清单", "已有名为“审计整改清单”的台账样式"),
        ("老台账", "已有名为“老台账”的台账样式"),
    ],
)
def test_a_name_is_short_fit_for_a_file_and_not_taken(world: World, name: str, told: str) -> None:
    saved(world, "老台账")
    answer = press(world, name=name)
    assert answer.status_code == 409
    assert told in unescape(words(answer))
    assert Wording.objects.count() == 1


def test_the_preview_shows_the_pages_of_the_newest_batch(world: World) -> None:
    world.case_in(State.RECTIFYING)
    page = words(press(world, "preview"))
    assert page.count('src="data:image/png;base64,') == 1
    assert world.batch.number in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize("who", ["li", "qian"])
def test_others_of_the_batch_read_and_do_not_change(world: World, who: str) -> None:
    world.case_in(State.ASSIGNED)
    saved(world)
    client = browser_of(world, who)
    assert "<textarea" not in words(client.get(editor(world)))
    assert client.get(new_list(world)).status_code == 403
    assert press(world, who=who).status_code == 403
    assert (
        press(world, who=who, path=editor(world), based_on=1, text=TEXT + "【表后：注】").status_code == 403
    )
    assert Wording.objects.count() == 1


def test_another_zone_and_who_sees_no_case_find_nothing_of_it(world: World) -> None:
    world.case_in(State.RECTIFYING)
    mine = saved(world)
    for who in ("wei", "chen"):
        client = browser_of(world, who)
        for path in (editor(world), new_list(world), link(mine.pk), link("audit-52")):
            assert client.get(path).status_code == 404, f"{who}: {path}"
        for path in (reverse("wordings"), reverse("ledger")):
            assert NAME not in words(client.get(path)), f"{who}: {path}"
    assert NAME in words(browser_of(world, "zhao").get(reverse("ledger")))


# ── saving cases as one ─────────────────────────────────────────────────────────────────────────


def test_the_file_has_exactly_the_cases_that_the_filter_shows(world: World) -> None:
    lamps, green = world.case_in(State.CLOSED, LAMPS), world.case_in(State.ASSIGNED, GREEN)
    mine, client = saved(world), browser_of(world, "zhao")
    everyone = numbers_in(client, link(mine.pk))
    assert {lamps.number, green.number} <= set(everyone)
    assert numbers_in(client, link(mine.pk, query="?state=closed")) == [lamps.number]
    page = words(client.get(reverse("ledger") + "?state=closed"))
    for form in ("xlsx", "docx", "pdf"):
        assert f'href="{link(mine.pk, form)}?state=closed"' in page
        assert f'href="{link("close-out-ledger", form)}?state=closed"' in page
    assert client.get(link(mine.pk, query="?state=disclosed")).status_code == 404


def test_a_unit_gets_its_own_cases_in_the_office_s_layout(world: World) -> None:
    case = world.case_in(State.RECTIFYING, LAMPS)
    other = world.case_in(State.RECTIFYING, GREEN)
    mine = saved(world)
    assert other.lead_id != case.lead_id
    found = numbers_in(browser_of(world, "li"), link(mine.pk))
    assert case.number in found
    assert other.number not in found


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")])
@pytest.mark.parametrize("key", ["close-out-ledger", "eco-ledger"])
def test_every_form_has_a_chinese_file_name(world: World, key: str, form: str, begins: bytes) -> None:
    world.case_in(State.RECTIFYING)
    answer = browser_of(world, "zhao").get(link(key, form))
    assert answer.content.startswith(begins)
    name = {"close-out-ledger": "销号管理台账", "eco-ledger": "生态核查台账"}[key]
    header = answer["Content-Disposition"]
    assert header.startswith("attachment; filename*=utf-8''")
    assert re.search(rf"{name}\d{{8}}\.{form}$", unquote(header))


@pytest.mark.parametrize("path", ["no-such-list.xlsx", "999.xlsx", "audit-52.ods", "audit-52.txt"])
def test_what_is_no_list_or_no_form_is_not_found(world: World, path: str) -> None:
    world.case_in(State.RECTIFYING)
    assert browser_of(world, "zhao").get(f"/cases/lists/{path}").status_code == 404


def test_too_long_a_list_is_politely_refused_as_pdf_and_not_as_a_sheet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.case_in(State.RECTIFYING)
    monkeypatch.setattr(paper_files, "MOST_CELLS", 10)
    client = browser_of(world, "zhao")
    answer = client.get(link("audit-52", "pdf"), follow=True)
    assert "请按批次或者责任单位筛选后再导出，或者导出 Excel、Word" in words(answer)
    assert client.get(link("audit-52", "xlsx")).status_code == 200


def test_rows_of_several_batches_each_speak_of_their_own(world: World) -> None:
    first = world.case_in(State.RECTIFYING, LAMPS)
    second = world.case_in(State.RECTIFYING, GREEN)
    old = world.batch
    other = Batch.objects.get(pk=old.pk)
    other.pk, other.number, other.title = None, "望潮管发〔2031〕7号", "另一批"
    other.save(force_insert=True)
    type(second).objects.filter(pk=second.pk).update(batch=other)
    mine = saved(
        world,
        text="【标题：{发文字号}台账】\n【表前：文号：{发文字号}】\n【列：编号｜40】{问题编号}\n【列：批次｜40】{发文字号}\n",
    )
    rows = cells(browser_of(world, "zhao"), link(mine.pk))
    by_number = {row[0]: row[1] for row in rows}
    assert by_number[first.number] == old.number
    assert by_number[second.number] == other.number
    assert rows[0][0] == "台账"
    assert rows[1][0] == f"文号：{other.number}、{old.number}"


def test_fifty_two_columns_are_pasted_into_the_page_and_come_back_under_three_header_rows(
    world: World,
) -> None:
    world.case_in(State.RECTIFYING)
    columns = [line for line in AUDIT.splitlines() if line.startswith("【列：")]
    pasted = "【标题：审计台账】\r\n" + "\r\n".join(columns[:52]) + "\r\n"
    assert press(world, name="审计台账", text=pasted).status_code == 302
    page = words(browser_of(world, "zhao").get(reverse("ledger")))
    found = re.search(r'href="(/cases/lists/\d+\.xlsx)\?"', page)
    assert found
    answer = browser_of(world, "zhao").get(found[1])
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.max_column == 52
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(n for n, row in enumerate(rows) if row[0] == "序号")
    headings = [line.removeprefix("【列：").split("｜")[0].split("／") for line in columns[:52]]
    deepest = max(map(len, headings))
    assert deepest == 3
    for at, heading in enumerate(headings):
        shown = [rows[top + level][at] for level in range(deepest)]
        # A merged cell keeps its words in its first one, to the left or above.
        assert [text for text in shown if text][-1:] == heading[-1:] or shown == [None] * 3, heading
    assert rows[top + 3][0] in ("1", 1)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert f"A{top + 1}:A{top + 3}" in merged
