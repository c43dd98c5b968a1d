"""Asking for a set: who may, what it leaves behind, and what becomes of it."""

import json
import zipfile

import pytest

from bihuan.access.actor import Actor
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.evidence.blobs import path_of
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_actions import request_paper_set
from bihuan.issuing.sets import file_name, make_set
from bihuan.issuing.work import Worker
from bihuan.journal.models import Entry
from bihuan.kernel.errors import NotAllowed
from tests.support.world import World


def ask(world: World, by: Actor, case: Case | None = None) -> PaperSet:
    case_id = case.pk if case else None
    return request_paper_set(world.batch.pk, by=by, now=world.now, case_id=case_id)


def test_asking_leaves_a_row_that_waits_and_an_entry_in_the_journal(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    asked = ask(world, world.li, case)
    assert (asked.state, asked.asked_by_id, asked.asked_at) == ("waiting", world.li.user_id, world.now)
    entry = Entry.objects.get(act="request_paper_set")
    assert (entry.subject_kind, entry.subject_id, entry.by_user_id) == ("case", case.pk, world.li.user_id)
    assert json.loads(entry.data) == {"set": asked.pk}
    whole = ask(world, world.qian)
    entry = Entry.objects.get(act="request_paper_set", subject_kind="batch")
    assert (whole.case, entry.subject_id) == (None, world.batch.pk)


def test_who_has_nothing_to_do_with_it_may_not_ask(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    for actor in (world.wang, world.wei, world.chen, world.zhou, world.feng):
        with pytest.raises(NotAllowed):
            ask(world, actor, case)
    for actor in (world.li, world.sun, world.wei):
        with pytest.raises(NotAllowed):
            ask(world, actor)
    assert not PaperSet.objects.exists()


def test_a_case_of_another_batch_is_not_asked_for(world: World) -> None:
    with pytest.raises(Case.DoesNotExist):
        request_paper_set(world.batch.pk, by=world.zhao, now=world.now, case_id=987654)


def test_while_one_is_under_way_a_second_request_gets_the_same(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    first = ask(world, world.li, case)
    assert ask(world, world.li, case) == first
    assert ask(world, world.zhao, case) == first, "the coordinator may fetch what the unit asked for"
    assert ask(world, world.sun, case) != first, "a colleague may not, and asks for another"
    assert ask(world, world.zhao) != first, "the batch is another matter"
    PaperSet.objects.filter(case=case).update(state=PaperSet.State.READY)
    assert ask(world, world.li, case) != first
    assert Entry.objects.filter(act="request_paper_set").count() == 4


def test_a_set_is_made_of_what_the_asker_sees_when_it_is_made(world: World) -> None:
    case = world.case_in(State.ASSIGNED)
    asked = ask(world, world.li, case)
    Case.objects.filter(pk=case.pk).update(lead=world.unit("construction"))
    Worker(make_set, lambda: world.now).one()
    asked.refresh_from_db()
    assert asked.state == PaperSet.State.FAILED
    assert "不能查阅" in asked.problem


def test_a_set_goes_all_the_way_to_a_file(world: World) -> None:
    asked = ask(world, world.zhao, world.case_in(State.ASSIGNED))
    Worker(make_set, lambda: world.now).one()
    asked.refresh_from_db()
    with zipfile.ZipFile(path_of(asked.content_id or "")) as pack:
        assert pack.testzip() is None
        assert asked.total == len(pack.namelist()) - 3  # without the two indexes and the sums
    assert (
        file_name(asked)
        == f"{world.batch.number}-第1项-{world.case(1).number}-一件一档-{world.today:%Y%m%d}.zip"
    )
