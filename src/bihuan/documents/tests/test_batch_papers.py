"""The papers about a batch and about a unit's part of it, drawn up with their built-in wordings."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents import close_out_ledger
from bihuan.documents.batch_values import BATCH_VALUES
from bihuan.documents.compose import built_in, draw_up, vocabulary_of
from bihuan.documents.kinds import KINDS, About
from bihuan.documents.scope import Scope, Subject
from bihuan.documents.wording import check_wording
from bihuan.intake.models import Batch, Opinion
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.reports import remembered
from bihuan.typesetting import docx, xlsx
from bihuan.typesetting.paper import Paper, Paragraph, Signature, Table, as_json, from_json
from bihuan.typesetting.tests.papers import NASTY, part
from tests.support.world import GREEN, LAMPS, PHONE, WAGES, World, number

# After every limit of the batch.
TODAY = date(2023, 2, 1)
kinds = pytest.mark.parametrize("name", BATCH_VALUES)


def drawn(name: str, batch: Batch, today: date = TODAY, **typed: str) -> list[tuple[Subject, Paper]]:
    scope = Scope(batch, Case.objects.filter(batch=batch), today)
    return list(draw_up(KINDS[name], scope, typed=typed))


def one(name: str, batch: Batch, today: date = TODAY, **typed: str) -> Paper:
    ((_, paper),) = drawn(name, batch, today, **typed)
    return paper


def words(paper: Paper) -> str:
    """Everything the paper says, cells and all."""
    return json.dumps(as_json(paper), ensure_ascii=False)


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks() if isinstance(block, Table)]


def paragraphs(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks() if isinstance(block, Paragraph)]


def worked(world: World) -> Batch:
    """Lamps disclosed, wages being worked on, dust and green not handed over."""
    world.case_in(State.DISCLOSED, LAMPS)
    world.case_in(State.RECTIFYING, WAGES)
    return world.batch


def empty(world: World) -> Batch:
    return Batch.objects.create(
        number="临港管办发〔2022〕99号", title="空批次", coordinator=world.unit("coordinator"),
        rules=world.batch.rules,
    )  # fmt: skip


def test_every_kind_about_a_batch_or_a_unit_has_its_values() -> None:
    wanted = {name for name, kind in KINDS.items() if kind.about in (About.BATCH, About.UNIT)}
    assert set(BATCH_VALUES) == wanted


@kinds
def test_the_built_in_wording_speaks_of_nothing_unknown(name: str) -> None:
    assert check_wording(built_in(KINDS[name]), vocabulary_of(KINDS[name])) == []


@kinds
def test_every_name_of_the_vocabulary_has_a_value_and_no_other(name: str, world: World) -> None:
    vocabulary = vocabulary_of(KINDS[name])
    for subject, _ in drawn(name, worked(world)):
        values = subject.values
        assert values.fields.keys() == vocabulary.fields.keys()
        assert values.tables.keys() == vocabulary.tables.keys()
        assert values.lists.keys() == vocabulary.lists.keys()
        for listed, rows in values.lists.items():
            assert all(row.keys() == vocabulary.lists[listed].keys() for row in rows)


@kinds
def test_a_paper_is_the_same_after_it_was_stored_and_becomes_a_file(name: str, world: World) -> None:
    papers = [paper for _, paper in drawn(name, worked(world))]
    assert papers
    assert [from_json(as_json(paper)) for paper in papers] == papers
    assert docx.render(papers, lambda _: None).startswith(b"PK")
    if ".xlsx" in KINDS[name].forms:
        assert xlsx.render_papers(papers).startswith(b"PK")


@kinds
def test_an_empty_batch_gives_a_paper_that_says_so(name: str, world: World) -> None:
    papers = [paper for _, paper in drawn(name, empty(world))]
    if KINDS[name].about is About.UNIT:
        assert papers == []
        return
    (paper,) = papers
    if name == "archive-index":
        assert [row[3] for row in tables(paper)[0].rows] == ["空批次"]
        return
    assert "暂无" in part(docx.render([paper], lambda _: None), "word/document.xml")


@kinds
def test_the_number_of_statements_does_not_grow_with_the_batch(name: str, world: World) -> None:
    batch = worked(world)
    spent = []
    remembered.look()  # the first look of a process is another
    # Lamps are struck off: what is asked of cases in hand alone is asked from the wages on.
    for most in (WAGES, GREEN):
        cases = Case.objects.filter(batch=batch, position__lte=most)
        scope = Scope(Batch.objects.select_related("coordinator").get(pk=batch.pk), cases, TODAY)
        with CaptureQueriesContext(connection) as asked:
            assert list(draw_up(KINDS[name], scope))
        spent.append(len(asked))
    assert spent[0] == spent[1]
    assert spent[1] <= 45


@pytest.mark.long
@kinds
def test_what_people_wrote_stands_in_a_paper_as_text(name: str, world: World) -> None:
    batch = worked(world)
    # PostgreSQL takes no text with a NUL; SQLite does.
    unprintable = "\x01" if connection.features.prohibits_null_characters_in_text_exception else "\x00\x01"
    for nasty in (*NASTY[:-1], "【标题：别的】{牵头单位}｜", f"甲{unprintable}乙"):
        Case.objects.filter(batch=batch).update(content=nasty, public_text=nasty, target=nasty)
        for _, paper in drawn(name, batch):
            assert "别的" not in paper.title
            docx.render([paper], lambda _: None)


# ── what each one says ──────────────────────────────────────────────────────────────────────────


def test_the_task_list_names_the_unit_of_every_case_with_the_number_of_its_cases(world: World) -> None:
    batch = worked(world)
    Case.objects.filter(position=GREEN).update(lead=Case.objects.get(position=LAMPS).lead)
    (table,) = tables(one("task-list", batch))
    assert [row[:2] for row in table.rows] == [
        ("2", "组织人社局\n（共1件）"), ("1", "综合执法局\n（共2件）"), ("3", "综合执法局\n（共2件）"),
    ]  # fmt: skip
    assert table.rows[1][3] == "1. 排查望海路全线路灯。\n2. 更换损坏的路灯。"
    assert table.rows[1][4] == "2022年\n12月31日"


def test_cases_without_a_unit_stand_last_in_the_task_list(world: World) -> None:
    batch = world.batch
    Case.objects.filter(position=LAMPS).update(lead=None)
    (table,) = tables(one("task-list", batch))
    assert [row[1] for row in table.rows][-1] == "待明确\n（共1件）"


def test_the_progress_report_counts_as_the_definitions_say(world: World) -> None:
    batch = worked(world)
    said = "\n".join(paragraphs(one("progress-report", batch)))
    # Lamps closed in time; the limit of the wages has passed; the third was not handed over and has no date.
    assert "列入整改的事项3件，已销号1件，办结率33.3%（1/3）" in said
    assert "应完成2件，已完成1件，按期完成率50.0%（1/2）" in said
    assert "达到序时进度0件，滞后1件，无截止日期0件，待交办1件" in said
    assert "第2项（组织人社局）" in said


def test_a_report_names_what_every_figure_counts(world: World) -> None:
    for name in ("progress-report", "circular", "compiled-report", "completion-report"):
        for _, paper in drawn(name, worked(world)):
            meaning = {
                row[0]: row[1:]
                for table in tables(paper)
                for row in table.rows
                if table.columns[0].heading == "指标"
            }
            assert "阶段性办结" in meaning
            assert all(len(told) == 2 and told[1] for told in meaning.values())
            assert "/" in meaning["办结率"][0]


def test_a_stage_that_is_reached_does_not_raise_the_rate(world: World) -> None:
    batch = world.batch
    green = world.case_in(State.RECTIFYING, GREEN)
    green.measures.filter(position=1).update(progress="done")
    said = "\n".join(paragraphs(one("progress-report", batch, world.today)))
    assert "阶段性办结1件，未计入办结" in said
    assert "办结率0.0%（0/3）" in said


def test_withdrawn_cases_are_counted_apart(world: World) -> None:
    world.case_in(State.WITHDRAWN)
    said = "\n".join(paragraphs(one("progress-report", world.batch)))
    assert "列入整改的事项2件" in said
    assert "另有经批准撤销的1件" in said


def test_the_circular_has_its_three_parts_and_lists_units_in_their_order(world: World) -> None:
    paper = one("circular", worked(world), 存在问题="个别事项推进缓慢。")
    heads = [text for text in paragraphs(paper) if text[:2] in ("一、", "二、", "三、")]
    assert heads == ["一、总体情况", "二、存在问题", "三、下步工作"]
    assert "个别事项推进缓慢。" in paragraphs(paper)
    table = tables(paper)[0]
    names = [row[1] for row in table.rows]
    by_place = Unit.objects.filter(name__in=names[:-1], path__startswith=world.unit("zone").path)
    assert names == [*by_place.order_by(TreeOrder()).values_list("name", flat=True), "合计"]
    totals = [int(row[2]) for row in table.rows]
    assert sum(totals[:-1]) == totals[-1] == 3


def test_a_units_report_has_its_own_cases_and_no_others(world: World) -> None:
    papers = {subject.unit: paper for subject, paper in drawn("completion-report", worked(world))}
    assert {unit.name for unit in papers if unit} == {"综合执法局", "组织人社局", "建设局"}
    for unit, paper in papers.items():
        own = Case.objects.get(lead=unit)
        for case in Case.objects.all():
            assert (case.number in words(paper)) is (case == own)
        assert [block.bodies for block in paper.blocks() if isinstance(block, Signature)] == [(unit.name,)]  # type: ignore[union-attr]


def test_a_units_report_tells_measures_results_and_evidence(world: World) -> None:
    batch = worked(world)
    (paper,) = [
        paper
        for subject, paper in drawn("completion-report", batch)
        if subject.unit == world.unit("enforcement")
    ]
    said = paragraphs(paper)
    assert any("2022年12月9日前书面报送" in text for text in said)
    assert "（1）排查望海路全线路灯。已完成。" in said
    assert "5. 整改成效。路灯全部更换。" in said
    assert any(text.startswith("6. 佐证材料。整改方案1份、") for text in said)
    assert any("已完成整改" in text and text.startswith("（一）第1项") for text in said)


def test_what_has_not_come_yet_is_said_in_a_units_report(world: World) -> None:
    said = [text for _, paper in drawn("completion-report", world.batch) for text in paragraphs(paper)]
    assert "5. 整改成效。尚未报告进展。" in said
    assert "6. 佐证材料。尚未提交。" in said


def test_the_compiled_report_keeps_opinions_and_cases_apart(world: World) -> None:
    said = "\n".join(paragraphs(one("compiled-report", worked(world))))
    assert "上级反馈意见建议8条，已登记8条" in said
    assert (
        "在已登记的8条中，3条列入整改事项（其中0条并入其他意见所立的事项），0条直接答复，5条尚未确定办理方式"
        in said
    )
    assert "共形成整改事项3件" in said
    assert "逐条答复1条，答复率12.5%（1/8）" in said
    assert "回访率12.5%（1/8）" in said
    assert "满意率100.0%（1/1）" in said


def test_results_use_the_publics_words_and_only_a_close_out_is_done(world: World) -> None:
    batch = worked(world)
    results = next(t for t in tables(one("compiled-report", batch)) if t.columns[6].heading == "整改结果")
    assert [row[6] for row in results.rows] == ["已完成整改", "未达到序时进度", "待交办"]
    assert [row[7] for row in results.rows] == ["销号〔2022〕1号", "—", "—"]


def test_the_announcement_has_no_words_and_no_names_of_anybody(world: World) -> None:
    batch = worked(world)
    said = words(one("announcement", batch))
    assert "群众反映望海路路灯损坏。" in said
    assert "望海路路灯已全部更换，夜间照明恢复。" in said
    private = [opinion.text for opinion in Opinion.objects.filter(batch=batch)]
    private += [actor.name for actor in world.cast.actors.values()]
    private += [PHONE, "韩小五", "线路老化", *(number(serial) for serial in (WAGES, GREEN))]
    assert [word for word in private if word in said] == []


def test_before_anything_is_public_the_announcement_says_so(world: World) -> None:
    paper = one("announcement", world.batch)
    assert "暂无可以公布的整改事项。" in paragraphs(paper)
    assert tables(paper) == []


def test_the_archive_lists_the_pieces_of_a_case_in_the_order_of_the_work(world: World) -> None:
    (table,) = tables(one("archive-index", worked(world), 保管期限="30年"))
    titles = [row[3].partition("（")[0].partition("：")[0] for row in table.rows if row[1] == "1"]
    kept = list(dict.fromkeys(title for title in titles))
    assert kept == [
        "交办单", "整改方案", "联系记录", "进展报告", "会议记录", "数据资料", "自查表", "核查验收表", "公示",
        "销号申请审批表", "销号单", "备案表", "答复记录", "回访记录表", "公开稿",
    ]  # fmt: skip
    assert [row[0] for row in table.rows] == [str(at) for at in range(1, len(table.rows) + 1)]
    assert [row[4] for row in table.rows if row[3] == "销号单"] == ["销号〔2022〕1号"]


def test_the_archive_keeps_what_a_relapse_left_behind(world: World) -> None:
    world.case_in(State.REOPENED)
    (table,) = tables(one("archive-index", world.batch))
    titles = [row[3] for row in table.rows]
    assert "销号申请审批表（已撤销）" in titles
    assert "回头看记录（成效未保持）" in titles


def test_the_ledger_is_the_same_table_as_the_exported_one(world: World) -> None:
    batch = worked(world)
    (table,) = tables(one("ledger", batch))
    exported = close_out_ledger.table(Case.objects.filter(batch=batch), TODAY)
    assert (table.columns, table.rows, table.columns_a_page) == (
        exported.columns, exported.rows, exported.columns_a_page,
    )  # fmt: skip


def test_a_draft_leaves_the_place_of_its_number_and_an_issued_one_has_it(world: World) -> None:
    assert "通报〔2023〕　号" in words(one("circular", world.batch))
    assert "通报〔2023〕3号" in words(one("circular", world.batch, 编号="通报〔2023〕3号"))
