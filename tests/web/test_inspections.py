"""现场核验 on the pages: sheets read in with a preview, forms, answers, what is shown where, who finds nothing."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents.check_sheet import LINES
from bihuan.inspection.actions import record_inspection
from bihuan.inspection.models import Inspection, InspectionFinding
from bihuan.inspection.queries import findings_of
from bihuan.inspection.tests.sheets import NAME, blank, fill, filled
from bihuan.issuing.models import PaperSet
from bihuan.journal.models import Entry
from bihuan.web.understanding import waiting_room
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, let_it_be, words


@pytest.fixture
def case(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case struck off, the day after the visit."""
    case = world.case_in(State.CLOSED, LAMPS)
    moment = world.on(2022, 11, 21)
    let_it_be(monkeypatch, moment, "inspections", "worklist")
    return case


def address(world: World, name: str, *more: int) -> str:
    return reverse(name, args=[world.batch.pk, *more])


def send(browser: Client, world: World, content: bytes, name: str = NAME) -> Any:
    file = SimpleUploadedFile(name, content)
    return browser.post(address(world, "inspection-upload"), {"file": file}, follow=True)


def confirm(browser: Client, world: World, preview: Any) -> Any:
    token = preview.context["token"]
    return browser.post(address(world, "inspection-upload"), {"token": token}, follow=True)


def recorded(world: World) -> Inspection:
    return record_inspection(world.batch.pk, by=world.zhao, now=world.now, filled=filled(world))


# ── a sheet ──


