"""指标读数 (T10): numerator, denominator, source, cut-off; the newest that counts is what a close-out goes by."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Indicator
from bihuan.cases.tests.deeds import Deed
from bihuan.plans.actions import IndicatorDraft, record_reading, send_back_plan
from bihuan.plans.models import IndicatorReading
from bihuan.plans.readings import ReadingFacts, counts, reading_gates
from bihuan.verification.facts import indicator_facts
from bihuan.verification.rules import indicator_met
from tests.support.world import WAGES, World, refused

YEAR_END = date(2022, 12, 31)
READ: dict[str, Any] = {
    "read_on": date(2022, 9, 30),
    "numerator": Decimal(147),
    "denominator": Decimal(150),
    "source": "劳动保障监察案件台账",
}


def facts(**changes: Any) -> ReadingFacts:
    return ReadingFacts(**{"name": "结案率", "unit": "%", "today": date(2022, 10, 8), **READ, **changes})


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"denominator": Decimal(0)}, ["reading-impossible"]),
        ({"numerator": Decimal(-1)}, ["reading-impossible"]),
        ({"numerator": Decimal(151)}, ["reading-impossible"]),
        ({"denominator": None}, ["denominator-missing"]),
        ({"denominator": None, "unit": "盏"}, []),
        ({"source": " "}, ["source-missing"]),
        ({"source": "台账" * 101}, ["source-too-long"]),
        ({"read_on": date(2022, 10, 9)}, ["read-in-the-future"]),
        ({"source": "", "read_on": YEAR_END}, ["source-missing", "read-in-the-future"]),
    ],
)
def test_what_a_reading_needs_is_told_all_at_once(changes: dict[str, Any], codes: list[str]) -> None:
    assert [finding.code for finding in reading_gates(facts(**changes))] == codes


def test_no_reading_after_the_cut_off_counts() -> None:
    assert counts(YEAR_END, YEAR_END)
    assert counts(date(2023, 1, 10), None)
    assert not counts(date(2023, 1, 1), YEAR_END)


# ── the act ─────────────────────────────────────────────────────────────────────────────────────


def wages(world: World) -> Case:
    """结案率 in two ways of counting: two indicators (T10)."""
    case = world.case_in(State.ACKNOWLEDGED, WAGES)
    rates = [
        IndicatorDraft("结案率", Decimal(98), definition=of, cut_off=YEAR_END)
        for of in ("已立案件", "法定办结期限已到的案件")
    ]
    world.submit_plan(case, indicators=rates)
    world.approve_plan(case)
    world.on(2022, 10, 8)
    return world.case(WAGES)


def read(world: World, case: Case, by: Actor, **changes: Any) -> IndicatorReading:
    given: dict[str, Any] = {"indicator_id": case.indicators.all()[0].pk, **READ, **changes}
    return record_reading(case.pk, by=by, now=world.now, **given)


def first_of(case: Case) -> Indicator:
    return case.indicators.all()[0]


DEED = Deed(
    Act.RECORD_READING, wages, read, ("chu", "jiang", "zhao"), State.RECTIFYING,
    "登记指标读数：结案率，截至2022-09-30，147/150，来源：劳动保障监察案件台账", State.WITHDRAWN, "S15",
)  # fmt: skip


def test_a_reading_leaves_its_row_in_the_journal(world: World) -> None:
    DEED.leaves_its_row(world)


def test_a_reading_is_for_the_unit_and_the_coordinator_and_nobody_else(world: World) -> None:
    DEED.is_for_nobody_else(world)


@pytest.mark.parametrize(("part", "whole", "met"), [(147, 150, True), (146, 149, False), (145, 148, False)])
def test_what_is_read_is_what_a_verification_goes_by_exactly(
    world: World, part: int, whole: int, met: bool
) -> None:
    case = wages(world)
    read(world, case, world.chu, numerator=Decimal(part), denominator=Decimal(whole))
    assert [indicator_met(each) for each in indicator_facts(world.fresh(case))] == [met, None]


def test_the_newest_day_counts_whenever_it_is_recorded(world: World) -> None:
    case = wages(world)
    read(world, case, world.chu)
    read(world, case, world.chu, read_on=date(2022, 8, 31), numerator=Decimal(90), denominator=Decimal(100))
    assert first_of(case).numerator == 147
    read(world, case, world.chu, numerator=Decimal(148))
    assert first_of(case).numerator == 148, "a correction of the same day"


def test_a_reading_after_the_cut_off_is_kept_marked_and_not_gone_by(world: World) -> None:
    case = wages(world)
    read(world, case, world.chu)
    world.on(2023, 1, 20)
    reading = read(
        world, case, world.chu, read_on=date(2023, 1, 15), numerator=Decimal(160), denominator=Decimal(160)
    )
    assert first_of(case).numerator == 147
    assert IndicatorReading.objects.filter(pk=reading.pk).exists()
    read(world, case, world.chu, read_on=YEAR_END, numerator=Decimal(155), denominator=Decimal(158))
    assert first_of(case).numerator == 155, "the one after the cut-off does not stand before it"


def test_a_denominator_of_nought_and_a_missing_source_are_refused(world: World) -> None:
    case = wages(world)
    with refused(("reading-impossible", "S15"), ("source-missing", "S15")):
        read(world, case, world.chu, denominator=Decimal(0), source="")
    assert not IndicatorReading.objects.exists()


def test_the_indicator_of_another_case_is_not_found(world: World) -> None:
    case = wages(world)
    with pytest.raises(Indicator.DoesNotExist):
        read(world, case, world.chu, indicator_id=first_of(case).pk + 999)


def test_a_figure_of_the_whole_year_is_recorded_after_the_close_out_too(world: World) -> None:
    case = world.case_in(State.CLOSED)
    reading = read(world, case, world.li, read_on=world.today, numerator=Decimal(40), denominator=None)
    assert reading.numerator == 40


def test_a_new_plan_keeps_what_was_read_and_may_not_drop_it(world: World) -> None:
    case = world.case_in(State.ACKNOWLEDGED)
    lamps = IndicatorDraft("更换路灯", Decimal(36), "盏", definition="更换数")
    world.submit_plan(case, indicators=[lamps])
    read(world, case, world.li, numerator=Decimal(12), denominator=None, read_on=world.today)
    world.on(2022, 6, 20)
    send_back_plan(case.pk, by=world.zhao, now=world.now, remark="请补充巡查制度。")
    with refused(("indicator-has-readings", "S15")):
        world.submit_plan(case, indicators=[])
    world.submit_plan(case, indicators=[IndicatorDraft("更换路灯", Decimal(40), "盏", definition="更换数")])
    (kept,) = case.indicators.all()
    assert (kept.value, kept.numerator) == (Decimal(40), Decimal(12))
    assert kept.readings.count() == 1
