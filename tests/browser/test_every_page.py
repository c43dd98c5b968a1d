"""Every page: axe finds nothing on it, and on a laptop as on a telephone it never scrolls sideways as a whole and cuts
no button short.

Not the admin for units and users: its markup is Django's own, and so is its width.
"""

import pytest
from django.conf import settings
from django.test import Client

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.actions import request_extension, request_withdrawal
from bihuan.cases.lifecycle import TRANSITIONS, State
from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.evidence.models import EvidenceKind
from bihuan.inspection.actions import record_inspection
from bihuan.inspection.queries import findings_of
from bihuan.inspection.tests.sheets import filled
from bihuan.intake.models import ImportedFile
from bihuan.issuing.models import IssuedPaper
from bihuan.messages.cursor import Reader, begin
from bihuan.messages.telling import tell
from bihuan.notice.actions import raise_objection
from bihuan.web.act_forms import ACT_FORMS, group_of
from tests.browser.inspector import LAPTOP, Inspector
from tests.browser.office import path_of, press
from tests.support.world import LAMPS, World, number

# Each form is looked at once, in the first of these states that knows its act. REWORK knows no other, LEFT none.
STATES = (
    State.RECTIFYING,
    State.NOTICING,
    State.FILED,
    State.DRAFT,
    State.ASSIGNED,
    State.RETURNED,
    State.ACKNOWLEDGED,
    State.PLANNED,
    State.VERIFYING,
    State.VERIFIED,
    State.CLOSED,
    State.DISCLOSED,
    State.REOPENED,
    State.WITHDRAWN,
    State.CARRIED_OVER,
)
# The page of the case itself is looked at in those in which it shows most, and least.
PAGES = {
    State.DRAFT,
    State.RECTIFYING,
    State.NOTICING,
    State.DISCLOSED,
    State.REOPENED,
    State.WITHDRAWN,
    State.CARRIED_OVER,
}


@pytest.fixture
def javascript() -> bool:
    """axe is a script; that every page works without any is the business of the other files here."""
    return True


def form_shown_in(act: Act) -> State:
    """The state in which the form of ``act`` is looked at."""
    return next(state for state in STATES if state in TRANSITIONS[act].sources)


def pages_of_acts(state: State) -> list[tuple[Act, ...]]:
    """The acts, two decisions of one page together, whose form is looked at in ``state``."""
    groups = {group_of(act) for act in ACT_FORMS}
    return sorted(group for group in groups if form_shown_in(group[0]) is state)


def furnish(world: World, case: Case) -> None:
    """What people would have left there by now: requests, photos, an objection, a draft."""
    state = world.state(case)
    if state is State.RECTIFYING:
        limit = world.on(2022, 7, 1).date().replace(year=2023)
        request_extension(case.pk, by=world.sun, now=world.now, new_date=limit, reason="灯具缺货。")
        request_withdrawal(case.pk, by=world.sun, now=world.now, reason="路段将要封闭改造。")
        world.hand_in(case, EvidenceKind.PHOTO_BEFORE)
    elif state is State.NOTICING:
        raise_objection(case.pk, by=PUBLIC, now=world.now, text="路口三盏仍不亮。")
    elif state is State.FILED:
        world.draft(case)


def performer(world: World, case: Case, group: tuple[Act, ...]) -> str:
    """Somebody whose post allows one of these acts on the case."""
    standing = world.fresh(case).standing()
    for username, actor in world.cast.actors.items():
        if any(may(actor, act, standing) is None for act in group):
            return username
    raise AssertionError(f"nobody may {group}")


@pytest.mark.parametrize("state", [state for state in STATES if state in PAGES or pages_of_acts(state)])
def test_a_case_and_the_forms_of_its_acts_in_every_state(inspector: Inspector, state: State) -> None:
    world = inspector.office.world
    case = world.case_in(state, LAMPS)
    furnish(world, case)
    if state in PAGES:
        inspector.open("zhao", path_of(case))
    for group in pages_of_acts(state):
        address = path_of(case, group[0].value.replace("_", "-"))
        inspector.open(performer(world, case, group), address)
    inspector.conclude()


