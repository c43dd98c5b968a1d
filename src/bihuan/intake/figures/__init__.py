"""Numbers that do not add up: every figure of a document, and what contradicts itself.

Found and shown, never mended.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.intake.figures import changes, counted, days, periods, rates, row_rules, sums
from bihuan.intake.figures import statistics as tables
from bihuan.intake.figures.lists import listed
from bihuan.intake.figures.parts import Parts
from bihuan.intake.figures.rows import Listed, facts_of
from bihuan.intake.figures.said import MATTERS, Figure, Line, Sentence, figures_said, sentences
from bihuan.intake.figures.statistics import Statistics, statistics_in
from bihuan.intake.figures.totals import says_total
from bihuan.intake.readers.blocks import Grid, Paragraph
from bihuan.intake.seen import SeenTable, TableKind
from bihuan.kernel.findings import Finding
from bihuan.language.script import simplified

_MOST_CELLS_AS_TEXT = 400
# Longer is no paper of an office, and a page a clerk could not check.
_MOST_LINES = 3000
_COUNTED_MATTERS = frozenset("件条项起宗")
_MOST_FIGURES = 2000
_FEWEST_REPORTED = 3
_REPORTS = re.compile(r"整改|督[察查办]|巡[视察]|审计|信访|投诉|举报|诉求|热线|满意")


@dataclass(frozen=True, slots=True)
class Heard:
    """A document as its figures see it: running text, lists, tables of numbers, the day it bears."""

    lines: tuple[Line, ...]
    sentences: tuple[Sentence, ...]
    titles: tuple[Line, ...]
    lists: tuple[Listed, ...]
    statistics: tuple[Statistics, ...]
    written: date | None
    shares: tuple[rates.Share, ...]
    parts: tuple[Parts, ...]

    @property
    def tells(self) -> bool:
        """Whether it counts matters at all: a circular without any list is worth reading for that."""
        counts = (mention for sentence in self.sentences for mention in sentence.counts)
        return (
            any(mention.unit in _COUNTED_MATTERS for mention in counts)
            or self._reports()
            or bool(self.statistics)
        )

    def _reports(self) -> bool:
        """Whether a sentence on what was put right or found says several figures, whatever they count."""
        return any(
            len(sentence.mentions) >= _FEWEST_REPORTED and _REPORTS.search(sentence.text)
            for sentence in self.sentences
        )


def heard(
    parts: Iterable[Paragraph | Grid], tables: Iterable[SeenTable], written: date | None = None
) -> Heard:
    """The document made of ``parts`` with its ``tables``; ``written`` is the day it bears, where that is known."""
    seen = list(tables)
    numbers = {id(table.parts[0].grid): found for table in seen if (found := _numbers_of(table))}
    lists = [
        made for table in seen if id(table.parts[0].grid) not in numbers and _is_list(made := listed(table))
    ]
    heads = {id(part.grid): max(part.header.at, 0) for table in seen for part in table.parts}
    read = {id(grid) for made in lists for grid, _ in made.rows} | numbers.keys()
    lines = _lines(parts, {grid: head for grid, head in heads.items() if grid in read})
    published = days.published_on(lines)
    said = sentences(lines)
    shares = tuple(rates.shares_in(said))
    return Heard(
        tuple(lines),
        said,
        tuple(periods.titles_of(lines)),
        tuple(lists),
        tuple(numbers.values()),
        written or (published.day if published else None),
        shares,
        tuple(sums.parts_in(said, shares)),
    )


def _lines(parts: Iterable[Paragraph | Grid], heads: Mapping[int, int]) -> list[Line]:
    """The running text, what stands above the header of a table, and tables that are none, a line a row."""
    lines: list[Line] = []
    for part in parts:
        if isinstance(part, Paragraph):
            lines.append(Line(simplified(part.text), part.where))
        else:
            lines += _rows_as_lines(part, heads.get(id(part), len(part.rows)))
        if len(lines) > _MOST_LINES:
            break
    return lines[:_MOST_LINES]


def _numbers_of(table: SeenTable) -> Statistics | None:
    """The table as one of numbers, unless it is a list of opinions or a plan."""
    if table.kind in (TableKind.OPINIONS, TableKind.TARGETS) or table.parts[0].grid.unsure:
        return None
    return statistics_in(table.parts[0].grid)


def _is_list(table: Listed) -> bool:
    return bool(table.rows) and (table.known or table.contradictable or "number" in table.fields())


def _rows_as_lines(grid: Grid, until: int) -> Iterator[Line]:
    """What stands above the header of a table, or in a table that is none: a line a row."""
    left = _MOST_CELLS_AS_TEXT
    for at, row in enumerate(grid.rows[:until]):
        text = "|".join(simplified(cell) for cell in dict.fromkeys(row) if cell.strip())
        left -= len(row)
        if text and left > 0:
            yield Line(text, grid.place(at))


def figures_of(document: Heard) -> tuple[Figure, ...]:
    """Every figure that is said, and the sums and rates that follow from them."""
    found = [
        *figures_said(document.sentences),
        *days.days_said(document.lines, document.written.year if document.written else None),
        *sums.sums_made(document.parts),
        *rates.repeat_share(document.sentences),
    ]
    for table in document.statistics:
        found += tables.statistics_said(table)
    return tuple(found[:_MOST_FIGURES])


def contradictions(document: Heard) -> list[Finding]:
    """Everything in the document that contradicts itself, each said once."""
    found = [*_of_text(document), *_of_statistics(document)]
    for table in document.lists:
        found += _of_list(table, document)
    return list(dict.fromkeys(found))


def _of_text(document: Heard) -> Iterator[Finding]:
    said, lines, titles, shares = document.sentences, document.lines, document.titles, document.shares
    yield from periods.period_differs(titles, lines, said)
    yield from periods.batch_differs(titles, said)
    yield from periods.count_of_title(titles, said)
    yield from sums.parts_against_total(document.parts)
    yield from sums.part_above_total(said)
    yield from rates.share_against_whole(said, shares)
    yield from rates.shares_together(shares)
    yield from rates.rate_above_hundred(said)
    yield from rates.finished_rate(said)
    yield from changes.change_against_totals(said)
    yield from changes.merged_against_received(said)
    yield from changes.finished_above_received(said)
    yield from counted.enumerated(said)
    yield from counted.left_out(said)
    yield from counted.numbered_below(lines)
    yield from days.day_that_is_none(lines)
    yield from days.stretch_runs_backward(lines)
    yield from days.told_before_it_was(lines, document.written)
    yield from days.answered_before_asked(lines)


def _of_statistics(document: Heard) -> Iterator[Finding]:
    totals = [
        (mention.value, f"{sentence.where}的“{mention.printed}”")
        for sentence in document.sentences
        for mention in sentence.counts
        if mention.unit in MATTERS and says_total(mention)
    ]
    for table in document.statistics:
        yield from tables.columns_against_total(table)
        yield from tables.rates_against_counts(table)
        yield from tables.finished_above_whole(table)
        yield from tables.total_against_text(table, totals[:2])


def _of_list(table: Listed, document: Heard) -> Iterator[Finding]:
    yield from row_rules.serial_numbers(table)
    yield from row_rules.number_twice(table)
    if len(document.lists) == 1 and table.complete:
        yield from row_rules.rows_against_title(table, document.titles)
    if period := periods.period_of_titles(document.titles):
        yield from row_rules.outside_the_period(table, period.months, period.year, period.text)
    if table.contradictable:
        for row in facts_of(table):
            yield from row_rules.row_findings(row)
