"""The target table of a batch comes in again: one opinion in two cases, two opinions in one case, and both at once; an
opinion that the superior renumbered is known by both numbers."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bihuan.audit.fsck import check_everything
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.routes import Route
from bihuan.documents import close_out_ledger, target_table
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS
from bihuan.documents.scope import Scope
from bihuan.intake.findings import notice_findings
from bihuan.intake.models import Amendment, Batch, ImportedFile, Opinion
from bihuan.intake.reading import Limit, LimitKind, Reading
from bihuan.journal.models import Entry, Trace
from bihuan.journal.tests.rows import everything, refused_unsaved
from bihuan.kernel.workdays import WeekendCalendar
from bihuan.triage.actions import merge_opinions, open_case
from bihuan.triage.importing import ImportResult, import_reading
from bihuan.triage.list_diff import NUMBER, ListScope
from bihuan.triage.models import Membership, Place
from bihuan.typesetting.tests.papers import read_back
from tests.support.paper import GREEN, LAMPS, WAGES, number, reading
from tests.support.sealed import new_log
from tests.support.world import World
from tests.web.office_builders import browser_of

RENDER = {".xlsx": target_table.render_xlsx, ".docx": target_table.render_docx}
forms = pytest.mark.parametrize("form", RENDER)
EMPTY = "临港管办发〔2022〕99号"


def split(world: World, serial: int, unit: str, **elements: Any) -> Case:
    """One more case of an opinion, for another unit."""
    return open_case(
        world.opinion(serial).pk, by=world.zhao, now=world.later(), route=Route.NOW, reason="由两个单位分别办理。",
        elements={
            "target": "路口护栏修复。", "lead": world.unit(unit), "person_in_charge": "郑七",
            "limit_kind": LimitKind.FIXED_DATE, "limit_date": world.today.replace(month=10), **elements,
        },
        measures=("修复护栏。", "加装反光标识。"),
    )  # fmt: skip


def merge(world: World, case: Case, *serials: int) -> None:
    keys = [world.opinion(serial).pk for serial in serials]
    merge_opinions(case.pk, keys, by=world.zhao, now=world.later(), reason="反映的是同一件事。")


@pytest.fixture
def tangled(world: World) -> World:
    """1 is split in two: 4 and 5 are merged into its first case, 5 and 3 into its second; 3 has a case of its own."""
    second = split(world, 1, "construction")
    second.supporting.create(unit=world.unit("enforcement"))
    merge(world, world.case(LAMPS), 4, 5)
    merge(world, second, 5, 3)
    return world


def table_of(batch: Batch, form: str) -> tuple[Reading, str]:
    content = RENDER[form](batch, Case.objects.filter(batch=batch))
    return read_back(content, f"整改目标表{form}"), hashlib.sha256(content).hexdigest()


def bring(world: World, read: Reading, sha256: str, **more: Any) -> ImportResult:
    return import_reading(read, by=world.zhao, now=world.later(), name="整改目标表", sha256=sha256, **more)


def elsewhere(world: World, form: str) -> Batch:
    """The table of the batch, brought into a batch that holds nothing."""
    read, sha256 = table_of(world.batch, form)
    return bring(world, read, sha256, new_number=EMPTY).batch


def cases_of(batch: Batch) -> list[tuple[Any, ...]]:
    """Every case, with all that the nine columns tell of it."""
    return [
        (
            case.position, case.number, case.content, case.kind, case.target,
            [row.text for row in case.measures.all()], case.limit_kind, case.limit_then, case.limit_date,
            case.lead and case.lead.name, [row.unit.name for row in case.supporting.order_by("unit__path")],
            case.person_in_charge,
        )
        for case in Case.objects.filter(batch=batch).order_by("position")
    ]  # fmt: skip


def links_of(batch: Batch) -> list[tuple[int, str, bool]]:
    rows = Membership.objects.filter(case__batch=batch).order_by(
        "case__position", "-founding", "opinion__number"
    )
    return list(rows.values_list("case__position", "opinion__number", "founding"))


def called(batch: Batch) -> dict[str, str]:
    rows = Amendment.objects.filter(opinion__batch=batch, field=NUMBER)
    return dict(rows.values_list("opinion__number", "after"))


@pytest.mark.long
@forms
def test_into_an_empty_batch_it_gives_the_same_cases_opinions_and_links(
    tangled: World, form: str, settings: Any, tmp_path: Any
) -> None:
    new_log(settings, tmp_path)
    batch = elsewhere(tangled, form)
    assert cases_of(batch) == cases_of(tangled.batch)
    assert links_of(batch) == links_of(tangled.batch)
    assert links_of(batch) == [
        (1, number(1), True), (1, number(4), False), (1, number(5), False),
        (2, number(2), True),
        (3, number(3), True),
        (4, number(1), True), (4, number(3), False), (4, number(5), False),
    ]  # fmt: skip
    places = Place.objects.filter(batch=batch).values_list("opinion__number", "where")
    assert dict(places) == {
        number(serial): "merged" if serial in (4, 5) else "founding" for serial in (1, 2, 3, 4, 5)
    }
    own = dict(
        tangled.batch.opinions.filter(number__in=[number(1), number(2), number(3)]).values_list(
            "number", "text"
        )
    )
    assert own.items() <= dict(batch.opinions.values_list("number", "text")).items()
    again, _ = table_of(batch, form)
    before, _ = table_of(tangled.batch, form)
    assert again.table == before.table
    assert list(check_everything(tangled.now)) == []


@pytest.mark.long
@pytest.mark.parametrize("scope", [ListScope.PART, ListScope.COMPLETE])
@forms
def test_into_the_batch_it_came_from_it_changes_nothing(tangled: World, form: str, scope: ListScope) -> None:
    tangled.edit(tangled.case(GREEN), target="绿化率达到35%。")
    tangled.edit(tangled.case(4), content="望海路路口护栏损坏。")  # the second half, in words of its own
    read, sha256 = table_of(tangled.batch, form)
    before = everything()
    result = bring(tangled, read, sha256, scope=scope)
    assert (result.new_opinions, result.new_cases, result.batch) == (0, 0, tangled.batch)
    assert "duplicate-number" not in [finding.code for finding in result.findings]
    assert "text-differs" not in [finding.code for finding in result.findings]
    after = everything()
    grown = {table for table in before if before[table] != after[table]}
    assert grown == {ImportedFile._meta.db_table, Entry._meta.db_table, Trace._meta.db_table}


@pytest.mark.long
def test_its_preview_offers_to_confirm_it(tangled: World) -> None:
    tangled.edit(tangled.case(4), content="望海路路口护栏损坏。")
    content = target_table.render_docx(tangled.batch, Case.objects.filter(batch=tangled.batch))
    zhao = browser_of(tangled, "zhao")
    file = SimpleUploadedFile("整改目标表.docx", content)
    preview = zhao.post(reverse("import"), {"file": file}, follow=True)
    assert (preview.context["blocked"], preview.context["difference"]["nothing"]) == (False, True)
    before = ImportedFile.objects.count()
    zhao.post(reverse("import-confirm"), {"token": preview.context["form"].initial["token"]})
    assert ImportedFile.objects.count() == before + 1


def test_a_list_of_the_words_fills_in_what_the_table_did_not_tell_of_a_merged_opinion(tangled: World) -> None:
    batch = elsewhere(tangled, ".docx")
    lists = replace(reading(), table=None)
    bring(tangled, lists, "f" * 64, batch_id=batch.pk)
    told = batch.opinions.get(number=number(4))
    assert told.extra.pairs() == [("清单原文", "望海路晚上太黑，老人摔倒过，请装灯。")]
    assert not Amendment.objects.filter(opinion__batch=batch).exists()


def two_rows(**other: Any) -> Reading:
    """A superior's table that hands one opinion to two units; ``other`` is what its second row says otherwise."""
    whole = reading()
    assert whole.table is not None
    first = whole.table.rows[0]
    second = replace(first, position=2, where="第2行", **{"units": ("建设局",), **other})
    return replace(whole, table=replace(whole.table, rows=(first, second)), opinions=())


