"""The superior sends its list again: what is new, changed, withdrawn and sent back is found, and nothing decided here
is overwritten. The same list once more changes nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.access.acts import Act
from bihuan.audit.fsck import check_everything
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import close_case
from bihuan.intake.models import Amendment, ImportedFile, Opinion, OpinionExtra, TargetRow
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading, Row
from bihuan.journal.models import Entry, Trace
from bihuan.journal.tests.rows import everything, last_entry, refused_unsaved
from bihuan.triage.amendments import settle_amendment, visible_amendments, waiting_amendments
from bihuan.triage.importing import ImportResult, import_reading
from bihuan.triage.list_diff import NOTHING_SAID, NUMBER, ListScope, Rulings
from tests.support.paper import LAMPS, number, reading
from tests.support.refusals import not_allowed, refused
from tests.support.sealed import new_log
from tests.support.world import World

LATER = date(2022, 6, 20)


def lines() -> list[OpinionLine]:
    """The superior's list of the eight, as it first was; 2 and 3 stood in the target table alone."""
    return [
        *reading().opinions,
        OpinionLine(number(2), "工地拖欠工资，希望尽快拿到。", "12340", date(2021, 11, 2), where="第2行"),
        OpinionLine(number(3), "厂区周边扬尘大，绿化少。", "12340", date(2021, 11, 2), where="第3行"),
    ]


def listed(*rows: OpinionLine) -> Reading:
    return Reading(DocumentFacts(), None, rows, ())


def said(serial: int, **changes: Any) -> OpinionLine:
    """A line of the list, said otherwise."""
    return replace(next(line for line in lines() if line.number == number(serial)), **changes)


NEW_ONES = Rulings(others=False)
WORDS = ("number", "text", "kind", "source", "received_on")


def bring(
    world: World,
    read: Reading,
    sha256: str,
    scope: ListScope = ListScope.PART,
    rulings: Rulings = NEW_ONES,
) -> ImportResult:
    batch = world.batch
    return import_reading(
        read, by=world.zhao, now=world.later(), name="清单.xlsx", sha256=sha256 * 64, batch_id=batch.pk,
        scope=scope, rulings=rulings,
    )  # fmt: skip


def amended() -> list[tuple[str, str, str, str, str]]:
    rows = Amendment.objects.select_related("opinion").order_by("opinion__number", "pk")
    return [(row.opinion.number[-1], row.kind, row.field, row.before, row.after) for row in rows]


NEW_LIST = (
    said(1),
    said(2),
    said(3, extra=(("交办状态", "退回重办"),)),
    said(4, text="望海路晚上太黑，老人摔倒过两次，请装灯。"),
    said(5, source="12345"),
    said(6, extra=(("备注", "该件已撤回"),)),
    # 7 is left out; 8 got another number.
    said(8, number=number(18)),
    OpinionLine(
        number(9), "港湾公园没有公共厕所。", "12340", LATER, where="第9行", extra=(("所属网格", "东一"),)
    ),
)
FOUND = [
    ("3", "returned", "交办状态", "", "退回重办"),
    (
        "4",
        "changed",
        "意见内容",
        "望海路晚上太黑，老人摔倒过，请装灯。",
        "望海路晚上太黑，老人摔倒过两次，请装灯。",
    ),
    ("5", "changed", "来源", "12340", "12345"),
    ("6", "withdrawn", "备注", "", "该件已撤回"),
    ("7", "withdrawn", "", "", "全量清单未列入"),
    ("8", "withdrawn", "", "", f"全量清单未列入；编号{number(18)}的内容与其相同，疑似改号"),
]


@pytest.fixture
def first(world: World) -> World:
    """The batch, issued, with the superior's whole list."""
    bring(world, listed(*lines()), "b")
    assert amended() == []
    return world


