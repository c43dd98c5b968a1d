"""Lists of an office's own: made of live data by configuration alone."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents import target_table
from bihuan.documents.list_fields import CELL_FIELDS, LIST_VOCABULARY
from bihuan.documents.lists import built_in_lists, label_of, list_table
from bihuan.documents.lists_parse import CELLS, check_list
from bihuan.documents.scope import Scope
from bihuan.kernel.errors import Refused
from bihuan.typesetting import xlsx
from bihuan.typesetting.header import depth
from bihuan.typesetting.table import A3, TablePaper
from bihuan.typesetting.tests.papers import everything, read_back
from tests.support.world import GREEN, LAMPS, PHONE, WAGES, World


def scope(world: World, *positions: int) -> Scope:
    cases = Case.objects.filter(batch=world.batch)
    return Scope(world.batch, cases.filter(position__in=positions) if positions else cases, world.today)


def row_of(table: TablePaper, at: int = 0) -> dict[str, str]:
    """One row by the headings of its columns, the common ones before them."""
    headings = ("／".join((*column.above, column.heading)) for column in table.columns)
    return dict(zip(headings, table.rows[at], strict=True))


def one_cell(world: World, cell: str, *, position: int = LAMPS) -> str:
    text = f"【标题：台账】\n【列：甲｜20】{cell}"
    [[found]] = list_table(text, scope(world, position)).rows
    return found


# ── the lists that come with the program ────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", built_in_lists())
def test_every_built_in_list_is_without_a_mistake(name: str) -> None:
    assert check_list(built_in_lists()[name], LIST_VOCABULARY) == []


def test_there_are_the_lists_that_other_offices_keep() -> None:
    assert {name: label_of(text) for name, text in built_in_lists().items()} == {
        "audit-52": "审计整改清单",
        "eco-ledger": "生态核查台账",
        "inspection-plan": "督察整改措施清单",
        "nine-columns": "整改目标表",
    }


def test_the_audit_list_has_fifty_two_columns_under_three_header_rows_on_a3(world: World) -> None:
    world.case_in(State.DISCLOSED)
    table = list_table(built_in_lists()["audit-52"], scope(world))
    assert (len(table.columns), depth(table.columns), table.sheet) == (52, 3, A3)
    assert table.title == "2021年度社会评价意见建议临港产业园区整改清单"
    assert table.above == ("文号：临港管办发〔2022〕8号", f"截至{_today(world)}，共3项")
    row = row_of(table)
    assert row["序号"] == "1"
    assert row["整改责任清单／具体责任单位"] == "综合执法局"
    assert row["整改目标清单／整改完成标准"].startswith("更换路灯≥36盏")
    assert row["对应的完成时间"] == "1. 2022年11月1日\n2. 2022年12月21日"
    assert row["整改情况／已采取的整改措施"] == "各项措施均已完成。"
    assert row["整改情况／金额（万元）／应整改"] == ""
    assert (row["是否已完成整改"], row["是否销号"]) == ("是", "是")
    assert [row_of(table, at)["是否销号"] for at in (1, 2)] == ["否", "否"]
    cells = openpyxl.load_workbook(io.BytesIO(xlsx.render(table, filters=True))).active
    assert cells is not None
    assert (cells.max_column, cells.auto_filter.ref) == (52, "A6:AZ9")


def _today(world: World) -> str:
    return f"{world.today.year}年{world.today.month}月{world.today.day}日"


def test_the_nine_columns_read_back_to_the_same_rows_as_the_target_table(world: World) -> None:
    world.case_in(State.RECTIFYING)
    configured = xlsx.render(list_table(built_in_lists()["nine-columns"], scope(world)))
    target = target_table.render_xlsx(world.batch, Case.objects.filter(batch=world.batch))
    mine, theirs = read_back(configured, "a.xlsx"), read_back(target, "b.xlsx")
    assert mine.table is not None
    assert theirs.table is not None
    assert len(mine.table.rows) == 3
    assert mine.table.rows == theirs.table.rows
    assert mine.document.number == theirs.document.number == "临港管办发〔2022〕8号"
    assert [each.code for each in mine.findings] == [each.code for each in theirs.findings]


# ── what stands in a cell ───────────────────────────────────────────────────────────────────────


def test_words_between_empty_fields_are_left_out_with_them(world: World) -> None:
    cell = "{备案机关}（{备案日期}）"
    assert one_cell(world, cell) == ""
    world.case_in(State.FILED)
    assert one_cell(world, cell).startswith("滨海市绩效办（2022年")


def test_a_cell_may_be_plain_words_or_nothing(world: World) -> None:
    assert one_cell(world, "无") == "无"
    assert one_cell(world, "") == ""
    assert one_cell(world, "{件数}件中的第{序}件，{发文字号}") == "1件中的第1件，临港管办发〔2022〕8号"


def test_what_a_record_says_is_not_looked_at_again(world: World) -> None:
    case = world.case()
    Case.objects.filter(pk=case.pk).update(content="{责任单位}【列：甲｜20】=1+1", target="｛序号｝{{ x }}")
    assert one_cell(world, "{整改内容}；{整改目标}") == "{责任单位}【列：甲｜20】=1+1；｛序号｝{{ x }}"


def test_the_row_number_counts_what_is_listed_and_withdrawn_cases_can_be_left_out(world: World) -> None:
    world.case_in(State.WITHDRAWN)
    text = "【标题：台账】\n【列：甲｜20】{序}\n【列：乙｜20】{序号}\n"
    assert list_table(text, scope(world)).rows == (("1", "1"), ("2", "2"), ("3", "3"))
    assert list_table(text + "【不列：已撤销】", scope(world)).rows == (("1", "2"), ("2", "3"))


@pytest.mark.long
def test_every_name_of_the_vocabulary_can_stand_in_a_cell(world: World) -> None:
    world.case_in(State.DISCLOSED)
    world.case_in(State.REOPENED, GREEN)
    names = [*LIST_VOCABULARY.fields, *LIST_VOCABULARY.lists[CELLS]]
    text = "【标题：台账】\n" + "\n".join(f"【列：{name}｜20】{{{name}}}" for name in names)
    table = list_table(text, scope(world, LAMPS, GREEN))
    row = row_of(table)
    assert [row[name] for name in ("销号编号", "满意度", "公示异议", "进度%")] == [
        "销号〔2022〕1号", "满意1", "无", "100",
    ]  # fmt: skip
    assert "回头看，成效未保持" in row_of(table, 1)["备注"]


def test_nobody_who_spoke_can_be_named_by_any_list(world: World) -> None:
    world.case_in(State.DISCLOSED)
    text = "【标题：台账】\n" + "\n".join(f"【列：{name}｜20】{{{name}}}" for name in CELL_FIELDS)
    content = everything(xlsx.render(list_table(text, scope(world))))
    for secret in ("陈先生", PHONE, "林女士"):
        assert secret not in content


def test_a_failed_verification_makes_the_work_undone_again(world: World) -> None:
    world.case_in(State.REWORK)
    assert one_cell(world, "{是否完成整改}") == "否"
    world.case_in(State.VERIFYING, WAGES)
    assert one_cell(world, "{是否完成整改}", position=WAGES) == "是"


def test_a_list_with_mistakes_is_refused_with_all_of_them(world: World) -> None:
    with pytest.raises(Refused) as caught:
        list_table("【列：甲｜3】{火星}", scope(world))
    assert {finding.code for finding in caught.value.findings} == {
        "title-missing",
        "no-width",
        "unknown-field",
    }


def test_a_batch_without_cases_gives_a_list_that_says_so(world: World) -> None:
    empty = Scope(world.batch, Case.objects.none(), world.today)
    table = list_table(built_in_lists()["audit-52"], empty)
    assert table.rows == ()
    assert "暂无整改事项" in everything(xlsx.render(table))


def test_the_number_of_statements_does_not_depend_on_the_number_of_cases(world: World) -> None:
    for position in (LAMPS, GREEN):
        world.case_in(State.DISCLOSED, position)

    def statements(*positions: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            list_table(built_in_lists()["audit-52"], scope(world, *positions))
        return len(captured)

    # The batch itself is looked up when the scope is made.
    assert statements(LAMPS) == statements(LAMPS, GREEN) <= 35
