"""量化指标 on the page of a case: what was promised, how it is counted, every reading and whether it reaches."""

from decimal import Decimal
from typing import Any

from bihuan.cases.models import Case, Indicator
from bihuan.plans.models import IndicatorReading
from bihuan.plans.readings import PERCENT, counts
from bihuan.reports.figures import Rate
from bihuan.verification.facts import indicator_facts
from bihuan.verification.rules import SIGNS, IndicatorFacts, indicator_met, printed, reached


def indicator_rows(case: Case) -> list[dict[str, Any]]:
    """Each indicator with what it stands by now and all its readings, the newest first."""
    rows = list(case.indicators.all())
    return [
        {
            "row": row,
            "promise": promise(row),
            "reached": reached(facts),
            "met": indicator_met(facts),
            "readings": [_reading(row, reading) for reading in reversed(row.readings.all())],
        }
        for row, facts in zip(rows, indicator_facts(case), strict=True)
    ]


def promise(row: Indicator) -> str:
    """≥98%."""
    return f"{SIGNS.get(row.comparator, row.comparator)}{plain(row.value)}{row.unit}"


def plain(number: Decimal) -> str:
    """147 and 4.2, without the noughts behind."""
    return f"{number.normalize():f}"


def _reading(indicator: Indicator, reading: IndicatorReading) -> dict[str, Any]:
    facts = IndicatorFacts(
        indicator.name, indicator.comparator, indicator.value, indicator.unit, reading.numerator,
        reading.denominator,
    )  # fmt: skip
    return {
        "row": reading,
        "said": _said(facts),
        "met": indicator_met(facts),
        "counts": counts(reading.read_on, indicator.cut_off),
    }


def _said(facts: IndicatorFacts) -> str:
    """98.0%（147/150）: a share of whole numbers as every rate is printed, never rounded up to what it misses."""
    part, whole = facts.numerator, facts.denominator
    if facts.unit != PERCENT or part is None or not whole:
        return f"{plain(part) if part is not None else '—'}{facts.unit}"
    if part == int(part) and whole == int(whole):
        return str(Rate(int(part), int(whole)))
    return f"{printed(facts)}%（{plain(part)}/{plain(whole)}）"
