"""Whatever a record says is printed and never obeyed; whatever a person types as a wording is judged, never fatal."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.documents.values import Row, Values, Vocabulary
from bihuan.documents.wording import check_wording, fill_ins, set_wording
from bihuan.documents.wording_set import BLANK
from bihuan.documents.wording_words import WORDS
from bihuan.typesetting.paper import Cell, Form, Line, Paragraph, Photos, Table, as_json, from_json
from bihuan.typesetting.table import printable

_SPECIAL = [
    "{", "}", "｛", "｝", "{字段}", "{填：甲}", "【", "】", "【标题：假】", "【完】", "【每：行】", "【表格】",
    "｜", "|", "*", "#", "^3", "=6", "\n",
    "\r\n", "\x00", "\u202e", "\ud800", "一、", "。", " ", "　", "𠮷", "<b>", "&", "{{", "=1+1", "：", "字",
    *(f"【{word}】" for word in WORDS),
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(_SPECIAL), st.text(max_size=8)), max_size=12).map("".join)
garbage = st.lists(
    st.one_of(
        st.sampled_from([*_SPECIAL, "【每：", "【如有：", "{行.名}", "\n【", "】\n"]), st.text(max_size=5)
    ),
    max_size=60,
).map("".join)
VOCABULARY = Vocabulary(
    fields={"字段": "一段话", "网址": "地址"},
    lists={"行": {"名": "名称"}},
    tables={"表": "表"},
    photos={"照": "照片"},
)
WHOLE = """【标题：督办单】
甲{字段}乙
{填：要求}
【表格】
栏目｜{字段}
【每：行】
*{行.名}｜*{序}
【完】
【完】
【如有：字段】
有
【否则】
无
【完】
【行：丙{填：要求}丁】"""


def values_of(text: str, *rows: Row) -> Values:
    return Values(
        {"字段": text, "网址": text}, {"行": rows}, {"表": Table((), ((text,),))}, {"照": Photos(())}
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in printable(text).split("\n") if line.strip()]


@pytest.mark.long
@given(texts, texts, texts)
def test_values_come_out_word_for_word_and_as_nothing_but_text(value: str, typed: str, named: str) -> None:
    assert check_wording(WHOLE, VOCABULARY) == []
    values = values_of(value, {"名": named})
    paper = set_wording(WHOLE, values, name="督办单", dated=None, typed={"要求": typed})
    _title, *rest = paper.blocks()
    said, wanted = printable(value), printable(typed) if printable(typed).strip() else BLANK
    assert [block.text for block in rest if isinstance(block, Paragraph)] == [
        *lines_of(f"甲{said}乙"),
        *lines_of(wanted),
        "有" if said.strip() else "无",
    ]
    (form,) = [block for block in rest if isinstance(block, Form)]
    assert form == Form(
        (
            (Cell("栏目", 2, label=True), Cell(said, 10)),
            (Cell(printable(named), 6), Cell("1", 6)),
        )
    )
    assert [block.text for block in rest if isinstance(block, Line)] == lines_of(f"丙{wanted}丁")
    assert {type(block) for block in rest} == {Paragraph, Form, Line}
    assert paper.title == "督办单"
    assert from_json(as_json(paper)) == paper


@given(garbage)
def test_garbage_is_judged_and_set_without_an_exception(text: str) -> None:
    for finding in check_wording(text, VOCABULARY):
        assert finding.message
        assert finding.where == "" or finding.where.startswith("第")
    fill_ins(text)
    paper = set_wording(text, values_of(text, {"名": text}), name="件", dated=date(2026, 1, 1), typed={})
    assert paper.sections


def _long() -> Iterator[str]:
    """Texts that would take for ever if anything were looked for twice."""
    for piece in (
        "{",
        "}",
        "{a",
        "【",
        "】",
        "【如有：字段】\n",
        "【完】\n",
        " ",
        "^3",
        "=1",
        "｜",
        "一",
        "（",
        "1",
        "{行.",
        "：",
        "【表格】\n甲｜",
    ):
        yield "【标题：甲】\n" + piece * (59_000 // len(piece))
        yield "【标题：甲】\n【表格】\n" + piece * (59_000 // len(piece)) + "\n【完】"
        yield "【" + piece * (59_000 // len(piece)) + "】"


@pytest.mark.long
def test_no_text_within_the_limit_takes_for_ever() -> None:
    for text in _long():
        check_wording(text, VOCABULARY)
        set_wording(text, values_of("值"), name="件", dated=None, typed={})
        fill_ins(text)
