"""印发批次: the rules are set for the last time and frozen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch, Opinion
from bihuan.journal.tests.rows import everything, last_entry, refused_unsaved
from tests.support.cast import PEOPLE
from tests.support.refusals import not_allowed
from tests.support.world import World


def test_issuing_freezes_the_rules_and_leaves_its_row_in_the_journal(world: World) -> None:
    batch = world.import_notice()
    issue_batch(batch.pk, by=world.zhao, now=world.later(), changes={"notice_days": 7})
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.rulebook.notice_days, batch.frozen_at) == (7, world.now)
    entry = last_entry("batch", batch.pk)
    assert (entry.act, entry.by_name, entry.sentence) == (
        Act.ISSUE_BATCH,
        "赵一",
        "印发批次临港管办发〔2022〕8号，规则固定",
    )
    assert '\\"notice_days\\":7' in entry.data


def test_a_batch_is_issued_once(world: World) -> None:
    batch = world.batch
    with refused_unsaved(("batch-already-issued", "S5")):
        issue_batch(batch.pk, by=world.zhao, now=world.now + timedelta(days=1))


def test_rules_that_make_no_sense_are_not_frozen_and_all_is_told_at_once(world: World) -> None:
    batch = world.import_notice()
    with refused_unsaved(("notice-days-out-of-range", "S16"), ("verifiers-out-of-range", "S17")):
        issue_batch(batch.pk, by=world.zhao, now=world.now, changes={"notice_days": 0, "verifiers": 0})


def test_a_rule_that_does_not_exist_is_not_set(world: World) -> None:
    batch = world.import_notice()
    with pytest.raises(TypeError, match="notice_hours"):
        issue_batch(batch.pk, by=world.zhao, now=world.now, changes={"notice_hours": 5})


def test_only_the_coordinator_and_the_senior_leader_issue_a_batch(world: World) -> None:
    batch = world.import_notice()
    before = everything()
    for name in sorted(set(PEOPLE) - {"zhao", "qian"}):
        with not_allowed():
            issue_batch(batch.pk, by=world.cast.actors[name], now=world.now)
    with not_allowed():
        issue_batch(batch.pk, by=PUBLIC, now=world.now)
    assert everything() == before
    assert issue_batch(batch.pk, by=world.qian, now=world.now).frozen_at == world.now


def test_the_database_itself_keeps_the_words_of_an_opinion(world: World) -> None:
    opinion = world.opinion(1)
    for change in ({"text": "没有意见。"}, {"number": "1"}):
        with pytest.raises(IntegrityError, match="意见原文不得修改"), transaction.atomic():
            Opinion.objects.filter(pk=opinion.pk).update(**change)
    with pytest.raises(IntegrityError, match="意见不得删除"), transaction.atomic():
        # Past Django, which would ask for the rows that speak of it first.
        Opinion.objects.filter(pk=world.opinion(8).pk)._raw_delete("default")
    assert world.opinion(1).text == opinion.text
