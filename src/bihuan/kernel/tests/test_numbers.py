import pytest

from bihuan.kernel.numbers import (
    DOCUMENT_NUMBER,
    QuestionNumber,
    fold_brackets,
    pad_name,
    parse_question_number,
    print_number,
    squeeze,
)


@pytest.mark.parametrize(
    ("text", "group", "serial"),
    [
        ("120210070900018", "09", "00018"),
        ("120210071100041", "11", "00041"),
        ("120210071100043", "11", "00043"),
        ("120210070800129", "08", "00129"),
    ],
)
def test_the_four_numbers_of_the_notice_fall_into_their_parts(text: str, group: str, serial: str) -> None:
    assert parse_question_number(text) == QuestionNumber("1", 2021, "007", group, serial)


@pytest.mark.parametrize(
    "text", ["", "12021007090001", "1202100709000180", "12021007090001X", "意见1", "1.2021E+14"]
)
def test_a_number_built_otherwise_is_no_error_and_has_no_parts(text: str) -> None:
    assert parse_question_number(text) is None


def test_a_number_of_our_own_has_the_brackets_of_the_standard_and_no_leading_zero() -> None:
    printed = print_number("销号", 2022, 1)
    assert printed == "销号〔2022〕1号"
    assert DOCUMENT_NUMBER.fullmatch(printed)


@pytest.mark.parametrize("typed", ["临港办发[2022]8号", "临港办发【2022】8号", "临港办发［2022］8号"])
def test_brackets_that_only_look_right_are_folded_to_those_of_the_standard(typed: str) -> None:
    assert fold_brackets(typed) == "临港办发〔2022〕8号"


@pytest.mark.parametrize(
    "wrong", ["临港办发〔22〕8号", "临港办发(2022)8号", "临港办发〔2022〕号", "〔2022〕8号"]
)
def test_what_is_no_document_number_is_not_taken_for_one(wrong: str) -> None:
    assert not DOCUMENT_NUMBER.fullmatch(wrong)


@pytest.mark.parametrize("padded", ["白  舟", "白　舟", "白\n舟", " 白舟 ", "白\t舟"])
def test_a_name_padded_for_looks_is_read_without_its_blanks(padded: str) -> None:
    assert squeeze(padded) == "白舟"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("白舟", "白　舟"),
        ("白小舟", "白小舟"),
        ("欧阳小舟", "欧阳小舟"),
        ("Li", "Li"),
        ("白", "白"),
        ("", ""),
    ],
)
def test_a_name_of_two_characters_is_printed_as_wide_as_three(name: str, printed: str) -> None:
    assert pad_name(name) == printed
    assert squeeze(printed) == name
