"""One script for all texts."""

import pytest

from bihuan.language.script import plain, simplified


@pytest.mark.parametrize(
    ("traditional", "expected"),
    [
        ("請儘快維修望海路的路燈", "请尽快维修望海路的路灯"),
        ("臺灣街道後面的麵館", "台湾街道后面的面馆"),
        ("乾隆年間的乾淨水井", "乾隆年间的干净水井"),
    ],
)
def test_traditional_characters_become_simplified(traditional: str, expected: str) -> None:
    assert simplified(traditional) == expected


def test_what_is_simplified_stays_as_it_is() -> None:
    text = "皇后大道里面的面条店，著名，干净，12号院A座。"
    assert simplified(text) == text


def test_texts_are_compared_without_blanks_and_full_width_letters() -> None:
    assert plain("Ａ市 望海路\n１２号") == "a市望海路12号"
