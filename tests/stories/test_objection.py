"""异议: the public disagrees while the case is shown. What is right sends it back to work, what is not is answered."""

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.closure.actions import close_case, refuse_close_out
from bihuan.journal.models import Entry
from bihuan.notice.actions import dismiss_objection, raise_objection, uphold_objection
from bihuan.notice.models import Notice, Objection
from bihuan.people.sealed import unseal
from tests.support.world import PHONE, World, not_allowed, refused


def test_an_upheld_objection_leads_to_rework_and_a_second_notice(world: World) -> None:
    case = world.case_in(State.NOTICING)
    world.answer_everybody(case)
    world.apply(case)
    first_notice = Notice.objects.get(case=case)

    # Two people who pass by at night object, without any account.
    with refused(("text-missing", "S16")):
        raise_objection(case.pk, by=PUBLIC, now=world.now, text=" ")
    dark = raise_objection(
        case.pk, by=PUBLIC, now=world.now, text="路口三盏仍不亮。", contact_name="许先生", contact_phone=PHONE
    )
    bright = raise_objection(case.pk, by=PUBLIC, now=world.now, text="新灯太亮，照进卧室。")
    assert PHONE not in dark.contact_phone
    assert unseal(dark.contact_phone) == PHONE
    told = Entry.objects.filter(act=Act.RAISE_OBJECTION, subject_id=case.pk)
    assert all(PHONE not in entry.sentence + entry.data for entry in told)
    assert {(entry.by_user_id, entry.by_name) for entry in told} == {(None, "社会公众")}

    # While one is open nothing is struck off, though the days are over.
    world.wait_for_notice(case)
    with refused(("objection-open", "S16")):
        close_case(case.pk, by=world.qian, now=world.now)
    with refused(("not-in-notice-period", "S16")):
        raise_objection(case.pk, by=PUBLIC, now=world.now, text="太晚了也要说。")

    # The unit does not rule on what is said against it.
    with not_allowed():
        uphold_objection(case.pk, dark.pk, by=world.sun, now=world.now, answer="没有的事。")
    with refused(("answer-missing", "S16")):
        uphold_objection(case.pk, dark.pk, by=world.zhao, now=world.now, answer="")
    uphold_objection(case.pk, dark.pk, by=world.zhao, now=world.now, answer="经查属实，退回整改。")
    assert world.state(case) is State.REWORK
    first_notice.refresh_from_db()
    assert first_notice.ended_early_at == world.now

    # Everything after the work is done anew: verification, notice, application.
    world.walk(case, State.NOTICING)
    assert Notice.objects.filter(case=case).count() == 2
    world.wait_for_notice(case)
    with refused(("not-applied", "S16"), ("objection-open", "S16")):
        close_case(case.pk, by=world.qian, now=world.now)
    world.apply(case)
    with refused(("objection-open", "S16")):  # the other objection waits still
        close_case(case.pk, by=world.qian, now=world.now)
    dismiss_objection(case.pk, bright.pk, by=world.zhao, now=world.now, answer="已加装遮光罩。")
    with refused(("objection-answered", "S16")):
        dismiss_objection(case.pk, bright.pk, by=world.zhao, now=world.now, answer="再答一次。")
    close_case(case.pk, by=world.qian, now=world.now)
    assert world.state(case) is State.CLOSED
    rulings = Objection.objects.filter(notice__case=case).values_list("ruling", flat=True)
    assert set(rulings) == {"upheld", "dismissed"}
    assert world.fresh(case).round == 1  # rework is not a relapse


def test_a_refused_application_ends_the_notice_too(world: World) -> None:
    case = world.case_in(State.NOTICING)
    with refused(("not-applied", "S16")):
        refuse_close_out(case.pk, by=world.qian, now=world.now, remark="未见申请。")
    world.apply(case)
    with refused(("reason-missing", "S17")):
        refuse_close_out(case.pk, by=world.qian, now=world.now, remark="")
    with not_allowed():
        refuse_close_out(case.pk, by=world.zhao, now=world.now, remark="不行。")
    refuse_close_out(case.pk, by=world.qian, now=world.now, remark="成效描述不实。")
    assert world.state(case) is State.REWORK
    world.walk(case, State.CLOSED)
    assert Notice.objects.filter(case=case).count() == 2
    assert list(case.close_outs.values_list("approved", flat=True)) == [False, True]


def test_nobody_can_object_to_what_is_not_shown(world: World) -> None:
    case = world.case_in(State.VERIFIED)
    with not_allowed("wrong-state", "S16"):
        raise_objection(case.pk, by=PUBLIC, now=world.now, text="还没公示。")
