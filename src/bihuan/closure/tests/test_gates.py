from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.closure import gates
from bihuan.closure.gates import GATES, ClosingFacts, closing_gates
from bihuan.kernel.findings import Finding, block

ENDS, NEXT_DAY = date(2022, 12, 27), date(2022, 12, 28)
READY = ClosingFacts(
    today=NEXT_DAY,
    applied=True,
    verified=True,
    notice_ends_on=ENDS,
    open_objections=0,
)
# What makes each gate speak, by the gate that must: facts, code, clause.
UNMET: dict[str, list[tuple[dict[str, Any], str, str]]] = {
    "application_gate": [({"applied": False}, "not-applied", "S16")],
    "measure_gate": [
        ({"loose_measures": (block("measures-loose", "…", clause="S14"),)}, "measures-loose", "S14")
    ],
    "evidence_gate": [({"missing_evidence": (block("no-plan", "…", clause="S18"),)}, "no-plan", "S18")],
    "indicator_gate": [
        ({"short_indicators": (block("indicator-short", "…", clause="S15"),)}, "indicator-short", "S15")
    ],
    "verification_gate": [({"verified": False}, "not-verified", "S16")],
    "independence_gate": [
        (
            {"independence": (block("verifier-is-handler", "…", clause="S17"),)},
            "verifier-is-handler",
            "S17",
        )
    ],
    "doubt_gate": [({"doubts": (block("doubt-unanswered", "…", clause="S17"),)}, "doubt-unanswered", "S17")],
    "notice_gate": [
        ({"notice_ends_on": None}, "no-notice", "S16"),
        ({"today": ENDS}, "notice-not-over", "S16"),
    ],
    "objection_gate": [({"open_objections": 1}, "objection-open", "S16")],
    "voice_gate": [
        ({"unanswered_voices": (block("not-replied", "…", clause="S4"),)}, "not-replied", "S4"),
        ({"unvisited_voices": (block("not-visited", "…", clause="S26"),)}, "not-visited", "S26"),
    ],
    "amendment_gate": [
        ({"amendments": (block("amendment-open", "…", clause="S16"),)}, "amendment-open", "S16")
    ],
}
EACH = [(gate, *row) for gate, rows in UNMET.items() for row in rows]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.clause) for finding in findings]


def test_every_gate_has_its_test_and_every_gate_is_asked() -> None:
    assert [gate.__name__ for gate in GATES] == list(UNMET)


def test_with_every_gate_met_a_case_may_be_struck_off() -> None:
    assert closing_gates(READY) == []


@pytest.mark.parametrize(("name", "changes", "code", "clause"), EACH, ids=[f"{e[0]}-{e[2]}" for e in EACH])
def test_each_unmet_gate_alone_stops_the_close_out(
    name: str, changes: dict[str, Any], code: str, clause: str
) -> None:
    facts = replace(READY, **changes)
    assert told(closing_gates(facts)) == [(code, clause)]
    assert told(getattr(gates, name)(facts)) == [(code, clause)]


def test_all_unmet_gates_are_told_at_once_in_the_order_of_the_work() -> None:
    changes = {field: value for rows in UNMET.values() for field, value in rows[0][0].items()}
    expected = [(rows[0][1], rows[0][2]) for rows in UNMET.values()]
    assert told(closing_gates(replace(READY, **changes))) == expected


@pytest.mark.parametrize(("today", "over"), [(ENDS, False), (NEXT_DAY, True), (date(2022, 12, 26), False)])
def test_the_last_day_of_the_notice_still_belongs_to_it(today: date, over: bool) -> None:
    assert (gates.notice_gate(replace(READY, today=today)) == []) is over


@pytest.mark.parametrize(
    ("number", "body", "filed_on", "codes"),
    [
        ("备〔2022〕3号", "市绩效办", NEXT_DAY, []),
        (" ", "市绩效办", NEXT_DAY, ["filing-number-missing"]),
        ("备〔2022〕3号", "", NEXT_DAY, ["filing-body-missing"]),
        ("备〔2022〕3号", "市绩效办", ENDS, ["filed-before-closed"]),
        ("备〔2022〕3号", "市绩效办", date(2023, 6, 1), ["filed-in-the-future"]),
        ("", "", ENDS, ["filing-number-missing", "filing-body-missing", "filed-before-closed"]),
    ],
)
def test_a_filing_has_a_number_a_body_and_a_day_between_the_close_out_and_today(
    number: str, body: str, filed_on: date, codes: list[str]
) -> None:
    findings = gates.filing_gates(number, body, filed_on, NEXT_DAY, date(2023, 5, 31))
    assert told(findings) == [(code, "S16") for code in codes]


@pytest.mark.parametrize(
    ("summary", "pending", "codes"),
    [
        ("路灯全部更换。", False, []),
        (" ", False, ["summary-missing"]),
        ("路灯全部更换。", True, ["already-applied"]),
        ("", True, ["summary-missing", "already-applied"]),
    ],
)
def test_an_application_says_what_was_reached_and_is_made_once(
    summary: str, pending: bool, codes: list[str]
) -> None:
    assert told(gates.application_findings(summary, pending=pending)) == [(code, "S16") for code in codes]


def test_without_an_application_there_is_nothing_to_send_back() -> None:
    assert told(gates.nothing_to_refuse(pending=False)) == [("not-applied", "S16")]
    assert gates.nothing_to_refuse(pending=True) == []


def test_a_case_is_not_given_up_over_an_open_objection_or_an_opinion_without_its_answer() -> None:
    waiting = block("not-replied", "意见1尚未答复。", clause="S4")
    assert gates.withdrawal_gates(0, []) == []
    assert told(gates.withdrawal_gates(2, [waiting])) == [("not-replied", "S4"), ("objection-open", "S16")]
