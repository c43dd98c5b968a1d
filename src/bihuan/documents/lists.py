"""Lists (台账) of an office's own, by configuration alone: 52 columns under three header rows are but a text."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from bihuan.documents.batch_words import batch_words
from bihuan.documents.case_lives import CaseFile, case_files
from bihuan.documents.list_fields import CELL_FIELDS, COUNT, LIST_VOCABULARY, ORDINAL
from bihuan.documents.lists_parse import Slot, Words, check_list, parse_list
from bihuan.documents.scope import Scope
from bihuan.kernel.errors import Refused
from bihuan.typesetting.table import TablePaper

_TEXTS = Path(__file__).parent / "lists"
# What fills a part of a cell: the case and its number in this list.
Fill = Callable[[CaseFile, int], str]


@lru_cache
def built_in_lists() -> Mapping[str, str]:
    """The lists that come with the program: name and text."""
    return {path.stem: path.read_text("utf-8") for path in sorted(_TEXTS.glob("*.txt"))}


def label_of(text: str) -> str:
    """What the list ``text`` calls itself."""
    return parse_list(text).name


def list_table(text: str, scope: Scope) -> TablePaper:
    """The list that ``text`` describes, of the cases of ``scope``: one row a case, in the order of the ledger.

    The same number of statements for any number of cases. Raises Refused with every line that ``check_list`` finds.
    """
    if findings := check_list(text, LIST_VOCABULARY):
        raise Refused(findings)
    plan = parse_list(text)
    cases = scope.cases.exclude(state__in=plan.left_out)
    same = {**batch_words(scope), COUNT: str(cases.count())}
    cells = [_cell(wanted.words, same) for wanted in plan.columns]
    rows = tuple(
        tuple(fill(file, at) for fill in cells) for at, file in enumerate(case_files(scope, cases), 1)
    )
    return TablePaper(
        name=plan.name,
        title=_told(plan.title, same),
        columns=tuple(wanted.column for wanted in plan.columns),
        rows=rows,
        attachment=plan.mark,
        above=tuple(_told(words, same) for words in plan.above),
        below=tuple(_told(words, same) for words in plan.below),
        sheet=plan.sheet,
        columns_a_page=plan.columns_a_page,
        dated=scope.today,
        kept=plan.kept,
    )


def _told(words: Words, same: Mapping[str, str]) -> str:
    return "".join(same[part.name] if isinstance(part, Slot) else part for part in words)


def _cell(words: Words, same: Mapping[str, str]) -> Fill:
    """What fills the cells of a column. Where all its fields are empty, the words between them are not set either."""
    parts = [(isinstance(part, Slot), _part(part, same)) for part in words]
    if not any(is_slot for is_slot, _ in parts):
        plain = "".join(part for part in words if isinstance(part, str))
        return lambda file, at: plain

    def fill(file: CaseFile, at: int) -> str:
        texts = [(is_slot, ask(file, at)) for is_slot, ask in parts]
        if not any(text for is_slot, text in texts if is_slot):
            return ""
        return "".join(text for _, text in texts)

    return fill


def _part(part: str | Slot, same: Mapping[str, str]) -> Fill:
    if isinstance(part, str):
        return lambda file, at: part
    if part.name == ORDINAL:
        return lambda file, at: str(at)
    if part.name in CELL_FIELDS:
        _, ask = CELL_FIELDS[part.name]
        return lambda file, at: ask(file)
    text = same[part.name]
    return lambda file, at: text
