"""延期、撤销: what was promised may move, and may be given up, but nobody decides on their own request."""

from datetime import date

from bihuan.access.actor import PUBLIC, Role
from bihuan.cases.actions import (
    approve_extension,
    refuse_extension,
    refuse_withdrawal,
    request_extension,
    request_withdrawal,
)
from bihuan.cases.lifecycle import State
from bihuan.cases.models import CaseRequest
from bihuan.closure.actions import approve_withdrawal
from bihuan.disclosure.queries import project, public_cases
from bihuan.followup.actions import reopen_case
from bihuan.notice.actions import dismiss_objection, raise_objection
from tests.support.world import GREEN, World, not_allowed, refused


def test_a_limit_moves_only_when_the_zone_s_leader_agrees(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    with refused(("reason-missing", "S23"), ("extension-not-later", "S23")):
        request_extension(case.pk, by=world.li, now=world.now, new_date=date(2022, 12, 31), reason="")
    with not_allowed():
        request_extension(case.pk, by=world.wang, now=world.now, new_date=date(2023, 3, 31), reason="缺货。")
    request_extension(
        case.pk, by=world.li, now=world.later(), new_date=date(2023, 3, 31), reason="灯具缺货。"
    )
    with refused(("request-pending", "S23")):
        request_extension(case.pk, by=world.sun, now=world.now, new_date=date(2023, 5, 1), reason="再延。")
    assert world.fresh(case).limit_date == date(2022, 12, 31)  # the old limit stays in force

    with not_allowed():
        approve_extension(case.pk, by=world.zhao, now=world.now)
    with refused(("reason-missing", "S23")):
        refuse_extension(case.pk, by=world.qian, now=world.now, remark="")
    refuse_extension(case.pk, by=world.qian, now=world.later(), remark="请先调剂库存。")
    with refused(("nothing-to-decide", "S17")):
        approve_extension(case.pk, by=world.qian, now=world.now)
    assert world.fresh(case).limit_date == date(2022, 12, 31)

    # Asked again, by somebody who is also the zone's leader: 钱 must decide, not 孙.
    world.cast.give_post("sun", "zone", Role.SENIOR_LEADER)
    request_extension(
        case.pk, by=world.sun, now=world.later(), new_date=date(2023, 2, 28), reason="库存也无。"
    )
    with refused(("after-asked", "S17")):
        approve_extension(case.pk, by=world.sun, now=world.now)
    approve_extension(case.pk, by=world.qian, now=world.later())
    assert world.fresh(case).limit_date == date(2023, 2, 28)
    assert world.state(case) is State.RECTIFYING


def test_a_case_without_a_date_has_nothing_to_extend(world: World) -> None:
    case = world.case_in(State.RECTIFYING, GREEN)
    with refused(("limit-undated", "S23")):
        request_extension(case.pk, by=world.wang, now=world.now, new_date=date(2023, 3, 31), reason="缺苗。")


def test_a_request_from_before_a_relapse_cannot_pull_the_new_limit_back(world: World) -> None:
    case = world.case_in(State.NOTICING)
    request_extension(case.pk, by=world.li, now=world.now, new_date=date(2023, 1, 31), reason="以防万一。")
    world.walk(case, State.CLOSED)
    reopen_case(case.pk, by=world.zhao, now=world.later(), reason="又不亮了。", new_limit=date(2023, 6, 30))
    with refused(("extension-not-later", "S23")):
        approve_extension(case.pk, by=world.qian, now=world.now)
    refuse_extension(case.pk, by=world.qian, now=world.now, remark="已另定时限。")
    assert world.fresh(case).limit_date == date(2023, 6, 30)


def test_a_case_is_given_up_with_a_reason_and_never_counts_as_done(world: World) -> None:
    case = world.case_in(State.NOTICING)
    with refused(("reason-missing", "S17")):
        request_withdrawal(case.pk, by=world.sun, now=world.now, reason="")
    request_withdrawal(case.pk, by=world.sun, now=world.later(), reason="路段将整体拆除。")
    with refused(("request-pending", "S17")):
        request_withdrawal(case.pk, by=world.zhao, now=world.now, reason="同上。")
    with not_allowed():
        approve_withdrawal(case.pk, by=world.zhao, now=world.now)
    with refused(("reason-missing", "S17")):
        refuse_withdrawal(case.pk, by=world.qian, now=world.now, remark="")
    refuse_withdrawal(case.pk, by=world.qian, now=world.now, remark="拆除前仍须照明。")
    assert world.state(case) is State.NOTICING

    request_withdrawal(case.pk, by=world.zhao, now=world.later(), reason="拆除令已下达。")
    with refused(("not-replied", "S4")):
        approve_withdrawal(case.pk, by=world.qian, now=world.now, remark="同意。")
    world.answer_everybody(case)
    objection = raise_objection(case.pk, by=PUBLIC, now=world.now, text="拆除以前请先照明。")
    with refused(("objection-open", "S16")):
        approve_withdrawal(case.pk, by=world.qian, now=world.now, remark="同意。")
    dismiss_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="已说明拆除安排。")
    approve_withdrawal(case.pk, by=world.qian, now=world.later(), remark="同意。")
    assert world.state(case) is State.WITHDRAWN
    shown = project(public_cases().get(pk=case.pk))  # what was once shown is not made to vanish
    assert (shown.state, shown.steps_done, shown.close_outs) == (State.WITHDRAWN, (), ())
    with not_allowed("wrong-state", "S17"):
        request_withdrawal(case.pk, by=world.zhao, now=world.now, reason="再撤一次。")
    decided = CaseRequest.objects.filter(case=case).values_list("approved", flat=True)
    assert list(decided) == [False, True]


def test_a_struck_off_case_cannot_be_withdrawn(world: World) -> None:
    case = world.case_in(State.CLOSED)
    with not_allowed("wrong-state", "S17"):
        request_withdrawal(case.pk, by=world.zhao, now=world.now, reason="想撤。")
