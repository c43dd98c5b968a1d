"""Which tables of a paper become sheets of a workbook, and what of the paper goes with each. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bihuan.typesetting.paper import Line, Mark, Number, Paper, Section, Table, Title
from bihuan.typesetting.table import Sheet

# A line that begins so speaks of the table before it.
_NOTES = ("注：", "注:", "备注：", "说明：")


@dataclass(frozen=True, slots=True)
class Words:
    """A line over or under the table and the side it stands on: left, center or right."""

    text: str
    side: str


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook: a table with its title, the lines around it, and the small print at its foot.

    ``title`` has a line end where its writer breaks it. ``begins``: the pages are numbered from 1 again.
    """

    name: str
    title: str
    table: Table
    sheet: Sheet
    mark: str = ""
    above: tuple[Words, ...] = ()
    below: tuple[Words, ...] = ()
    dated: date | None = None
    foot: str = ""
    begins: bool = False

    @property
    def called(self) -> str:
        """The title on one line."""
        return self.title.replace("\n", "")


def pages_of(paper: Paper) -> Iterator[Page]:
    """The tables of ``paper`` in order, each with what stands around it."""
    begins = True
    for section in paper.sections:
        for page in _Reader(paper, section.sheet).pages(section):
            yield replace(page, begins=begins)
            begins = False


@dataclass(slots=True)
class _Reader:
    """Reads one section. A line stands above the table that follows it; if none does, below the one before it."""

    paper: Paper
    sheet: Sheet
    title: str = ""
    mark: str = ""
    waiting: tuple[Words, ...] = ()
    last: Page | None = None

    def pages(self, section: Section) -> Iterator[Page]:
        for each in section.blocks:
            if isinstance(each, Line):
                self._line(each)
            elif isinstance(each, Table):
                yield from self._finished(with_lines=False)
                self._begin(each)
            else:
                yield from self._finished(with_lines=True)
                self._note(each)
        yield from self._finished(with_lines=True)

    def _line(self, line: Line) -> None:
        words = Words(line.text, line.align.value)
        if self.last and line.text.startswith(_NOTES):
            self.last = replace(self.last, below=(*self.last.below, words))
        else:
            self.waiting = (*self.waiting, words)

    def _begin(self, table: Table) -> None:
        title = self.title or self.paper.title
        if table.columns_a_page and not table.kept < table.columns_a_page < len(table.columns):
            table = replace(table, columns_a_page=None)
        self.last = Page(
            name=self.paper.name,
            title=title,
            table=table,
            sheet=self.sheet,
            mark=self.mark,
            above=self.waiting,
            dated=self.paper.dated,
            foot=self.paper.foot,
        )
        self.mark, self.waiting = "", ()

    def _note(self, block: object) -> None:
        if isinstance(block, Title):
            self.title = block.text
        elif isinstance(block, Mark):
            self.mark = block.text
        elif isinstance(block, Number):
            self.waiting = (*self.waiting, Words(block.text, "right"))
        else:
            # Lines before running text belong to it, not to a table further down.
            self.waiting = ()

    def _finished(self, *, with_lines: bool) -> Iterator[Page]:
        """The last table, now that nothing more can belong to it."""
        if self.last is None:
            return
        below = self.waiting if with_lines else ()
        self.waiting = () if with_lines else self.waiting
        yield replace(self.last, below=(*self.last.below, *below))
        self.last = None
