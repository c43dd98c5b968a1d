"""An act by each role, at the screen: what they see, press and are told. What led there happened through the acts."""

from playwright.sync_api import FilePayload, Page

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.evidence.models import EvidenceKind
from bihuan.notice.models import Objection
from tests.browser.office import Office, on_screen, path_of, press, refusal, told
from tests.support import files
from tests.support.world import LAMPS, WAGES


def do(page: Page, case: Case, label: str) -> None:
    """From the page of the case to the form of an act, by the link a reader would take."""
    page.goto(path_of(case))
    page.locator("main").get_by_role("link", name=label, exact=True).click()


def photo(name: str, seed: int) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": files.png(seed)}


def test_the_coordinator_issues_the_batch_and_assigns_a_case(office: Office) -> None:
    world = office.world
    batch = world.import_notice()
    page = office.of("zhao")
    page.goto(f"/batches/{batch.pk}")
    page.get_by_role("link", name="印发批次").click()
    page.get_by_label("公示期").first.fill("7")
    press(page, "印发批次")
    batch.refresh_from_db()
    assert batch.frozen_at == world.now
    assert batch.rulebook.notice_days == 7

    case = world.case(LAMPS)
    page.goto("/")
    row = page.get_by_role("table", name="交办", exact=True).get_by_role("row").filter(has_text=case.number)
    row.get_by_role("link", name="交办").click()
    press(page, "交办")
    assert "交办单号" in told(page)
    assert world.state(case) is State.ASSIGNED


def test_the_liaison_signs_for_a_case_and_submits_its_plan_with_one_measure_more(office: Office) -> None:
    world = office.world
    case = world.case_in(State.ASSIGNED)
    page = office.of("li")
    page.goto("/")
    page.get_by_role("link", name="签收", exact=True).click()
    press(page, "签收")
    assert world.state(case) is State.ACKNOWLEDGED

    do(page, case, "报送整改方案")
    page.get_by_label("问题根源").fill("线路老化，巡查不及时。")
    page.get_by_label("推进路线图").fill("六月排查，九月更换，十二月验收。")
    for label, name in (("主要领导", "孙三"), ("分管领导", "沈小三"), ("具体责任人", "李四")):
        page.get_by_label(label).fill(name)
    measures = page.get_by_role("table", name="整改措施").locator("tbody tr")
    before = measures.count()
    press(page, "增加措施行")
    assert measures.count() > before
    assert page.get_by_label("问题根源").input_value() == "线路老化，巡查不及时。"
    for row in (measures.nth(0), measures.nth(1), measures.last):
        row.get_by_label("措施内容").fill("更换损坏的路灯。")
        row.get_by_label("完成时间").fill("2022-10-31")
        row.get_by_label("成果形式").fill("更换记录")
    indicator = page.get_by_role("table", name="量化指标").locator("tbody tr").first
    for label, words in (("指标", "更换路灯"), ("目标值", "36"), ("单位", "盏"), ("统计口径", "更换数")):
        indicator.get_by_label(label, exact=True).fill(words)
    press(page, "报送整改方案")
    assert "已办理“报送整改方案”" in told(page)
    assert world.state(case) is State.PLANNED
    assert case.measures.count() == 3


def test_the_senior_leader_approves_a_plan_on_a_small_telephone_without_scrolling(office: Office) -> None:
    world = office.world
    case = world.case_in(State.PLANNED, WAGES)
    page = office.telephone_of("qian")
    page.goto("/")
    page.get_by_role("link", name="同意", exact=True).click()
    buttons = page.locator(".form-buttons")
    assert on_screen(buttons.get_by_role("button", name="同意整改方案"))
    assert on_screen(buttons.get_by_role("button", name="退回整改方案"))
    press(page, "同意整改方案")
    assert world.state(case) is State.RECTIFYING


def hand_in(page: Page, name: str, seed: int, kind: str, before: str) -> None:
    """Hand in one photo: by the queue where there is JavaScript, else by the plain form (see test_upload)."""
    page.wait_for_load_state()  # the queue is shown by a script that runs at the end
    if not page.locator("#upload").is_visible():
        page.get_by_label("材料类型").select_option(label=kind)
        page.get_by_label("文件", exact=False).first.set_input_files(photo(name, seed))
        if before:
            page.get_by_label("对应的整改前图片").select_option(label=before)
        press(page, "上传佐证材料")
        assert name in told(page)
        return
    with page.expect_response("**/evidence/suggestions"):
        page.set_input_files("#upload-files", photo(name, seed))
    page.get_by_label(f"材料类型：{name}").select_option(label=kind)
    if before:
        page.get_by_label(f"对应的整改前图片：{name}").select_option(label=f"对应：{before}")
    page.locator(".form-buttons button").click()
    page.locator(".upload-state", has_text="已全部上传").wait_for()


