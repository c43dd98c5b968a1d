"""挂图作战 on screen: drawn without a script, the same in words, and a way to the form that changes a date."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.web import gantt
from bihuan.web.gantt_svg import SHEET
from tests.support.paper import GREEN, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, let_it_be, words

S = State


def page(world: World, query: str = "", who: str = "zhao") -> str:
    return words(browser_of(world, who).get(reverse("batch-gantt", args=[world.batch.pk]) + query))


def sheets(text: str) -> list[str]:
    return re.findall(r'<svg class="gantt-sheet".*?</svg>', text, re.DOTALL)


@pytest.fixture
def year_end(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The notice's last weeks: one case under way, one without a date, one not handed over."""
    world.case_in(S.RECTIFYING)
    world.case_in(S.RECTIFYING, GREEN)
    world.on(2022, 12, 21)
    let_it_be(monkeypatch, world.now, "gantt")
    return world


def test_the_chart_is_well_formed_and_says_in_words_what_it_draws(year_end: World) -> None:
    text = page(year_end)
    (drawn,) = sheets(text)
    ElementTree.fromstring(drawn)
    for said in ("第1项", "整改完成原应不晚于2022-12-19", "现已晚2个工作日", "没有截止日期", "今日"):
        assert said in drawn
    below = text[text.index("gantt-dates") :]
    for said in ("2022-12-21至<", ">2022-12-27<", "请加快办理，确需延长的，请申请延期", "下次评估不晚于"):
        assert said in below
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_the_letters_of_the_steps_stand_where_days_are_wide_enough(year_end: World) -> None:
    letters = re.findall(r'class="g-letter g-on-(\w+)"[^>]*>([^<]+)', page(year_end, "?span=month"))
    assert ("notice", "公示") in letters
    assert [word for step, word in letters if step != "notice"][:4] == ["核", "销", "备", "开"]


def test_from_a_bar_one_comes_to_the_form_that_changes_its_dates(year_end: World) -> None:
    lamps, wages = year_end.case(), year_end.case(WAGES)
    (own,) = sheets(page(year_end, who="li"))
    assert reverse("case-act", args=[lamps.pk, "request-extension"]) in own
    (coordinator,) = sheets(page(year_end))
    assert reverse("case-act", args=[wages.pk, "edit-case"]) in coordinator
    assert f"{reverse('case', args=[lamps.pk])}#schedule" in coordinator


def test_a_unit_and_a_light_narrow_the_chart(year_end: World) -> None:
    lead = year_end.case().lead_id
    (drawn,) = sheets(page(year_end, f"?unit={lead}"))
    assert "望海路" in drawn
    assert "工地拖欠工资" not in drawn
    assert "没有可以展示的事项" in page(year_end, "?light=green")
    assert "望海路" in sheets(page(year_end, "?light=red&span=quarter"))[0]


@pytest.mark.parametrize(
    "query", ["?unit=x&light=y&span=z&view=w", "?page=99", "?page=-1", "?unit=99999999999999999999"]
)
def test_what_cannot_be_read_asks_for_nothing(year_end: World, query: str) -> None:
    answer = browser_of(year_end, "zhao").get(reverse("batch-gantt", args=[year_end.batch.pk]) + query)
    assert answer.status_code == 200


def test_units_are_summed_up_and_lead_to_their_cases(year_end: World) -> None:
    text = page(year_end, "?view=units")
    (drawn,) = sheets(text)
    assert "共1项，已销号0项" in drawn
    assert f"?view=cases&amp;unit={year_end.case().lead_id}" in drawn
    assert "各单位汇总" in text


def many(world: World, count: int) -> None:
    """So many more cases of the unit, as bare rows: it is the drawing that is asked about."""
    case = world.case()
    copies = [Case.objects.get(pk=case.pk) for _ in range(count)]
    for at, copy in enumerate(copies, start=1000):
        copy.pk, copy.position = None, at
    Case.objects.bulk_create(copies)


def test_a_long_chart_is_paged_and_cut_into_sheets_that_fit_on_paper(
    year_end: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(year_end, 70)
    monkeypatch.setattr(gantt, "PAGE", 40)
    first, second = sheets(page(year_end)), sheets(page(year_end, "?page=2"))
    heights = [float(re.findall(r'viewBox="0 0 \d+ ([\d.]+)"', drawn)[0]) for drawn in first]
    assert len(first) == 2
    assert max(heights) <= SHEET + 4
    assert sum(drawn.count("g-row") for drawn in (*first, *second)) == 73
    assert "（续）" in first[1]
    assert first[0].count("今日") == first[1].count("今日") == 1
    wall = page(year_end, f"?unit={year_end.case().lead_id}&print=1")
    assert sum(drawn.count("g-row") for drawn in sheets(wall)) == 71


def test_a_batch_of_many_cases_is_first_shown_by_unit(
    year_end: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gantt, "MANY", 2)
    assert "各单位汇总" in page(year_end)
    assert "各单位汇总" not in page(year_end, "?view=cases")


def test_the_list_is_saved_with_the_rows_the_filter_shows(year_end: World) -> None:
    address = reverse("batch-gantt-file", args=[year_end.batch.pk])
    answer = browser_of(year_end, "zhao").get(f"{address}?unit={year_end.case().lead_id}")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "2022-12-19" in cells
    assert any("望海路" in cell for cell in cells)
    assert not any("工地拖欠" in cell for cell in cells)


def test_a_unit_sees_the_chart_of_its_own_cases_and_a_stranger_none(year_end: World) -> None:
    assert "望海路" in page(year_end, who="li")
    for who in ("wei", "shen"):
        answer = browser_of(year_end, who).get(reverse("batch-gantt", args=[year_end.batch.pk]))
        assert answer.status_code == 404


def test_the_page_of_a_case_and_the_form_of_its_plan_show_the_schedule(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.case_in(S.ACKNOWLEDGED)
    monkeypatch.setattr("bihuan.kernel.clock.now", lambda: world.now)
    client = browser_of(world, "li")
    for address in (reverse("case", args=[case.pk]), reverse("case-act", args=[case.pk, "submit-plan"])):
        assert "整改完成应不晚于2022-12-19" in words(client.get(address))
