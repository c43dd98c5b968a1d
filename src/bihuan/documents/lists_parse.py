"""A list (台账) of an office's own as plain text: read, and checked line by line. Pure; nothing in it is executed.

An office would be told: every line is an instruction; empty lines count for nothing.

    【标题：{批次主题}审计整改清单】                  must be there
    【表前：截至{今日}】 【表后：填表人：】           lines above and below the table, as many as wanted
    【列：整改责任清单／法规依据｜24｜居中】{字段}    a column: its headings, width in mm, 居中 if centred, its cells
    【名称：审计整改清单】                            the name of the sheet; else the title's own words
    【附件标记：附件2】                               the mark top left
    【纸张：A3】                                      A4 (横排, unless told), A4竖排 or A3
    【首页列数：24】 【重复列：2】                    a table too broad for one page goes on beside
    【不列：已撤销】                                  cases in these states are left out
    【说明：…】                                       a remark for those who keep the list; not printed

Headings divided by ／ stand in rows of the header, one over the other; neighbours under the same words share a cell.
In a cell ``{责任单位}`` is what is on record, ↵ breaks the line; a cell whose fields are all empty is left empty. What
a record says is text and is not looked at again.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from bihuan.cases.lifecycle import State
from bihuan.documents.values import Vocabulary
from bihuan.documents.wording_parse import MOST_CHARACTERS, MOST_LINES, short
from bihuan.documents.wording_words import BARS, plain_word
from bihuan.kernel.findings import Finding, block
from bihuan.typesetting.table import A3, A4, A4_UPRIGHT, Align, Column, Sheet, printable

MOST_COLUMNS = 200
DEEPEST = 4
NARROWEST, BROADEST = 5.0, 200.0
MOST_FINDINGS = 50
# The list of a vocabulary whose names stand in the cells; those of its fields may stand anywhere.
CELLS = "列"
_SHEETS: Mapping[str, Sheet] = {
    "A4": A4,
    "A4横": A4,
    "A4横排": A4,
    "A4竖": A4_UPRIGHT,
    "A4竖排": A4_UPRIGHT,
    "A3": A3,
    "A3横": A3,
    "A3横排": A3,
}
_STATES = {state.label: state for state in State}
_LINE = re.compile(r"【([^：:】]*)(?:[：:](.*?))?】(.*)", re.DOTALL)
_SLOT = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_BRACE = re.compile(r"[{}｛｝]")
_BAR = re.compile(f"[{BARS}]")
_SLASH = re.compile("[／/]")
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slot:
    """A name in braces."""

    name: str


Words = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column of the list: how it is headed, and what stands in its cells. ``line`` is where it is written."""

    line: int
    column: Column
    words: Words


@dataclass(slots=True)
class ListPlan:
    """A list read. ``told`` has every text with its line; ``problems`` is what is wrong with how it is written."""

    name: str = ""
    mark: str = ""
    title: Words = ()
    above: list[Words] = field(default_factory=list)
    below: list[Words] = field(default_factory=list)
    sheet: Sheet = A4
    columns_a_page: int | None = None
    kept: int = 2
    left_out: frozenset[State] = frozenset()
    columns: list[Wanted] = field(default_factory=list)
    told: list[tuple[int, Words]] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)


def check_list(text: str, vocabulary: Vocabulary) -> list[Finding]:
    """Everything that keeps ``text`` from being a list with ``vocabulary``, line by line; [] when nothing does."""
    plan = parse_list(text)
    found = [*plan.problems, *_unknown(plan, vocabulary)]
    found.sort(key=lambda finding: int(finding.where.strip("第行") or 0))
    if len(found) > MOST_FINDINGS:
        found = found[:MOST_FINDINGS]
        found.append(block("more-findings", f"其余问题未一一列出，请先改正以上{MOST_FINDINGS}处。"))
    return found