def test_one_opinion_handed_to_two_units_is_two_cases_of_one_opinion(world: World) -> None:
    batch = bring(world, two_rows(), "d" * 64, new_number=EMPTY).batch
    assert links_of(batch) == [(1, number(1), True), (2, number(1), True)]
    assert [case.lead.name for case in batch.cases.order_by("position") if case.lead] == [
        "综合执法局",
        "建设局",
    ]
    before = everything()
    assert bring(world, two_rows(), "e" * 64, batch_id=batch.pk).new_cases == 0
    assert len(everything()[Amendment._meta.db_table]) == len(before[Amendment._meta.db_table])
    bring(world, two_rows(target="更换损坏路灯20盏。"), "b" * 64, batch_id=batch.pk)
    (found,) = Amendment.objects.filter(opinion__batch=batch)
    assert (found.field, found.before) == ("整改目标", "更换损坏路灯36盏。")
    assert found.after == "更换损坏路灯36盏。\n更换损坏路灯20盏。"


def test_what_the_superior_takes_back_is_told_though_the_case_has_those_words(world: World) -> None:
    limit = Limit(LimitKind.FIXED_DATE, world.today.replace(month=10), "2022年10月20日")
    whole = reading()
    assert whole.table is not None
    first, *rest = whole.table.rows
    told = replace(whole, table=replace(whole.table, rows=(replace(first, limit=limit), *rest)))
    bring(world, told, "c" * 64, batch_id=world.batch.pk)
    bring(world, whole, "d" * 64, batch_id=world.batch.pk)
    days = Amendment.objects.filter(field="整改时限").values_list("after", flat=True)
    assert list(days) == ["2022年10月20日", "2022年12月31日"]


