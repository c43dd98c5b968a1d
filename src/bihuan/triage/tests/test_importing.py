"""Importing what was read: once, all or nothing, and nothing that was stored is replaced."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.access.acts import Act
from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.intake.read import read_bytes
from bihuan.intake.reading import DocumentFacts, Limit, LimitKind, OpinionLine, Reading, Row
from bihuan.intake.tests.builders import csv_file
from bihuan.journal.models import Entry, Trace
from bihuan.journal.tests.rows import everything, last_entry, refused_unsaved
from bihuan.kernel.errors import BihuanError
from bihuan.kernel.findings import block
from bihuan.people.calendar import OfficeCalendar
from bihuan.people.models import Unit
from bihuan.people.sealed import unseal
from bihuan.triage.importing import ImportResult, import_reading
from bihuan.triage.list_diff import Rulings
from tests.support.cast import PEOPLE
from tests.support.paper import PHONE, number, reading
from tests.support.refusals import not_allowed, refused
from tests.support.world import World


def bring(world: World, read: Reading | None = None, sha256: str = "a" * 64, **changes: Any) -> ImportResult:
    asked: dict[str, Any] = {"by": world.zhao, "now": world.now, "name": "来件.docx"} | changes
    return import_reading(read or reading(), sha256=sha256, **asked)


def rows() -> tuple[Row, ...]:
    table = reading().table
    assert table is not None
    return table.rows


def with_rows(*changed: Row) -> Reading:
    whole = reading()
    assert whole.table is not None
    return replace(whole, table=replace(whole.table, rows=changed), opinions=())


def with_lines(*lines: OpinionLine) -> Reading:
    return replace(reading(), table=None, opinions=lines)


def line(serial: int, text: str, **more: Any) -> OpinionLine:
    return OpinionLine(number(serial), text, where=f"第{serial}行", **more)


def test_a_notice_becomes_its_batch_its_opinions_and_its_draft_cases(world: World) -> None:
    result = bring(world)
    assert (result.new_batch, result.new_opinions, result.new_cases, result.unchanged) == (True, 8, 3, 0)
    batch = result.batch
    assert (batch.number, batch.coordinator) == ("临港管办发〔2022〕8号", world.unit("coordinator"))
    assert (batch.received_count, batch.rectify_count, batch.frozen_at) == (8, 3, None)
    assert batch.basis_list() == ["海绩办发〔2022〕3号"]
    assert (batch.evaluation_year, batch.work_year, batch.plan_period_end) == (2021, 2022, date(2025, 12, 31))
    assert [case.position for case in batch.cases.all()] == [1, 2, 3]


def with_text() -> Reading:
    whole = reading()
    told = replace(whole.document, letter=("现印发给你们。",), plan=("制定本方案。", "一、总体要求"))
    return replace(whole, document=told)


def test_the_running_text_is_kept_a_line_a_paragraph(world: World) -> None:
    batch = bring(world, with_text()).batch
    assert (batch.letter, batch.plan_text) == ("现印发给你们。", "制定本方案。\n一、总体要求")


def test_a_notice_that_follows_its_list_brings_the_running_text(world: World) -> None:
    found = replace(reading(), document=DocumentFacts(), table=None)
    batch = bring(world, found, new_number="临港管办发〔2022〕8号").batch
    assert (batch.letter, batch.plan_text) == ("", "")
    bring(world, with_text(), sha256="b" * 64)
    batch.refresh_from_db()
    assert (batch.letter, batch.plan_text) == ("现印发给你们。", "制定本方案。\n一、总体要求")


def test_another_text_under_the_same_number_changes_nothing(world: World) -> None:
    batch = bring(world, with_text()).batch
    other = replace(with_text().document, letter=("另一份通知。",))
    bring(world, replace(with_text(), document=other), sha256="b" * 64)
    batch.refresh_from_db()
    assert batch.letter == "现印发给你们。"


def test_a_case_carries_the_elements_of_its_row(world: World) -> None:
    first, _, third = bring(world).batch.cases.all()
    assert (first.lead, first.person_in_charge) == (world.unit("enforcement"), "孙三")
    assert (first.limit_kind, first.limit_date, first.limit_text) == (
        LimitKind.FIXED_DATE,
        date(2022, 12, 31),
        "2022年12月31日",
    )
    assert [row.text for row in first.measures.all()] == ["排查望海路全线路灯。", "更换损坏的路灯。"]
    assert (third.limit_kind, third.limit_then, third.limit_date) == ("immediate", "long_term", None)
    assert third.limit_text == "立即整改 长期执行"


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        (LimitKind.FIXED_DATE, Route.NOW),
        (LimitKind.IMMEDIATE, Route.NOW),
        (LimitKind.STAGED, Route.STAGED),
        (LimitKind.LONG_TERM, Route.LONG_TERM),
        (LimitKind.CONTINUOUS, Route.LONG_TERM),
        (None, Route.NOW),
    ],
)
def test_the_printed_limit_suggests_a_route(world: World, kind: LimitKind | None, route: Route) -> None:
    result = bring(world, with_rows(replace(rows()[0], limit=Limit(kind, None, "持续推进"))))
    assert result.batch.cases.get().route == route


def test_the_import_leaves_one_row_for_the_file_and_one_for_each_case(world: World) -> None:
    batch = bring(world).batch
    entry = last_entry("batch", batch.pk)
    assert (entry.act, entry.by_name, entry.sentence) == (
        Act.IMPORT_FILE,
        "赵一",
        "导入“来件.docx”：新增意见8条、事项3项",
    )
    opened = Entry.objects.filter(act=Act.OPEN_CASE, subject_kind="case").order_by("pk")
    assert [(row.subject_id, row.sentence) for row in opened] == [
        (case.pk, f"按整改目标表立项为第{case.position}项") for case in batch.cases.all()
    ]


def test_the_same_file_a_second_time_changes_nothing(world: World) -> None:
    batch = bring(world).batch
    before = everything()
    result = bring(world, name="改了名.docx")
    assert (result.already_imported, result.batch) == (True, batch)
    assert everything() == before


def test_the_same_rows_in_another_file_change_nothing_but_are_written_down(world: World) -> None:
    batch = bring(world).batch
    before = everything()
    result = bring(world, sha256="b" * 64)
    assert (result.new_batch, result.new_opinions, result.new_cases) == (False, 0, 0)
    assert result.findings == ()
    after = everything()
    grown = {table for table in before if before[table] != after[table]}
    assert grown == {ImportedFile._meta.db_table, Entry._meta.db_table, Trace._meta.db_table}
    assert batch.files.count() == 2


def test_an_opinion_once_stored_keeps_its_words_and_the_difference_is_told(world: World) -> None:
    bring(world)
    result = bring(world, with_lines(line(4, "望海路很亮。")), sha256="b" * 64)
    assert [(f.code, f.severity, f.clause, f.where) for f in result.findings] == [
        ("text-differs", "warn", "S4", "第4行")
    ]
    assert Opinion.objects.get(number=number(4)).text == "望海路晚上太黑，老人摔倒过，请装灯。"


def test_the_words_of_the_table_are_held_against_those_of_the_list_of_the_same_file(world: World) -> None:
    whole = reading()
    lines = (line(1, "望海路的灯全不亮。"), *whole.opinions[1:])
    result = bring(world, replace(whole, opinions=lines))
    assert [(f.code, f.where) for f in result.findings] == [("text-differs", "第1行")]
    assert Opinion.objects.get(number=number(1)).text == "望海路的灯全不亮。"


def test_blanks_and_line_breaks_make_no_other_text(world: World) -> None:
    bring(world)
    result = bring(world, with_lines(line(7, "建议\n延长 公交线路。")), sha256="b" * 64)
    assert (result.findings, result.unchanged) == ((), 1)


def test_contact_details_may_come_later_but_are_not_replaced(world: World) -> None:
    bring(world)
    later = with_lines(
        line(7, "建议延长公交线路。", contact_name="钟女士", contact_phone="13600001111"),
        line(1, "望海路路灯不亮，夜间出行不安全。", contact_name="他人", contact_phone="13500002222"),
    )
    bring(world, later, sha256="b" * 64)
    found = {
        opinion.number: (unseal(opinion.contact_name), unseal(opinion.contact_phone))
        for opinion in Opinion.objects.filter(number__in=[number(1), number(7)])
    }
    assert found == {number(1): ("陈先生", PHONE), number(7): ("钟女士", "13600001111")}


def test_when_and_how_an_opinion_came_may_be_told_later(world: World) -> None:
    bring(world)
    late = line(2, "工地拖欠工资，希望尽快拿到。", source="12340", received_on=date(2021, 11, 3))
    bring(world, with_lines(late), sha256="b" * 64)
    opinion = Opinion.objects.get(number=number(2))
    assert (opinion.received_on, opinion.source) == (date(2021, 11, 3), "12340")


def test_one_number_with_two_texts_in_one_file_refuses_the_whole_import(world: World) -> None:
    head = ("编号", "意见内容")
    doubled = csv_file([head, ("9001", "路灯不亮。"), ("9002", "公交太少。"), ("9001", "路面破损。")])
    read = read_bytes(doubled, OfficeCalendar(), name="清单.csv")
    assert [line.text for line in read.opinions] == ["路灯不亮。", "公交太少。", "路面破损。"]
    with refused_unsaved(("duplicate-number", "")):
        bring(world, read, new_number="临港管办发〔2022〕9号")


def test_what_blocks_a_reading_blocks_its_import(world: World) -> None:
    read = replace(reading(), findings=(block("duplicate-number", "第1行与第2行的编号相同。", clause="S2"),))
    with refused_unsaved(("duplicate-number", "S2")):
        bring(world, read)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "9" * 41},
        {"person": "孙" * 41},
        {"units": ("局" * 101,)},
        {"limit": Limit(None, None, "快" * 101)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_words_too_long_for_their_column_are_named_and_not_cut(world: World, changes: dict[str, Any]) -> None:
    with refused_unsaved(("text-too-long", "S3")):
        bring(world, with_rows(replace(rows()[0], **changes)))


def test_when_the_last_row_cannot_be_stored_nothing_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    monkeypatch.setattr("bihuan.triage.draft_cases._store_elements", lambda *rows: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        bring(world)
    assert everything() == before


def test_a_unit_is_found_by_its_short_name_and_a_new_one_is_added_and_told(world: World) -> None:
    bureau = world.unit("construction")
    bureau.short_name = "建管局"
    bureau.save()
    first, second = (
        replace(rows()[0], units=("建管局",)),
        replace(rows()[1], units=("应急管理局", "综合执法局")),
    )
    result = bring(world, with_rows(first, second))
    cases = list(result.batch.cases.all())
    added = Unit.objects.get(name="应急管理局")
    assert [case.lead for case in cases] == [bureau, added]
    assert [row.unit for row in cases[1].supporting.all()] == [world.unit("enforcement")]
    assert "应急管理局" in result.new_units
    assert added.parent == world.unit("zone")


def test_a_unit_named_twice_supports_once_and_not_itself(world: World) -> None:
    named = ("综合执法局", "建设局", "建设局", "综合执法局")
    case = bring(world, with_rows(replace(rows()[0], units=named))).batch.cases.get()
    assert [row.unit for row in case.supporting.all()] == [world.unit("construction")]


def test_a_table_of_ten_rows_makes_ten_cases_and_another_batchs_positions_are_its_own(world: World) -> None:
    ten = [replace(rows()[0], position=at, number=number(100 + at)) for at in range(1, 11)]
    bring(world)
    other = replace(
        with_rows(*ten), document=replace(reading().document, number="临港管办发〔2022〕9号", plan_title=None)
    )
    batch = bring(world, other, sha256="b" * 64).batch
    assert [case.position for case in batch.cases.all()] == list(range(1, 11))
    assert Case.objects.count() == 13
    assert Batch.objects.count() == 2


def test_rows_without_a_position_or_with_a_taken_one_follow_the_others(world: World) -> None:
    batch = bring(world).batch
    more = [
        replace(rows()[0], position=position, number=number(100 + at))
        for at, position in enumerate((None, 2, 9))
    ]
    bring(world, with_rows(*more), sha256="b" * 64, rulings=Rulings(others=False))
    placed = {case.number: case.position for case in batch.cases.all() if case.position > 3}
    assert placed == {number(100): 10, number(101): 11, number(102): 9}


def test_a_list_without_a_document_number_needs_its_batch_named(world: World) -> None:
    lines = replace(with_lines(line(9, "公园缺座椅。")), document=DocumentFacts())
    with refused_unsaved(("batch-number-missing", "S5")):
        bring(world, lines)
    batch = bring(world).batch
    assert bring(world, lines, sha256="b" * 64, batch_id=batch.pk).batch == batch
    assert batch.opinions.count() == 9
    named = bring(world, lines, sha256="c" * 64, new_number="临港管办发〔2022〕9号")
    assert (named.new_batch, named.batch.number) == (True, "临港管办发〔2022〕9号")


def test_only_the_coordinator_imports_and_a_known_file_is_no_way_around_it(world: World) -> None:
    for known in (False, True):
        before = everything()
        for name in sorted(set(PEOPLE) - {"zhao", "wei"}):
            with refused(kind=BihuanError):
                bring(world, by=world.cast.actors[name])
        assert everything() == before
        if not known:
            bring(world)


def test_the_coordinator_of_another_zone_does_not_import_into_this_one(world: World) -> None:
    batch = bring(world).batch
    before = everything()
    with not_allowed():
        bring(world, sha256="b" * 64, by=world.wei, batch_id=batch.pk)
    assert everything() == before
