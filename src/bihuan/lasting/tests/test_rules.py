"""成熟一项、出台一项、管用一项; once a year; nothing put away by a new batch."""

from dataclasses import replace
from datetime import date

import pytest

from bihuan.cases.routes import Route
from bihuan.intake.reading import LimitKind
from bihuan.kernel.findings import Finding
from bihuan.lasting import rules
from bihuan.lasting.rules import CarryFacts, LastingFacts, MechanismDraft, Target

TODAY = date(2022, 12, 1)
WORKS = MechanismDraft(
    title="路灯巡查养护办法",
    stage="in_force",
    document_no="临综执发〔2022〕5号",
    issued_on=date(2022, 9, 1),
    in_force_on=date(2022, 10, 1),
    effect="报修两日内修复。",
)
ISSUED = replace(WORKS, stage="issued", effect="")
DRAFT = MechanismDraft(title="路灯移交规定", stage="drafting")


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


# ── 长效机制 ──


@pytest.mark.parametrize(
    "draft", [DRAFT, ISSUED, replace(ISSUED, in_force_on=None), WORKS, replace(WORKS, effect="")]
)
def test_each_stage_asks_for_no_more_than_it_can_have(draft: MechanismDraft) -> None:
    assert rules.mechanism_findings(draft, TODAY) == []


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (replace(DRAFT, title=""), "title-missing"),
        (replace(DRAFT, document_no="临综执发〔2022〕5号"), "drafting-and-issued"),
        (replace(DRAFT, effect="已见效"), "drafting-and-issued"),
        (replace(ISSUED, document_no=""), "document-number-missing"),
        (replace(ISSUED, document_no="第5号"), "document-number-wrong"),
        (replace(ISSUED, document_no="临综执发〔2022〕第5号"), "document-number-wrong"),
        (replace(ISSUED, issued_on=None), "issued-on-missing"),
        (replace(ISSUED, issued_on=date(2022, 12, 2), in_force_on=None), "issued-in-the-future"),
        (replace(ISSUED, in_force_on=date(2022, 8, 31)), "in-force-before-issued"),
        (replace(ISSUED, in_force_on=date(2023, 12, 3)), "in-force-too-late"),
        (replace(ISSUED, effect="已见效"), "effect-too-early"),
        (replace(WORKS, in_force_on=None), "in-force-on-missing"),
        (replace(WORKS, in_force_on=date(2022, 12, 2)), "not-in-force-yet"),
        (replace(WORKS, repealed_on=date(2022, 11, 1)), "repealed-too-early"),
        (replace(WORKS, stage="repealed"), "repealed-on-missing"),
        (replace(WORKS, stage="repealed", repealed_on=date(2022, 9, 30)), "repealed-before-issued"),
        (replace(WORKS, stage="repealed", repealed_on=date(2022, 12, 2)), "repealed-in-the-future"),
    ],
)
def test_what_a_stage_does_not_have_or_has_too_early(draft: MechanismDraft, code: str) -> None:
    assert codes(rules.mechanism_findings(draft, TODAY)) == [code]


def test_the_days_of_issue_and_force_may_be_today_and_a_rule_may_be_issued_ahead_of_its_force() -> None:
    assert rules.mechanism_findings(replace(WORKS, issued_on=TODAY, in_force_on=TODAY), TODAY) == []
    assert rules.mechanism_findings(replace(ISSUED, in_force_on=date(2023, 1, 1)), TODAY) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    nothing = MechanismDraft(title="", stage="in_force")
    assert codes(rules.mechanism_findings(nothing, TODAY)) == [
        "title-missing",
        "document-number-missing",
        "issued-on-missing",
        "in-force-on-missing",
    ]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("", "drafting", ""),
        ("", "in_force", ""),
        ("drafting", "issued", ""),
        ("drafting", "in_force", ""),
        ("in_force", "in_force", ""),
        ("issued", "repealed", ""),
        ("in_force", "repealed", ""),
        ("issued", "drafting", "stage-backwards"),
        ("in_force", "issued", "stage-backwards"),
        ("repealed", "in_force", "stage-backwards"),
        ("repealed", "repealed", "already-repealed"),
        ("", "repealed", "repealed-unissued"),
        ("drafting", "repealed", "repealed-unissued"),
    ],
)
def test_a_mechanism_goes_on_and_never_back(before: str, after: str, code: str) -> None:
    assert codes(rules.stage_findings(before, after)) == ([code] if code else [])


def test_a_mechanism_belongs_to_items_of_its_own_unit() -> None:
    assert rules.tie_findings("建设局", [True, True]) == []
    assert codes(rules.tie_findings("建设局", [])) == ["no-cases"]
    assert codes(rules.tie_findings("建设局", [True, False])) == ["other-units-case"]


def test_what_was_typed_is_written_as_offices_write_it() -> None:
    typed = MechanismDraft(" 《路灯巡查养护办法》 ", "issued", " 临综执发 [2022] 5号 ", effect=" 见效 ")
    tidy = typed.tidy()
    assert (tidy.title, tidy.document_no, tidy.effect) == ("路灯巡查养护办法", "临综执发〔2022〕5号", "见效")


# ── 年度评估 ──


LONG = LastingFacts(
    Route.NOW, frozenset({LimitKind.LONG_TERM}), kept_up=False, struck_off=False, begins=2021,
    reviewed=frozenset({2021}),
)  # fmt: skip


def review(facts: LastingFacts = LONG, year: int = 2022, verdict: str = "behind", **words: str) -> list[str]:
    said = {"text": "已完成一期。", "next_step": "明年二期。"} | words
    return codes(rules.review_findings(facts, year, verdict, today=TODAY, **said))


