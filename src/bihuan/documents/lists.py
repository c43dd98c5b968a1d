"""Lists (台账) of an office's own, by configuration alone: 52 columns under three header rows are but a text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bihuan.documents.batch_words import batch_words
from bihuan.documents.case_lives import CaseFile, case_files
from bihuan.documents.list_fields import CELL_FIELDS, COUNT, LIST_VOCABULARY, ORDINAL
from bihuan.documents.lists_parse import Slot, Words, check_list, parse_list
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.kernel.errors import Refused
from bihuan.typesetting.table import TablePaper

_TEXTS = Path(__file__).parent / "lists"
# What fills a part of a cell: the case and its number in this list.
Fill = Callable[[CaseFile, int], str]
# What a batch says the same in every row.
Same = Callable[[Batch], Mapping[str, str]]


@lru_cache
def built_in_lists() -> Mapping[str, str]:
    """The lists that come with the program: name and text."""
    return {path.stem: path.read_text("utf-8") for path in sorted(_TEXTS.glob("*.txt"))}


@lru_cache
def built_in_by_label() -> Mapping[str, str]:
    """The same by what they call themselves: 审计整改清单 …, and their text."""
    return {label_of(text): text for text in built_in_lists().values()}


def label_of(text: str) -> str:
    """What the list ``text`` calls itself."""
    return parse_list(text).name


def list_table(text: str, scope: Scope) -> TablePaper:
    """The list that ``text`` describes, of the cases of ``scope``: one row a case, in the order of the ledger.

    The cases may be of several batches: each row speaks of its own, the title only of what is the same for all, the
    lines around the table of each. ``scope.batch`` is spoken of when there are no cases. The same number of
    statements for any number of cases of a batch. Raises Refused with every line that ``check_list`` finds.
    """
    if findings := check_list(text, LIST_VOCABULARY):
        raise Refused(findings)
    plan = parse_list(text)
    cases = scope.cases.exclude(state__in=plan.left_out)
    told: dict[int, Mapping[str, str]] = {}
    count = {COUNT: str(cases.count())}

    def same(batch: Batch) -> Mapping[str, str]:
        if batch.pk not in told:
            told[batch.pk] = {**batch_words(replace(scope, batch=batch)), **count}
        return told[batch.pk]

    cells = [_cell(wanted.words, same) for wanted in plan.columns]
    rows, batches = [], dict[int, Batch]()
    for at, each in enumerate(case_files(scope, cases), 1):
        batch = batches.setdefault(each.case.batch_id, each.case.batch)
        file = replace(each, scope=replace(scope, batch=batch))
        rows.append(tuple(fill(file, at) for fill in cells))
    spoken = [same(batch) for batch in batches.values()] or [same(scope.batch)]
    said = _said(spoken)
    agreed = {name: texts[0] if len(texts) == 1 else "" for name, texts in said.items()}
    all_said = {name: "、".join(filter(None, texts)) for name, texts in said.items()}
    return TablePaper(
        name=plan.name,
        title=_told(plan.title, agreed) or plan.name,
        columns=tuple(wanted.column for wanted in plan.columns),
        rows=tuple(rows),
        attachment=plan.mark,
        above=tuple(_told(words, all_said) for words in plan.above),
        below=tuple(_told(words, all_said) for words in plan.below),
        sheet=plan.sheet,
        columns_a_page=plan.columns_a_page,
        dated=scope.today,
        kept=plan.kept,
    )


def _said(spoken: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """What the batches say under each name, the same words once."""
    return {name: list(dict.fromkeys(words[name] for words in spoken)) for name in spoken[0]}


def _told(words: Words, same: Mapping[str, str]) -> str:
    return "".join(same[part.name] if isinstance(part, Slot) else part for part in words)


def _cell(words: Words, same: Same) -> Fill:
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


def _part(part: str | Slot, same: Same) -> Fill:
    if isinstance(part, str):
        return lambda file, at: part
    if part.name == ORDINAL:
        return lambda file, at: str(at)
    if part.name in CELL_FIELDS:
        _, ask = CELL_FIELDS[part.name]
        return lambda file, at: ask(file)
    name = part.name
    return lambda file, at: same(file.scope.batch)[name]