@lru_cache(maxsize=64)
def parse_list(text: str) -> ListPlan:
    """The list that ``text`` describes, with what is wrong in it. Not to be changed by who asks."""
    if len(text) > MOST_CHARACTERS or text.count("\n") >= MOST_LINES:
        message = f"台账格式超过{MOST_CHARACTERS}字或者{MOST_LINES}行的上限，请精简。"
        return ListPlan(problems=[block("list-too-long", message)])
    reader = _Reader()
    for number, line in enumerate(printable(text).split("\n"), 1):
        if stripped := line.strip():
            reader.read(number, stripped)
    return reader.finish()


def slots_of(words: Words) -> Iterator[str]:
    """The names in ``words``."""
    return (part.name for part in words if isinstance(part, Slot))


class _Reader:
    """Reads line after line."""

    def __init__(self) -> None:
        self.plan = ListPlan()
        self.line = 0
        self.words_read: dict[str, Callable[[str], None]] = {
            "标题": self.title,
            "表前": lambda rest: self.plan.above.append(self.words(rest)),
            "表后": lambda rest: self.plan.below.append(self.words(rest)),
            "名称": self.name,
            "附件标记": self.mark,
            "纸张": self.sheet,
            "首页列数": self.first_page,
            "重复列": self.repeated,
            "不列": self.leave_out,
            "说明": lambda rest: None,
        }

    def problem(self, code: str, message: str) -> None:
        self.plan.problems.append(block(code, message, where=f"第{self.line}行"))

    def read(self, line: int, text: str) -> None:
        """One line, blanks around it removed."""
        self.line = line
        found = _LINE.fullmatch(text)
        if found is None:
            message = (
                f"“{short(text)}”不是一条指令。每行应当以【开头，例如【列：责任单位｜24｜居中】{{责任单位}}。"
            )
            self.problem("no-instruction", message)
            return
        word, rest, after = plain_word(found[1]), (found[2] or "").strip(), found[3].strip()
        if word == "列":
            self.column(rest, after)
        elif word not in self.words_read:
            known = "、".join(f"【{each}】" for each in ("列", *self.words_read))
            self.problem("unknown-instruction", f"不认识的指令【{short(word)}】，可用的有{known}。")
        elif after:
            self.problem("text-after", f"【{word}：…】之后不能有文字，请把“{short(after)}”移到括号内。")
        elif not rest and word != "说明":
            self.problem("nothing-told", f"【{word}】缺少内容，请写成【{word}：…】。")
        else:
            self.words_read[word](rest)

    def words(self, text: str) -> Words:
        """``text`` taken apart at its braces."""
        words: list[str | Slot] = []
        for at, piece in enumerate(_SLOT.split(text.replace("↵", "\n"))):
            if at % 2:
                words.append(Slot("".join(piece.split())))
            elif piece:
                words.append(piece)
                if _BRACE.search(piece):
                    self.problem("lone-brace", f"花括号没有配对：{short(piece)}。字段请写成{{字段}}。")
        told = tuple(words)
        self.plan.told.append((self.line, told))
        return told

    def title(self, rest: str) -> None:
        if self.plan.title:
            self.problem("second-title", "【标题】只能有一个，请删去本行，或者改为【表前：…】。")
        self.plan.title = self.words(rest)

    def name(self, rest: str) -> None:
        self.plan.name = rest

    def mark(self, rest: str) -> None:
        self.plan.mark = rest

    def sheet(self, rest: str) -> None:
        sheet = _SHEETS.get(plain_word(rest).upper())
        if sheet is None:
            self.problem("unknown-sheet", f"没有“{short(rest)}”这种纸张，请写A4、A4竖排或者A3。")
        self.plan.sheet = sheet or A4

    def first_page(self, rest: str) -> None:
        self.plan.columns_a_page = self.whole(rest, "首页列数", 1)

    def repeated(self, rest: str) -> None:
        kept = self.whole(rest, "重复列", 0)
        self.plan.kept = self.plan.kept if kept is None else kept

    def whole(self, rest: str, word: str, least: int) -> int | None:
        if rest.isascii() and rest.isdecimal() and least <= int(rest[:4]) <= MOST_COLUMNS:
            return int(rest)
        message = f"【{word}】应当是{least}至{MOST_COLUMNS}之间的整数，现为“{short(rest)}”。"
        self.problem("no-number", message)
        return None

    def leave_out(self, rest: str) -> None:
        for label in rest.split("、"):
            if state := _STATES.get(label.strip()):
                self.plan.left_out |= {state}
            else:
                message = f"没有名为“{short(label)}”的环节，可写的有：{'、'.join(_STATES)}。"
                self.problem("unknown-state", message)

    def column(self, rest: str, cell: str) -> None:
        """【列：headings｜width｜居中】cell."""
        headings, *more = (part.strip() for part in _BAR.split(rest))
        rows = [each.strip().replace("↵", "\n") for each in _SLASH.split(headings)]
        if not all(rows):
            self.problem("no-heading", "【列】缺少栏名，请写成【列：栏名｜宽度】{字段}；几层栏名以“／”分开。")
        if len(rows) > DEEPEST:
            self.problem("header-too-deep", f"栏名有{len(rows)}层，最多{DEEPEST}层，请合并几层。")
        column = Column(rows[-1], self.width(more), self.align(more), tuple(rows[:-1][:DEEPEST]))
        self.plan.columns.append(Wanted(self.line, column, self.words(cell)))

    def width(self, told: list[str]) -> float:
        text = told[0].removesuffix("毫米").removesuffix("mm").strip() if told else ""
        width = float(text) if _NUMBER.fullmatch(text) else 0.0
        if NARROWEST <= width <= BROADEST:
            return width
        shown = f"，现为“{short(told[0])}”" if told and told[0] else ""
        message = f"栏宽应当是{NARROWEST:g}至{BROADEST:g}毫米{shown}，请写成【列：栏名｜20】。"
        self.problem("no-width", message)
        return NARROWEST

    def align(self, told: list[str]) -> Align:
        if len(told) < 2:
            return Align.LEFT
        if len(told) > 2 or told[1] not in ("居中", "居左", ""):
            what = "｜".join(told[1:])
            self.problem("unknown-align", f"栏宽之后只能写“居中”或者不写，现为“{short(what)}”。")
        return Align.CENTER if told[1] == "居中" else Align.LEFT

    def finish(self) -> ListPlan:
        """What only the whole text can tell."""
        plan, self.line = self.plan, 0
        if not plan.title:
            plan.problems.append(block("title-missing", "没有标题，请加一行【标题：…】。"))
        if not plan.columns:
            message = "没有一列，请至少加一行【列：栏名｜宽度】{字段}。"
            plan.problems.append(block("no-column", message))
        if len(plan.columns) > MOST_COLUMNS:
            message = f"共{len(plan.columns)}列，最多{MOST_COLUMNS}列，请分成几个台账。"
            plan.problems.append(block("too-many-columns", message))
        elif plan.columns_a_page is not None and plan.columns_a_page <= plan.kept:
            message = f"【首页列数】（{plan.columns_a_page}）应当多于【重复列】（{plan.kept}）。"
            plan.problems.append(block("first-page-too-narrow", message))
        if not plan.name:
            plan.name = "".join(part for part in plan.title if isinstance(part, str)).strip() or "台账"
        return plan


def _unknown(plan: ListPlan, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every name that means nothing where it stands."""
    in_cells = vocabulary.lists.get(CELLS, {})
    columns = {wanted.line for wanted in plan.columns}
    for line, words in plan.told:
        known = {**vocabulary.fields, **(in_cells if line in columns else {})}
        for name in slots_of(words):
            if name in known:
                continue
            if name in in_cells:
                message = f"{{{name}}}因事项而异，只能写在【列】之后。"
            else:
                message = f"没有名为“{short(name)}”的字段。{_nearest(name, known)}"
            yield block("unknown-field", message, where=f"第{line}行")


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(name[:30], names, n=1, cutoff=0.5) or [
        each for each in names if name and name in each
    ]
    return f"是否应为{{{near[0]}}}？" if near else "可用的名称见字段表。"
