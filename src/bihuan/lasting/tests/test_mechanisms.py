"""登记、更新制度成果: who may, for which items, and what the journal tells."""

from dataclasses import replace
from typing import Any

import pytest

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.journal.models import Entry
from bihuan.lasting.actions import register_mechanism, update_mechanism
from bihuan.lasting.models import Mechanism, MechanismCase
from bihuan.lasting.queries import MechanismFilter, in_words, mechanisms_of, visible_mechanisms
from bihuan.lasting.rules import MechanismDraft
from tests.support.paper import GREEN, WAGES
from tests.support.world import World, not_allowed, refused

DRAFT = MechanismDraft(title="路灯移交规定", stage="drafting")


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.RECTIFYING)


def drafted(world: World, case: Case) -> Mechanism:
    return register_mechanism(
        by=world.li, now=world.now, unit=world.unit("enforcement"), cases=[case.pk], draft=DRAFT
    )


def test_the_liaison_registers_a_draft_and_the_journal_tells_it(world: World, case: Case) -> None:
    made = drafted(world, case)
    assert (made.stage, made.document_no, str(made)) == ("drafting", "", "《路灯移交规定》")
    assert list(made.links.values_list("case_id", flat=True)) == [case.pk]
    entry = Entry.objects.get(act=Act.REGISTER_MECHANISM)
    assert (entry.subject_kind, entry.subject_id, entry.batch_id) == ("mechanism", made.pk, case.batch_id)
    assert entry.sentence == "登记制度成果：《路灯移交规定》（起草中）"
    assert (entry.by_name, entry.public) == ("李四", "")
    assert entry.traces.exists()


def test_it_ripens_is_issued_and_is_seen_to_work_step_by_step(world: World, case: Case) -> None:
    made = drafted(world, case)
    issued = replace(DRAFT, stage="issued", document_no="临综执发[2022]7号", issued_on=world.today)

    def update(draft: MechanismDraft) -> Mechanism:
        return update_mechanism(made.pk, by=world.sun, now=world.now, cases=[case.pk], draft=draft)

    assert update(issued).document_no == "临综执发〔2022〕7号"
    world.later()
    update(replace(issued, stage="in_force", in_force_on=world.today, effect="移交后报修减少。"))
    world.later(100)
    ended = update(
        replace(issued, stage="repealed", in_force_on=issued.issued_on, repealed_on=world.today, effect="")
    )
    assert ended.stage == "repealed"
    said = Entry.objects.filter(act=Act.UPDATE_MECHANISM).order_by("pk").values_list("sentence", flat=True)
    assert [each.split("（")[-1] for each in said] == [
        "已出台，临综执发〔2022〕7号）",
        "已施行，临综执发〔2022〕7号）",
        "已废止，临综执发〔2022〕7号）",
    ]
    with refused(("stage-backwards", "S25")):
        update(issued)


def test_a_refusal_lists_everything_and_leaves_all_as_it_was(world: World, case: Case) -> None:
    made = drafted(world, case)
    wrong = MechanismDraft(title="", stage="issued", document_no="5号")
    with refused(("title-missing", "S25"), ("document-number-wrong", "S25"), ("issued-on-missing", "S25")):
        update_mechanism(made.pk, by=world.li, now=world.now, cases=[case.pk], draft=wrong)
    made.refresh_from_db()
    assert (made.title, made.stage) == ("路灯移交规定", "drafting")


def test_a_unit_registers_only_its_own_and_for_its_own_items(world: World, case: Case) -> None:
    words: dict[str, Any] = {"now": world.now, "draft": DRAFT}
    for stranger in (world.wang, world.zhou, world.feng, world.wei, world.qian):
        with not_allowed():
            register_mechanism(by=stranger, unit=world.unit("enforcement"), cases=[case.pk], **words)
    with refused(("other-units-case", "S25")):
        both = [case.pk, world.case(GREEN).pk]
        register_mechanism(by=world.li, unit=world.unit("enforcement"), cases=both, **words)
    with not_allowed():
        register_mechanism(
            by=world.li, unit=world.unit("construction"), cases=[world.case(GREEN).pk], **words
        )
    assert not Mechanism.objects.exists()


def test_the_coordinator_registers_for_any_unit_of_the_batch(world: World, case: Case) -> None:
    made = register_mechanism(
        by=world.zhao, now=world.now, unit=world.unit("enforcement"), cases=[case.pk], draft=DRAFT
    )
    assert made.unit == world.unit("enforcement")


def test_nobody_registers_without_an_item(world: World, case: Case) -> None:
    with not_allowed():
        register_mechanism(
            by=world.zhao, now=world.now, unit=world.unit("enforcement"), cases=[], draft=DRAFT
        )
    with refused(("no-cases", "S25")):
        register_mechanism(by=world.li, now=world.now, unit=world.unit("enforcement"), cases=[], draft=DRAFT)


def test_another_unit_updates_nothing(world: World, case: Case) -> None:
    made = drafted(world, case)
    for stranger in (world.wang, world.wei, world.feng):
        with not_allowed():
            update_mechanism(made.pk, by=stranger, now=world.now, cases=[case.pk], draft=DRAFT)


def test_one_number_is_registered_once(world: World, case: Case) -> None:
    world.register(case)
    with refused(("number-taken", "S25")):
        world.register(case, title="另一办法")


def test_an_update_may_tie_other_items_of_the_unit(world: World, case: Case) -> None:
    made = drafted(world, case)
    with refused(("no-cases", "S25")):
        update_mechanism(made.pk, by=world.li, now=world.now, cases=[], draft=DRAFT)
    update_mechanism(made.pk, by=world.li, now=world.now, cases=[case.pk], draft=DRAFT)
    assert MechanismCase.objects.get().case == case


def test_the_register_shows_what_came_of_visible_cases_and_is_filtered(world: World, case: Case) -> None:
    made = world.register(case)
    other = world.register(
        world.case_in(State.RECTIFYING, WAGES), title="根治欠薪办法", document_no="临组发〔2022〕2号"
    )
    assert list(visible_mechanisms(world.zhao)) == [other, made]
    assert list(visible_mechanisms(world.li)) == [made]
    assert list(visible_mechanisms(world.wang)) == []
    unit = MechanismFilter(unit=world.unit("enforcement").pk)
    assert list(visible_mechanisms(world.zhao, unit)) == [made]
    assert list(visible_mechanisms(world.zhao, MechanismFilter(stage="drafting"))) == []
    assert list(visible_mechanisms(world.zhao, MechanismFilter(batch=case.batch_id))) == [other, made]
    assert list(visible_mechanisms(world.zhao, MechanismFilter(batch=world.next_batch.pk))) == []


def test_papers_name_what_is_issued_or_in_force(world: World, case: Case) -> None:
    drafted(world, case)
    made = world.register(case)
    assert mechanisms_of([case.pk]) == {case.pk: [made]}
    assert in_words(made) == "《路灯巡查养护办法》（临综执发〔2022〕5号，已施行）"