def test_the_liaison_hands_in_a_photo_before_and_one_after_and_reports_progress(office: Office) -> None:
    world = office.world
    case = world.case_in(State.RECTIFYING)
    page = office.of("li")
    for name, seed, kind, before in (
        ("整改前.png", 1, EvidenceKind.PHOTO_BEFORE, ""),
        ("整改后.png", 2, EvidenceKind.PHOTO_AFTER, "整改前.png"),
    ):
        do(page, case, "上传佐证材料")
        hand_in(page, name, seed, kind.label, before)
    assert case.evidence.get(kind=EvidenceKind.PHOTO_AFTER, before__name="整改前.png").name == "整改后.png"

    do(page, case, "报告进展")
    page.get_by_label("总体进度").fill("60")
    page.get_by_label("进展情况").fill("已更换二十盏。")
    done = page.get_by_role("table", name="措施完成情况").locator("tbody tr").first
    done.get_by_label("进展").select_option(label="已完成")
    done.get_by_label("完成情况").fill("全线排查完毕。")
    press(page, "报告进展")
    assert world.fresh(case).progress == 60
    assert "已更换二十盏。" in page.locator("#progress").inner_text()


def test_the_unit_s_leader_signs_and_submits_for_verification(office: Office) -> None:
    world = office.world
    case = world.case_in(State.RECTIFYING)
    world.do_the_work(case)
    page = office.of("sun")
    page.goto("/")
    page.get_by_role("link", name="申请核查").first.click()
    page.get_by_label("自查情况").fill("已对照目标逐项自查，全部完成。")
    press(page, "申请核查")
    assert world.state(case) is State.VERIFYING


def test_the_verifier_passes_a_case_line_by_line(office: Office) -> None:
    world = office.world
    case = world.case_in(State.VERIFYING)
    page = office.of("zhou")
    page.goto("/")
    page.get_by_role("link", name="通过", exact=True).click()
    lines = page.get_by_role("table", name="逐项对照").locator("tbody tr")
    assert "望海路路灯不亮" in lines.first.inner_text()  # the original words come first
    press(page, "核查通过")
    assert "是否达到" in page.locator(".form-errors").inner_text()
    for line in lines.all():
        line.get_by_label("达到", exact=True).check()
        line.get_by_label("核查情况").fill("现场查看，已达到。")
    page.get_by_label("核查人员").fill("周五、韩小五")
    page.get_by_label("核查意见").fill("同意通过。")
    press(page, "核查通过")
    assert world.state(case) is State.VERIFIED


def test_a_citizen_objects_to_the_posted_notice_and_the_coordinator_answers(office: Office) -> None:
    world = office.world
    case = world.case_in(State.VERIFIED)
    desk = office.of("zhao")
    do(desk, case, "发布公示")
    desk.get_by_label("公示内容").fill("望海路36盏损坏路灯已全部更换，拟予销号，现予公示。")
    press(desk, "发布公示")
    assert "公示期为" in told(desk)
    world.later(3)  # a notice begins on a working day

    street = office.passer_by()
    street.goto("/public/")
    street.get_by_role("link", name="路灯").click()
    street.get_by_role("link", name="在线提出异议").click()
    street.get_by_label("异议内容").fill("路口三盏仍不亮。")
    street.get_by_label("联系电话").fill("13800001234")
    press(street, "提交异议")
    assert "请勾选同意" in street.locator(".form-errors").inner_text()
    street.get_by_role("checkbox", name="本人同意").check()
    press(street, "提交异议")
    assert "您的异议已经提交" in street.locator("main").inner_text()
    assert Objection.objects.get().text == "路口三盏仍不亮。"

    desk.goto("/")
    desk.get_by_role("link", name="不成立", exact=True).click()
    assert "路口三盏仍不亮。" in desk.locator("main").inner_text()
    desk.get_by_label("答复").fill("已当场复核，三盏均亮。")
    press(desk, "异议不成立")
    assert Objection.objects.get().ruling == Objection.Ruling.DISMISSED
    assert world.state(case) is State.NOTICING


def test_closing_before_the_notice_is_over_is_refused_by_its_clause_and_keeps_what_was_typed(
    office: Office,
) -> None:
    world = office.world
    case = world.case_in(State.NOTICING)
    world.answer_everybody(case)
    unit = office.of("sun")
    do(unit, case, "申请销号")
    unit.get_by_label("整改成效").fill("路灯全部更换。")
    press(unit, "申请销号")
    assert "已办理“申请销号”" in told(unit)

    leader = office.telephone_of("qian")
    leader.goto(path_of(case, "close-case"))
    buttons = leader.locator(".form-buttons")
    assert on_screen(buttons.get_by_role("button", name="同意销号"))
    assert on_screen(buttons.get_by_role("button", name="退回销号申请"))
    leader.get_by_label("审批意见").fill("成效明显，同意。")
    press(leader, "同意销号")
    assert "公示" in refusal(leader)
    assert "S16" in refusal(leader)
    assert leader.get_by_label("审批意见").input_value() == "成效明显，同意。"
    assert world.state(case) is State.NOTICING

    world.wait_for_notice(case)
    press(leader, "同意销号")
    assert "销号编号" in told(leader)
    assert CloseOut.objects.get(case=case, approved=True).remark == "成效明显，同意。"
    assert world.state(case) is State.CLOSED
