"""销号管理台账: the whole life of each case in one row."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents import close_out_ledger, target_table
from bihuan.intake.models import Batch
from bihuan.notice.actions import dismiss_objection, raise_objection
from bihuan.typesetting.tests.papers import everything, read_back, rows_of
from tests.support.world import GREEN, LAMPS, PHONE, World

NINE = len(target_table.COLUMNS)


def row_of(case: Case, today: date) -> dict[str, str]:
    """The row of ``case`` by heading."""
    paper = close_out_ledger.table(Case.objects.filter(pk=case.pk), today)
    return dict(zip((column.heading for column in paper.columns), paper.rows[0], strict=True))


def test_it_begins_with_the_nine_columns_and_keeps_none_for_what_is_not_there_yet(world: World) -> None:
    paper = close_out_ledger.table(Case.objects.filter(batch=world.batch), world.today)
    headings = [column.heading for column in paper.columns]
    assert paper.columns[:NINE] == target_table.COLUMNS
    assert headings[NINE:] == [
        "进展", "进度%", "完成日期", "核查单位", "核查人员", "核查日期", "核查结论", "公示起止", "公示异议", "整改结果",
        "销号日期", "销号编号", "批准人", "备案日期", "备案号", "备案机关", "公开日期", "回访日期", "满意度",
        "长效机制", "亮灯", "环节", "轮次", "备注",
    ]  # fmt: skip
    assert paper.above == ("文号：临港管办发〔2022〕8号", "截至2022年5月21日，共3项")


def test_a_case_that_nobody_has_begun_has_empty_cells(world: World) -> None:
    row = row_of(world.case(), world.today)
    assert {heading for heading, text in list(row.items())[NINE:] if text} == {
        "进度%",
        "亮灯",
        "环节",
        "轮次",
    }
    assert (row["进度%"], row["亮灯"], row["环节"], row["轮次"]) == ("0", "不计时", "待交办", "1")


def test_a_disclosed_case_tells_its_whole_life(world: World) -> None:
    case = world.case_in(State.DISCLOSED)
    row = row_of(case, world.today)
    assert (row["进展"], row["进度%"]) == ("各项措施均已完成。", "100")
    assert (row["核查单位"], row["核查人员"], row["核查结论"]) == ("管委会办公室", "周五、韩小五", "通过")
    assert (row["公示异议"], row["整改结果"], row["批准人"]) == ("无", "已完成整改", "钱　二")
    assert row["销号编号"] == "销号〔2022〕1号"
    assert (row["备案机关"], row["满意度"]) == ("滨海市绩效办", "满意1")
    assert (row["环节"], row["亮灯"], row["备注"]) == ("已公开", "不计时", "")
    days = [row[heading] for heading in ("完成日期", "核查日期", "销号日期", "备案日期", "公开日期")]
    assert days == sorted(days)
    assert date.fromisoformat(days[0]) < date.fromisoformat(days[-1])
    start, _, end = row["公示起止"].partition("至\n")
    assert days[1] < start < end < days[2]
    assert row["回访日期"] == days[-1]


def test_a_reopened_case_begins_anew_and_its_old_close_out_is_told_in_the_remarks(world: World) -> None:
    row = row_of(world.case_in(State.REOPENED), world.today)
    assert (row["轮次"], row["环节"]) == ("2", "反弹重办")
    empty = (
        "进展",
        "完成日期",
        "核查日期",
        "公示起止",
        "销号日期",
        "销号编号",
        "备案号",
        "公开日期",
        "回访日期",
    )
    assert {row[heading] for heading in empty} == {""}
    assert "第1轮销号〔2022〕1号于" in row["备注"]
    assert "路灯再次损坏。" in row["备注"]
    assert "回头看，成效未保持" in row["备注"]


def test_a_failed_verification_makes_the_work_undone_again(world: World) -> None:
    row = row_of(world.case_in(State.REWORK), world.today)
    assert (row["核查结论"], row["完成日期"]) == ("不通过", "")


def test_a_withdrawn_case_stays_in_the_ledger_with_its_reason(world: World) -> None:
    row = row_of(world.case_in(State.WITHDRAWN), world.today)
    assert (row["环节"], row["备注"]) == ("已撤销", "经批准撤销：路段已拆除。")


def test_the_rules_that_came_of_a_case_are_named_once_they_are_issued(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    draft = {"stage": "drafting", "document_no": "", "issued_on": None, "in_force_on": None, "effect": ""}
    world.register(case, title="路灯移交规定", **draft)
    assert row_of(case, world.today)["长效机制"] == ""
    world.register(case)
    assert row_of(case, world.today)["长效机制"] == "《路灯巡查养护办法》（临综执发〔2022〕5号，已施行）"


def test_a_case_that_was_carried_over_tells_where_and_the_later_one_whence(world: World) -> None:
    case = world.case_in(State.CARRIED_OVER)
    assert (
        row_of(case, world.today)["备注"] == "转入临港管办发〔2023〕6号第1项继续办理：支路改造列入明年计划。"
    )
    later = Case.objects.get(batch=world.next_batch)
    assert row_of(later, world.today)["备注"] == "由临港管办发〔2022〕8号第1项转入"


def test_objections_are_counted_and_nobody_who_objected_is_named(world: World) -> None:
    case = world.case_in(State.NOTICING)
    world.later()
    first = raise_objection(
        case.pk,
        by=world.zhao,
        now=world.now,
        text="还有一盏不亮。",
        contact_name="何女士",
        contact_phone=PHONE,
    )
    raise_objection(case.pk, by=world.zhao, now=world.now, text="太亮了。")
    dismiss_objection(case.pk, first.pk, by=world.zhao, now=world.now, answer="已查看，全部亮灯。")
    content = close_out_ledger.render_xlsx(Case.objects.all(), world.today)
    assert row_of(case, world.today)["公示异议"] == "2件（不成立1、待答复1）"
    assert "何女士" not in everything(content)
    assert PHONE not in everything(content)


def test_an_overdue_case_is_lit_red(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    assert case.limit_date is not None
    assert row_of(case, case.limit_date + timedelta(days=1))["亮灯"] == "逾期"


def test_it_reads_back_to_the_same_rows(world: World) -> None:
    world.case_in(State.DISCLOSED)
    content = close_out_ledger.render_xlsx(Case.objects.filter(batch=world.batch), world.today)
    target = target_table.render_xlsx(world.batch, Case.objects.filter(batch=world.batch))
    told = [
        (row.number, row.content, row.measures, row.limit, row.units, row.person)
        for row in rows_of(content, "a.xlsx")
    ]
    assert told == [
        (row.number, row.content, row.measures, row.limit, row.units, row.person)
        for row in rows_of(target, "b.xlsx")
    ]
    reading = read_back(content, "a.xlsx")
    assert reading.document.number == "临港管办发〔2022〕8号"
    assert [finding.code for finding in reading.findings if finding.severity == "block"] == []


def test_several_batches_are_told_apart_by_a_column(world: World) -> None:
    case = world.case()
    other = Batch.objects.create(
        number="临港管办发〔2023〕9号",
        title="另一批",
        coordinator=case.batch.coordinator,
        rules=case.batch.rules,
    )
    Case.objects.create(
        batch=other,
        position=1,
        number="7",
        content="甲",
        route="now",
        state=State.DRAFT,
        state_since=world.now,
    )
    paper = close_out_ledger.table(Case.objects.all(), world.today)
    assert paper.title == "整改销号管理台账"
    assert paper.columns[-1].heading == "批次"
    assert [row[-1] for row in paper.rows] == ["临港管办发〔2023〕9号", *["临港管办发〔2022〕8号"] * 3]


def test_the_number_of_statements_does_not_depend_on_the_number_of_cases(world: World) -> None:
    for position in (LAMPS, GREEN):
        world.case_in(State.DISCLOSED, position)
        world.case(position).supporting.create(unit=world.unit("office"))

    def statements(*positions: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            close_out_ledger.table(Case.objects.filter(position__in=positions), world.today)
        return len(captured)

    assert statements(LAMPS) == statements(LAMPS, GREEN) <= 20
