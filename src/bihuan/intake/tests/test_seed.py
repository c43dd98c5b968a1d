"""The real notice, both forms, against what the office says must be read from it. Skipped where it is not there."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.intake.read import read_file
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import CALENDAR

FORMS = ("notice.txt", "notice.docx")


@pytest.fixture(scope="module")
def expected(seed_dir: Path) -> Any:
    return json.loads((seed_dir / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=FORMS)
def reading(request: pytest.FixtureRequest, seed_dir: Path) -> Reading:
    return read_file(seed_dir / request.param, CALENDAR)


def test_both_forms_give_the_same(seed_dir: Path) -> None:
    text, word = (read_file(seed_dir / form, CALENDAR).as_json() for form in FORMS)
    for read in (text, word):
        for figure in read["figures"]:
            del figure["where"]  # a paragraph of the one and a line of the other
    assert text == word


def test_no_figure_of_the_notice_contradicts_another(reading: Reading) -> None:
    assert [(figure.value, figure.unit) for figure in reading.figures] == [
        ("16", "条"),
        ("16", "条"),
        ("4", "项"),
    ]
    contradictions = {
        "parts-do-not-add-up",
        "title-count-differs",
        "items-not-as-stated",
        "rows-not-as-stated",
    }
    assert not contradictions & {finding.code for finding in reading.findings}


def test_the_document_is_what_the_office_says(reading: Reading, expected: Any) -> None:
    told, read = expected["doc"], reading.as_json()["document"]
    pairs = {
        "发文字号": "number",
        "发文机关": "issuing_body",
        "标题": "title",
        "主送": "recipients",
        "成文日期": "issued_on",
        "整改条数_反馈": "received_count",
        "整改条数_立项": "rectify_count",
        "书面报送截止": "report_due_on",
        "汇总部门": "coordinator",
        "附件": "attachments",
    }
    assert {word: read[field] for word, field in pairs.items()} == {word: told[word] for word in pairs}
    assert read["basis"] == [told["上级依据文号"]]
    assert read["report_to"] == told["汇总部门"]
    assert (read["evaluation_year"], read["work_year"], read["plan_period_end"]) == (2021, 2022, "2025-12-31")
    assert f"《{read['plan_title']}》" in told["标题"]


def test_the_table_is_what_the_office_says(reading: Reading, expected: Any) -> None:
    read = reading.as_json()["table"]
    assert read["columns"] == expected["columns"]
    assert len(read["rows"]) == len(expected["rows"])
    for row, told in zip(read["rows"], expected["rows"], strict=True):
        assert row["position"] == told["序号"]
        assert row["number"] == told["问题编号"]
        assert row["type"] == told["意见建议类型"]
        assert row["target"] == told.get("整改目标", row["target"])
        assert len(row["measures"]) == told["整改措施_条数"]
        assert row["limit"]["text"] == told["整改时限_原文"]
        assert row["limit"]["date"] == told["截止日期"]
        assert row["units"] == told["责任部门"]
        assert row["person"] == told["负责人"]
        figures = {figure["name"]: figure["value"] + figure["unit"] for figure in row["indicators"]}
        assert figures == told.get("量化指标", {})
    kinds = [(row["limit"]["kind"], row["limit"]["then"]) for row in read["rows"]]
    assert kinds == [
        ("immediate", "long_term"),
        ("fixed_date", None),
        ("fixed_date", None),
        ("continuous", None),
    ]


def test_the_duties_of_the_text_are_found_with_their_clauses(reading: Reading) -> None:
    duties = reading.document.duties
    assert [duty.clause for duty in duties if duty.kind == "route"] == ["S8", "S9", "S10", "S11", "S12"]
    items = {duty.kind: duty.items for duty in duties}
    assert len(items["five_haves"]) == 5
    assert items["six_steps"] == ("整改", "核查", "公示", "销号", "备案", "公开")
    assert items["evidence"] == ("整改方案", "会议通知", "会议记录", "整改前图片", "整改后图片", "数据")
    assert {"return_visit", "report", "announcement"} <= items.keys()


def test_a_good_clerk_notices_what_is_odd_about_it(reading: Reading) -> None:
    rows = {code: _rows(reading, code) for code in {finding.code for finding in reading.findings}}
    assert rows["verifier-is-responsible"] == [3]
    assert rows["target-not-measurable"] == [1, 4]
    assert rows["limit-without-date"] == [1, 4]
    assert rows["five-haves-missing"] == [1, 4]
    assert rows["indicator-undefined"] == [3]
    assert rows["yearly-figure-too-early"] == [3]
    assert rows["complaint-not-answered"] == [2, 3]
    assert rows["place-differs"] == [2]
    assert rows["placeholder-in-text"] == [4]
    assert rows["limit-continues"] == [1]
    assert rows["date-on-rest-day"] == [2, 3]
    assert {"report-before-limit", "received-not-in-table", "three-leaders-wanted"} <= rows.keys()
    assert all(finding.severity != "block" for finding in reading.findings)


def _rows(reading: Reading, code: str) -> list[int]:
    assert reading.table is not None
    places = [finding.where for finding in reading.findings if finding.code == code]
    return [
        row.position for row in reading.table.rows if row.position for place in places if row.number in place
    ]
