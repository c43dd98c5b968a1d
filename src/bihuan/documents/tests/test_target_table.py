"""整改目标表 in both forms: the nine columns, and what is exported reads back to the same rows."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Measure
from bihuan.documents import target_table
from bihuan.intake.models import Batch
from bihuan.intake.reading import LimitKind
from bihuan.typesetting.table import A4
from bihuan.typesetting.tests.papers import NASTY, part, read_back, rows_of
from tests.support.world import GREEN, LAMPS, WAGES, World

RENDER = {".xlsx": target_table.render_xlsx, ".docx": target_table.render_docx}
forms = pytest.mark.parametrize("form", RENDER)


def exported(batch: Batch, form: str) -> bytes:
    return RENDER[form](batch, Case.objects.filter(batch=batch))


def set_fields(case: Case, **fields: object) -> None:
    """Put a case into a shape that no act forbids, without walking there."""
    Case.objects.filter(pk=case.pk).update(**fields)


def set_measures(case: Case, *texts: str) -> None:
    case.measures.all().delete()
    Measure.objects.bulk_create(Measure(case=case, position=n, text=text) for n, text in enumerate(texts, 1))


def limit_of(case: Case) -> str:
    return target_table.limit_text(Case.objects.get(pk=case.pk), 2022)


def test_it_has_exactly_the_nine_columns_on_the_breadth_of_a_page() -> None:
    assert [column.heading for column in target_table.COLUMNS] == [
        "序号", "问题编号", "整改内容", "意见建议类型", "整改目标", "整改措施", "整改时限", "责任部门", "负责人",
    ]  # fmt: skip
    assert sum(column.width for column in target_table.COLUMNS) == A4.body_width


def test_its_rows_are_in_the_notices_own_words(world: World) -> None:
    paper = target_table.table(world.batch, Case.objects.all())
    assert paper.title == "2021年度社会评价意见建议临港产业园区整改目标表"
    assert paper.above == ("文号：临港管办发〔2022〕8号",)
    assert paper.rows[0] == (
        "1", "120210990100001", "望海路路灯不亮，夜间出行不安全。", "建设性\n意见建议", "更换损坏路灯36盏。",
        "1. 排查望海路全线路灯。\n2. 更换损坏的路灯。", "2022年\n12月31日", "综合执法局", "孙　三",
    )  # fmt: skip
    assert paper.rows[1][5] == "开展根治欠薪专项行动。"
    assert paper.rows[2][6] == "立即整改\n长期执行"


@forms
def test_it_reads_back_to_the_same_rows(world: World, form: str) -> None:
    world.case().supporting.create(unit=world.unit("construction"))
    reading = read_back(exported(world.batch, form), f"a{form}")
    assert reading.document.number == "临港管办发〔2022〕8号"
    assert reading.table is not None
    lamps, wages, green = reading.table.rows
    assert (lamps.position, lamps.number) == (1, "120210990100001")
    assert (lamps.content, lamps.type) == ("望海路路灯不亮，夜间出行不安全。", "建设性意见建议")
    assert lamps.measures == ("排查望海路全线路灯。", "更换损坏的路灯。")
    assert (lamps.units, lamps.person) == (("综合执法局", "建设局"), "孙三")
    assert (lamps.limit.kind, lamps.limit.date) == (LimitKind.FIXED_DATE, date(2022, 12, 31))
    assert lamps.limit.text == "2022年12月31日"
    assert wages.measures == ("开展根治欠薪专项行动。",)
    assert (green.limit.kind, green.limit.then) == (LimitKind.IMMEDIATE, LimitKind.LONG_TERM)
    assert green.limit.text == "立即整改 长期执行"
    assert reading.table.columns == tuple(column.heading for column in target_table.COLUMNS)


@forms
def test_nasty_text_reads_back_as_it_was(world: World, form: str) -> None:
    case = world.case()
    for text in NASTY:
        set_fields(case, content=text, target=f"目标：{text}")
        set_measures(case, text, "再查一遍。")
        row = rows_of(exported(world.batch, form), f"a{form}")[0]
        assert (row.content, row.target) == (text, f"目标：{text}")
        assert row.measures == (text, "再查一遍。")


MEASURES: tuple[tuple[str, ...], ...] = (
    tuple(f"第{n}步措施。" for n in range(1, 61)),
    ("先排查：\n逐盏登记。\n列出清单。", "再更换。"),
    ("1. 只有一条，自己带了号。",),
    ("按第2、3款办理；2. 不是新的一条。", "更换。"),
    ("1. 甲；2. 乙", "丙"),
    ("（1）夜间巡查。", "（2）白天更换。"),
    (),
)


@forms
def test_measures_read_back_one_by_one(world: World, form: str) -> None:
    for measures in MEASURES:
        set_measures(world.case(), *measures)
        assert rows_of(exported(world.batch, form), f"a{form}")[0].measures == measures


@forms
def test_control_characters_and_line_ends_do_no_harm(world: World, form: str) -> None:
    set_fields(
        world.case(),
        content="第一行\r\n第二行\x0b第三行\x01\x07\u202e。",
        person_in_charge="欧阳小一二三四五六七",
    )
    row = rows_of(exported(world.batch, form), f"a{form}")[0]
    assert row.content == "第一行\n第二行\n第三行。"
    assert row.person == "欧阳小一二三四五六七"


@forms
def test_people_are_padded_on_paper_only(world: World, form: str) -> None:
    for person in ("孙", "孙三", "王八一", "𠮷田", "孙三、李四", ""):
        set_fields(world.case(), person_in_charge=person)
        assert rows_of(exported(world.batch, form), f"a{form}")[0].person == person


def test_after_an_extension_the_new_day_is_printed_not_the_old_words(world: World) -> None:
    case = world.case()
    set_fields(case, limit_date=date(2023, 3, 31))
    assert limit_of(case) == "2023年3月31日"


def test_a_limit_is_printed_in_words_that_say_what_is_true(world: World) -> None:
    case, day = world.case(), {"limit_kind": "fixed_date", "limit_date": date(2022, 12, 31)}
    for fields, told in (
        ({"limit_text": "12月31日前"}, "12月31日前"),
        ({"limit_text": ""}, "2022年12月31日"),
        ({"limit_text": "尽快", "limit_kind": "continuous", "limit_date": None}, "持续推进"),
        ({"limit_text": "待定", "limit_kind": "", "limit_date": None}, "待定"),
        ({"limit_text": "", "limit_kind": "fixed_date", "limit_date": None}, "限期整改"),
        ({"limit_text": "", "limit_kind": "staged"}, "分阶段整改，2022年12月31日前完成"),
    ):
        set_fields(case, **(day | fields))
        assert limit_of(case) == told


def test_a_day_without_a_year_gets_one_when_the_paper_names_none(world: World) -> None:
    case = world.case()
    set_fields(case, limit_text="12月31日前")
    assert target_table.limit_text(Case.objects.get(pk=case.pk), None) == "2022年12月31日"


def test_a_withdrawn_case_is_no_target_any_more(world: World) -> None:
    world.case_in(State.WITHDRAWN)
    positions = [row[0] for row in target_table.table(world.batch, Case.objects.all()).rows]
    assert positions == [str(WAGES), str(GREEN)]


def test_only_the_cases_it_was_given_are_in_it(world: World) -> None:
    given = Case.objects.filter(pk=world.case(LAMPS).pk)
    assert len(target_table.table(world.batch, given).rows) == 1


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        ({"attachments": "任务清单\n园区整改目标表", "plan_title": "别的方案"}, "园区整改目标表"),
        ({"plan_title": "园区2021年度意见建议整改工作方案"}, "园区2021年度意见建议整改目标表"),
        ({"plan_title": "", "title": "园区2021年度意见建议整改目标表"}, "园区2021年度意见建议整改目标表"),
        ({"plan_title": "", "title": "关于整改的通知"}, "2021年度社会评价意见建议整改目标表"),
        ({"plan_title": "", "title": "", "evaluation_year": None}, "整改目标表"),
    ],
)
def test_the_title_follows_from_the_batch(titles: dict[str, object], told: str) -> None:
    batch = Batch(**({"number": "甲〔2022〕1号", "title": "通知", "evaluation_year": 2021} | titles))
    assert f"{target_table.subject(batch)}整改目标表" == told


@pytest.mark.django_db
@forms
def test_a_batch_without_cases_makes_a_paper_that_says_so(world: World, form: str) -> None:
    content = RENDER[form](world.batch, Case.objects.none())
    name = {".xlsx": "xl/sharedStrings.xml", ".docx": "word/document.xml"}[form]
    assert "暂无整改事项" in re.sub(r"<[^>]*>", "", part(content, name))


def test_the_number_of_statements_does_not_depend_on_the_number_of_cases(world: World) -> None:
    batch = world.batch

    def statements(*positions: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            target_table.table(batch, Case.objects.filter(position__in=positions))
        return len(captured)

    assert statements(LAMPS) == statements(LAMPS, WAGES, GREEN) <= 4