def test_every_act_has_a_state_in_which_its_form_is_looked_at() -> None:
    assert {act for state in STATES for group in pages_of_acts(state) for act in group} == set(ACT_FORMS)


def test_a_refused_act_and_a_form_with_mistakes(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.RECTIFYING)
    page = inspector.open("sun", path_of(case, "submit-for-verification"))
    press(page, "申请核查")
    inspector.look(page, "refused")
    page = inspector.open("li", path_of(case, "report-progress"))
    page.get_by_label("总体进度").fill("")
    press(page, "报告进展")
    inspector.look(page, "mistakes")
    inspector.open("li", path_of(case, "close-case"), status=403)
    inspector.open("li", "/import", status=403)
    inspector.open("li", "/nowhere", status=404)
    inspector.conclude()


def test_the_log_in_and_the_account(inspector: Inspector) -> None:
    page = inspector.open("", "/login")
    page.get_by_label("登录名").fill("zhao")
    page.get_by_label("密码").fill("不对的密码")
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    inspector.look(page, "wrong password")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/login", {"username": "li", "password": "不对的密码"})
    page.get_by_label("登录名").fill("li")
    page.get_by_label("密码").fill("不对的密码")
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    inspector.look(page, "locked")
    assert "锁定" in page.locator("main").inner_text()
    inspector.open("zhao", "/password")
    inspector.conclude()


def test_what_waits_for_each_role_and_the_ledger(inspector: Inspector) -> None:
    world = inspector.office.world
    world.case_in(State.NOTICING)
    for username in ("zhao", "li", "chen"):
        inspector.open(username, "/")
    inspector.open("zhao", "/cases", "/cases?q=没有的")
    inspector.conclude()


def test_the_longest_menu_fits_a_laptop(inspector: Inspector) -> None:
    page = inspector.open("zhao", "/")
    last = page.get_by_role("link", name="修改密码").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= LAPTOP["height"]


def test_opinions_and_where_they_are_placed(inspector: Inspector) -> None:
    new = inspector.office.world.case_in(State.DRAFT).batch.opinions.get(number=number(6))
    inspector.open("zhao", "/opinions", "/opinions?q=没有的", f"/opinions/{new.pk}")
    inspector.open("zhao", f"/opinions/{new.pk}/open-case", f"/opinions/{new.pk}/answer-directly")
    inspector.open("zhao", f"/opinions/merge?opinion={new.pk}")
    inspector.conclude()


def test_an_opinion_and_what_its_citizen_is_told(inspector: Inspector) -> None:
    world = inspector.office.world
    world.answer_everybody(world.case_in(State.NOTICING))
    address = f"/opinions/{world.opinion(1).pk}"
    inspector.open("li", address, f"{address}/log-contact", f"{address}/reply-opinion")
    page = inspector.open("li", f"{address}/reveal-contact")
    page.get_by_label("用途").fill("电话回访")
    page.locator(".form-buttons button").click()
    inspector.look(page, "contact details")
    inspector.open("han", f"{address}/record-return-visit")
    inspector.conclude()


def test_the_batch_its_import_and_its_issue(inspector: Inspector) -> None:
    batch = inspector.office.world.import_notice()
    file = ImportedFile.objects.get()
    inspector.open("zhao", "/batches", f"/batches/{batch.pk}", f"/batches/{batch.pk}/issue")
    inspector.open("zhao", f"/batches/{batch.pk}/files/{file.pk}")
    for name in ("notice.docx", "opinions.xlsx"):
        page = inspector.open("zhao", "/import")
        page.get_by_label("文件").set_input_files(f"samples/{name}")
        press(page, "读取并预览")
        inspector.look(page, name)
    inspector.conclude()


def test_the_public_pages(inspector: Inspector) -> None:
    world = inspector.office.world
    inspector.open("", "/public/", "/public/guide")
    case = world.case_in(State.NOTICING)
    page = inspector.open("", "/public/", f"/public/{case.pk}", f"/public/{case.pk}/objection")
    page.get_by_label("异议内容").fill("路口三盏仍不亮。")
    page.get_by_label("姓名").fill("许先生")
    press(page, "提交异议")
    inspector.look(page, "mistakes")
    inspector.open("", f"/public/{case.pk}/objection/received")
    world.walk(case, State.DISCLOSED)
    inspector.open("", f"/public/{case.pk}", f"/public/{case.pk}?font=large")
    inspector.open("", f"/public/{case.pk}/objection", status=409)
    world.reopen(case)
    inspector.open("", f"/public/{case.pk}?font=normal")
    inspector.conclude()


