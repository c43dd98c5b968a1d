"""From the text of a wording to its tree. Pure. Any text gives a tree; what is wrong with it is told in findings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from bihuan.documents.wording_words import BARS, IN_FORM, OPENING, WORDS, plain_word
from bihuan.kernel.findings import Finding, block
from bihuan.typesetting.paper import PARTS
from bihuan.typesetting.table import printable

MOST_CHARACTERS = 60_000
MOST_LINES = 2_000
MOST_NESTED = 5
MOST_IN_NAME = 30
MOST_BLANK_LINES = 30
LABEL_PARTS = 2

_BRACED = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_BRACE = re.compile(r"[{}｛｝]")
_BAR = re.compile(f"[{BARS}]")
_COLON = re.compile("[：:]")
_BLANK_LINES = re.compile(r"[\^＾](\d{1,2})$")
_SPAN = re.compile(r"[=＝](\d{1,2})$")


class Of(Enum):
    """Where the text of a slot comes from."""

    FIELD = auto()
    ROW = auto()
    TYPED = auto()
    NUMBER = auto()
    ORDINAL = auto()
    ORDINAL_IN_CHINESE = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """A name in braces. ``of_list`` is the list whose row is meant, where one is."""

    of: Of
    name: str
    of_list: str = ""


# A text as its writer left it: words, and slots between them.
Words = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A line of the body."""

    line: int
    words: Words


