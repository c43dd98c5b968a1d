"""The words for a result: from the ledger and nothing else, each with its reason (T5, T17)."""

from datetime import date

import pytest

from bihuan.reports.figures import Group
from bihuan.reports.outcomes import DEFINITIONS, DONE, Outcome, OutcomeFacts, stated

YEAR_END = date(2022, 12, 31)


@pytest.mark.parametrize(
    ("facts", "outcome", "why"),
    [
        (
            OutcomeFacts(Group.CLOSED, 100, YEAR_END, struck_off="销号〔2022〕1号"),
            Outcome.RECTIFIED,
            "已销号（销号〔2022〕1号）。",
        ),
        (
            OutcomeFacts(Group.CLOSED, 100, None, struck_off="销号〔2022〕2号", kept_up=True),
            Outcome.KEPT_UP,
            "已销号（销号〔2022〕2号）。",
        ),
        (
            OutcomeFacts(Group.ON_SCHEDULE, 60, YEAR_END),
            Outcome.ON_SCHEDULE,
            "时限2022-12-31未到，进度60%，未落后于序时进度的预警标准。",
        ),
        (
            OutcomeFacts(Group.ON_SCHEDULE, 60, YEAR_END, interim=True),
            Outcome.STAGE_REACHED,
            "时限2022-12-31未到，进度60%，未落后于序时进度的预警标准。",
        ),
        (
            OutcomeFacts(Group.BEHIND, 40, YEAR_END, interim=True),
            Outcome.BEHIND,
            "时限2022-12-31未到，进度40%，落后序时进度达到预警标准。",
        ),
        (
            OutcomeFacts(Group.BEHIND, 95, YEAR_END, is_due=True),
            Outcome.BEHIND,
            "时限2022-12-31已到，进度95%，尚未销号。",
        ),
        (
            OutcomeFacts(Group.UNDATED, 30, None, interim=True),
            Outcome.STAGE_REACHED,
            "没有截止日期，已有措施完成，到期措施均已完成。",
        ),
        (
            OutcomeFacts(Group.UNDATED, 30, None, interim=True, loose=(2, 3)),
            Outcome.BEHIND,
            "没有截止日期，第2、3条措施到期未完成。",
        ),
        (OutcomeFacts(Group.UNDATED, 0, None), Outcome.ON_SCHEDULE, "没有截止日期，没有到期未完成的措施。"),
        (OutcomeFacts(Group.NOT_STARTED, 0, YEAR_END), Outcome.NOT_STARTED, "尚未交办。"),
    ],
)
def test_the_word_and_its_reason_follow_from_the_ledger(
    facts: OutcomeFacts, outcome: Outcome, why: str
) -> None:
    found = stated(facts)
    assert (found.outcome, found.why) == (outcome, why)


@pytest.mark.parametrize("group", [group for group in Group if group is not Group.CLOSED])
def test_a_hundred_percent_without_a_close_out_is_never_called_done(group: Group) -> None:
    for interim in (True, False):
        found = stated(OutcomeFacts(group, 100, YEAR_END, interim=interim, kept_up=True))
        assert found.outcome not in DONE
        assert "尚未销号，不计为完成" in found.why or group is Group.NOT_STARTED


def test_the_words_are_those_of_the_public_vocabulary() -> None:
    assert [outcome.label for outcome in DEFINITIONS] == [
        "已完成整改", "已完成整改并长期坚持", "取得阶段性进展并按序时进度持续推进", "达到序时进度", "未达到序时进度",
    ]  # fmt: skip
