"""A wording is checked when it is saved: every mistake with its line, what was probably meant, and what to do."""

import pytest

from bihuan.documents.values import Vocabulary
from bihuan.documents.wording import check_wording
from bihuan.documents.wording_check import MOST_FINDINGS
from bihuan.kernel.findings import Severity

VOCABULARY = Vocabulary(
    fields={"责任单位": "牵头整改的单位", "整改目标": "要达到的目标", "整改内容": "问题"},
    lists={"整改措施": {"内容": "一条措施", "时限": "它的时限"}},
    tables={"整改目标表": "九列"},
    photos={"整改照片": "整改前后"},
)
TITLE = "【标题：督办单】\n"


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in check_wording(text, VOCABULARY)]


def message(text: str) -> str:
    (finding,) = check_wording(text, VOCABULARY)
    return finding.message


def test_a_good_wording_has_no_findings() -> None:
    text = """【编号：{编号}】
【标题：关于{整改内容}的督办单】
{责任单位}：｛填：督办要求｝
【每：整改措施】
{序}. {整改措施.内容}（{整改措施.时限}）
【完】
【如有：整改照片】
【照片：整改照片】
【否则】
（无照片）
【完】
【表格】
责任单位｜{责任单位}｜时限｜^2
【每：整改措施】
*{序中}｜*{整改措施.内容}
【完】
【完】
【附件横排：整改目标表】
【表：整改目标表】"""
    assert check_wording(text, VOCABULARY) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{责任部门}", "unknown-field"),
        ("{整改措施.完成人}", "row-outside-repeat"),
        ("{措施.内容}", "unknown-list"),
        ("{序}", "ordinal-outside-repeat"),
        ("【表：整改台账】", "unknown-table"),
        ("【照片：现场照片】", "unknown-photos"),
        ("【落款：区管办】", "unknown-instruction"),
        ("【主送】", "nothing-told"),
        ("【主送：】", "nothing-told"),
        ("【每：问题】\n【完】", "unknown-list"),
        ("【如有：附图】\n【完】", "unknown-field"),
        ("【如有：填：】\n【完】", "no-name"),
        ("【表格】", "unclosed-block"),
        ("【完】", "nothing-to-end"),
        ("【否则】", "misplaced-else"),
        ("{责任单位", "lone-brace"),
        ("责任单位}", "lone-brace"),
        ("{}", "no-name"),
        ("{填：}", "no-name"),
        ("{" + "长" * 31 + "}", "no-name"),
        ("【文号：甲〔2026〕1号】", "number-without-letterhead"),
    ],
)
def test_each_mistake_is_found_on_its_line(line: str, code: str) -> None:
    assert found(TITLE + line) == [(code, "第2行")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("责任单位｜{责任单位}｜签字", "label-without-value"),
        ("｜｜", "empty-row"),
        ("｜".join("一二三四五六七八九十甲乙丙丁"), "row-too-full"),
        ("*甲=9｜*乙=9", "row-too-full"),
        ("签字｜^31", "too-many-blank-lines"),
        ("【标题：表】", "not-in-form"),
        ("【表格】", "not-in-form"),
    ],
)
def test_each_mistake_in_a_form_is_found_on_its_line(row: str, code: str) -> None:
    assert found(f"{TITLE}【表格】\n{row}\n【完】") == [(code, "第3行")]


def test_an_else_is_written_once() -> None:
    assert found(TITLE + "【如有：责任单位】\n【否则】\n【否则】\n【完】") == [("misplaced-else", "第4行")]


def test_repeats_do_not_stand_in_one_another() -> None:
    text = TITLE + "【每：整改措施】\n【每：整改措施】\n【完】\n【完】"
    assert found(text) == [("repeat-in-repeat", "第3行")]


def test_a_wording_without_a_title_is_told_so() -> None:
    assert found("正文") == [("title-missing", "")]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    assert found("{甲}\n【乙】\n{丙}\n【完】") == [
        ("unknown-field", "第1行"),
        ("unknown-instruction", "第2行"),
        ("unknown-field", "第3行"),
        ("nothing-to-end", "第4行"),
        ("title-missing", ""),
    ]


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("{整改目的}", "是否应为{整改目标}？"),
        ("{整改措施}", "【每：整改措施】"),
        ("{整改目标表}", "【表：整改目标表】"),
        ("{整改照片}", "【照片：整改照片】"),
        ("【表：目标表】", "是否应为【表：整改目标表】？"),
        ("【每：整改措施】\n{时限}\n【完】", "{整改措施.时限}"),
        ("【每：整改措施】\n{整改措施.期限}\n【完】", "是否应为{整改措施.时限}？"),
        ("【如有：整改照】\n【完】", "是否应为【如有：整改照片】？"),
        ("{督办要求}", "{填：督办要求}"),
    ],
)
def test_a_finding_says_what_was_probably_meant(line: str, advice: str) -> None:
    assert advice in message(TITLE + line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("字" * 60_001, "wording-too-long"),
        ("\n" * 2_000, "too-many-lines"),
        (TITLE + "【如有：责任单位】\n" * 6 + "【完】\n" * 6, "nested-too-deep"),
    ],
)
def test_a_text_beyond_the_limits_is_a_finding(text: str, code: str) -> None:
    assert [each for each, _ in found(text)] == [code]


def test_up_to_the_limits_nothing_is_said() -> None:
    assert found(TITLE + "字\n" * 1_998 + "字" * 50_000) == []
    assert found(TITLE + "【如有：责任单位】\n" * 5 + "【完】\n" * 5) == []


def test_of_very_many_mistakes_the_first_are_told() -> None:
    findings = check_wording(TITLE + "{甲}" * 10_000, VOCABULARY)
    assert len(findings) == MOST_FINDINGS + 1
    assert findings[-1].code == "more-findings"


def test_every_finding_stops_the_saving_and_quotes_no_more_than_a_few_words() -> None:
    for finding in check_wording("{" + "长" * 31 + "}\n【" + "长" * 50_000 + "】", VOCABULARY):
        assert finding.severity is Severity.BLOCK
        assert len(finding.message) < 120
