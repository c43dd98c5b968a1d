"""What a filled-in sheet has to say: every refusal, with its place."""

from dataclasses import replace
from datetime import date

import pytest

from bihuan.inspection.rules import (
    Filled,
    InspectionFacts,
    Item,
    Line,
    Verdict,
    answer_gates,
    check,
    days_late,
    pack_code,
    wants_answer,
)

BATCH, MADE_ON, TODAY = "桂试绩发〔2022〕1号", date(2022, 11, 1), date(2022, 11, 25)
ITEMS = (Item(11, 1, "450000000000001"), Item(12, 2, "450000000000002"))
FACTS = InspectionFacts(BATCH, ITEMS, TODAY, elsewhere={"450000000000099": "桂试绩发〔2021〕3号"})
ONE = Line("第1行", "1", "450000000000001", "属实")
TWO = Line("第2行", "2", "450000000000002", "部分属实", "台账不全。", "2022-12-10")
FORM = Filled("市绩效办", "陆七", "2022-11-20", (ONE, TWO))
SHEET = replace(
    FORM, content=b"x", code=pack_code(BATCH, None, MADE_ON), batch=BATCH, made_on=MADE_ON.isoformat()
)


def codes(filled: Filled, facts: InspectionFacts = FACTS) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in check(filled, facts).findings]


def with_line(line: Line) -> Filled:
    return replace(FORM, lines=(line, TWO))


def test_a_form_and_a_sheet_that_are_right_are_understood() -> None:
    for filled in (FORM, SHEET):
        read = check(filled, FACTS)
        assert read.findings == ()
        assert (read.body, read.visited_on) == ("市绩效办", date(2022, 11, 20))
        assert [(row.item.key, row.verdict, row.due_on) for row in read.rows] == [
            (11, Verdict.PASSED, None),
            (12, Verdict.PARTLY, date(2022, 12, 10)),
        ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": " "}, "body-missing"),
        ({"body": "办" * 101}, "too-long"),
        ({"inspectors": "莫八、" * 70}, "too-long"),
        ({"visited_on": ""}, "day-missing"),
        ({"visited_on": "上周五"}, "day-unreadable"),
        ({"visited_on": "2022-11-26"}, "day-in-the-future"),
        ({"lines": ()}, "no-lines"),
    ],
)
def test_the_head_of_a_sheet_is_whole(changes: dict[str, object], code: str) -> None:
    assert [found for found, _ in codes(replace(FORM, **changes))] == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (replace(ONE, position="7", number=""), "item-unknown"),
        (replace(ONE, position="", number="450000000000077"), "item-unknown"),
        (replace(ONE, position="", number=""), "item-missing"),
        (replace(ONE, number="450000000000099"), "item-elsewhere"),
        (replace(ONE, number="450000000000007"), "item-mismatch"),
        (replace(ONE, verdict=""), "verdict-missing"),
        (replace(ONE, verdict="基本属实"), "verdict-unknown"),
        (replace(ONE, verdict="不属实"), "text-missing"),
        (replace(ONE, text="长" * 20_001), "text-too-long"),
        (replace(ONE, due="下月初"), "due-unreadable"),
        (replace(ONE, due="2022-11-01"), "due-before-visit"),
        (replace(TWO, where="第1行"), "item-twice"),
    ],
)
def test_a_line_that_is_wrong_is_told_with_its_place(line: Line, code: str) -> None:
    where = "第2行" if code == "item-twice" else "第1行"
    assert codes(with_line(line)) == [(code, where)]


def test_a_place_names_the_column_where_it_is_known() -> None:
    line = replace(ONE, verdict="好", places={"verdict": "工作表“核验表”第3行F列"})
    assert codes(with_line(line)) == [("verdict-unknown", "工作表“核验表”第3行F列")]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    filled = replace(
        FORM, body="", lines=(replace(ONE, verdict=""), replace(TWO, text="", position="9", number=""))
    )
    found = [code for code, _ in codes(filled)]
    assert found == ["body-missing", "verdict-missing", "item-unknown", "text-missing"]


def test_an_item_is_found_by_its_number_alone_and_blanks_do_not_matter() -> None:
    assert codes(with_line(replace(ONE, position="", number="45000000 0000001"))) == []
    assert codes(with_line(replace(ONE, verdict=" 属 实"))) == []


def test_one_body_says_one_thing_of_an_item_on_one_day() -> None:
    facts = replace(FACTS, told=frozenset({("市绩效办", date(2022, 11, 20), 12)}))
    assert codes(FORM, facts) == [("inspected-twice", "第2行")]
    assert codes(replace(FORM, visited_on="2022-11-21"), facts) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": ""}, "sheet-code-missing"),
        ({"made_on": "不详"}, "sheet-code-missing"),
        ({"batch": "桂试绩发〔2021〕3号"}, "sheet-of-another-batch"),
        ({"code": "7K3MX-9QD2P"}, "sheet-of-another-pack"),
        ({"made_on": "2022-11-02"}, "sheet-of-another-pack"),
        ({"batch": "", "code": pack_code("桂试绩发〔2021〕3号", None, MADE_ON)}, "sheet-of-another-pack"),
    ],
)
def test_a_sheet_of_another_pack_is_not_read(changes: dict[str, str], code: str) -> None:
    filled = replace(SHEET, **changes, lines=(replace(ONE, verdict="好"),))  # type: ignore[arg-type]
    assert [found for found, _ in codes(filled)] == [code]


def test_the_sheet_of_an_item_speaks_of_no_other() -> None:
    mine = replace(SHEET, code=pack_code(BATCH, 1, MADE_ON))
    assert codes(mine) == [("item-not-in-pack", "第2行")]
    assert codes(replace(mine, lines=(ONE,))) == []


def test_a_code_is_read_as_it_was_printed() -> None:
    code = SHEET.code
    assert codes(replace(SHEET, code=f"{code[:5]}-{code[5:]}".lower())) == []


def test_a_finding_is_answered_once_in_words_where_an_answer_is_wanted() -> None:
    def told(*, wanted: bool = True, answered: bool = False, text: str = "已修复。") -> list[str]:
        return [finding.code for finding in answer_gates(wanted=wanted, answered=answered, text=text)]

    assert told() == []
    assert told(wanted=False) == ["no-answer-wanted"]
    assert told(answered=True, text=" ") == ["already-answered", "answer-missing"]
    assert told(text="长" * 20_001) == ["answer-too-long"]


def test_who_objects_or_sets_a_day_wants_an_answer() -> None:
    assert [word.label for word in Verdict if wants_answer(word, None)] == ["部分属实", "不属实"]
    assert wants_answer(Verdict.PASSED, date(2022, 12, 10))


def test_an_answer_is_late_from_the_day_after_it_was_due() -> None:
    due = date(2022, 12, 10)
    assert days_late(due, due, date(2023, 1, 1)) == 0
    assert days_late(due, date(2022, 12, 12), date(2023, 1, 1)) == 2
    assert days_late(due, None, date(2022, 12, 13)) == 3
    assert days_late(None, None, date(2023, 1, 1)) == 0
