"""文书范本: a paper as plain text that an office can change without a programmer. Pure; nothing in it is executed.

A wording is written as the paper reads, a line a paragraph; empty lines count for nothing. An office would be told:

**Fields.** ``{责任单位}`` is replaced by what is on record. A field of several lines makes several paragraphs; one
that is empty leaves nothing, and a line of which nothing is left is not set. What a record says is text: braces or
brackets in it are printed, never obeyed. ``{填：督办要求}`` is typed when the paper is drawn up; left empty it is a
blank for handwriting. ``{编号}`` is the paper's own number. Braces may be full-width ｛｝.

**Levels.** A paragraph that begins with 一、 （一） 1. or （1） is set as a heading of that level: as a whole when it
has no 。 before its end, else up to and with the first 。.

**Instructions** stand alone on a line, 【词：…】; ``wording_words`` names every one. ｜ divides their parts; in a
title it is where the writer wants the line broken.

    【发文机关：…】 【文号：…】 【编号：…】          the head of a letter, or the number of a working paper
    【标题：…】                                     the first is the title of the paper and must be there
    【主送：…】 【附件说明：…｜…】 【署名：…｜…】 【日期：…】 【附注：…】
    【抄送：…】 【印发：机关｜日期】 【页脚：…】     what stands at the foot
    【附件：…】 【附件横排：…】 【附件横排A3：…】    an attachment on a page of its own, numbered if not alone
    【横排】 【横排A3】 【竖排】 【另页】            other sheets from here on; a new page
    【行：…】 【行中：…】 【行右：…】 【表：名】 【照片：名】 【二维码：{地址}｜说明】

**Forms.** Between 【表格】 and 【完】 each line is a row of cells divided by ｜: a label, its value, a label, its
value. A cell that begins with * is a value without a label, one with # a label without a value. ^3 at the end of
a cell leaves three blank lines for handwriting, =6 makes it six twelfths of the row wide.

**Again and again, and only if.** 【每：列表】 … 【完】 repeats its lines for each row of a list; in them
``{列表.字段}`` is the row's, ``{序}`` counts 1, 2, 3 and ``{序中}`` 一, 二, 三. 【如有：名】 … 【否则】 … 【完】 sets
its lines when there is something of that name, 【如无：名】 when there is nothing. Both may stand in a form, and in
one another.
"""

from collections.abc import Mapping
from datetime import date

from bihuan.documents.values import Values, Vocabulary
from bihuan.documents.wording_check import check_tree
from bihuan.documents.wording_parse import Block, Of, Slot, each_node, parse, slot_of, words_of
from bihuan.documents.wording_set import set_tree
from bihuan.kernel.findings import Finding
from bihuan.typesetting.paper import Paper


def set_wording(
    text: str, values: Values, *, name: str, dated: date | None, typed: Mapping[str, str]
) -> Paper:
    """The paper that the wording ``text`` makes of ``values``, whatever they are.

    ``name`` is its kind in Chinese, ``dated`` the day it speaks of, ``typed`` what a person adds (督办要求, 编号 …).
    """
    return set_tree(parse(text), values, name=name, dated=dated, typed=typed)


def check_wording(text: str, vocabulary: Vocabulary) -> list[Finding]:
    """Everything that keeps ``text`` from being a wording of a kind with ``vocabulary``, line by line; [] when none."""
    return check_tree(parse(text), vocabulary)


def fill_ins(text: str) -> tuple[str, ...]:
    """The names of what is typed when a paper is drawn up, ``{填：…}``, in order, each once."""
    slots: list[Slot | str | None] = []
    for node in each_node(parse(text).nodes):
        slots += [slot for words in words_of(node) for slot in words]
        slots += [slot_of(node.name)] if isinstance(node, Block) else []
    typed = (slot.name for slot in slots if isinstance(slot, Slot) and slot.of is Of.TYPED)
    return tuple(dict.fromkeys(typed))
