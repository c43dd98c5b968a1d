from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from bihuan.access.actor import PUBLIC, Actor
from bihuan.access.acts import Act
from bihuan.journal.models import Entry, NumberSeries
from bihuan.journal.queries import history_of, users_who
from bihuan.journal.record import record, reserve_number
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.people.models import Unit, User

NOW = datetime(2022, 5, 20, 9, tzinfo=OFFICE_ZONE)


@pytest.fixture
def office(db: None) -> Unit:
    return Unit.objects.create(name="组织人社局")


def write(act: Act = Act.REPORT_PROGRESS, by: Actor = PUBLIC, subject: int = 1) -> Entry:
    return record(act, by=by, now=NOW, subject_kind="case", subject_id=subject, sentence="报告进展")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        write()
    assert not Entry.objects.exists()
    with transaction.atomic():
        write()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_an_entry_falls_with_the_act_it_speaks_of() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_an_entry_says_who_and_what_in_words_and_in_canonical_data() -> None:
    user = User.objects.create_user("li", "园区-路灯-三十六盏", "李四")
    entry = record(
        Act.SUBMIT_PLAN,
        by=Actor(user.pk, "李四", "综合执法局"),
        now=NOW,
        subject_kind="case",
        subject_id=7,
        sentence="报送整改方案",
        from_state="acknowledged",
        to_state="planned",
        data={"round": 1, "plan": 3},
    )
    entry.refresh_from_db()
    assert (entry.label, str(entry), entry.data) == ("报送整改方案", "报送整改方案", '{"plan":3,"round":1}')
    assert (entry.by_user, entry.by_name, entry.by_unit, entry.at) == (user, "李四", "综合执法局", NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"sentence": "另一句"}, {"by_name": "他人"}, {"data": "{}"}])
def test_the_database_itself_refuses_to_change_an_entry(change: dict[str, str]) -> None:
    write()
    with pytest.raises(IntegrityError, match="办理记录不得修改"), transaction.atomic():
        Entry.objects.update(**change)
    assert Entry.objects.get().sentence == "报告进展"


@pytest.mark.django_db
def test_the_database_itself_refuses_to_delete_an_entry() -> None:
    write()
    with pytest.raises(IntegrityError, match="办理记录不得删除"), transaction.atomic():
        Entry.objects.all().delete()
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_numbers_count_up_by_kind_and_year(office: Unit) -> None:
    given = [
        reserve_number(office.pk, kind, year)
        for kind, year in (("销号", 2022), ("销号", 2022), ("交办", 2022), ("销号", 2023))
    ]
    assert given == ["销号〔2022〕1号", "销号〔2022〕2号", "交办〔2022〕1号", "销号〔2023〕1号"]


@pytest.mark.django_db
def test_a_number_is_given_back_when_its_act_fails(office: Unit) -> None:
    assert reserve_number(office.pk, "销号", 2022) == "销号〔2022〕1号"
    with transaction.atomic():
        assert reserve_number(office.pk, "销号", 2022) == "销号〔2022〕2号"
        transaction.set_rollback(True)
    assert reserve_number(office.pk, "销号", 2022) == "销号〔2022〕2号"
    assert NumberSeries.objects.get().last == 2


@pytest.mark.django_db
def test_each_office_counts_for_itself(office: Unit) -> None:
    other = Unit.objects.create(name="另一片区综合办")
    given = [reserve_number(unit.pk, "督办", 2022) for unit in (office, other, office, other)]
    assert given == ["督办〔2022〕1号", "督办〔2022〕1号", "督办〔2022〕2号", "督办〔2022〕2号"]


@pytest.mark.django_db
def test_a_history_is_of_one_thing_and_oldest_first() -> None:
    first, other, second = write(), write(subject=2), write(Act.ADD_EVIDENCE)
    assert list(history_of("case", 1)) == [first, second]
    assert list(history_of("case", 2)) == [other]
    assert not history_of("opinion", 1).exists()


@pytest.mark.django_db
def test_who_did_something_is_known_by_account_once_each_and_never_the_public() -> None:
    li, sun = (
        User.objects.create_user(username, "园区-路灯-三十六盏", name)
        for username, name in (("li", "李四"), ("sun", "孙三"))
    )
    for act, user in ((Act.REPORT_PROGRESS, li), (Act.REPORT_PROGRESS, li), (Act.ADD_EVIDENCE, sun)):
        write(act, Actor(user.pk, user.name))
    write(Act.RAISE_OBJECTION)
    assert users_who([Act.REPORT_PROGRESS], "case", [1]) == [(1, Act.REPORT_PROGRESS, li.pk)]
    assert users_who([Act.REPORT_PROGRESS, Act.ADD_EVIDENCE, Act.RAISE_OBJECTION], "case", [1, 2]) == [
        (1, Act.REPORT_PROGRESS, li.pk),
        (1, Act.ADD_EVIDENCE, sun.pk),
    ]
    write(Act.REPORT_PROGRESS, Actor(li.pk, li.name))
    last = users_who([Act.REPORT_PROGRESS, Act.ADD_EVIDENCE], "case", [1])[-1]
    assert last == (1, Act.REPORT_PROGRESS, li.pk), "who did it last stands at the end"
    assert users_who([Act.REPORT_PROGRESS], "case", [2]) == []
