from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.dates import parse_day
from bihuan.intake.limits import names_no_real_day, parse_limit, print_limit, year_is_assumed
from bihuan.intake.reading import Limit, LimitKind

IMMEDIATE, FIXED, STAGED = LimitKind.IMMEDIATE, LimitKind.FIXED_DATE, LimitKind.STAGED
LONG, CONTINUOUS = LimitKind.LONG_TERM, LimitKind.CONTINUOUS
YEAR_END = date(2022, 12, 31)


@pytest.mark.parametrize(
    ("words", "kind", "day", "then"),
    [
        ("2022年12月31日", FIXED, YEAR_END, None),
        ("2022年\n12月31日", FIXED, YEAR_END, None),
        ("2022.12.31", FIXED, YEAR_END, None),
        ("2022/12/31", FIXED, YEAR_END, None),
        ("2022-12-31", FIXED, YEAR_END, None),
        ("２０２２年１２月３１日前", FIXED, YEAR_END, None),
        ("12月31日", FIXED, YEAR_END, None),
        ("12月31日前完成", FIXED, YEAR_END, None),
        ("2022年底", FIXED, YEAR_END, None),
        ("2022年底前", FIXED, YEAR_END, None),
        ("年底前", FIXED, YEAR_END, None),
        ("2022年12月底前", FIXED, YEAR_END, None),
        ("2022年12月", FIXED, YEAR_END, None),
        ("2022年6月中旬", FIXED, date(2022, 6, 20), None),
        ("2022年上半年", FIXED, date(2022, 6, 30), None),
        ("2022年第三季度", FIXED, date(2022, 9, 30), None),
        ("2024年2月底", FIXED, date(2024, 2, 29), None),
        ("二〇二二年十二月三十一日", FIXED, YEAR_END, None),
        ("立即整改\n长期执行", IMMEDIATE, None, LONG),
        ("立即整改 长期执行", IMMEDIATE, None, LONG),
        ("立行立改", IMMEDIATE, None, None),
        ("立行立改，长期坚持", IMMEDIATE, None, LONG),
        ("长期坚持", LONG, None, None),
        ("持续推进", CONTINUOUS, None, None),
        ("分阶段推进", STAGED, None, None),
        ("2022年12月31日前完成，长期坚持", FIXED, YEAR_END, LONG),
        ("立即整改，2022年12月31日前完成", FIXED, YEAR_END, None),
        ("2022年6月底前制定方案，12月底前完成", STAGED, YEAR_END, None),
        ("“十四五”期间", STAGED, date(2025, 12, 31), None),
        ("尽快", None, None, None),
        ("2022年2月30日", None, None, None),
        ("", None, None, None),
    ],
)
def test_the_words_for_a_limit_give_its_kind_and_its_day(
    words: str, kind: LimitKind | None, day: date | None, then: LimitKind | None
) -> None:
    limit = parse_limit(words, 2022)
    assert (limit.kind, limit.date, limit.then) == (kind, day, then)


def test_the_printed_words_stay_and_a_line_break_becomes_one_blank() -> None:
    assert parse_limit("立即整改\n长期执行", 2022).text == "立即整改 长期执行"
    assert parse_limit("2022年\n12月31日", 2022).text == "2022年12月31日"


def test_a_day_without_year_says_that_its_year_was_supplied() -> None:
    assert year_is_assumed(parse_limit("12月31日", 2022), 2022)
    assert not year_is_assumed(parse_limit("2022年12月31日", 2022), 2022)


def test_a_day_without_year_is_no_day_while_no_year_is_known() -> None:
    assert parse_limit("12月31日", None) == Limit(None, None, "12月31日")


def test_a_day_that_does_not_exist_is_told_from_words_that_are_no_limit() -> None:
    assert names_no_real_day(parse_limit("2022年2月30日", 2022), 2022)
    assert not names_no_real_day(parse_limit("尽快", 2022), 2022)


days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
others = st.sampled_from([None, LONG, CONTINUOUS])


@given(st.sampled_from([FIXED, STAGED]), days, others)
def test_a_printed_limit_with_a_day_is_understood_back(
    kind: LimitKind, day: date, then: LimitKind | None
) -> None:
    text = print_limit(kind, day, then)
    assert parse_limit(text, None) == Limit(kind, day, text, then)


@given(st.sampled_from([IMMEDIATE, STAGED]), others)
def test_a_printed_limit_without_day_is_understood_back(kind: LimitKind, then: LimitKind | None) -> None:
    text = print_limit(kind, None, then)
    assert parse_limit(text, 2022) == Limit(kind, None, text, then)


@given(
    days, st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}"])
)
def test_every_usual_form_of_a_day_is_read(day: date, form: str) -> None:
    assert parse_day(form.format(day)) == day


@given(st.text(alphabet="0123456789年月日底前季度半十四五立即长期/.-上中下旬 \n", max_size=30))
def test_no_words_for_a_limit_make_the_reader_stumble(words: str) -> None:
    limit = parse_limit(words, 2022)
    assert limit.date is None or limit.kind in (FIXED, STAGED)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2022-05-18 10:20:30", date(2022, 5, 18)),
        ("2022/5/8 9:05", date(2022, 5, 8)),
        ("20220518", date(2022, 5, 18)),
        ("2022年5月18日", date(2022, 5, 18)),
        ("上周", None),
        ("5月18日", None),
        ("2022-02-30", None),
    ],
)
def test_a_date_cell_is_one_day_with_its_year_or_nothing(cell: str, day: date | None) -> None:
    assert parse_day(cell) == day
