"""The journal becomes messages: the right people, once, whatever happens meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from bihuan.access.actor import PUBLIC, Role
from bihuan.cases.actions import (
    approve_extension,
    request_extension,
    return_case,
)
from bihuan.cases.lifecycle import State
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.journal.models import Entry
from bihuan.kernel.redact import private_details
from bihuan.messages.cursor import Reader, begin, move
from bihuan.messages.models import Message, Told
from bihuan.messages.telling import tell
from bihuan.notice.actions import raise_objection
from bihuan.people.models import Post, User
from bihuan.supervision.actions import issue_supervision, reply_supervision
from bihuan.supervision.ladder import Rung
from bihuan.triage.importing import import_reading
from tests.support.paper import number
from tests.support.world import GREEN, LAMPS, World

MARK = "㊙"


@pytest.fixture
def reader() -> Reader:
    return Reader()


def begun(world: World) -> None:
    """The batch is issued; from now on the journal is told."""
    assert world.batch.frozen_at
    begin()


def told(world: World, reader: Reader) -> dict[str, set[str]]:
    """What is new, by who is told."""
    before = set(Message.objects.values_list("pk", flat=True))
    while tell(reader, world.now):
        pass
    found: dict[str, set[str]] = {}
    for message in Message.objects.exclude(pk__in=before).select_related("user"):
        found.setdefault(message.user.username, set()).add(message.text.rpartition("：")[2])
    return found


def test_what_lies_before_the_first_look_is_history(world: World, reader: Reader) -> None:
    world.case_in(State.PLANNED)
    assert told(world, reader) == {}
    assert Told.objects.get().index == Entry.objects.latest("pk").pk


def test_an_assignment_tells_the_unit_and_leads_to_the_case(world: World, reader: Reader) -> None:
    begun(world)
    case = world.case()
    world.assign(case)
    assert told(world, reader) == {"sun": {"等您签收"}, "li": {"等您签收"}}
    message = Message.objects.filter(user=world.cast.users["li"]).get()
    assert message.text == f"{world.batch.number}第{case.position}项：等您签收"
    assert message.link == reverse("case", args=[case.pk])
    assert message.at == Entry.objects.latest("pk").at


def test_the_way_of_a_case_tells_whose_turn_it_is(world: World, reader: Reader) -> None:
    begun(world)
    case, way = world.case(), {}
    for state in (State.ASSIGNED, State.PLANNED, State.VERIFYING, State.VERIFIED, State.NOTICING):
        world.walk(case, state)
        way[state] = told(world, reader)
    assert set(way[State.PLANNED]) == {"zhao", "qian"}
    assert way[State.VERIFYING].keys() >= {"zhou", "han"}
    assert way[State.VERIFIED]["zhao"] == {"核查已通过，等您发布公示"}
    assert "qian" not in way[State.VERIFIED], "a leader stands in only where the coordinator may not"
    assert way[State.NOTICING] == {"sun": {"等您申请销号"}}


def test_nobody_is_told_of_what_they_did_themselves(world: World, reader: Reader) -> None:
    world.cast.give_post("zhao", "enforcement", Role.LIAISON)
    begun(world)
    world.assign(world.case())
    assert set(told(world, reader)) == {"sun", "li"}


def test_an_account_that_is_out_of_use_is_told_nothing(world: World, reader: Reader) -> None:
    begun(world)
    User.objects.filter(username="li").update(is_active=False)
    world.assign(world.case())
    assert set(told(world, reader)) == {"sun"}


def test_a_case_that_has_moved_on_tells_only_what_it_waits_for_now(world: World, reader: Reader) -> None:
    begun(world)
    world.walk(world.case(), State.PLANNED)
    assert told(world, reader) == {"zhao": {"整改方案等您审定"}, "qian": {"整改方案等您审定"}}


def test_a_return_an_objection_and_a_request_tell_who_decides(world: World, reader: Reader) -> None:
    begun(world)
    given_back = world.case(GREEN)
    world.walk(given_back, State.ASSIGNED)
    return_case(given_back.pk, by=world.wang, now=world.later(), reason="绿地归综合执法局管理。")
    assert told(world, reader) == {"zhao": {"交办已退回，等您裁定改派"}}

    case = world.case()
    world.walk(case, State.RECTIFYING)
    told(world, reader)
    assert case.limit_date is not None
    later = case.limit_date + timedelta(days=60)
    request_extension(case.pk, by=world.li, now=world.later(), new_date=later, reason="缺货。")
    assert told(world, reader) == {"qian": {"延期申请等您审批"}}
    approve_extension(case.pk, by=world.qian, now=world.later())
    assert told(world, reader) == {"li": {"延期申请已同意"}}

    world.walk(case, State.NOTICING)
    told(world, reader)
    raise_objection(case.pk, by=PUBLIC, now=world.later(), text="仍有三盏不亮。")
    assert told(world, reader) == {"zhao": {"公示收到异议，等您核实处理"}}


def test_a_supervision_tells_the_unit_its_reply_the_coordinator(world: World, reader: Reader) -> None:
    begun(world)
    case = world.case()
    world.walk(case, State.RECTIFYING)
    told(world, reader)
    row = issue_supervision(
        case.batch_id, by=world.zhao, now=world.later(), rung=Rung.ORDER, why="进展滞后。", demand="抓紧整改。",
        reply_due_on=world.today + timedelta(days=10), case_id=case.pk,
    )  # fmt: skip
    assert told(world, reader) == {"sun": {"收到督促，请按期回复"}, "li": {"收到督促，请按期回复"}}
    message = Message.objects.latest("pk")
    assert message.link == reverse("supervision", args=[row.pk])
    assert message.text.startswith(f"{world.batch.number}第{case.position}项：")
    reply_supervision(row.pk, by=world.li, now=world.later(), text="已更换。")
    assert told(world, reader) == {"zhao": {"督促已有回复，请审核"}}


def test_an_import_is_one_message_for_the_other_coordinators(world: World, reader: Reader) -> None:
    world.cast.give_post("chu", "coordinator", Role.COORDINATOR)
    begin()
    batch = world.import_notice()
    assert told(world, reader) == {"chu": {"已导入来件，请梳理交办"}}
    assert Message.objects.get().link == reverse("batch", args=[batch.pk])


def test_a_second_look_changes_nothing(world: World, reader: Reader) -> None:
    begun(world)
    before = begin()
    world.assign(world.case())
    tell(reader, world.now)
    Told.objects.update(index=before)
    Message.objects.update(read_at=world.now)
    tell(Reader(), world.now)
    assert Message.objects.count() == 2
    assert not Message.objects.filter(read_at=None).exists()


def test_of_two_workers_one_goes_on(world: World) -> None:
    begun(world)
    seen = begin()
    assert move(seen, seen + 1)
    assert not move(seen, seen + 1)


def test_no_word_of_a_case_an_opinion_or_a_person_is_in_a_message(world: World, reader: Reader) -> None:
    """Every act's message, with marks in every text that people wrote."""
    begun(world)
    case = world.case()
    words: dict[str, Any] = {"content": MARK + case.content, "target": MARK + case.target}
    world.edit(case, **words, person_in_charge=f"{MARK}甲", assignee="13800001234")
    case = world.case_in(State.DISCLOSED)
    tell(reader, world.now)
    texts = list(Message.objects.values_list("text", flat=True))
    assert texts
    people = set(User.objects.values_list("name", flat=True))
    for text in texts:
        assert MARK not in text
        assert private_details(text) == []
        assert not [name for name in people if name in text]


def test_messages_of_a_run_take_as_many_statements_as_of_one(
    world: World, reader: Reader, django_assert_max_num_queries: Any
) -> None:
    begun(world)
    for position in (LAMPS, GREEN):
        world.assign(world.case(position))
    with django_assert_max_num_queries(25):
        assert tell(reader, world.now) == 2
    assert Post.objects.exists()


def test_coordinators_are_told_when_a_list_says_otherwise_what_was_said_before(
    world: World, reader: Reader
) -> None:
    begun(world)
    world.cast.give_post("yang", "coordinator", Role.COORDINATOR)
    for at, text in enumerate(("望海路路灯不亮，夜间出行不安全。", "望海路路灯全不亮。")):
        read = Reading(DocumentFacts(), None, (OpinionLine(number(1), text),), ())
        import_reading(
            read,
            by=world.zhao,
            now=world.later(),
            name="清单.xlsx",
            sha256=f"{at}" * 64,
            batch_id=world.batch.pk,
        )
        said = ("已导入来件，请梳理交办", "来件与此前清单不同，请处理清单变更")[at]
        assert told(world, reader) == {"yang": {said}}
