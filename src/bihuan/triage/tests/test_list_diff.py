"""The superior's list against what is here: exactly what is said otherwise, and nothing that is not said."""

from dataclasses import replace
from datetime import date

import pytest

from bihuan.triage.list_diff import (
    KIND,
    NUMBER,
    RECEIVED,
    SOURCE,
    TEXT,
    Change,
    Line,
    ListScope,
    Rulings,
    Stored,
    diff_findings,
    list_diff,
)
from bihuan.triage.list_status import News

WORDS = {"1": "望海路路灯不亮，夜间出行不安全。", "2": "码头堆场夜间噪声大。", "3": "体育公园晚上关门太早。"}


def stored(number: str, **more: object) -> Stored:
    columns = {TEXT: WORDS[number], KIND: "建设性意见建议", SOURCE: "12340", RECEIVED: "2021-11-02"}
    return replace(Stored(int(number), number, WORDS[number], columns), **more)  # type: ignore[arg-type]


def line(
    number: str,
    text: str = "",
    columns: dict[str, str] | None = None,
    *,
    extra: dict[str, str] | None = None,
) -> Line:
    words = text or WORDS[number]
    return Line(number, words, {TEXT: words, **(columns or {})}, extra or {}, f"第{number}行")


ALL = [stored(number) for number in WORDS]


def test_a_list_that_says_the_same_says_nothing_new() -> None:
    diff = list_diff(
        ALL, [line("2", "码头堆场\n夜间 噪聲大。"), line("1"), line("3", columns={SOURCE: "12340"})]
    )
    assert (diff.new, diff.differences, diff.renumbered) == ((), (), ())
    assert [each.number for each in diff.unchanged] == ["2", "1", "3"]


def test_a_blank_cell_and_a_missing_column_say_nothing() -> None:
    assert not list_diff(ALL, [line("1", columns={KIND: "", SOURCE: ""})]).differences


def test_what_is_said_otherwise_is_named_column_by_column() -> None:
    (found,) = list_diff(
        ALL, [line("2", "码头堆场昼夜噪声大。", columns={KIND: "投诉", SOURCE: "12340"})]
    ).changed
    assert found.changes == (
        Change(TEXT, WORDS["2"], "码头堆场昼夜噪声大。"),
        Change(KIND, "建设性意见建议", "投诉"),
    )
    assert (found.stored.number, found.where, found.news) == ("2", "第2行", None)


def test_a_new_number_is_a_new_line() -> None:
    diff = list_diff(ALL, [line("1"), line("9", "港湾公园没有公共厕所。")])
    assert [each.number for each in diff.new] == ["9"]
    assert diff.counts()["new"] == 1


def test_of_a_part_of_a_list_nothing_is_missing_of_the_whole_it_is() -> None:
    assert not list_diff(ALL, [line("1")]).differences
    diff = list_diff(ALL, [line("1")], ListScope.COMPLETE)
    assert [each.stored.number for each in diff.having(News.WITHDRAWN)] == ["2", "3"]
    assert diff.differences[0].told_by == Change("", "", "全量清单未列入")


def test_what_was_withdrawn_is_not_withdrawn_again() -> None:
    gone = [stored("1", stands=News.WITHDRAWN), stored("2")]
    assert not list_diff(gone, [line("2")], ListScope.COMPLETE).differences
    assert not list_diff(gone, [line("1", extra={"状态": "撤回"})]).changed
    assert not list_diff(gone, [line("1", extra={"状态": "撤回"})]).having(News.WITHDRAWN)


def test_a_target_table_is_complete_as_a_table() -> None:
    both = [stored("1", in_table=True), stored("2", in_table=True), stored("3")]
    row = replace(line("1"), of_table=True)
    diff = list_diff(both, [row], ListScope.COMPLETE)
    assert [each.stored.number for each in diff.having(News.WITHDRAWN)] == ["2"]


def test_what_was_withdrawn_and_is_listed_again_is_restored() -> None:
    (found,) = list_diff([stored("1", stands=News.WITHDRAWN)], [line("1")]).differences
    assert found.news is News.RESTORED


