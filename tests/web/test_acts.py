"""The form of every act: whole lives through the web, refusals that keep what was typed, decisions in pairs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.access.policy import CLOCK_ACTS
from bihuan.cases import actions as handover
from bihuan.cases.lifecycle import TRANSITIONS, State, acts_from
from bihuan.cases.models import Case, Measure
from bihuan.doubts.facts import doubts_of
from bihuan.kernel import clock
from bihuan.notice import actions as notices
from bihuan.verification.facts import acceptance_lines
from bihuan.web.act_forms import ACT_FORMS, group_of
from bihuan.web.act_forms_verification import line_keys
from tests.support.files import pdf, png
from tests.web.conftest import LIFE

SignIn = Callable[[str], Client]
PDF = pdf()


class Desk:
    """Everybody's browser, and the office's clock."""

    def __init__(self, town: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        self.town, self.sign_in, self.now = town, sign_in, town.now
        # What the town has lived through does not come again: its clock may be ahead.
        monkeypatch.setattr(clock, "now", lambda: max(self.now, self.town.now))

    def get(self, who: str, case: Case, act: Act, query: str = "") -> Any:
        return self.sign_in(who).get(self.url(case, act) + query)

    def post(self, who: str, case: Case, act: Act, **words: Any) -> Any:
        """Send the form; what the act's page would prefill is not sent unless it stands in ``words``."""
        return self.sign_in(who).post(self.url(case, act), {"act": act.value, **words})

    def do(self, who: str, case: Case, act: Act, **words: Any) -> Case:
        """The act succeeds: back to the case, with a word of success."""
        answer = self.post(who, case, act, **words)
        assert answer.status_code == 302, answer.text
        assert answer["Location"] == reverse("case", args=[case.pk])
        case.refresh_from_db()
        return case

    @staticmethod
    def url(case: Case, act: Act) -> str:
        return reverse("case-act", args=[case.pk, act.value.replace("_", "-")])


