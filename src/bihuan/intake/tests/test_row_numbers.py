"""What a cell of 问题编号 names: one opinion or several, by one number or by two; printed and read alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.row_numbers import Named, numbers_in, numbers_text

NUMBERS = st.from_regex(r"[A-Z]{0,3}[0-9]{1,15}", fullmatch=True)


@given(
    st.lists(st.builds(Named, NUMBERS, st.just("") | NUMBERS), min_size=1, unique_by=lambda each: each.number)
)
def test_what_is_printed_is_read(named: list[Named]) -> None:
    assert numbers_in(numbers_text(named)) == tuple(named)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甲、乙",
        "第9号（附1、2）",
        "9、",
        "9（补）",
        "9（原甲）",
        "9（原号：甲）",
        "临港〔2022〕8号",
        "1-3",
    ],
)
def test_what_is_no_list_of_numbers_is_one_number_as_it_stands(text: str) -> None:
    assert numbers_in(text) == (Named(text),)


def test_a_number_that_is_known_is_one_whatever_it_looks_like() -> None:
    assert numbers_in("9、10", known={"9、10"}) == (Named("9、10"),)
    assert numbers_in("9、10、9") == (Named("9"), Named("10"))