def test_a_line_that_is_sent_back_is_returned_once_for_the_same_words() -> None:
    said = line("1", extra={"办理状态": "退回重办"})
    (found,) = list_diff(ALL, [said]).having(News.RETURNED)
    assert found.told_by == Change("办理状态", "", "退回重办")
    knows = stored("1", stands=News.RETURNED)
    knows = replace(knows, columns={**knows.columns, "办理状态": "退回重办"})
    assert not list_diff([knows], [said]).differences
    again = list_diff([knows], [line("1", extra={"办理状态": "第二次退回重办"})])
    assert [each.news for each in again.differences] == [News.RETURNED]


def test_a_list_that_the_clerk_calls_returns_returns_every_line_of_it() -> None:
    diff = list_diff(ALL, [line("1"), line("2")], ListScope.RETURNS)
    assert [each.stored.number for each in diff.having(News.RETURNED)] == ["1", "2"]
    back = [stored("1", stands=News.RETURNED)]
    assert not list_diff(back, [line("1")], ListScope.RETURNS).differences


def test_a_line_that_is_dated_after_the_close_out_is_handed_down_again() -> None:
    closed = [stored("1", closed_on=date(2022, 9, 30))]
    again = line("1", columns={RECEIVED: "2022-11-20"})
    (found,) = list_diff(closed, [again]).differences
    assert (found.news, found.changes) == (News.RETURNED, ())
    assert found.told_by == Change(RECEIVED, "2021-11-02", "2022-11-20")
    assert not list_diff(closed, [line("1", columns={RECEIVED: "2021-11-02"})]).differences


def test_the_same_list_after_the_close_out_returns_nothing() -> None:
    closed = [stored("1", closed_on=date(2022, 9, 30))]
    assert not list_diff(closed, [line("1")]).differences


def test_a_list_of_withdrawals_withdraws_what_it_lists_and_adds_nothing() -> None:
    diff = list_diff(ALL, [line("1"), line("9", "另一件。")], ListScope.WITHDRAWALS)
    assert [each.stored.number for each in diff.having(News.WITHDRAWN)] == ["1"]
    assert (diff.new, [each.number for each in diff.unknown]) == ((), ["9"])
    (finding,) = diff_findings(diff, ListScope.WITHDRAWALS, new_batch=False)
    assert (finding.code, finding.severity) == ("withdrawn-unknown", "warn")


def test_a_column_of_status_is_kept_and_is_nothing_to_settle() -> None:
    knows = replace(ALL[0], columns={**ALL[0].columns, "办理进度": "30%", "所属网格": "东一"})
    diff = list_diff([knows], [line("1", extra={"办理进度": "80%", "所属网格": "东二"})])
    (found,) = diff.differences
    assert found.fills == (Change("办理进度", "30%", "80%"),)
    assert found.changes == (Change("所属网格", "东一", "东二"),)


def test_what_was_not_known_is_filled_and_no_difference() -> None:
    blank = replace(ALL[0], columns={TEXT: WORDS["1"]})
    diff = list_diff([blank], [line("1", columns={SOURCE: "12345", RECEIVED: "2021-11-02"})])
    assert (diff.changed, diff.amends) == ((), False)
    assert [change.field for change in diff.filled[0].fills] == [SOURCE, RECEIVED]


def test_other_words_where_only_another_document_told_are_added() -> None:
    loose = replace(ALL[0], loose=frozenset({TEXT}))
    (found,) = list_diff([loose], [line("1", "望海路的路灯坏了一个月。")]).differences
    assert (found.changes, [change.field for change in found.fills]) == ((), [TEXT])


def test_a_new_number_with_the_very_words_of_a_missing_one_is_shown_as_renumbered() -> None:
    diff = list_diff(ALL, [line("2"), line("3"), line("101", WORDS["1"])], ListScope.COMPLETE)
    ((found),) = diff.renumbered
    assert (found.line.number, found.stored.number) == ("101", "1")
    assert [each.number for each in diff.new] == ["101"], "it is only shown"
    (gone,) = diff.having(News.WITHDRAWN)
    assert gone.told_by is not None
    assert "疑似改号" in gone.told_by.after
    (finding,) = diff_findings(diff, ListScope.COMPLETE, new_batch=False)
    assert finding.code == "number-changed"
    assert "101（原1）" in finding.message


RENUMBERED = [line("2"), line("3"), line("101", WORDS["1"], columns={SOURCE: "12345"})]


