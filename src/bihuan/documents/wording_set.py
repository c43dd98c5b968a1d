"""From the tree of a wording and the values of one paper to that paper. Pure.

Values are put in once, as text: braces, brackets and bars inside a value are characters like any other.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bihuan.documents.values import Row, Values
from bihuan.documents.wording_parse import Block as BlockNode
from bihuan.documents.wording_parse import Body, FormRow, Instruction, Node, Of, Slot, Tree, Words, slot_of
from bihuan.documents.wording_words import SHEETS
from bihuan.typesetting.paper import (
    AttachmentNote,
    Block,
    Cell,
    Form,
    Imprint,
    Letterhead,
    Level,
    Line,
    Mark,
    NewPage,
    Number,
    Paper,
    Paragraph,
    QrCode,
    Recipients,
    Remark,
    Section,
    Signature,
    Title,
)
from bihuan.typesetting.table import A4_UPRIGHT, Align, Sheet, printable

# What a clerk has not typed is left to be written by hand.
BLANK = "＿＿＿＿＿＿"
_CHINESE_NUMBER = "[一二三四五六七八九十百]{1,5}"
_LEVELS = (
    (Level.FIRST, re.compile(f"{_CHINESE_NUMBER}、")),
    (Level.SECOND, re.compile(f"[（(]{_CHINESE_NUMBER}[）)]")),
    (Level.THIRD, re.compile(r"\d{1,3}[.．](?!\d)")),
    (Level.FOURTH, re.compile(r"[（(]\d{1,3}[）)]")),
)
# A cheap look before the four: no level begins with anything else.
_MAY_BEGIN_A_LEVEL = frozenset("一二三四五六七八九十百（(0123456789")
_ALIGNED = {"行": Align.LEFT, "行中": Align.CENTER, "行右": Align.RIGHT}
_Kind = TypeVar("_Kind", Letterhead, Signature)
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Turn:
    """Which row of which list is being set: ``number`` counts from 1, 0 outside 【每】."""

    of_list: str = ""
    row: Row | None = None
    number: int = 0


_NO_TURN = Turn()


def set_tree(tree: Tree, values: Values, *, name: str, dated: date | None, typed: Mapping[str, str]) -> Paper:
    """The paper that ``tree`` makes of ``values``; a name that has none is empty."""
    setter = _Setter(values, typed)
    setter.set_all(tree.nodes, _NO_TURN)
    return setter.paper(name, dated)


def in_chinese(number: int) -> str:
    """``number`` as headings count: 一, 十, 十一, 二十, 一百零一; in digits from ten thousand on."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // power % 10
        if digit:
            text += _DIGITS[digit] + unit
        elif text and number % power and not text.endswith("零"):
            text += "零"
    return text[1:] if text.startswith("一十") else text


def level_of(text: str) -> tuple[Level, int]:
    """The level of a paragraph by how it begins, and how many of its characters are its lead."""
    if text[0] in _MAY_BEGIN_A_LEVEL:
        for level, begins in _LEVELS:
            if begins.match(text):
                return level, text.find("。") + 1 or len(text)
    return Level.BODY, 0