def test_a_paper_from_its_draft_to_its_signature(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.RECTIFYING)
    inspector.open("zhao", "/papers", "/papers/numbers")  # nothing there yet
    inspector.open("zhao", f"/batches/{case.batch_id}/papers/target-table")
    inspector.open("li", f"/batches/{case.batch_id}/units/{case.lead_id}/papers/completion-report")
    inspector.open("zhao", path_of(case, "papers/filing-form"))  # which has nothing to say yet
    page = inspector.open("zhao", path_of(case, "papers/supervision-order"))
    page.get_by_role("button", name="定稿").click()
    inspector.look(page, "refused")
    world.supervise(case)
    page = inspector.open("zhao", path_of(case, "papers/supervision-order"))
    page.get_by_role("button", name="定稿").click()
    inspector.look(page, "issued")
    paper = IssuedPaper.objects.get()
    address = f"/papers/{paper.pk}"
    inspector.open("zhao", "/papers", "/papers?text=没有的", "/papers/numbers", f"{address}/signature")
    page = inspector.open("zhao", f"{address}/spoil")
    page.get_by_label("作废理由").fill("期限有误。")
    press(page, "文书作废")
    inspector.look(page, "spoiled")
    inspector.open("zhao", path_of(case))
    inspector.conclude()


def test_papers_are_checked_by_the_office_and_by_everybody(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.DISCLOSED)
    code = CloseOut.objects.get(case=case).code
    page = inspector.open("zhao", "/papers/check")
    page.get_by_label("校验码").fill(code)
    page.get_by_role("button", name="查验").click()
    inspector.look(page, "checked")
    inspector.open("", "/check", f"/check/{code}", f"/check/{code}?font=large")
    inspector.open("", f"/check/{'0' * 10}", status=404)
    inspector.conclude()


def test_wordings_and_fonts(inspector: Inspector) -> None:
    batch = inspector.office.world.case_in(State.DRAFT).batch
    address = f"/wordings/{batch.coordinator_id}/reminder-letter"
    inspector.open("zhao", "/wordings", "/wordings/fonts", f"{address}/0")
    page = inspector.open("zhao", address)
    for wish in ("预览", "保存"):  # the second is refused: nothing was changed
        page.get_by_role("button", name=wish).click()
        inspector.look(page, wish)
    inspector.open("li", "/wordings", f"{address}/0")
    inspector.conclude()


def test_sets_of_papers(inspector: Inspector) -> None:
    case = inspector.office.world.case_in(State.RECTIFYING)
    inspector.open("zhao", "/sets", f"/batches/{case.batch_id}/sets/new")
    page = inspector.open("zhao", path_of(case, "sets/new"))
    press(page, "生成成套文书")
    inspector.look(page, "waiting")
    inspector.open("zhao", "/sets", path_of(case))
    inspector.conclude()


def test_supervision_from_its_proposal_to_its_end(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.RECTIFYING)
    inspector.open("zhao", "/supervisions", "/supervisions/proposals")  # nothing there yet
    row = world.supervise(case)
    world.on(2023, 1, 9)  # overdue, and the answer, too
    address = f"/supervisions/{row.pk}"
    inspector.open(
        "zhao", "/", "/supervisions", "/supervisions?text=没有的", "/supervisions/proposals", address
    )
    inspector.open("zhao", path_of(case), f"{address}/withdraw")
    page = inspector.open("li", "/", f"{address}/reply")
    press(page, "回复督促")
    inspector.look(page, "refused")
    page.get_by_label("回复").fill("已排定工期。")
    press(page, "回复督促")
    inspector.look(page, "replied")
    inspector.open("zhao", f"{address}/settle")
    inspector.open("zhao", f"/batches/{case.batch_id}/units/{case.lead_id}/supervisions/new")
    inspector.conclude()