def test_what_is_said_to_be_the_old_one_is_neither_new_nor_missing_and_is_compared_like_it() -> None:
    diff = list_diff(ALL, RENUMBERED, ListScope.COMPLETE, Rulings({"101": 1}))
    assert (diff.new, diff.having(News.WITHDRAWN)) == ((), ())
    (found,) = diff.renamed
    assert (found.stored.number, found.renamed) == ("1", Change(NUMBER, "1", "101"))
    assert [change.field for change in found.changes] == [SOURCE]
    assert diff.own_numbers == {"101": "1"}
    assert diff_findings(diff, ListScope.COMPLETE, new_batch=False) == []


@pytest.mark.parametrize(
    ("rulings", "severities"),
    [
        (Rulings(), ["block"]),
        (Rulings({"101": 2}), ["block"]),
        (Rulings({"102": 1}), ["block"]),
        (Rulings({"101": 2}, others=True), ["block"]),
        (Rulings({"101": None}, others=True), ["warn"]),
        (Rulings(others=False), ["warn"]),
        (Rulings(others=True), []),
    ],
    ids=[
        "nothing",
        "another-opinion",
        "another-line",
        "another-opinion-and-all",
        "new",
        "all-new",
        "all-the-same",
    ],
)
def test_a_line_is_stored_only_when_somebody_has_said_what_it_is(
    rulings: Rulings, severities: list[str]
) -> None:
    diff = list_diff(ALL, RENUMBERED, ListScope.COMPLETE, rulings)
    findings = diff_findings(diff, ListScope.COMPLETE, new_batch=False)
    assert [finding.severity for finding in findings] == severities
    assert [each.number for each in diff.new] == ([] if not severities else ["101"])


def test_later_lists_know_it_by_the_new_number_and_tell_when_it_has_the_old_one_again() -> None:
    known = [stored("1", called="101"), stored("2"), stored("3")]
    same = list_diff(known, [line("101", WORDS["1"]), line("2"), line("3")], ListScope.COMPLETE)
    assert (same.new, same.differences, same.renumbered) == ((), (), ())
    (back,) = list_diff(known, [line("1")]).differences
    assert back.renamed == Change(NUMBER, "101", "1")


def test_a_file_with_both_numbers_tells_of_two_opinions() -> None:
    known = [stored("1", called="101"), stored("2")]
    diff = list_diff(known, [line("1"), line("101", WORDS["1"])])
    assert [each.number for each in diff.new] == ["101"]
    assert [each.stored.number for each in diff.renamed] == ["1"]


@pytest.mark.parametrize(
    "other",
    [line("101", "路灯"), line("101", WORDS["1"], columns={RECEIVED: "2022-03-01"})],
    ids=["too-short", "another-day"],
)
def test_few_words_and_another_day_are_another_opinion(other: Line) -> None:
    short = replace(ALL[0], text="路灯", columns={**ALL[0].columns, TEXT: "路灯"})
    known = [short] if other.text == "路灯" else ALL
    assert not list_diff(known, [other]).renumbered


def test_two_new_numbers_with_one_text_are_not_both_the_old_one() -> None:
    twice = [line("101", WORDS["1"]), line("102", WORDS["1"])]
    assert [each.line.number for each in list_diff(ALL, twice).renumbered] == ["101"]


def test_a_complete_list_without_one_known_number_is_the_wrong_batch() -> None:
    diff = list_diff(ALL, [line("9", "另一批的意见。")], ListScope.COMPLETE)
    codes = [(each.code, each.severity) for each in diff_findings(diff, ListScope.COMPLETE, new_batch=False)]
    assert codes == [("nothing-in-common", "block")]


def test_withdrawals_need_a_batch_to_be_withdrawn_from() -> None:
    diff = list_diff([], [line("1")], ListScope.WITHDRAWALS)
    codes = {each.code for each in diff_findings(diff, ListScope.WITHDRAWALS, new_batch=True)}
    assert "nothing-to-withdraw" in codes


def test_it_stays_linear_where_a_hundred_thousand_lines_share_their_words() -> None:
    """A quadratic comparison would not come back."""
    count = 100_000
    here = [
        Stored(at, str(at), "路灯不亮请尽快维修。", {TEXT: "路灯不亮请尽快维修。"}) for at in range(count)
    ]
    there = [line(str(at + count // 2), "路灯不亮请尽快维修。") for at in range(count)]
    diff = list_diff(here, there, ListScope.COMPLETE)
    assert len(diff.new) == len(diff.renumbered) == len(diff.having(News.WITHDRAWN)) == count // 2