@pytest.mark.parametrize(
    ("facts", "lasting"),
    [
        (replace(LONG, limits=frozenset()), False),
        (replace(LONG, limits=frozenset({LimitKind.FIXED_DATE, LimitKind.IMMEDIATE})), False),
        (LONG, True),
        (replace(LONG, limits=frozenset({LimitKind.IMMEDIATE, LimitKind.CONTINUOUS})), True),
        (replace(LONG, limits=frozenset({LimitKind.STAGED})), True),
        (replace(LONG, limits=frozenset({LimitKind.FIXED_DATE}), route=Route.LONG_TERM), True),
        (replace(LONG, limits=frozenset({LimitKind.FIXED_DATE}), route=Route.STAGED), True),
        (replace(LONG, limits=frozenset({LimitKind.FIXED_DATE}), kept_up=True), True),
    ],
)
def test_what_goes_on_for_years_is_known_by_its_route_its_limit_or_its_close_out(
    facts: LastingFacts, lasting: bool
) -> None:
    assert facts.lasting is lasting
    assert codes(rules.lasting_findings(facts)) == ([] if lasting else ["not-lasting"])


def test_a_review_is_made_once_a_year_and_not_for_years_to_come_or_before_the_case_was() -> None:
    assert review() == []
    assert review(year=2021) == ["already-reviewed"]
    assert review(year=2023) == ["year-out-of-range"]
    assert review(year=2020) == ["year-out-of-range"]


def test_a_review_has_words_and_says_how_it_goes_on_while_the_case_is_not_struck_off() -> None:
    assert review(text=" ", next_step="") == ["text-missing", "next-step-missing"]
    assert review(replace(LONG, kept_up=True, struck_off=True), next_step="", verdict="kept_up") == []


def test_only_what_was_struck_off_is_called_done_and_kept_up() -> None:
    assert review(verdict="kept_up") == ["kept-up-unclosed"]


def test_the_years_without_a_review_are_counted_from_the_first_to_this_one() -> None:
    assert rules.unreviewed(LONG, 2022) == (2022,)
    assert rules.unreviewed(replace(LONG, reviewed=frozenset()), 2022) == (2021, 2022)
    assert rules.unreviewed(LONG, 2021) == ()


# ── 转入下一批 ──


REVIEWED = replace(LONG, reviewed=frozenset({2021, 2022}))
MAY_GO = CarryFacts(REVIEWED, limit=None, today=TODAY, pending=(), open_objections=0, supervisions=())
NEXT = Target("临港管办发〔2023〕6号", 2023, same_coordinator=True)


def test_a_reviewed_long_term_case_goes_on_in_the_next_batch() -> None:
    assert rules.carry_gates(MAY_GO) == []
    assert rules.target_findings(MAY_GO, 2022, NEXT) == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(MAY_GO, case=replace(REVIEWED, limits=frozenset())), "not-lasting"),
        (replace(MAY_GO, limit=date(2022, 11, 30)), "overdue"),
        (replace(MAY_GO, case=replace(LONG, reviewed=frozenset({2020}))), "not-reviewed"),
        (replace(MAY_GO, pending=("延期",)), "request-pending"),
        (replace(MAY_GO, open_objections=1), "objection-open"),
        (replace(MAY_GO, supervisions=("督办〔2022〕3号",)), "supervision-open"),
    ],
)
def test_nothing_overdue_undecided_or_unanswered_is_put_away_by_a_new_batch(
    facts: CarryFacts, code: str
) -> None:
    assert codes(rules.carry_gates(facts)) == [code]


def test_on_its_last_day_a_limit_has_not_passed() -> None:
    assert rules.carry_gates(replace(MAY_GO, limit=TODAY)) == []


def test_an_overdue_case_is_told_that_another_batch_is_no_way_out() -> None:
    (finding,) = rules.carry_gates(replace(MAY_GO, limit=date(2022, 11, 30)))
    assert "转入下一批不能代替按期整改" in finding.message


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (replace(NEXT, work_year=2022), "not-a-later-batch"),
        (replace(NEXT, work_year=None), "work-year-missing"),
        (replace(NEXT, same_coordinator=False), "other-coordinator"),
    ],
)
def test_the_next_batch_is_a_later_one_of_the_same_coordinator(target: Target, code: str) -> None:
    assert codes(rules.target_findings(MAY_GO, 2022, target)) == [code]


def test_the_year_before_the_next_batch_must_have_been_reviewed() -> None:
    last_year_only = replace(MAY_GO, case=LONG)
    assert rules.carry_gates(last_year_only) == []
    assert codes(rules.target_findings(last_year_only, 2022, NEXT)) == ["not-reviewed"]
    in_january = replace(MAY_GO, today=date(2023, 1, 10))
    assert rules.carry_gates(in_january) + rules.target_findings(in_january, 2022, NEXT) == []


# ── 规划期 ──


@pytest.mark.parametrize(
    ("end", "name"),
    [
        (date(1985, 12, 31), "“六五”（1981—1985年）"),
        (date(2005, 12, 31), "“十五”（2001—2005年）"),
        (date(2025, 12, 31), "“十四五”（2021—2025年）"),
        (date(2030, 12, 31), "“十五五”（2026—2030年）"),
        (date(2055, 12, 31), "“二十五”（2051—2055年）"),
        (date(2060, 12, 31), "“二十一五”（2056—2060年）"),
        (date(2027, 6, 30), "规划期至2027年"),
    ],
)
def test_a_plan_is_called_by_its_number_and_its_years(end: date, name: str) -> None:
    assert rules.plan_period(end) == name