@pytest.fixture
def desk(town: Any, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(town, sign_in, monkeypatch)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def plan_words(day: Any) -> dict[str, Any]:
    return {
        "root_cause": "线路老化。", "roadmap": "先排查后更换。",
        "principal_leader": "李", "leader_in_charge": "孙", "assignee": "王",
        "measure-count": "2", "measure-0-text": "排查", "measure-0-due_on": day, "measure-0-deliverable": "清单",
        "measure-0-horizon": "immediate", "measure-1-text": "", "measure-1-horizon": "immediate",
        "indicator-count": "1", "indicator-0-name": "亮灯率", "indicator-0-comparator": ">=",
        "indicator-0-value": "98", "indicator-0-unit": "%", "indicator-0-definition": "亮灯数÷总数",
    }  # fmt: skip


def later(case: Case) -> Any:
    assert case.limit_date is not None
    return case.limit_date + timedelta(days=10)


def verdict(case: Case, *, met: str = "yes", found: str = "现场查看属实") -> dict[str, str]:
    keys = line_keys(acceptance_lines(case))
    lines = {f"met-{key}": met for key in keys} | {f"found-{key}": found for key in keys}
    return {**lines, "verifiers": "周，吴", "remark": "已核查。"}


def test_every_act_of_the_lifecycle_has_its_form() -> None:
    assert set(ACT_FORMS) == set(TRANSITIONS) - CLOCK_ACTS
    assert all(
        ACT_FORMS[partner].partner is act
        for act in ACT_FORMS
        for partner in group_of(act)
        if partner is not act
    )


def test_a_whole_life_through_the_forms(desk: Desk) -> None:
    case, today = desk.town.draft(), desk.now.date()
    desk.do("钱", case, Act.ASSIGN_CASE)
    desk.do("孙", case, Act.ACKNOWLEDGE_CASE)
    desk.do("孙", case, Act.SUBMIT_PLAN, **plan_words(today + timedelta(days=9)))
    assert [row.text for row in case.measures.all()] == ["排查"]
    desk.do("钱", case, Act.APPROVE_PLAN, remark="同意")
    indicator = case.indicators.get()
    counts = {f"numerator-{indicator.pk}": "147", f"denominator-{indicator.pk}": "150"}
    desk.do(
        "孙",
        case,
        Act.REPORT_PROGRESS,
        percent="100",
        text="已完成。",
        **{"state-1": "done", "result-1": "好"},
        **counts,
    )
    for seed, kind in enumerate(("plan", "meeting_minutes", "data")):
        desk.do(
            "孙",
            case,
            Act.ADD_EVIDENCE,
            kind=kind,
            file=[upload(f"{kind}.pdf", pdf(seed))],
            measure="1",
        )
    desk.do("孙", case, Act.ADD_EVIDENCE, kind="photo_before", file=[upload("前.png", png(1))])
    before = case.evidence.get(kind="photo_before").pk
    desk.do("孙", case, Act.ADD_EVIDENCE, kind="photo_after", file=[upload("后.png", png(2))], before=before)
    desk.do("赵", case, Act.APPOINT_VERIFIER, unit=desk.town.units["执法局"].pk)
    desk.do("李", case, Act.SUBMIT_FOR_VERIFICATION, self_check="已自查。")
    open_doubts = doubts_of(Case.objects.get(pk=case.pk))
    reasons = {f"reason-{doubt.key}": "已到现场核对，情况属实。" for doubt in open_doubts}
    desk.do("周", case, Act.ANSWER_DOUBT, **reasons)
    desk.do("周", case, Act.PASS_VERIFICATION, **verdict(case))
    desk.do(
        "钱",
        case,
        Act.POST_NOTICE,
        public_text="路灯不亮。",
        text="已修复。",
        how_to_object="组织人社局，电话0777-1234567。",
    )
    desk.do("钱", case, Act.RAISE_OBJECTION, text="还有一盏不亮。", contact_name="某")
    objection = case.notices.get().objections.get().pk
    desk.do("钱", case, Act.DISMISS_OBJECTION, objection=objection, answer="经查已亮。")
    desk.town.answer(case)
    desk.do("李", case, Act.APPLY_CLOSE_OUT, status="rectified", summary="亮灯率98%。")
    desk.now += timedelta(days=20)
    desk.do("赵", case, Act.CLOSE_CASE, remark="同意")
    desk.do("钱", case, Act.FILE_CASE, number="备1号", body="市绩效办", filed_on=desk.now.date())
    desk.do("孙", case, Act.DRAFT_STATEMENT, text="路灯已修复。")
    desk.do("郑", case, Act.REVIEW_STATEMENT, secrecy_checked="on", privacy_checked="on")
    desk.do("钱", case, Act.DISCLOSE_CASE)
    desk.do("钱", case, Act.LOOK_BACK, looked_on=desk.now.date(), held="no", found="又坏了一盏。")
    desk.do("赵", case, Act.REOPEN_CASE, reason="反弹。", new_limit=desk.now.date() + timedelta(days=30))
    assert (case.state, case.round) == (State.REOPENED, 2)


@pytest.mark.long
def test_every_form_opens_for_somebody_on_the_way(desk: Desk, sign_in: SignIn) -> None:
    town, opened = desk.town, set()
    # Those whose periods pass come first: the clock goes on while they are made.
    late = [town.case(state) for state in (State.CLOSED, State.FILED, State.DISCLOSED)]
    cases = [town.case(state) for state in LIFE if state not in {State.CLOSED, State.FILED, State.DISCLOSED}]
    cases += late
    returned = town.case(State.ASSIGNED)
    desk.do("孙", returned, Act.RETURN_CASE, reason="不属本单位职责")
    town.act(notices.raise_objection, cases[LIFE.index(State.NOTICING)], "钱", text="还有一盏不亮。")
    rectifying = cases[LIFE.index(State.RECTIFYING)]
    town.act(handover.request_extension, rectifying, "孙", new_date=later(rectifying), reason="采购周期长")
    town.act(handover.request_withdrawal, rectifying, "孙", reason="道路已拆除")
    for name in town.users:
        browser = sign_in(name)
        for case in (*cases, returned):
            known = [act for act in acts_from(State(case.state)) if act not in opened]
            opened |= {act for act in known if browser.get(desk.url(case, act)).status_code == 200}
    assert opened == set(ACT_FORMS)


def test_a_refusal_lists_every_clause_and_keeps_what_was_typed(desk: Desk) -> None:
    case = desk.town.case(State.RECTIFYING)
    answer = desk.post("李", case, Act.SUBMIT_FOR_VERIFICATION, self_check="这段话不能丢")
    assert answer.status_code == 409
    assert "尚不能办理" in answer.text
    for clause in ("S14", "S15", "S18"):
        assert clause in answer.text
    assert "这段话不能丢" in answer.text
    case.refresh_from_db()
    assert case.state == State.RECTIFYING


def test_a_missing_reason_is_refused_by_the_rule_and_not_by_the_form(desk: Desk) -> None:
    answer = desk.post("孙", desk.town.case(State.ASSIGNED), Act.RETURN_CASE, reason=" ")
    assert answer.status_code == 409
    assert "请填写退回理由。" in answer.text
    assert "S5" in answer.text


def test_the_responsible_unit_may_not_verify_itself(desk: Desk) -> None:
    case = desk.town.case(State.RECTIFYING)
    answer = desk.post("钱", case, Act.APPOINT_VERIFIER, unit=desk.town.units["建设局"].pk)
    assert answer.status_code == 409
    assert "是本事项的责任单位或者配合单位，不得核查" in answer.text


def test_who_may_not_is_told_who_may(desk: Desk) -> None:
    case = desk.town.case(State.ASSIGNED)
    for answer in (desk.get("赵", case, Act.ACKNOWLEDGE_CASE), desk.post("赵", case, Act.ACKNOWLEDGE_CASE)):
        assert answer.status_code == 403
        assert "可由责任单位的部门联络员" in answer.text


def test_an_act_the_state_does_not_know_is_explained(desk: Desk) -> None:
    case = desk.town.case(State.RECTIFYING)
    answer = desk.get("孙", case, Act.ACKNOWLEDGE_CASE)
    assert answer.status_code == 403
    assert "事项现为“整改中”" in answer.text


def test_who_may_not_see_the_case_learns_nothing(desk: Desk) -> None:
    case = desk.town.case(State.ASSIGNED)
    assert desk.get("吴", case, Act.ACKNOWLEDGE_CASE).status_code == 404
    assert desk.post("吴", case, Act.ACKNOWLEDGE_CASE).status_code == 404
    case.refresh_from_db()
    assert case.state == State.ASSIGNED
    assert desk.sign_in("孙").get(reverse("case", args=[case.pk]) + "/no-such-act").status_code == 404


def test_without_the_forms_token_nothing_is_done(desk: Desk) -> None:
    case = desk.town.case(State.ASSIGNED)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(desk.town.users["孙"], backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(desk.url(case, Act.ACKNOWLEDGE_CASE)).status_code == 403
    case.refresh_from_db()
    assert case.state == State.ASSIGNED


def test_a_date_that_is_none_is_a_mistake_of_shape(desk: Desk) -> None:
    case = desk.town.case(State.RECTIFYING)
    answer = desk.post("孙", case, Act.REQUEST_EXTENSION, new_date="下个月", reason="采购周期长")
    assert answer.status_code == 422
    assert "采购周期长" in answer.text


def test_more_rows_without_javascript(desk: Desk) -> None:
    case = desk.town.case(State.ACKNOWLEDGED)
    words = plan_words("2026-12-01")
    words.pop("act", None)
    answer = desk.post("孙", case, Act.SUBMIT_PLAN, **words, **{"more-measure-count": "1"})
    assert answer.status_code == 200
    assert 'name="measure-4-text"' in answer.text
    assert "线路老化。" in answer.text
    case.refresh_from_db()
    assert case.state == State.ACKNOWLEDGED


def test_a_row_of_the_plan_with_a_wrong_figure_is_named(desk: Desk) -> None:
    case = desk.town.case(State.ACKNOWLEDGED)
    answer = desk.post("孙", case, Act.SUBMIT_PLAN, **{**plan_words(""), "indicator-0-value": "九十八"})
    assert answer.status_code == 422
    assert "量化指标表中有内容需要更正" in answer.text


def test_of_many_files_the_good_ones_are_kept(desk: Desk) -> None:
    case = desk.town.case(State.RECTIFYING)
    files = [upload("好.pdf", PDF), upload("假.pdf", b"MZ"), upload("空.pdf", b"")]
    answer = desk.post("孙", case, Act.ADD_EVIDENCE, kind="data", file=files)
    assert answer.status_code == 409
    assert "好.pdf：已上传" in answer.text
    assert "“假.pdf”的扩展名是 .pdf，实际内容却是文本" in answer.text
    assert "“空.pdf”是空的" in answer.text
    assert [piece.name for piece in case.evidence.all()] == ["好.pdf"]


def test_a_failed_verification_sends_the_case_back(desk: Desk) -> None:
    case = desk.town.case(State.VERIFYING)
    answer = desk.post("周", case, Act.PASS_VERIFICATION, **verdict(case, met="no", found="仍有三盏不亮"))
    assert answer.status_code == 409
    assert "有对照内容未达到" in answer.text
    assert "仍有三盏不亮" in answer.text
    # The other button of the same page.
    url = desk.url(case, Act.PASS_VERIFICATION)
    words = {"act": Act.FAIL_VERIFICATION.value, **verdict(case, met="no", found="仍有三盏不亮")}
    assert desk.sign_in("周").post(url, words).status_code == 302
    case.refresh_from_db()
    assert case.state == State.REWORK


def test_the_verifiers_form_repeats_the_words_of_the_public(desk: Desk) -> None:
    case = desk.town.case(State.VERIFYING)
    text = desk.get("周", case, Act.PASS_VERIFICATION).text
    assert case.memberships.first().opinion.text in text
    assert "实际为98.00%" in text
    assert "核查不通过" in text


def test_the_notice_suggests_a_redacted_summary_and_shows_its_last_day(desk: Desk) -> None:
    case = desk.town.case(State.VERIFIED)
    text = desk.get("钱", case, Act.POST_NOTICE).text
    assert "138****1111" in text
    assert "电话0777-1234567" in text
    assert "公示期为" in text
    counted = desk.post(
        "钱", case, Act.POST_NOTICE, **{"count-days": "1"}, starts_on="2026-05-06", text="草稿"
    )
    assert "2026-05-06至2026-05-11，共5个工作日" in counted.text  # Saturday the ninth is worked
    assert "草稿" in counted.text


def test_a_leader_refuses_a_close_out_on_the_same_page(desk: Desk) -> None:
    case = desk.town.case(State.NOTICING)
    desk.town.to_applied(case)
    page = desk.get("赵", case, Act.CLOSE_CASE)
    assert "期满次日方可销号" in page.text  # the period is not over yet
    answer = desk.post("赵", case, Act.CLOSE_CASE)
    assert answer.status_code == 409
    desk.do("赵", case, Act.REFUSE_CLOSE_OUT, remark="佐证不足")
    assert case.state == State.REWORK


def test_requests_are_asked_and_decided(desk: Desk) -> None:
    case = desk.town.case(State.RECTIFYING)
    asked = later(case)
    desk.do("孙", case, Act.REQUEST_EXTENSION, new_date=asked, reason="采购周期长")
    assert "采购周期长" in desk.get("赵", case, Act.APPROVE_EXTENSION).text
    desk.do("赵", case, Act.APPROVE_EXTENSION)
    assert case.limit_date == asked
    desk.do("孙", case, Act.REQUEST_EXTENSION, new_date=later(case), reason="再延")
    assert desk.post("赵", case, Act.REFUSE_EXTENSION).status_code == 409
    desk.do("赵", case, Act.REFUSE_EXTENSION, remark="理由不充分")
    desk.do("孙", case, Act.REQUEST_WITHDRAWAL, reason="道路已拆除")
    desk.do("赵", case, Act.REFUSE_WITHDRAWAL, remark="继续整改")
    desk.do("钱", case, Act.REQUEST_WITHDRAWAL, reason="道路已拆除")
    assert desk.post("赵", case, Act.APPROVE_WITHDRAWAL).status_code == 409  # nobody was told (S4)
    desk.town.reply(case)
    desk.do("赵", case, Act.APPROVE_WITHDRAWAL)
    assert case.state == State.WITHDRAWN


def test_a_returned_case_is_edited_and_ruled_on(desk: Desk) -> None:
    town = desk.town
    case = town.case(State.ASSIGNED)
    desk.do("孙", case, Act.RETURN_CASE, reason="不属本单位职责")
    form = desk.get("钱", case, Act.EDIT_CASE).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False)}
    values["limit_date"] = values["limit_date"].isoformat()
    desk.do(
        "钱", case, Act.EDIT_CASE, **{**values, "target": "全部亮灯", "supporting": [town.units["其他局"].pk]}
    )
    assert case.target == "全部亮灯"
    assert [row.unit.name for row in case.supporting.all()] == ["协调指导局"]
    desk.do("钱", case, Act.REASSIGN_CASE, unit=case.lead_id, reason="职责明确")
    assert case.assignments.last().final
    answer = desk.post("孙", case, Act.RETURN_CASE, reason="仍不属本单位职责")
    assert answer.status_code == 409
    assert "不得再次退回" in answer.text