def test_the_cockpit_and_the_wall(inspector: Inspector) -> None:
    world = inspector.office.world
    inspector.open("qian", "/cockpit")  # nothing there yet
    world.case_in(State.VERIFYING)
    world.on(2023, 1, 9)
    inspector.open("qian", "/cockpit")
    inspector.open("li", "/cockpit")
    # A board that looks again by itself can be held still (WCAG 2.2.1); axe takes exception to any that can not.
    inspector.open("qian", "/wall?still=1")
    page = inspector.page_of("qian")
    page.goto("/wall")
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    assert page.get_by_role("link", name="暂停").count() == 1
    inspector.conclude()


def test_figures_on_any_day_and_the_gantt(inspector: Inspector) -> None:
    world = inspector.office.world
    batch = world.case_in(State.VERIFYING).batch
    address = f"/batches/{batch.pk}"
    day = f"on={world.today}"
    inspector.open("zhao", "/figures", f"{address}/figures?{day}&before=2022-06-01")
    inspector.open(
        "zhao", f"{address}/figures/rows?{day}&name=total", f"{address}/figures/rows?{day}&name=due"
    )
    inspector.open("zhao", "/figures?on=wrong", status=400)
    inspector.open("zhao", f"{address}/reconciliation", f"{address}/reconciliation?on=2020-01-01")
    inspector.open("zhao", f"{address}/reconciliation/rows?name=cases")
    inspector.open("zhao", f"{address}/reconciliation/rows?name=received")
    inspector.open("zhao", f"{address}/gantt", f"{address}/gantt?light=red")
    inspector.conclude()


def test_written_reports_and_the_circular(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.RECTIFYING)
    address = f"/batches/{case.batch_id}"
    inspector.open("zhao", f"{address}/reports", f"{address}/reports/compiled", f"{address}/circular")
    page = inspector.open("sun", f"{address}/reports", f"{address}/reports/{case.lead_id}")
    page.get_by_role("button", name="报送").first.click()
    inspector.look(page, "sent or refused")
    inspector.open("li", "/")
    inspector.conclude()


def test_the_calendar(inspector: Inspector) -> None:
    inspector.office.world.import_notice()
    inspector.open("zhao", "/calendar", "/calendar?year=2030", "/calendar/day")
    page = inspector.open("zhao", "/calendar/import")
    page.get_by_label("文件").set_input_files("samples/calendar-2023.csv")
    page.locator(".form-buttons button").first.click()
    inspector.look(page, "preview")
    inspector.conclude()


def test_messages_and_channels(inspector: Inspector) -> None:
    world = inspector.office.world
    begin()
    inspector.open("li", "/messages", "/messages/email")
    world.case_in(State.RECTIFYING)
    tell(Reader(), world.now)
    inspector.open("li", "/messages", "/")
    page = inspector.open("zhao", "/channels", "/channels/new")
    page.locator(".form-buttons button").first.click()
    inspector.look(page, "refused")
    inspector.conclude()


def test_inspections(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.CLOSED)
    world.on(2022, 11, 21)
    address = f"/batches/{case.batch_id}/inspections"
    page = inspector.open("zhao", address, f"{address}/upload", f"{address}/new")
    press(page, "登记现场核验")
    inspector.look(page, "refused")
    visit = record_inspection(case.batch_id, by=world.zhao, now=world.now, filled=filled(world))
    finding = findings_of(case).get()
    inspector.open("zhao", address, f"{address}/{visit.pk}", path_of(case))
    inspector.open("li", "/", path_of(case), path_of(case, f"findings/{finding.pk}"))
    inspector.open("zhao", f"/batches/{case.batch_id}/sets/new?purpose=inspection")
    inspector.conclude()


def test_what_goes_on_for_years(inspector: Inspector) -> None:
    world = inspector.office.world
    case = world.case_in(State.RECTIFYING)
    inspector.open("zhao", "/mechanisms", "/long-term")  # nothing there yet
    mechanism = world.register(case)
    inspector.open("li", "/mechanisms", "/mechanisms/new", f"/mechanisms/{mechanism.pk}")
    inspector.open("zhao", "/long-term", "/long-term?scope=all", path_of(case))
    inspector.conclude()