def test_a_sheet_is_shown_first_and_recorded_when_confirmed(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    before = set(waiting_room().glob("*"))
    preview = send(browser, world, fill(blank(world)))
    assert "尚未保存" in words(preview)
    assert "望海路北段仍有6盏路灯不亮。" in words(preview)
    assert not Inspection.objects.exists()
    done = confirm(browser, world, preview)
    inspection = Inspection.objects.get()
    assert done.redirect_chain[-1][0] == address(world, "inspection", inspection.pk)
    assert "已登记市绩效办2022-11-20现场核验。" in words(done)
    assert set(waiting_room().glob("*")) == before


def test_a_sheet_with_mistakes_names_each_place_and_cannot_be_confirmed(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    preview = send(browser, world, fill(blank(world), cells={(LINES, "F3"): "很好", (LINES, "F4"): None}))
    page = words(preview)
    assert "工作表“核验表”第3行F列：“很好”不是核验结论" in page
    assert "工作表“核验表”第4行F列：没有核验结论" in page
    assert "确认登记" not in page
    refused = confirm(browser, world, preview)
    assert refused.status_code == 409
    assert not Inspection.objects.exists()


def test_the_same_sheet_again_is_recognised(world: World, case: Case) -> None:
    browser, content = browser_of(world, "zhao"), fill(blank(world))
    confirm(browser, world, send(browser, world, content))
    again = send(browser, world, content)
    assert "再次确认不会改动任何内容" in words(again)
    assert "此前已经登记，没有改动任何内容" in words(confirm(browser, world, again))
    assert Inspection.objects.count() == 1


def test_a_file_that_is_no_sheet_and_no_file_at_all_are_refused_at_once(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    refused = send(browser, world, b"not a workbook")
    assert refused.status_code == 422
    assert "不符" in words(refused)
    nothing = browser.post(address(world, "inspection-upload"), {"file": ""})
    assert nothing.status_code == 422
    assert "请选择文件。" in words(nothing)


def test_a_preview_of_somebody_else_or_of_another_day_is_gone(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    for query in ("?file=x", "?file=a:b:c"):
        answer = browser.get(address(world, "inspection-upload") + query, follow=True)
        assert "预览已失效" in words(answer)


# ── a form ──


def typed(**changes: str) -> dict[str, str]:
    return {
        "body": "自治区绩效办", "inspectors": "岑九", "visited_on": "2022-11-20", "lines-count": "2",
        "lines-0-position": str(LAMPS), "lines-0-verdict": "部分属实", "lines-0-text": "仍有路灯不亮。",
        "lines-0-due": "2022-12-01", "lines-1-position": str(WAGES), "lines-1-verdict": "属实",
    } | changes  # fmt: skip


def test_findings_are_entered_without_a_file(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    done = browser.post(address(world, "inspection-new"), typed())
    inspection = Inspection.objects.get()
    assert done.status_code == 302
    assert (inspection.body, inspection.sheet, inspection.findings.count()) == ("自治区绩效办", None, 2)


def test_more_rows_are_given_and_nothing_is_recorded_by_it(world: World, case: Case) -> None:
    answer = browser_of(world, "zhao").post(
        address(world, "inspection-new"), typed(**{"more-lines-count": "1"})
    )
    assert 'name="lines-4-position"' in words(answer)
    assert "仍有路灯不亮。" in words(answer)
    assert not Inspection.objects.exists()


def test_what_is_wrong_in_a_form_is_told_by_its_row(world: World, case: Case) -> None:
    wrong = typed(**{"lines-0-verdict": "", "lines-1-position": "9"})
    answer = browser_of(world, "zhao").post(address(world, "inspection-new"), wrong)
    assert answer.status_code == 409
    assert "第1行：没有核验结论" in words(answer)
    assert "第2行：本批次没有序号9的事项" in words(answer)
    assert not Inspection.objects.exists()


# ── who ──


def test_only_the_coordinator_is_offered_to_record_and_a_leader_reads(world: World, case: Case) -> None:
    inspection = recorded(world)
    for who, may in (("zhao", True), ("qian", False)):
        browser = browser_of(world, who)
        page = words(browser.get(address(world, "inspections")))
        assert ("导入核验表" in page) is may
        assert browser.get(address(world, "inspection-new")).status_code == (200 if may else 403)
        assert browser.get(address(world, "inspection-upload")).status_code == (200 if may else 403)
        assert "望海路北段" in words(browser.get(address(world, "inspection", inspection.pk)))
    for who in ("li", "wei"):
        assert browser_of(world, who).get(address(world, "inspection", inspection.pk)).status_code == 404


def test_the_list_says_that_there_is_none_yet(world: World, case: Case) -> None:
    assert "尚未登记现场核验" in words(browser_of(world, "zhao").get(address(world, "inspections")))


# ── what was found, and the answer ──


def test_the_unit_finds_it_in_its_worklist_and_on_the_item_and_answers(world: World, case: Case) -> None:
    recorded(world)
    browser = browser_of(world, "li")
    here = reverse("finding-answer", args=[case.pk, findings_of(case).get().pk])
    for page in (browser.get("/"), browser.get(reverse("case", args=[case.pk]))):
        assert here in words(page)
        assert "不属实" in words(page)
    assert "待回复核验意见" in words(browser.get("/"))
    assert "望海路北段仍有6盏" in words(browser.get(here))
    empty = browser.post(here, {"text": " "})
    assert empty.status_code == 409
    assert "请填写回复内容。" in words(empty)
    done = browser.post(here, {"text": "6盏路灯已修复。"}, follow=True)
    assert "6盏路灯已修复。" in words(done)
    assert "待回复核验意见" not in words(browser.get("/"))
    assert browser.get(here).status_code == 403
    assert browser.post(here, {"text": "再说一次。"}).status_code == 409


def test_a_relapse_is_proposed_to_those_who_decide_and_not_done(world: World, case: Case) -> None:
    inspection = recorded(world)
    link = reverse("case-act", args=[case.pk, "reopen-case"])
    page = words(browser_of(world, "zhao").get(reverse("case", args=[case.pk])))
    assert "提请研究是否认定反弹" in page
    assert f"{link}?reason=" in page
    assert f"{link}?reason=" in words(
        browser_of(world, "qian").get(address(world, "inspection", inspection.pk))
    )
    unit = words(browser_of(world, "li").get(reverse("case", args=[case.pk])))
    assert "提请研究是否认定反弹" in unit
    assert f"{link}?reason=" not in unit
    assert world.state(case) is State.CLOSED
    form = browser_of(world, "qian").get(f"{link}?reason=市绩效办结论为“不属实”")
    assert "市绩效办结论为“不属实”" in words(form)


def test_a_unit_that_has_nothing_to_do_with_the_item_finds_nothing(world: World, case: Case) -> None:
    recorded(world)
    for who in ("wang", "wei"):
        browser = browser_of(world, who)
        here = reverse("finding-answer", args=[case.pk, findings_of(case).get().pk])
        assert browser.get(here).status_code == 404
        assert browser.post(here, {"text": "已修复。"}).status_code == 404
        assert "待回复核验意见" not in words(browser.get("/"))


def test_a_finding_of_another_item_is_not_answered_under_this_one(world: World, case: Case) -> None:
    recorded(world)
    other = findings_of(world.case(WAGES)).get()
    assert (
        browser_of(world, "zhao").get(reverse("finding-answer", args=[case.pk, other.pk])).status_code == 404
    )


def test_findings_are_saved_as_a_workbook_and_the_sheet_as_it_came(world: World, case: Case) -> None:
    inspection = recorded(world)
    browser = browser_of(world, "qian")
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get(address(world, "inspection-file", inspection.pk)).content)
    )
    cells = [cell for row in book.worksheets[0].values for cell in row]
    for said in ("望海路北段仍有6盏路灯不亮。", "不属实", "待回复", "无需回复"):
        assert said in cells
    sheet: Any = browser.get(address(world, "inspection-sheet", inspection.pk))
    assert openpyxl.load_workbook(io.BytesIO(b"".join(sheet))).sheetnames == ["核验信息", "核验表"]
    InspectionFinding.objects.all().delete()
    Inspection.objects.update(sheet=None)
    assert browser.get(address(world, "inspection-sheet", inspection.pk)).status_code == 404


def test_words_of_inspectors_are_text_on_every_page(world: World, case: Case) -> None:
    evil = "<script>alert(1)</script>"
    sheet = filled(world, found={LAMPS: ("不属实", evil, ""), 2: ("属实", "", ""), 3: ("属实", "", "")})
    inspection = record_inspection(world.batch.pk, by=world.zhao, now=world.now, filled=sheet)
    browser = browser_of(world, "zhao")
    finding = findings_of(case).get()
    for where in (
        "/",
        reverse("case", args=[case.pk]),
        reverse("finding-answer", args=[case.pk, finding.pk]),
        address(world, "inspection", inspection.pk),
    ):
        page = words(browser.get(where))
        assert evil not in page
        assert "&lt;script&gt;" in page


# ── the pack ──


def test_the_button_asks_for_the_pack_and_the_list_names_its_purpose(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    for page, ask in (
        (reverse("case", args=[case.pk]), reverse("case-set", args=[case.pk])),
        (address(world, "batch"), address(world, "batch-set")),
    ):
        assert "生成迎检资料" in words(browser.get(page))
        assert f"{ask}?purpose=inspection" in words(browser.get(page))
        form = words(browser.get(f"{ask}?purpose=inspection"))
        assert "空白核验表" in form
        assert "空白核验表" not in words(browser.get(ask))
        assert browser.post(f"{ask}?purpose=inspection").status_code == 302
        assert PaperSet.objects.latest("pk").purpose == "inspection"
        assert browser.post(ask).status_code == 302
        assert PaperSet.objects.latest("pk").purpose == "archive"
    listed = words(browser.get(reverse("sets")))
    assert listed.count("迎检资料</td>") == 2
    assert listed.count("一件一档</td>") == 2
    sentence = Entry.objects.filter(act="request_paper_set").order_by("pk").first()
    assert sentence is not None
    assert sentence.sentence == "申请生成本事项的成套文书（迎检资料）"