@dataclass(frozen=True, slots=True)
class Instruction:
    """【word：part｜part】, no block."""

    line: int
    word: str
    parts: tuple[Words, ...]
    # What stands after the colon, as it was typed: the name of a table or of photos.
    name: str


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a form as ``typesetting.paper.Cell`` has it, its text not yet set."""

    words: Words
    span: int
    label: bool
    blank: int


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line between 【表格】 and 【完】."""

    line: int
    cells: tuple[FormCell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """【表格】【每】【如有】【如无】 with what stands up to its 【完】; ``otherwise`` is what follows 【否则】."""

    line: int
    word: str
    name: str
    nodes: tuple["Node", ...]
    otherwise: tuple["Node", ...] = ()


Node = Body | Instruction | FormRow | Block


@dataclass(frozen=True, slots=True)
class Tree:
    """A wording read: what it is made of, and what is wrong with how it is written."""

    nodes: tuple[Node, ...]
    problems: tuple[Finding, ...]


@lru_cache(maxsize=128)
def parse(text: str) -> Tree:
    """The tree of ``text``. A text beyond the limits gives an empty one with the finding that says so."""
    if len(text) > MOST_CHARACTERS:
        message = f"范本共{len(text)}字，超过{MOST_CHARACTERS}字的上限，请精简或者分成几种文书。"
        return Tree((), (block("wording-too-long", message),))
    lines = printable(text).split("\n")
    if len(lines) > MOST_LINES:
        message = f"范本共{len(lines)}行，超过{MOST_LINES}行的上限，请精简。"
        return Tree((), (block("too-many-lines", message),))
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        if stripped := line.strip():
            reader.read(number, stripped)
    return reader.finish()


def each_node(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, those inside blocks after the block itself."""
    for node in nodes:
        yield node
        if isinstance(node, Block):
            yield from each_node(node.nodes)
            yield from each_node(node.otherwise)


def words_of(node: Node) -> Iterator[Words]:
    """The texts of one node, without those of what stands inside it."""
    if isinstance(node, Body):
        yield node.words
    elif isinstance(node, Instruction):
        yield from node.parts
    elif isinstance(node, FormRow):
        yield from (cell.words for cell in node.cells)


def slot_of(name: str) -> Slot | None:
    """The slot that ``name`` (what stands between braces, or after 如有) means; None when it means none."""
    name = "".join(name.split())
    head, colon, rest = name.replace(":", "：").partition("：")
    if colon and head == "填":
        return Slot(Of.TYPED, rest) if 0 < len(rest) <= MOST_IN_NAME else None
    if not name or len(name) > MOST_IN_NAME:
        return None
    if of := {"编号": Of.NUMBER, "序": Of.ORDINAL, "序中": Of.ORDINAL_IN_CHINESE}.get(name):
        return Slot(of, name)
    of_list, dot, of_row = name.replace("．", ".").partition(".")
    return Slot(Of.ROW, of_row, of_list) if dot else Slot(Of.FIELD, name)


def short(text: str) -> str:
    """``text`` as a finding may quote it."""
    return text if len(text) <= 20 else f"{text[:20]}…"


@dataclass(slots=True)
class _Open:
    """A block whose 【完】 has not come yet."""

    line: int
    word: str
    name: str
    nodes: list[Node] = field(default_factory=list)
    otherwise: list[Node] | None = None

    @property
    def here(self) -> list[Node]:
        return self.nodes if self.otherwise is None else self.otherwise

    def closed(self) -> Block:
        return Block(self.line, self.word, self.name, tuple(self.nodes), tuple(self.otherwise or ()))


class _Reader:
    """Reads line after line. The first of ``open`` is the wording itself."""

    def __init__(self) -> None:
        self.open = [_Open(0, "", "")]
        self.problems: list[Finding] = []

    def finish(self) -> Tree:
        for unclosed in self.open[:0:-1]:
            message = f"【{unclosed.word}】没有结束，请在它管的最后一行之后另起一行写【完】。"
            self.problem("unclosed-block", unclosed.line, message)
            self.close()
        return Tree(tuple(self.open[0].nodes), tuple(self.problems))

    def problem(self, code: str, line: int, message: str) -> None:
        self.problems.append(block(code, message, where=f"第{line}行"))

    def close(self) -> None:
        closed = self.open.pop().closed()
        self.open[-1].here.append(closed)

    def read(self, line: int, text: str) -> None:
        """One line, blanks around it removed."""
        in_form = any(each.word == "表格" for each in self.open)
        found = _instruction(text)
        if found is None:
            node = self.row(line, text) if in_form else Body(line, self.words(line, text))
            self.open[-1].here.append(node)
            return
        word, rest = found
        if word not in WORDS:
            self.unknown(line, text)
        elif in_form and word not in IN_FORM:
            self.problem(
                "not-in-form",
                line,
                f"【{word}】不能写在【表格】里面，请移到表格的【完】之后或者【表格】之前。",
            )
        elif WORDS[word].most and not rest:
            self.problem("nothing-told", line, f"【{word}】缺少内容，请写成{WORDS[word].shape}。")
        elif word in OPENING:
            self.opens(line, word, rest)
        elif word == "完":
            self.ends(line)
        elif word == "否则":
            self.turns(line)
        else:
            self.open[-1].here.append(self.told(line, word, rest))

    def unknown(self, line: int, text: str) -> None:
        message = f"不认识的指令{short(text)}。请对照排版指令改正；如系正文，请去掉行首和行末的方括号【】。"
        self.problem("unknown-instruction", line, message)

    def opens(self, line: int, word: str, rest: str) -> None:
        if len(self.open) > MOST_NESTED:
            self.problem("nested-too-deep", line, f"【{word}】嵌套超过{MOST_NESTED}层，请拆开来写。")
        if word == "每" and any(each.word == "每" for each in self.open):
            self.problem("repeat-in-repeat", line, "【每】里面不能再写【每】，请先用【完】结束上一个。")
        self.open.append(_Open(line, word, _bare(rest)))

    def ends(self, line: int) -> None:
        if len(self.open) > 1:
            self.close()
        else:
            message = "【完】之前没有需要结束的【表格】【每】【如有】或【如无】，请删去本行。"
            self.problem("nothing-to-end", line, message)

    def turns(self, line: int) -> None:
        last = self.open[-1]
        if last.word not in ("如有", "如无") or last.otherwise is not None:
            message = "【否则】只能写在【如有】或【如无】与它的【完】之间，并且只写一次。"
            self.problem("misplaced-else", line, message)
        else:
            last.otherwise = []

    def told(self, line: int, word: str, rest: str) -> Instruction:
        if word in ("表", "照片"):
            return Instruction(line, word, (), _bare(rest))
        most = WORDS[word].most
        texts = _BAR.split(rest, maxsplit=most - 1) if most > 1 else [rest] * most
        return Instruction(line, word, tuple(self.words(line, text.strip()) for text in texts), rest)

    def words(self, line: int, text: str) -> Words:
        """``text`` taken apart at its braces; values come in later, and are not looked at again."""
        words: list[str | Slot] = []
        for at, piece in enumerate(_BRACED.split(text)):
            if at % 2 == 0:
                if _BRACE.search(piece):
                    message = (
                        f"花括号没有配对：{short(piece.strip())}。字段请写成{{字段}}，正文中不用花括号。"
                    )
                    self.problem("lone-brace", line, message)
                words += [piece] if piece else []
            elif slot := slot_of(piece):
                words.append(slot)
            else:
                message = f"花括号里应当是字段的名称，不超过{MOST_IN_NAME}字，现为“{short(piece)}”。"
                self.problem("no-name", line, message)
        return tuple(words)

    def row(self, line: int, text: str) -> FormRow:
        """A row of a form: labels and values in turn, as their marks say."""
        cells: list[FormCell] = []
        label = True
        for told in (piece.strip() for piece in _BAR.split(text)):
            mark = told[:1] if told[:1] in ("*", "＊", "#", "＃") else ""
            is_label = mark in ("#", "＃") or (not mark and label)
            label = True if mark else not label
            cells.append(self.cell(line, told.removeprefix(mark), is_label))
        if not any(cell.words for cell in cells):
            self.problem("empty-row", line, "表格的这一行没有内容，请写成“栏目｜内容”，或者删去本行。")
        elif len(cells) > 1 and not label:
            message = "表格的这一行末尾只有栏目、没有内容格。请补上“｜{字段}”；留空的写“｜”即可。"
            self.problem("label-without-value", line, message)
        spans = _spans(cells)
        if spans is None:
            message = f"表格的这一行放不下：一行宽{PARTS}份，栏目占1至2份，内容至少1份。请分成两行。"
            self.problem("row-too-full", line, message)
            spans = [1] * len(cells)
        return FormRow(line, tuple(_spanning(cell, span) for cell, span in zip(cells, spans, strict=True)))

    def cell(self, line: int, text: str, label: bool) -> FormCell:
        """A cell without its share of the row; ``span`` is what is written behind =, else 0."""
        blank = span = 0
        for _ in range(2):
            if found := _BLANK_LINES.search(text):
                blank = int(found[1])
            elif found := _SPAN.search(text):
                span = int(found[1])
            text = text[: found.start()].rstrip() if found else text
        if blank > MOST_BLANK_LINES:
            message = f"一格最多空{MOST_BLANK_LINES}行，请改小“^”后面的数。"
            self.problem("too-many-blank-lines", line, message)
        return FormCell(self.words(line, text), span, label, min(blank, MOST_BLANK_LINES))


def _instruction(text: str) -> tuple[str, str] | None:
    """The word and the rest of a line that is wholly an instruction."""
    if not (text.startswith("【") and text.endswith("】")):
        return None
    word, *rest = _COLON.split(text[1:-1], maxsplit=1)
    if "】" in word or "【" in word:
        return None
    return plain_word(word), rest[0].strip() if rest else ""


def _bare(name: str) -> str:
    """A name after a colon; braces around it do no harm."""
    return "".join(name.split()).strip("{}｛｝")


def _spans(cells: Sequence[FormCell]) -> list[int] | None:
    """The parts of each cell, twelve together; None when they do not fit."""
    if len(cells) > PARTS or sum(cell.span for cell in cells) > PARTS:
        return None
    for label_parts in (LABEL_PARTS, 1):
        spans = [cell.span or (label_parts if cell.label else 0) for cell in cells]
        open_ended = [at for at, span in enumerate(spans) if not span] or _last_free(cells)
        rest = PARTS - sum(span for at, span in enumerate(spans) if at not in open_ended)
        if rest >= len(open_ended):
            for turn, at in enumerate(open_ended):
                spans[at] = (rest + turn) // len(open_ended)
            return spans
    return None


def _last_free(cells: Sequence[FormCell]) -> list[int]:
    """In a row without values: its labels share what is left, or else its last cell takes it."""
    return [at for at, cell in enumerate(cells) if not cell.span] or [len(cells) - 1]


def _spanning(cell: FormCell, span: int) -> FormCell:
    return FormCell(cell.words, span, cell.label, cell.blank)