def test_the_new_list_is_told_apart_line_by_line_and_nothing_decided_here_is_touched(first: World) -> None:
    case = first.case_in(State.RECTIFYING)
    cases = list(Case.objects.order_by("pk").values())
    words = dict(Opinion.objects.values_list("number", "text"))
    result = bring(first, listed(*NEW_LIST), "c", ListScope.COMPLETE)
    assert amended() == FOUND
    assert result.counts == {
        "new": 2, "changed": 2, "withdrawn": 3, "returned": 1, "restored": 0, "renumbered": 1, "renamed": 0,
        "unchanged": 2,
    }  # fmt: skip
    assert {finding.code for finding in result.findings} == {"text-differs", "number-changed"}
    assert list(Case.objects.order_by("pk").values()) == cases
    assert dict(Opinion.objects.filter(number__in=words).values_list("number", "text")) == words
    assert first.state(case) is State.RECTIFYING
    assert OpinionExtra.objects.get(opinion__number=number(9)).pairs() == [("所属网格", "东一")]
    entry = last_entry("batch", first.batch.pk)
    assert entry.sentence == "导入“清单.xlsx”：新增意见2条、事项0项，上级清单变更2条、撤回3条、退回1条"


def test_the_same_list_in_another_form_changes_nothing(first: World) -> None:
    bring(first, listed(*NEW_LIST), "c", ListScope.COMPLETE)
    before = everything()
    spaced = [replace(line, text=line.text.replace("，", "，\n")) for line in NEW_LIST]
    result = bring(first, listed(*reversed(spaced)), "d", ListScope.COMPLETE)
    assert (result.new_opinions, result.counts["unchanged"], result.counts["changed"]) == (0, 8, 0)
    after = everything()
    grown = {table for table in before if before[table] != after[table]}
    assert grown == {ImportedFile._meta.db_table, Entry._meta.db_table, Trace._meta.db_table}


def test_a_line_with_the_words_of_a_known_opinion_does_not_come_in_until_somebody_says_what_it_is(
    first: World,
) -> None:
    renumbered = listed(*(line for line in NEW_LIST if line.number == number(18)))
    with refused_unsaved(("number-changed", "S13")):
        bring(first, renumbered, "c", rulings=NOTHING_SAID)
    with refused_unsaved(("number-changed", "S13")):
        bring(first, renumbered, "c", rulings=Rulings({number(18): first.opinion(7).pk}))
    bring(first, renumbered, "c", rulings=Rulings({number(18): None}))
    assert Opinion.objects.filter(number=number(18)).count() == 1
    (entry,) = Entry.objects.filter(subject_kind="opinion", subject_id=first.opinion(18).pk)
    assert entry.sentence == f"意见{number(18)}与意见{number(8)}内容相同，导入时认定为新意见"


def test_an_opinion_that_got_another_number_keeps_its_words_and_its_case_and_is_known_by_both(
    first: World, settings: Any, tmp_path: Any
) -> None:
    new_log(settings, tmp_path)
    case = first.case_in(State.RECTIFYING)
    own, opinions = number(1), list(Opinion.objects.order_by("pk").values_list(*WORDS))
    cases = list(Case.objects.order_by("pk").values())
    table = with_rows(replace(row(1), number=number(41)), row(2), row(3))
    moved = replace(
        table, opinions=(said(1, number=number(41), source="12345", contact_phone="13800000000"),)
    )
    result = bring(first, moved, "c", rulings=Rulings({number(41): first.opinion(1).pk}))
    assert (result.new_opinions, result.new_cases, result.counts["renamed"]) == (0, 0, 1)
    assert [finding.code for finding in result.findings] == []
    assert amended() == [
        ("1", "changed", "来源", "12340", "12345"),
        ("1", "changed", NUMBER, own, number(41)),
    ]
    assert [each.field for each in waiting_amendments(first.zhao)] == ["来源"]
    assert list(Case.objects.order_by("pk").values()) == cases
    assert list(Opinion.objects.order_by("pk").values_list(*WORDS)) == opinions
    assert first.opinion(1).contactable
    assert last_entry("opinion", first.opinion(1).pk).sentence == (
        f"意见{own}在上级清单“清单.xlsx”中的编号改为{number(41)}，原编号和办理情况保持不变"
    )
    assert last_entry("batch", first.batch.pk).sentence.endswith("上级清单变更1条、改号1条")
    before = amended()
    bring(first, replace(moved, table=None), "d", rulings=NOTHING_SAID)
    assert (amended(), first.state(case)) == (before, State.RECTIFYING)
    assert list(check_everything(first.now)) == []
    told = last_entry("opinion", first.opinion(1).pk)
    Entry.objects.create(**{**Entry.objects.filter(pk=told.pk).values().get(), "id": told.pk + 99})
    hollow = [each.row for each in check_everything(first.now) if each.code == "entry-hollow"]
    assert hollow == [str(told.pk + 99)]  # in the same words, but no import came after it