class _Setter:
    """Sets node after node. A section is its sheet and its blocks so far."""

    def __init__(self, values: Values, typed: Mapping[str, str]) -> None:
        self.values = values
        self.typed = typed
        self.sections: list[tuple[Sheet, list[Block]]] = [(A4_UPRIGHT, [])]
        self.title = ""
        self.foot = ""
        self.number_of_paper = ""  # a 文号 that came before its 发文机关
        self.imprint = Imprint()

    @property
    def blocks(self) -> list[Block]:
        """Those of the section that is being set."""
        return self.sections[-1][1]

    def paper(self, name: str, dated: date | None) -> Paper:
        if self.imprint != Imprint():
            self.blocks.append(self.imprint)
        said = [
            (sheet, [block for block in blocks if block not in _NOTHING]) for sheet, blocks in self.sections
        ]
        written = [Section(tuple(blocks), sheet) for sheet, blocks in said if blocks]
        if not written:
            written = [Section((Title(name),))]
        return Paper(name, self.title or name, _numbered(written), dated, self.foot)

    # ── texts ───────────────────────────────────────────────────────────────────────────────────

    def text(self, words: Words, turn: Turn) -> str:
        """``words`` with their values, line ends and all."""
        return "".join([word if isinstance(word, str) else self.value(word, turn) for word in words])

    def value(self, slot: Slot, turn: Turn) -> str:
        """What stands at ``slot``, fit to be printed."""
        if slot.of is Of.FIELD:
            return printable(self.values.fields.get(slot.name, ""))
        if slot.of is Of.ROW:
            return printable(turn.row.get(slot.name, "")) if turn.row and turn.of_list == slot.of_list else ""
        if slot.of is Of.ORDINAL:
            return str(turn.number or "")
        if slot.of is Of.ORDINAL_IN_CHINESE:
            return in_chinese(turn.number) if turn.number else ""
        typed = printable(self.typed.get(slot.name, ""))
        if slot.of is Of.NUMBER:
            return typed or printable(self.values.fields.get(slot.name, ""))
        return typed if typed.strip() else BLANK

    def lines(self, words: Words, turn: Turn) -> list[str]:
        """The lines of ``words`` that say something, without the blanks around them."""
        text = self.text(words, turn)
        return [line for line in map(str.strip, text.split("\n")) if line]

    def line(self, words: Words, turn: Turn, between: str = " ") -> str:
        """``words`` on one line, for places where there is no second."""
        return between.join(self.lines(words, turn))

    def present(self, name: str, turn: Turn) -> bool:
        """Whether there is anything of this name: a text that is not blank, a row, a picture."""
        slot = slot_of(name)
        if slot is None:
            return False
        if slot.of is Of.TYPED:
            return bool(self.typed.get(slot.name, "").strip())
        if self.value(slot, turn).strip():
            return True
        if slot.of is not Of.FIELD:
            return False
        table, photos = self.values.tables.get(name), self.values.photos.get(name)
        return bool(self.values.lists.get(name) or (table and table.rows) or (photos and photos.pairs))

    # ── nodes ───────────────────────────────────────────────────────────────────────────────────

    def set_all(self, nodes: Sequence[Node], turn: Turn) -> None:
        for node in nodes:
            if isinstance(node, Body):
                self.blocks.extend(Paragraph(line, *level_of(line)) for line in self.lines(node.words, turn))
            elif isinstance(node, Instruction):
                self.instruct(node, turn)
            elif isinstance(node, BlockNode) and node.word == "表格":
                if rows := self.rows(node.nodes, turn):
                    self.blocks.append(Form(tuple(rows)))
            elif isinstance(node, BlockNode):
                for inner, its_turn in self.chosen(node, turn):
                    self.set_all(inner, its_turn)

    def chosen(self, node: BlockNode, turn: Turn) -> list[tuple[Sequence[Node], Turn]]:
        """What of a block is set: its lines for each row, or the lines of the case that holds."""
        if node.word == "每":
            rows = self.values.lists.get(node.name, ())
            return [(node.nodes, Turn(node.name, row, number)) for number, row in enumerate(rows, 1)]
        holds = self.present(node.name, turn) == (node.word == "如有")
        return [(node.nodes if holds else node.otherwise, turn)]

    def rows(self, nodes: Sequence[Node], turn: Turn) -> list[tuple[Cell, ...]]:
        rows: list[tuple[Cell, ...]] = []
        for node in nodes:
            if isinstance(node, FormRow):
                rows.append(
                    tuple(
                        Cell(self.text(cell.words, turn), cell.span, cell.label, cell.blank)
                        for cell in node.cells
                    )
                )
            elif isinstance(node, BlockNode):
                for inner, its_turn in self.chosen(node, turn):
                    rows += self.rows(inner, its_turn)
        return rows

    def instruct(self, told: Instruction, turn: Turn) -> None:
        """Does what the instruction says; one that has nothing to show shows nothing."""
        if told.word in SHEETS:
            self.turn_sheet(told, turn)
        elif told.word == "表":
            if table := self.values.tables.get(told.name):
                self.blocks.append(table)
        elif told.word == "照片":
            if (photos := self.values.photos.get(told.name)) and photos.pairs:
                self.blocks.append(photos)
        elif told.word == "另页":
            self.blocks.append(NewPage())
        elif told.word in _PLAIN:
            if text := self.line(told.parts[0], turn):
                self.blocks.append(_PLAIN[told.word](text))
        elif told.word in _ALIGNED:
            self.blocks.extend(Line(line, _ALIGNED[told.word]) for line in self.lines(told.parts[0], turn))
        else:
            self.instruct_more(told, turn)

    def instruct_more(self, told: Instruction, turn: Turn) -> None:
        """Those that look at what came before."""
        if told.word == "标题":
            self.entitle(told.parts, turn)
        elif told.word in ("署名", "署名无章"):
            self.sign(told, turn)
        elif told.word == "附件说明":
            if names := self.each_line(told.parts, turn):
                self.blocks.append(AttachmentNote(names))
        elif told.word == "二维码":
            address, *caption = [self.line(part, turn) for part in told.parts]
            if address:
                self.blocks.append(QrCode(address, "".join(caption)))
        else:
            self.complete(told, turn)

    def complete(self, told: Instruction, turn: Turn) -> None:
        """Those that add to a thing that may have begun elsewhere."""
        first, *more = [self.line(part, turn) for part in told.parts]
        if told.word == "发文机关":
            self.blocks.append(Letterhead(first, self.number_of_paper))
        elif told.word == "文号":
            self.number_of_paper = first
            self.replace_last(Letterhead, lambda head: replace(head, number=first))
        elif told.word == "日期":
            if not self.replace_last(Signature, lambda signed: replace(signed, day=first)) and first:
                self.blocks.append(Signature((), first))
        elif told.word == "抄送":
            self.imprint = replace(self.imprint, copies=first)
        elif told.word == "印发":
            self.imprint = replace(self.imprint, printed_by=first, printed_on="".join(more))
        elif told.word == "页脚":
            self.foot = first

    def replace_last(self, kind: type[_Kind], changed: Callable[[_Kind], Block]) -> bool:
        """Whether there was a block of ``kind`` on these sheets; the last one is changed."""
        for at in range(len(self.blocks) - 1, -1, -1):
            if isinstance(found := self.blocks[at], kind):
                self.blocks[at] = changed(found)
                return True
        return False

    def each_line(self, parts: Sequence[Words], turn: Turn) -> tuple[str, ...]:
        return tuple(line for part in parts for line in self.lines(part, turn))

    def sign(self, told: Instruction, turn: Turn) -> None:
        self.blocks.append(Signature(self.each_line(told.parts, turn), "", sealed=told.word == "署名"))

    def entitle(self, parts: Sequence[Words], turn: Turn) -> None:
        """A title; the first of the paper gives it its name."""
        lines = [line for part in parts if (line := self.line(part, turn, ""))]
        if lines:
            self.title = self.title or "".join(lines)
            self.blocks.append(Title("\n".join(lines)))

    def turn_sheet(self, told: Instruction, turn: Turn) -> None:
        """From here on another sheet; an attachment also gets its mark and its title."""
        self.sections.append((SHEETS[told.word], []))
        if told.parts:
            self.blocks.append(Mark("附件"))
            self.entitle(told.parts, turn)


_PLAIN: Mapping[str, Callable[[str], Block]] = {"编号": Number, "主送": Recipients, "附注": Remark}

# What is left of a letterhead or a signature when nothing was found for it.
_NOTHING = (Letterhead("", ""), Signature((), ""), Signature((), "", sealed=False))


def _numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """``sections`` with 附件1, 附件2 … where there are several attachments."""
    if sum(isinstance(block, Mark) for section in sections for block in section.blocks) < 2:
        return tuple(sections)
    count = 0
    numbered = []
    for section in sections:
        blocks = list(section.blocks)
        for at, block in enumerate(blocks):
            if isinstance(block, Mark):
                count += 1
                blocks[at] = Mark(f"附件{count}")
        numbered.append(Section(tuple(blocks), section.sheet))
    return tuple(numbered)
