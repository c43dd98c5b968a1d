"""The words of a wording's instructions, 【词：…】: what each takes and what it does. Pure; also the editor's help."""

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.typesetting.table import A3, A4, A4_UPRIGHT, Sheet

# The two signs that divide what an instruction or a row of a form is told: as offices type them, and as keyboards do.
BARS = "｜|"


@dataclass(frozen=True, slots=True)
class Word:
    """One instruction. ``shape`` is how it is written; ``most`` parts divided by ｜ at most, none when 0."""

    shape: str
    meaning: str
    most: int = 1

    @property
    def label(self) -> str:
        """The word as it is written."""
        return self.shape.strip("【】").split("：")[0]


_WORDS = (
    Word("【标题：…】", "标题，第一个为文书标题，必须有；标题内写“｜”表示在此处回行", 9),
    Word("【发文机关：…】", "红色发文机关标志，与【文号】合用"),
    Word("【文号：…】", "发文字号，排在发文机关标志下方、红线之上"),
    Word("【编号：…】", "工作文书的编号，排在标题右上方"),
    Word("【主送：…】", "主送机关，末尾自动加冒号"),
    Word("【附件说明：…｜…】", "正文之后的附件名称，两个以上自动编号", 99),
    Word("【署名：…｜…】", "署名，几个机关以“｜”分开，留出盖章的位置", 99),
    Word("【署名 无章：…】", "署名，不留盖章位置", 99),
    Word("【日期：…】", "成文日期，写在【署名】之后"),
    Word("【附注：…】", "日期下方的附注，自动加圆括号"),
    Word("【附件：标题】", "另起一页的附件，自动标注附件、附件1、附件2", 9),
    Word("【附件横排：标题】", "横排A4纸的附件", 9),
    Word("【附件横排A3：标题】", "横排A3纸的附件", 9),
    Word("【横排】", "由此起用横排A4纸；写在最前面则全文横排", 0),
    Word("【横排A3】", "由此起用横排A3纸", 0),
    Word("【竖排】", "由此起恢复竖排A4纸", 0),
    Word("【另页】", "由此起另起一页", 0),
    Word("【行：…】", "表格上下方的一行，如填报单位、注"),
    Word("【行中：…】", "同上，居中"),
    Word("【行右：…】", "同上，靠右"),
    Word("【表：名称】", "在此处排入系统生成的表"),
    Word("【照片：名称】", "在此处排入整改前后照片"),
    Word("【二维码：{网址}｜说明】", "二维码及其说明", 2),
    Word("【抄送：…】", "版记中的抄送机关"),
    Word("【印发：机关｜日期】", "版记中的印发机关和印发日期", 2),
    Word("【页脚：…】", "每页下方的小字"),
    Word("【表格】", "审批表开始，以【完】结束；每行一排格子，以“｜”分开", 0),
    Word("【每：列表】", "对列表的每一行重复以下各行，以【完】结束"),
    Word("【如有：名称】", "有内容时才排以下各行，以【完】结束"),
    Word("【如无：名称】", "没有内容时才排以下各行，以【完】结束"),
    Word("【否则】", "写在【如有】或【如无】与【完】之间：情形相反时排以下各行", 0),
    Word("【完】", "结束【表格】【每】【如有】【如无】", 0),
)


def plain_word(text: str) -> str:
    """``text`` as ``WORDS`` names it: without blanks, Ａ３ and a3 as A3."""
    return "".join(text.split()).replace("Ａ", "A").replace("ａ", "A").replace("３", "3").replace("a3", "A3")


WORDS: Mapping[str, Word] = {plain_word(word.label): word for word in _WORDS}
OPENING = frozenset({"表格", "每", "如有", "如无"})
# What may stand between 【表格】 and its 【完】.
IN_FORM = frozenset({"每", "如有", "如无", "否则", "完"})
SHEETS: Mapping[str, Sheet] = {
    "附件": A4_UPRIGHT,
    "附件横排": A4,
    "附件横排A3": A3,
    "竖排": A4_UPRIGHT,
    "横排": A4,
    "横排A3": A3,
}
