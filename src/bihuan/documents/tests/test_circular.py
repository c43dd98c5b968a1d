"""通报: by unit, of a week or a month, as of the last day of its period; drawn up again it says the same."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.documents.circular_values import RANKING
from bihuan.documents.compose import SPEAKS_OF, draw_up
from bihuan.documents.kinds import KINDS
from bihuan.documents.scope import Scope
from bihuan.documents.values import Values
from bihuan.intake.models import Batch
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.reports.as_of import figures_by_unit, figures_of
from bihuan.reports.periods import CYCLE, LAST
from bihuan.supervision.models import Supervision
from bihuan.typesetting.paper import Paper, Paragraph, Table
from tests.support.world import LAMPS, WAGES, World

TODAY = date(2023, 2, 1)
RANKED = {RANKING: "on"}


def values(
    world: World, last: str = "", today: date = TODAY, asked: Mapping[str, str] | None = None
) -> Values:
    """What a circular up to ``last`` speaks of, drawn up on ``today``."""
    scope = Scope(world.batch, Case.objects.filter(batch=world.batch), today, {LAST: last, **(asked or {})})
    (subject,) = SPEAKS_OF["circular"][1](scope)
    return subject.values


def circular(
    world: World, last: str = "", today: date = TODAY, asked: Mapping[str, str] | None = None
) -> Paper:
    scope = Scope(world.batch, Case.objects.filter(batch=world.batch), today)
    ((_, paper),) = draw_up(KINDS["circular"], scope, typed={LAST: last, **(asked or {})})
    return paper


def said(paper: Paper) -> str:
    return "\n".join(block.text for block in paper.blocks() if isinstance(block, Paragraph))


@pytest.fixture
def year(world: World) -> World:
    """Lamps struck off in the summer, wages in hand until their limit passes, green not handed over."""
    world.case_in(State.CLOSED, LAMPS)
    world.case_in(State.RECTIFYING, WAGES)
    return world


DAYS = ("2022-05-19", "2022-05-25", "2022-06-20", "2022-12-30", "2022-12-31", "2023-01-15")


@pytest.mark.parametrize("day", DAYS)
def test_its_numbers_are_those_of_the_figures_of_that_day(year: World, day: str) -> None:
    on = date.fromisoformat(day)
    found, words = figures_of(year.zhao, on, batch=year.batch.pk), values(year, day)
    counts = {
        "总数": found.total, "应完成": found.due, "已完成": found.due_closed, "已销号": found.closed,
        "达到序时进度": found.on_schedule, "滞后": found.behind, "阶段性办结": found.interim,
        "申报完成": found.claimed, "核查通过": found.verified,
    }  # fmt: skip
    assert {name: int(words.fields[name]) for name in counts} == counts
    by_unit = {unit.unit_name: unit.figures for unit in figures_by_unit(year.zhao, on, batch=year.batch.pk)}
    assert {row["责任单位"]: int(row["滞后"]) for row in words.lists["单位"]} == {
        name: figures.behind for name, figures in by_unit.items()
    }
    assert int(words.fields["滞后"]) == len(words.lists["滞后事项"])


def test_drawn_up_later_for_the_same_day_it_says_the_same(year: World) -> None:
    before = values(year, "2022-06-20", date(2022, 6, 20))
    year.on(2023, 1, 20)
    year.walk(year.case(WAGES), State.VERIFYING)
    after = values(year, "2022-06-20")
    counted = set(before.fields) - {"今日", "编号"}
    assert {name: before.fields[name] for name in counted} == {name: after.fields[name] for name in counted}
    assert (before.lists, before.tables) == (after.lists, after.tables)


def test_it_names_its_period_and_keeps_the_day_it_speaks_of(year: World) -> None:
    paper = circular(year, "2022-12-31", date(2023, 1, 3))
    assert "现将2022年12月25日至12月31日" in said(paper)
    assert "各项数字截至2022年12月31日" in said(paper)
    assert "与上期（截至2022年12月24日）相比" in said(paper)
    month = circular(year, "2022-12-31", asked={CYCLE: "month"})
    assert "现将2022年12月1日至12月31日" in said(month)
    assert "本月未发出督促" in said(month)


def test_what_changed_is_told_with_its_sign(year: World) -> None:
    assert values(year, "2022-05-25").fields["较上期"] == "总数增加3件，已销号持平，滞后持平"
    # On the last day of the year the limit of the wages is reached.
    year_end = values(year, "2022-12-31", asked={CYCLE: "month"})
    rows = {row[1]: row for row in year_end.tables["增减情况表"].rows}
    assert (rows["组织人社局"][2], rows["组织人社局"][4]) == ("0", "1")
    assert (rows["合计"][2], rows["合计"][3]) == ("1", "持平")
    assert values(year, "2023-01-15").fields["较上期"] == "总数持平，已销号持平，滞后持平"


def test_opinions_and_cases_are_counted_apart(year: World) -> None:
    text = said(circular(year))
    assert "已登记意见建议8条，其中反映问题3个（条）" in text
    assert "两者不相加减" in text
    assert "阶段性办结0件，未计入办结" in text


def test_what_the_unit_says_stands_beside_what_was_struck_off(year: World) -> None:
    year.on(2022, 12, 1)
    year.walk(year.case(WAGES), State.VERIFYING)
    words = values(year)
    assert words.fields["申报完成率"] == "66.6%（2/3）"
    assert words.fields["核实销号率"] == "50.0%（1/2）"
    assert words.fields["办结率"] == "33.3%（1/3）"


def urge(world: World, case: Case, rung: str, day: int, **more: Any) -> Supervision:
    moment = datetime(2022, 12, day, 10, tzinfo=OFFICE_ZONE)
    return Supervision.objects.create(
        batch=world.batch, case=case, unit_id=case.lead_id or 0, rung=rung, number=f"{rung}{day}",
        cause=f"{rung}:{day}",
        why="落后", by_rule=False, issued_at=moment, reply_due_on=moment.date(), **more,
    )  # fmt: skip


def test_the_rungs_of_the_period_are_counted_and_those_taken_back_are_not(year: World) -> None:
    wages = year.case(WAGES)
    taken_back = datetime(2022, 12, 28, 12, tzinfo=OFFICE_ZONE)
    urge(year, wages, "reminder", 24)
    for day in (25, 30):
        urge(year, wages, "urging", day)
    urge(year, wages, "order", 27, withdrawn_at=taken_back)
    words = values(year, "2022-12-31")
    assert words.fields["督促情况"] == "催办2次"
    units = {row["责任单位"]: row["督促"] for row in words.lists["单位"]}
    assert (units["组织人社局"], units["综合执法局"]) == ("催办2次", "")


def test_units_are_ranked_only_where_it_was_asked_for(year: World) -> None:
    def headings(paper: Paper) -> list[str]:
        return [block.columns[0].heading for block in paper.blocks() if isinstance(block, Table)]

    assert "名次" not in headings(circular(year))
    assert "名次" in headings(circular(year, asked=RANKED))
    ranks = values(year, asked=RANKED).tables["单位排名表"].rows
    assert ranks[0][:2] == ("1", "综合执法局")


def test_a_long_list_of_late_cases_is_cut_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for position in (LAMPS, WAGES):
        world.case_in(State.RECTIFYING, position)
    assert values(world).fields["未列滞后件数"] == ""
    monkeypatch.setattr("bihuan.documents.circular_facts.MOST_LATE", 1)
    assert len(values(world).lists["滞后事项"]) == 1
    assert "其余滞后事项1件不再逐件列出" in said(circular(world))


def test_before_the_batch_there_was_nothing(year: World) -> None:
    text = said(circular(year, "2022-05-01"))
    assert "本批次暂无整改事项。" in text
    empty = Batch.objects.create(
        number="临港管办发〔2022〕99号", title="空批次", coordinator=year.unit("coordinator"),
        rules=year.batch.rules,
    )  # fmt: skip
    scope = Scope(empty, Case.objects.filter(batch=empty), TODAY)
    ((_, paper),) = draw_up(KINDS["circular"], scope)
    assert "本批次暂无整改事项。" in said(paper)