def test_a_plan_that_lacks_one_of_the_five_haves_needs_a_seniors_reason(desk: Desk) -> None:
    case = desk.town.case(State.ACKNOWLEDGED)
    desk.do("孙", case, Act.SUBMIT_PLAN, **{**plan_words(""), "indicator-0-name": "", "indicator-0-value": "",
                                           "indicator-0-definition": ""})  # fmt: skip
    page = desk.get("赵", case, Act.APPROVE_PLAN).text
    assert "有量化的工作任务" in page
    assert "尚无" in page
    assert desk.post("赵", case, Act.APPROVE_PLAN).status_code == 409
    desk.do("赵", case, Act.APPROVE_PLAN, override_reason="目标不宜量化")
    assert case.plans.get().override_reason == "目标不宜量化"


def test_a_statement_goes_back_and_forth(desk: Desk) -> None:
    case = desk.town.case(State.FILED)
    assert "海棠路路灯不亮。" in desk.get("孙", case, Act.DRAFT_STATEMENT).text
    desk.do("孙", case, Act.DRAFT_STATEMENT, text="联系13900002222。")
    page = desk.get("郑", case, Act.REVIEW_STATEMENT)
    assert "139****2222" in page.text
    answer = desk.post("郑", case, Act.REVIEW_STATEMENT)
    assert answer.status_code == 409
    assert "个人信息保护法第25条" in answer.text
    desk.do("郑", case, Act.SEND_BACK_STATEMENT, remark="请脱敏")
    assert case.statements.get().approved is False


def test_an_upheld_objection_ends_the_notice(desk: Desk) -> None:
    case = desk.town.case(State.NOTICING)
    desk.do("钱", case, Act.RAISE_OBJECTION, text="仍不亮")
    objection = case.notices.get().objections.get().pk
    desk.do("钱", case, Act.UPHOLD_OBJECTION, objection=objection, answer="属实，退回整改。")
    assert case.state == State.REWORK
    assert Measure.objects.filter(case=case).exists()