def test_what_is_listed_again_is_restored_and_what_is_changed_back_is_a_change(first: World) -> None:
    bring(first, listed(*NEW_LIST), "c", ListScope.COMPLETE)
    bring(first, listed(said(4), said(7)), "d")
    assert [row for row in amended() if row[0] in "47"][1:] == [
        ("4", "changed", "意见内容", FOUND[1][4], FOUND[1][3]),
        ("7", "withdrawn", "", "", "全量清单未列入"),
        ("7", "restored", "", "", ""),
    ]


def test_a_case_is_not_struck_off_while_an_amendment_of_its_opinions_waits(first: World) -> None:
    case = first.case_in(State.NOTICING)
    first.answer_everybody(case)
    first.answer_doubts(case)
    first.apply(case)
    bring(first, listed(said(1, text="望海路路灯不亮，路口也不亮。")), "c")
    first.wait_for_notice(case)
    with refused(("amendment-open", "S16")):
        close_case(case.pk, by=first.qian, now=first.now)
    (waiting,) = waiting_amendments(first.zhao)
    settle_amendment([waiting.pk], by=first.zhao, now=first.now, remark="路口已一并更换，措施不变。")
    close_case(case.pk, by=first.qian, now=first.now)
    assert first.state(case) is State.CLOSED


def test_a_line_dated_after_the_close_out_is_returned_the_old_line_is_not(first: World) -> None:
    case = first.case_in(State.CLOSED)
    bring(first, listed(said(1)), "c")
    assert amended() == []
    again = first.today
    bring(first, listed(said(1, received_on=again)), "d")
    assert amended() == [("1", "returned", "收到日期", "2021-11-02", again.isoformat())]
    bring(first, listed(said(1, received_on=again)), "e")
    assert len(amended()) == 1
    assert first.state(case) is State.CLOSED


def with_rows(*rows: Row) -> Reading:
    whole = reading()
    assert whole.table is not None
    return replace(whole, table=replace(whole.table, rows=rows), opinions=())


def row(position: int, **changes: Any) -> Row:
    table = reading().table
    assert table is not None
    return replace(table.rows[position - 1], **changes)


def test_a_table_is_held_against_the_last_table_and_never_against_what_was_edited_here(world: World) -> None:
    case = world.case(LAMPS)
    world.edit(case, target="更换损坏路灯40盏。")
    bring(world, with_rows(row(1), row(2), row(3)), "c")
    assert amended() == []
    limit = replace(row(1).limit, text="2022年10月31日", date=date(2022, 10, 31))
    changed = row(1, limit=limit, units=("建设局", "综合执法局"), measures=("排查望海路全线路灯。",))
    bring(world, with_rows(changed, row(2), row(3)), "d")
    assert amended() == [
        ("1", "changed", "整改措施", "1. 排查望海路全线路灯。\n2. 更换损坏的路灯。", "排查望海路全线路灯。"),
        ("1", "changed", "整改时限", "2022年12月31日", "2022年10月31日"),
        ("1", "changed", "责任部门", "综合执法局", "建设局、综合执法局"),
    ]
    case.refresh_from_db()
    assert (case.limit_date, case.target) == (date(2022, 12, 31), "更换损坏路灯40盏。")
    bring(world, with_rows(changed, row(2), row(3)), "e", ListScope.COMPLETE)
    assert len(amended()) == 3


def test_a_case_of_before_the_rows_were_kept_is_held_against_as_it_is(world: World) -> None:
    TargetRow.objects.all().delete()
    bring(world, with_rows(row(1), row(2), row(3, target="绿化率达到35%。")), "c")
    assert amended() == [("3", "changed", "整改目标", "逐步改善园区环境质量。", "绿化率达到35%。")]
    bring(world, with_rows(row(1), row(2), row(3, target="绿化率达到35%。")), "d")
    assert len(amended()) == 1


def test_the_words_of_a_list_that_follows_its_table_are_kept_beside_those_of_the_table(world: World) -> None:
    told = said(2, text="我在滨江工地干了三个月，工资一直没给。")
    bring(world, listed(told), "c")
    opinion = world.opinion(2)
    assert (opinion.text, amended()) == ("工地拖欠工资，希望尽快拿到。", [])
    assert OpinionExtra.objects.get(opinion=opinion).pairs() == [("清单原文", told.text)]
    bring(world, listed(replace(told, text="我在滨江工地干了五个月，工资一直没给。")), "d")
    assert [row[:3] for row in amended()] == [("2", "changed", "意见内容")]


