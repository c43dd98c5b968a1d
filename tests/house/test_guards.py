"""The database's own word, on SQLite and on PostgreSQL: the journal only grows, an opinion keeps its words."""

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.intake.models import Opinion
from bihuan.journal.models import Entry
from bihuan.people.sealed import unseal
from tests.support.world import World


def by_hand(statement: str, *values: str | int) -> None:
    """What somebody would type at the database's console."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_journal_row_cannot_be_changed_or_taken_away(world: World) -> None:
    world.assign(world.case())
    row, before = Entry.objects.latest("pk"), list(Entry.objects.order_by("pk").values())
    for attempt in (
        lambda: Entry.objects.filter(pk=row.pk).update(sentence="没有的事"),
        lambda: Entry.objects.filter(pk=row.pk).delete(),
        lambda: Entry.objects.all().delete(),
        row.save,
        row.delete,
        lambda: by_hand("UPDATE bihuan_entry SET by_name = %s WHERE id = %s", "别人", row.pk),
        lambda: by_hand("UPDATE bihuan_entry SET at = at"),
        lambda: by_hand("DELETE FROM bihuan_entry WHERE id = %s", row.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert list(Entry.objects.order_by("pk").values()) == before


def test_an_opinion_keeps_its_words(world: World) -> None:
    opinion = world.opinion(1)
    for attempt in (
        lambda: Opinion.objects.filter(pk=opinion.pk).update(text="路灯都亮"),
        lambda: Opinion.objects.filter(pk=opinion.pk).update(number="1"),
        lambda: Opinion.objects.bulk_update([Opinion(pk=opinion.pk, text="路灯都亮")], ["text"]),
        lambda: by_hand("UPDATE bihuan_opinion SET id = id + 1000 WHERE id = %s", opinion.pk),
        lambda: by_hand("UPDATE bihuan_opinion SET contact_phone = '' WHERE id = %s", opinion.pk),
        lambda: Opinion.objects.filter(number=world.opinion(8).number).delete(),  # one that nothing refers to
        lambda: by_hand("UPDATE bihuan_opinion SET text = %s WHERE id = %s", "路灯都亮", opinion.pk),
        lambda: by_hand("DELETE FROM bihuan_opinion WHERE id = %s", world.opinion(8).pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert world.opinion(1).text == opinion.text
    assert world.batch.opinions.count() == 8


def test_contact_details_may_come_later_than_the_words(world: World) -> None:
    opinion = world.opinion(5)
    assert not opinion.contactable
    Opinion.objects.filter(pk=opinion.pk).update(contact_phone="v1:")
    assert unseal(world.opinion(1).contact_name) == "陈先生"


def test_replacing_a_row_is_changing_it(world: World) -> None:
    """INSERT OR REPLACE deletes the old row behind the back of SQLite's DELETE triggers. (PostgreSQL has no such.)"""
    opinion, row = world.opinion(1), Entry.objects.latest("pk")
    with pytest.raises(DatabaseError):
        by_hand(
            "INSERT OR REPLACE INTO bihuan_entry (id, at, act, by_name, by_unit, subject_kind, subject_id, from_state,"
            " to_state, sentence, data) SELECT id, at, act, '别人', by_unit, subject_kind, subject_id, from_state,"
            " to_state, sentence, data FROM bihuan_entry WHERE id = %s",
            row.pk,
        )
    for key in ("id", "NULL"):  # by its number in the table, and by its number in the batch
        with pytest.raises(DatabaseError):
            by_hand(
                "INSERT OR REPLACE INTO bihuan_opinion (id, batch_id, number, text, kind, source, contact_name,"
                f" contact_phone) SELECT {key}, batch_id, number, '路灯都亮', kind, source, contact_name,"
                " contact_phone FROM bihuan_opinion WHERE id = %s",
                opinion.pk,
            )
    assert world.opinion(1).text == opinion.text
    assert Entry.objects.get(pk=row.pk).by_name == row.by_name
