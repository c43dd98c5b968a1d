"""望海路路灯不亮: one opinion from the notice to the look back, through the acts alone, with every refusal on its way.

赵 coordinates, 李 and 孙 do the work, 周 verifies, 钱 decides, 吴 reviews what goes out.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bihuan.access.actor import Role
from bihuan.cases.actions import acknowledge_case, assign_case, edit_case, reassign_case, return_case
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import apply_close_out, close_case, file_case
from bihuan.closure.facts import current_notice
from bihuan.disclosure.actions import disclose_case, draft_statement
from bihuan.disclosure.queries import project, public_cases
from bihuan.evidence.models import EvidenceKind
from bihuan.followup.actions import look_back
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch
from bihuan.kernel.numbers import print_number
from bihuan.plans.actions import MeasureDraft, People, approve_plan, report_progress, send_back_plan
from bihuan.verification.actions import pass_verification, submit_for_verification
from bihuan.verification.models import Verification
from bihuan.verification.rules import Check
from tests.support import files
from tests.support.world import LAMPS, World, not_allowed, refused


@pytest.mark.long
def test_a_street_lamp_goes_from_the_notice_to_the_look_back(world: World) -> None:
    case = the_notice_arrives(world)
    it_is_handed_over_with_its_four_elements(world, case)
    it_is_returned_once_and_then_decided(world, case)
    its_own_unit_plans_it_and_somebody_else_approves(world, case)
    it_is_verified_by_another_unit(world, case)
    it_is_shown_to_the_public(world, case)
    it_is_struck_off_when_every_gate_is_met(world, case)
    it_is_filed_and_then_disclosed(world, case)
    it_is_looked_back_at_by_somebody_else(world, case)


def the_notice_arrives(world: World) -> Case:
    batch = world.import_notice()
    assert (batch.opinions.count(), batch.cases.count()) == (8, 3)
    case = Case.objects.get(batch=batch, position=LAMPS)
    assert case.state == State.DRAFT

    with refused(("batch-not-issued", "S5")):
        assign_case(case.pk, by=world.zhao, now=world.now)
    with not_allowed():
        issue_batch(batch.pk, by=world.wei, now=world.now)  # the coordinator of another zone
    with refused(("notice-days-out-of-range", "S16"), ("visit-before-unknown", "S26")):
        issue_batch(
            batch.pk, by=world.zhao, now=world.now, changes={"notice_days": 0, "visit_before": "never"}
        )

    issue_batch(batch.pk, by=world.zhao, now=world.later(), changes={"notice_days": 7})
    assert Batch.objects.get(pk=batch.pk).rulebook.notice_days == 7
    with refused(("batch-already-issued", "S5")):
        issue_batch(batch.pk, by=world.zhao, now=world.now, changes={"notice_days": 1})
    return case


def it_is_handed_over_with_its_four_elements(world: World, case: Case) -> None:
    world.edit(case, target="", lead=None, person_in_charge="")
    with refused(("target-missing", "S3"), ("lead-missing", "S3"), ("person-missing", "S23")):
        assign_case(case.pk, by=world.zhao, now=world.now)
    with refused(("limit-date-missing", "S3")):
        edit_case(case.pk, by=world.zhao, now=world.now, changes={"limit_date": None})
    world.edit(
        case,
        target="更换损坏路灯36盏。",
        lead=world.unit("enforcement"),
        person_in_charge="孙三",
        on_site=True,
    )

    with not_allowed():
        assign_case(case.pk, by=world.sun, now=world.now)  # a unit does not hand over to itself
    with not_allowed("wrong-state", "S6"):
        world.submit_plan(case)
    world.assign(case)
    assert world.fresh(case).assigned_on == world.today


def it_is_returned_once_and_then_decided(world: World, case: Case) -> None:
    with refused(("reason-missing", "S5")):
        return_case(case.pk, by=world.li, now=world.now, reason=" ")
    return_case(case.pk, by=world.li, now=world.later(), reason="路灯由建设局管养。")
    assert world.state(case) is State.RETURNED

    # 赵 decides that it stays with 综合执法局: a ruling, after which it does not come back.
    reassign_case(
        case.pk,
        by=world.zhao,
        now=world.later(),
        unit=world.unit("enforcement"),
        reason="三定方案明确由综合执法局管养。",
    )
    with refused(("assignment-final", "S5")):
        return_case(case.pk, by=world.li, now=world.now, reason="再议。")
    with not_allowed():
        acknowledge_case(case.pk, by=world.wang, now=world.now)  # 建设局 has nothing to do with it
    world.acknowledge(case)
    numbers = [row.number for row in case.assignments.all()]
    assert numbers == [print_number("交办", 2022, 1), print_number("交办", 2022, 2)]


def its_own_unit_plans_it_and_somebody_else_approves(world: World, case: Case) -> None:
    with not_allowed():
        world.submit_plan(case, by=world.wang)  # 建设局 is another unit
    with not_allowed():
        world.submit_plan(case, by=world.zhao)  # and the coordinator is not the unit either
    with refused(("root-cause-missing", "S6"), ("three-people-missing", "S23"), ("measures-missing", "S3")):
        world.submit_plan(case, root_cause="", people=People("孙三", "", "李四"), measures=[])
    with refused(("measure-after-limit", "S24")):
        world.submit_plan(case, measures=[MeasureDraft("更换路灯。", date(2023, 1, 15), "更换记录")])

    # A plan that cannot be measured is sent up: it is not refused, but the coordinator cannot let it pass.
    world.submit_plan(case, indicators=[])
    with refused(("five-haves-missing", "S8")):
        approve_plan(case.pk, by=world.zhao, now=world.now)
    with refused(("override-reason-missing", "S8")):
        approve_plan(case.pk, by=world.qian, now=world.now)
    with refused(("reason-missing", "S8")):
        send_back_plan(case.pk, by=world.zhao, now=world.now, remark="")
    send_back_plan(case.pk, by=world.zhao, now=world.later(), remark="请写明更换盏数。")

    world.submit_plan(case)
    with not_allowed():
        approve_plan(case.pk, by=world.sun, now=world.now)
    approve_plan(case.pk, by=world.zhao, now=world.later())
    assert world.state(case) is State.RECTIFYING
    assert [plan.approved for plan in case.plans.all()] == [False, True]


def it_is_verified_by_another_unit(world: World, case: Case) -> None:
    with refused(
        ("measures-loose", "S14"),
        ("indicator-unread", "S15"),
        ("no-verifying-unit", "S15"),
        ("no-plan", "S18"),
        ("no-data", "S18"),
        ("no-meeting-minutes", "S18"),
        ("no-photo-before", "S18"),
        ("no-photo-after", "S18"),
        ("self-check-missing", "S16"),
    ):
        submit_for_verification(case.pk, by=world.sun, now=world.now, self_check="")

    # T1: not the unit that did it, and not its own office either.
    with refused(("verifier-is-handler", "S17")):
        world.appoint(case, "enforcement")
    with refused(("verifier-is-handler", "S17")):
        world.appoint(case, "lamps")
    world.appoint(case, "office")

    with refused(("pair-missing", "S18")):
        world.hand_in(case, EvidenceKind.PHOTO_AFTER)
    with refused(("file-name-differs", "S18")):
        world.hand_in(case, EvidenceKind.DATA, name="更换记录.pdf", content=files.png())
    before = world.hand_in(case, EvidenceKind.PHOTO_BEFORE)
    lonely = world.hand_in(case, EvidenceKind.PHOTO_BEFORE)
    world.hand_in(case, EvidenceKind.PHOTO_AFTER, before=before.pk)
    with refused(("pair-taken", "S18")):
        world.hand_in(case, EvidenceKind.PHOTO_AFTER, before=before.pk)
    world.do_the_work(case)
    with refused(("photo-unpaired", "S18")):
        submit_for_verification(case.pk, by=world.sun, now=world.now, self_check="已自查。")
    world.hand_in(case, EvidenceKind.PHOTO_AFTER, before=lonely.pk)

    # 35 of 36: a hundred percent done is not the promise kept (T17).
    indicator = case.indicators.get()
    report_progress(
        case.pk,
        by=world.li,
        now=world.later(),
        percent=100,
        text="已换35盏。",
        readings={indicator.pk: (Decimal(35), None)},
    )
    with refused(("indicator-short", "S15")):
        submit_for_verification(case.pk, by=world.sun, now=world.now, self_check="已自查。")
    with not_allowed():
        submit_for_verification(case.pk, by=world.li, now=world.now, self_check="已自查。")  # 孙 signs
    world.submit(case)

    # Nobody verifies their own work, with whatever post they hold besides.
    world.cast.give_post("li", "office", Role.VERIFIER)
    with refused(("after-handled", "S17")):
        world.verify(case, by=world.li)
    world.cast.give_post("shen", "office", Role.VERIFIER)
    with refused(("belongs-to-handler", "S17")):
        world.verify(case, by=world.shen)
    with not_allowed():
        world.verify(case, by=world.zhao)
    with refused(("too-few-verifiers", "S17")):
        world.verify(case, verifiers=["周五", "周 五"])
    with refused(("line-unchecked", "S15")):
        world.verify(case, checks=world.checks(case)[1:])
    with refused(("line-unchecked", "S15")):
        world.verify(case, checks=[Check("target", "别的目标", met=True, found="好")] * 9)
    with refused(("line-not-met", "S17")):
        world.verify(case, checks=world.checks(case, met=False))

    # It fails once: three lamps are still dark. 李 mends them and it is looked at anew.
    world.fail(case)
    assert world.state(case) is State.REWORK
    world.submit(case)
    world.verify(case)
    assert [row.passed for row in Verification.objects.filter(case=case)] == [False, True]
    assert case.verifications.get(passed=True).lines.filter(text=world.opinion(1).text).exists()  # T11
    with not_allowed("wrong-state", "S15"):
        pass_verification(
            case.pk, by=world.zhou, now=world.now, checks=[], verifiers=["周五", "韩小五"], remark=""
        )


def it_is_shown_to_the_public(world: World, case: Case) -> None:
    assert not public_cases().exists()
    with not_allowed():
        world.post(case, by=world.sun)
    with refused(
        ("public-text-missing", "S27"), ("notice-text-missing", "S16"), ("how-to-object-missing", "S16")
    ):
        world.post(case, public_text="", text="", how_to_object="")
    with refused(("private-detail", "个人信息保护法第25条")):
        world.post(case, text="已联系反映人 13800001234，路灯已换。")
    with refused(("notice-in-the-past", "S16")):
        world.post(case, starts_on=world.today - timedelta(days=1))

    world.on(2022, 9, 25)
    world.post(case)  # on Monday the 26th
    notice = current_notice(world.fresh(case))
    assert notice is not None
    # Seven working days by this batch's rules, the first day counts, the National Day holidays do not (§7).
    assert (notice.starts_on, notice.ends_on) == (date(2022, 9, 26), date(2022, 10, 9))
    shown = project(public_cases().get())
    assert shown.summary == "群众反映望海路路灯损坏。"


def it_is_struck_off_when_every_gate_is_met(world: World, case: Case) -> None:
    with not_allowed():
        close_case(case.pk, by=world.zhao, now=world.now)  # the coordinator has not the authority
    with refused(
        ("not-applied", "S16"), ("notice-not-over", "S16"), ("not-contacted", "S9"), ("not-replied", "S4")
    ):
        close_case(case.pk, by=world.qian, now=world.now)

    # 孙 also stands in for the zone's leader: whoever applied does not approve.
    world.cast.give_post("sun", "zone", Role.SENIOR_LEADER)
    with refused(("summary-missing", "S16")):
        apply_close_out(case.pk, by=world.sun, now=world.now, status="rectified", summary="")
    world.apply(case)
    with refused(("already-applied", "S16")):
        world.apply(case)
    world.answer_everybody(case)

    last_day = world.on(2022, 10, 9, hour=23)
    with refused(("notice-not-over", "S16")):
        close_case(case.pk, by=world.qian, now=last_day)
    world.later()
    with refused(("after-handled", "S17")):
        close_case(case.pk, by=world.sun, now=world.now)
    with not_allowed("wrong-state", "S16"):
        file_case(
            case.pk, by=world.zhao, now=world.now, number="备1号", body="市绩效办", filed_on=world.today
        )

    close_out = close_case(case.pk, by=world.qian, now=world.now)
    assert close_out.number == print_number("销号", 2022, 1)
    assert world.state(case) is State.CLOSED


def it_is_filed_and_then_disclosed(world: World, case: Case) -> None:
    with not_allowed("wrong-state", "S16"):
        disclose_case(case.pk, by=world.zhao, now=world.now)  # 备案 comes first (T8)
    yesterday = world.today - timedelta(days=1)
    with refused(
        ("filing-number-missing", "S16"), ("filing-body-missing", "S16"), ("filed-before-closed", "S16")
    ):
        file_case(case.pk, by=world.zhao, now=world.now, number="", body="", filed_on=yesterday)
    world.file(case)

    with refused(("not-reviewed", "政府信息公开条例第17条"), ("not-visited", "S26")):
        disclose_case(case.pk, by=world.zhao, now=world.now)
    with refused(("nothing-to-review", "S21")):
        world.review(case)

    world.draft(case, text="反映人电话13800001234，路灯已修复。")
    with refused(("private-detail", "个人信息保护法第25条")):
        world.review(case)
    world.draft(case)
    world.cast.give_post("wu", "coordinator", Role.COORDINATOR)
    draft_statement(case.pk, by=world.wu, now=world.now, text="望海路路灯已修复。")
    with refused(("after-drafted", "S17")):
        world.review(case)
    world.draft(case)
    with refused(("review-unconfirmed", "政府信息公开条例第17条")):
        world.review(case, privacy_checked=False)
    with not_allowed():
        world.review(case, by=world.sun)
    world.review(case)

    # A word changed after the review is a new statement, and wants a new review.
    world.draft(case, text="望海路路灯已全部修复，谢谢。")
    world.visit_everybody(case)
    with refused(("not-reviewed", "政府信息公开条例第17条")):
        disclose_case(case.pk, by=world.zhao, now=world.now)
    world.review(case)
    disclose_case(case.pk, by=world.zhao, now=world.now)

    shown = project(public_cases().get())
    assert shown.statement == "望海路路灯已全部修复，谢谢。"
    assert shown.steps_done == ("rectify", "verify", "notice", "close", "file", "disclose")


def it_is_looked_back_at_by_somebody_else(world: World, case: Case) -> None:
    with refused(("look-back-date", "S14")):
        world.look_back(case, held=True, looked_on=world.today + timedelta(days=1))
    world.later(30)
    with refused(("text-missing", "S14")):
        world.look_back(case, held=True, found=" ")
    with not_allowed():
        world.look_back(case, held=True, by=world.sun)
    world.cast.give_post("li", "coordinator", Role.COORDINATOR)
    with refused(("after-handled", "S17")):
        look_back(case.pk, by=world.li, now=world.now, looked_on=world.today, held=True, found="路灯都亮。")
    world.look_back(case, held=True)
    assert world.state(case) is State.DISCLOSED
