"""What Bihuan prints, it reads back: numbers, names, rules, limits. And counting working days never goes backwards."""

from dataclasses import fields
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.limits import parse_limit, print_limit
from bihuan.intake.reading import LimitKind
from bihuan.intake.rulebook import RuleBook, parse_rulebook, rulebook_findings
from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.numbers import (
    DOCUMENT_NUMBER,
    fold_brackets,
    pad_name,
    parse_question_number,
    print_number,
    squeeze,
)
from bihuan.kernel.redact import private_details, redact
from bihuan.kernel.workdays import (
    ONE_DAY,
    WeekendCalendar,
    add_workdays,
    last_workday,
    next_workday,
    period_end,
    workdays_between,
)
from bihuan.people.calendar import OfficeCalendar

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6)
days = st.dates(date(2017, 1, 1), date(2031, 12, 31))
corrections = st.dictionaries(st.dates(date(2022, 1, 1), date(2022, 12, 31)), st.booleans(), max_size=5)
calendars = st.one_of(st.just(WeekendCalendar()), st.builds(OfficeCalendar, corrections))
BLANKS = [" ", "  ", "\u3000", "\n", "\t", "\xa0"]


@given(chinese, st.integers(1990, 2100), st.integers(1, 99999))
def test_a_number_of_our_own_is_a_document_number(kind: str, year: int, serial: int) -> None:
    printed = print_number(kind, year, serial)
    assert DOCUMENT_NUMBER.fullmatch(printed)
    assert fold_brackets(printed.replace("〔", "[").replace("〕", "］")) == printed
    assert fold_brackets(fold_brackets(printed)) == fold_brackets(printed)


@given(st.from_regex(r"[0-9]{15}", fullmatch=True))
def test_a_question_number_is_its_parts_put_together(number: str) -> None:
    found = parse_question_number(number)
    assert found is not None
    year = f"{found.evaluation_year:04}"
    assert found.prefix + year + found.region + found.group + found.serial == number


@given(chinese)
def test_squeezing_a_padded_name_gives_the_name(name: str) -> None:
    assert squeeze(pad_name(name)) == name
    assert pad_name(squeeze(pad_name(name))) == pad_name(name)


@given(chinese, st.lists(st.sampled_from(BLANKS), min_size=2, max_size=8))
def test_blanks_inside_a_name_do_not_make_another_name(name: str, blanks: list[str]) -> None:
    padded = "".join(f"{letter}{blanks[at % len(blanks)]}" for at, letter in enumerate(name))
    assert squeeze(padded) == name


kinds = st.tuples(st.sampled_from(["plan", "data", "meeting_notice", "meeting_minutes"]))
rulebooks = st.builds(
    RuleBook,
    notice_days=st.integers(-5, 90),
    notice_first_day_counts=st.booleans(),
    acknowledge_days=st.integers(0, 20),
    verifiers=st.integers(0, 5),
    evidence_kinds=kinds,
    visit_before=st.sampled_from(["close_case", "file_case", "disclose_case", "never"]),
    look_back_days=st.lists(st.integers(1, 400), max_size=4).map(tuple),
)


@given(rulebooks)
def test_a_rulebook_reads_back_as_it_was_written(rules: RuleBook) -> None:
    assert parse_rulebook(rules.as_text()) == rules
    assert parse_rulebook(rules.as_text()).as_text() == rules.as_text()
    assert parse_rulebook(canonical_json({})) == RuleBook()
    # A rulebook that is frozen has nothing wrong with it, whatever was asked for.
    if not rulebook_findings(rules):
        assert 1 <= rules.notice_days <= 60
        assert rules.verifiers >= 1


def test_the_default_rulebook_may_be_frozen() -> None:
    assert rulebook_findings(RuleBook()) == []
    assert {field.name for field in fields(RuleBook)} <= set(parse_rulebook(RuleBook().as_text()).__slots__)


after = st.sampled_from([None, LimitKind.LONG_TERM, LimitKind.CONTINUOUS])


@given(st.sampled_from([LimitKind.FIXED_DATE, LimitKind.STAGED]), days, after, st.integers(2017, 2031))
def test_a_dated_limit_reads_back(kind: LimitKind, day: date, then: LimitKind | None, year: int) -> None:
    found = parse_limit(print_limit(kind, day, then), year)
    assert (found.kind, found.date, found.then) == (kind, day, then)


@given(st.sampled_from(LimitKind), after, st.integers(2017, 2031))
def test_an_undated_limit_reads_back(kind: LimitKind, then: LimitKind | None, year: int) -> None:
    if kind is LimitKind.FIXED_DATE or kind is then:
        return  # a fixed date has a date; and nothing follows itself
    found = parse_limit(print_limit(kind, None, then), year)
    assert (found.kind, found.date, found.then) == (kind, None, then)


secrets = st.sampled_from(
    [
        "13800001234", "138 0000 1234", "+86-13800001234", "１３８００００１２３４",
        "450101199001011234", "45010119900101123X", "6222021234567890123", "6222 0212 3456 7890",
        "桂N12345", "粤BD12345", "li.si@example.cn",
    ]
)  # fmt: skip
letters = st.text(st.sampled_from("路灯,。 0123456789-Xx@.a电话：桂AN\n"), max_size=12)


@given(st.lists(st.one_of(letters, secrets), max_size=6).map("".join))
def test_redacting_leaves_nothing_private_and_twice_is_once(text: str) -> None:
    once = redact(text)
    assert private_details(once) == []
    assert redact(once) == once


@given(letters, secrets, st.sampled_from(["，", "。", " ", "\n", "）"]))
def test_a_private_detail_is_found_wherever_it_stands(before: str, secret: str, behind: str) -> None:
    assert private_details(f"电话：{secret}{behind}") != []
    assert secret not in redact(f"{before}：{secret}{behind}")


@given(calendars, days, st.integers(0, 40), st.integers(0, 40))
def test_more_days_never_end_earlier(calendar: OfficeCalendar, start: date, one: int, more: int) -> None:
    assert add_workdays(calendar, start, one) <= add_workdays(calendar, start, one + more)
    assert add_workdays(calendar, start, one) <= add_workdays(calendar, start + ONE_DAY, one)
    assert next_workday(calendar, start) <= next_workday(calendar, start + ONE_DAY)
    assert last_workday(calendar, start) <= start <= next_workday(calendar, start)
    if one:
        assert workdays_between(calendar, start, add_workdays(calendar, start, one)) == one


@given(calendars, days, st.integers(1, 40))
def test_a_notice_that_counts_its_first_day_is_never_the_longer_one(
    calendar: OfficeCalendar, start: date, length: int
) -> None:
    counted = period_end(calendar, start, length, first_day_counts=True)
    excluded = period_end(calendar, start, length, first_day_counts=False)
    assert start <= counted <= excluded
    first = next_workday(calendar, start)
    assert workdays_between(calendar, first - ONE_DAY, counted) == length
    assert calendar.is_workday(counted)


@given(calendars, days, st.integers(0, 400), st.integers(0, 400))
def test_working_days_add_up(calendar: OfficeCalendar, start: date, one: int, two: int) -> None:
    middle, end = start + timedelta(days=one), start + timedelta(days=one + two)
    whole = workdays_between(calendar, start, end)
    assert whole == workdays_between(calendar, start, middle) + workdays_between(calendar, middle, end)
    assert whole == -workdays_between(calendar, end, start)
    assert 0 <= whole <= one + two