def renumbered(world: World) -> World:
    """The superior calls 1 by 41 and 4, which is merged into its case, by 44."""
    merge(world, world.case(LAMPS), 4)
    file = ImportedFile.objects.get(batch=world.batch)
    for old, new in ((1, 41), (4, 44)):
        Amendment.objects.create(
            opinion=world.opinion(old), file=file, kind=Amendment.Kind.CHANGED, field=NUMBER, before=number(old),
            after=number(new), found_at=world.now, settled_at=world.now, remark="已核对。",
        )  # fmt: skip
    return world


PRINTED = f"{number(41)}（原号：{number(1)}）、{number(44)}（原号：{number(4)}）"


@pytest.mark.long
def test_papers_print_the_number_of_the_superior_and_the_own_one_beside_it(world: World) -> None:
    world.case_in(State.RECTIFYING)
    world.case_in(State.RECTIFYING, WAGES)
    renumbered(world)
    cases = Case.objects.filter(batch=world.batch)
    assert target_table.table(world.batch, cases).rows[0][1] == PRINTED
    assert close_out_ledger.table(cases, world.today).rows[0][1] == PRINTED
    scope = Scope(world.batch, cases, world.today)
    papers = [paper for _, paper in draw_up(KINDS["assignment-order"], scope)]
    assert f"{number(41)}，原号{number(1)}" in str(papers[0])
    assert number(41) not in str(papers[1])


def test_the_number_of_the_superior_is_on_papers_for_the_public(world: World) -> None:
    renumbered(world)
    case = world.case(LAMPS)
    Case.objects.filter(pk=case.pk).update(public_text="望海路路灯不亮。")
    scope = Scope(world.batch, Case.objects.filter(batch=world.batch), world.today)
    ((_, paper),) = draw_up(KINDS["announcement"], scope)
    assert f"{number(41)}，原号{number(1)}" in str(paper)


@forms
def test_a_renumbered_opinion_comes_back_by_both_numbers(
    world: World, form: str, settings: Any, tmp_path: Any
) -> None:
    renumbered(world)
    read, sha256 = table_of(world.batch, form)
    batch = bring(world, read, sha256, new_number=EMPTY).batch
    assert links_of(batch) == links_of(world.batch)
    assert called(batch) == called(world.batch) == {number(1): number(41), number(4): number(44)}
    before = everything()
    for at, serial in enumerate((41, 1)):  # the superior's table, by the new number and by the old
        row = replace(two_rows().table.rows[0], number=number(serial))  # type: ignore[union-attr]
        told = replace(two_rows(), table=replace(two_rows().table, rows=(row,)))  # type: ignore[type-var]
        result = bring(world, told, f"{at}" * 64, batch_id=batch.pk)
        assert (result.new_opinions, result.new_cases) == (0, 0)
    assert len(everything()[Opinion._meta.db_table]) == len(before[Opinion._meta.db_table])


@forms
def test_a_renumbered_opinion_changes_nothing_where_it_came_from(world: World, form: str) -> None:
    renumbered(world)
    read, sha256 = table_of(world.batch, form)
    before = everything()
    bring(world, read, sha256)
    after = everything()
    grown = {table for table in before if before[table] != after[table]}
    assert grown == {ImportedFile._meta.db_table, Entry._meta.db_table, Trace._meta.db_table}


def test_who_knows_the_old_number_alone_learns_the_new_one_of_the_paper(world: World) -> None:
    told, batch = two_rows(), world.batch
    assert told.table is not None
    row = replace(told.table.rows[0], number=f"{number(41)}（原编号：{number(1)}）")
    result = bring(world, replace(told, table=replace(told.table, rows=(row,))), "c" * 64)
    assert (result.new_opinions, result.new_cases, result.counts["renamed"]) == (0, 0, 1)
    assert called(batch) == {number(1): number(41)}


@pytest.mark.parametrize("other", [{"content": "望海路路面破损。"}, {"units": ("综合执法局",)}])
def test_one_number_with_other_words_or_the_very_same_row_is_refused_by_name(
    world: World, other: dict[str, Any]
) -> None:
    read, _ = table_of(world.batch, ".docx")
    told = two_rows(**other)
    found = notice_findings(read.document, told.table, WeekendCalendar())
    (twice,) = [finding for finding in found if finding.code == "duplicate-number"]
    assert "第1行" in twice.message
    assert "第2行" in twice.message
    with refused_unsaved(("duplicate-number", "")):
        bring(world, replace(told, findings=(twice,)), "c" * 64, new_number=EMPTY)


def test_the_numbers_take_no_statement_a_case(tangled: World) -> None:
    batch = tangled.batch

    def statements(*positions: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            target_table.table(batch, Case.objects.filter(position__in=positions))
        return len(captured)

    assert statements(4) == statements(1, 2, 3, 4) == 5
