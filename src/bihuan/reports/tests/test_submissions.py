"""Written reports: the day in the notice is the day, and what was sent back did not come (S20, T6)."""

from datetime import date

import pytest

from bihuan.reports.submissions import Sent, Submitted, days_late

DUE = date(2022, 12, 10)  # a Saturday


def sent(*days: int, back: tuple[int, ...] = ()) -> Submitted:
    return Submitted(DUE, tuple(Sent(date(2022, 12, day), day in back) for day in days))


@pytest.mark.parametrize(("day", "late"), [(9, 0), (10, 0), (11, 1), (12, 2)])
def test_a_report_is_late_after_its_day_though_that_is_a_saturday(day: int, late: int) -> None:
    assert days_late(DUE, date(2022, 12, day)) == late


@pytest.mark.parametrize(
    ("submitted", "word"),
    [
        (sent(), "未报送，逾期5天"),
        (sent(9), "按期报送"),
        (sent(10), "按期报送"),
        (sent(11), "逾期1天报送"),
        (sent(9, back=(9,)), "已退回，待重新报送，逾期5天"),
        (sent(9, 13, back=(9,)), "逾期3天报送"),
        (Submitted(None), "未报送"),
        (Submitted(None, (Sent(DUE),)), "已报送"),
    ],
)
def test_how_a_report_stands_is_said_in_words(submitted: Submitted, word: str) -> None:
    assert submitted.word(date(2022, 12, 15)) == word


def test_before_its_day_nothing_is_late() -> None:
    assert sent().word(DUE) == "未报送"
    assert sent(8, back=(8,)).word(DUE) == "已退回，待重新报送"


def test_supplements_follow_the_report_that_counts_and_make_it_no_later() -> None:
    assert (sent(9, 20, 28).supplements, sent(9, 20, 28).on) == (2, date(2022, 12, 9))
    assert not sent(9, 20).was_late
    assert (sent(9, 20, back=(9,)).supplements, sent(9, 20, back=(9,)).was_late) == (0, True)