def test_a_line_that_comes_withdrawn_is_stored_and_opens_no_case(world: World) -> None:
    gone = row(1, number=number(9), content="港湾公园没有公共厕所。", extra=(("备注", "不再交办"),))
    result = bring(world, with_rows(gone), "c")
    assert (result.new_opinions, result.new_cases) == (1, 0)
    assert amended() == [("9", "withdrawn", "备注", "", "不再交办")]


def test_a_list_of_withdrawals_needs_its_batch_and_a_whole_list_something_in_common(first: World) -> None:
    elsewhere = replace(listed(said(1)), document=DocumentFacts(number="临港管办发〔2022〕99号"))
    with refused_unsaved(("nothing-to-withdraw", "S2")):
        import_reading(
            elsewhere, by=first.zhao, now=first.now, name="撤回.xlsx", sha256="e" * 64,
            scope=ListScope.WITHDRAWALS,
        )  # fmt: skip
    with refused_unsaved(("nothing-in-common", "S2")):
        bring(first, listed(OpinionLine("77", "另一批的意见。")), "f", ListScope.COMPLETE)


def test_the_very_file_may_be_said_to_be_the_whole_list_later(first: World) -> None:
    bring(first, listed(said(1)), "c")
    assert bring(first, listed(said(1)), "c").already_imported
    result = bring(first, listed(said(1)), "c", ListScope.COMPLETE)
    assert result.counts["withdrawn"] == 7
    assert bring(first, listed(said(1)), "c", ListScope.COMPLETE).already_imported


def test_an_amendment_is_settled_once_by_its_coordinator_with_a_remark(first: World) -> None:
    bring(first, listed(*NEW_LIST), "c", ListScope.COMPLETE)
    keys = list(Amendment.objects.order_by("pk").values_list("pk", flat=True))
    words: dict[str, Any] = {"now": first.now, "remark": "已核对，措施不变。"}
    for other in ("li", "qian", "zhou", "wei", "chen"):
        with not_allowed():
            settle_amendment(keys, by=first.cast.actors[other], **words)
    with refused_unsaved(("remark-missing", "S2")):
        settle_amendment(keys, by=first.zhao, now=first.now, remark=" ")
    with refused_unsaved(("no-amendments", "S2")):
        settle_amendment([], by=first.zhao, **words)
    with refused_unsaved(("amendment-unknown", "S2")):
        settle_amendment([*keys, 10**6], by=first.zhao, **words)
    settle_amendment(keys, by=first.zhao, **words)
    assert not waiting_amendments(first.zhao)
    with refused_unsaved(("amendment-settled", "S2")):
        settle_amendment(keys[:1], by=first.zhao, **words)
    entry = last_entry("opinion", first.opinion(6).pk)
    assert entry.act == Act.SETTLE_AMENDMENT
    assert entry.sentence == f"处理意见{number(6)}的清单变更（上级撤回：备注）：已核对，措施不变。"


def test_a_unit_sees_the_amendments_of_its_own_cases_alone(first: World) -> None:
    first.case_in(State.ASSIGNED)
    bring(first, listed(said(1, source="网民留言"), said(4, source="网民留言")), "c")
    assert [row.opinion.number for row in visible_amendments(first.li)] == [number(1)]
    assert not visible_amendments(first.wang)
    assert not waiting_amendments(first.li)
    assert waiting_amendments(first.wei).count() == 0


def test_after_all_of_it_nothing_differs_from_the_journal(first: World, settings: Any, tmp_path: Any) -> None:
    new_log(settings, tmp_path)
    first.case_in(State.RECTIFYING)
    bring(first, listed(*NEW_LIST), "c", ListScope.COMPLETE)
    bring(first, listed(*lines()), "d")
    bring(first, with_rows(row(1, target="更换损坏路灯40盏。"), row(2), row(3)), "e")
    keys = list(Amendment.objects.values_list("pk", flat=True))
    settle_amendment(keys[:5], by=first.zhao, now=first.now, remark="已核对。")
    assert list(check_everything(first.now)) == []
