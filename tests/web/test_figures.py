"""统计报表 and 账实核对: every number is a link to what it counts, of any day that is over."""

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from openpyxl import load_workbook

from bihuan.cases.lifecycle import State
from bihuan.triage.models import Place
from tests.support.paper import LAMPS, WAGES
from tests.support.world import World
from tests.web.office_builders import browser_of, words

LINK = re.compile(r'href="([^"]*/rows\?[^"]*)">(\d+)</a>')


@pytest.fixture
def world(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A batch half worked on, looked at on the day after."""
    world.case_in(State.CLOSED, LAMPS)
    world.case_in(State.RECTIFYING, WAGES)
    world.now += timedelta(days=1)
    for module in ("figures", "reconciliations"):
        monkeypatch.setattr(f"bihuan.web.{module}.now", lambda: world.now)
    return world


def here(world: World, name: str = "figures") -> str:
    return f"/batches/{world.batch.pk}/{name}"


def counted(client: Client, url: str) -> int:
    """How many rows an address lists."""
    found = re.search(r"共 <b>(\d+)</b> 条", words(client.get(url)))
    return int(found.group(1)) if found else 0


def cells_of(client: Client, url: str) -> set[object]:
    """What stands on the first sheet of a file."""
    sheet = load_workbook(io.BytesIO(client.get(url).content)).worksheets[0]
    return {cell for row in sheet.values for cell in row}


@pytest.mark.parametrize("name", ["figures", "reconciliation"])
def test_every_number_opens_exactly_what_it_counts(world: World, name: str) -> None:
    client = browser_of(world, "zhao")
    links = LINK.findall(words(client.get(here(world, name))))
    assert len(links) > 10
    for url, number in links:
        assert counted(client, unescape(url)) == int(number), url


def test_every_rate_stands_beside_what_it_is_made_of(world: World) -> None:
    page = words(browser_of(world, "zhao").get(here(world)))
    for rate in ("办结率", "按期完成率", "申报完成率", "核实销号率"):
        assert re.search(rf'data-label="{rate}">[^<]*（\d+/\d+）</td>', page), rate
        assert f"<dt>{rate}</dt>" in page
    assert "—（0/0）" in page


def test_a_day_before_shows_by_how_much_it_changed(world: World) -> None:
    client, day = browser_of(world, "zhao"), world.today
    began = day - timedelta(days=60)
    page = words(client.get(f"{here(world)}?on={day}&against={began}"))
    assert 'class="figures-change">+' in page
    assert "figures-change" not in words(client.get(f"{here(world)}?on={day}"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("on={after}", "截至日不能晚于今天"),
        ("on=gestern", "请按“2022-12-31”的样式填写日期"),
        ("on=0001-01-01", "日期不能早于2000年1月1日"),
        ("on={today}&against={today}", "对比日期应早于截至日"),
    ],
)
def test_a_day_that_cannot_be_told_of_is_refused(world: World, query: str, sentence: str) -> None:
    asked = query.format(after=world.today + timedelta(days=1), today=world.today)
    answer = browser_of(world, "zhao").get(f"{here(world)}?{asked}")
    assert answer.status_code == 400
    assert sentence in words(answer)
    rows = f"{here(world)}/rows?name=total&{asked}"
    assert browser_of(world, "zhao").get(rows).status_code == 404


def test_a_day_before_the_batch_says_so(world: World) -> None:
    day = world.today - timedelta(days=3000)
    page = words(browser_of(world, "zhao").get(f"{here(world)}?on={day}"))
    assert "没有可以统计的事项" in page
    assert "本批次的整改事项自" in page
    page = words(browser_of(world, "zhao").get(f"{here(world, 'reconciliation')}?on={day}"))
    assert "没有可以核对的意见和事项" in page


def test_whoever_has_no_case_reads_that_there_is_none(world: World) -> None:
    page = words(browser_of(world, "wei").get("/figures"))
    assert "可见范围内还没有立项的事项" in page
    assert "—（0/0）" in page


def test_a_unit_counts_its_own_and_looks_over_no_batch(world: World) -> None:
    client = browser_of(world, "sun")
    assert counted(client, f"{here(world)}/rows?name=total") == 1
    assert client.get(here(world)).status_code == 200
    assert client.get(here(world, "reconciliation")).status_code == 404
    assert "账实核对" not in words(client.get(here(world)))


@pytest.mark.parametrize("query", ["name=best", "unit=x", "unit=99999999999999999999"])
def test_what_is_no_figure_and_no_unit_is_not_found(world: World, query: str) -> None:
    assert browser_of(world, "zhao").get(f"{here(world)}/rows?{query}").status_code == 404


def test_all_batches_together_have_a_page_of_their_own(world: World) -> None:
    client = browser_of(world, "zhao")
    assert counted(client, f"/figures/rows?name=closed&on={world.today}") == 1
    assert "可见范围内的各批次" in words(client.get("/figures"))


def test_the_table_and_the_rows_can_be_saved(world: World) -> None:
    client = browser_of(world, "zhao")
    cells = cells_of(client, f"{here(world)}.xlsx?on={world.today}")
    assert {"合计", "核实销号率", "100.0%（1/1）"} <= cells
    cells = cells_of(client, f"{here(world)}/rows.xlsx?on={world.today}&name=closed")
    assert world.case(LAMPS).number in cells
    assert world.case(WAGES).number not in cells


def test_what_does_not_agree_is_said_and_not_mended(world: World) -> None:
    client = browser_of(world, "zhao")
    whole = words(client.get(here(world, "reconciliation")))
    assert "意见去向" in whole
    Place.objects.filter(batch=world.batch, where="founding").delete()
    page = words(client.get(here(world, "reconciliation")))
    assert "不相符，请查明原因。" in page
    assert "系统只列出差数，不作调整" in page
