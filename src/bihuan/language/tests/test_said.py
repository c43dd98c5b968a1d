"""What a text says is found, and quoted as it was written."""

import pytest

from bihuan.language.matters import FAMILIES, matters_in
from bihuan.language.names import names_in
from bihuan.language.said import said

TEXT = "A3区万福丽景小区12栋楼下的宏达餐饮有限公司，2025年11月起油烟直排，每月收费30元，电话13800000000。"


def test_places_firms_houses_days_sums_and_numbers_are_told_apart() -> None:
    found = said(TEXT)
    assert list(found.places.values()) == ["万福丽景小区"]
    assert list(found.parties.values()) == ["宏达餐饮有限公司"]
    assert found.houses == ("12栋",)
    assert found.days == ("2025年11月",)
    assert found.money == ("30元",)
    assert found.phones == ("13800000000",)
    assert "油烟" in found.matters
    assert "小区" in found.words


def test_a_region_under_a_pseudonym_is_no_part_of_a_name() -> None:
    assert set(names_in("A市丽景新城夜间施工").places.values()) == {"丽景新城"}
    assert set(names_in("K4县星月花园没有路灯").places.values()) == {"星月花园"}


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("楼下烧烤店没有烟道", "油烟"),
        ("建在村口的拌合料厂，水泥灰落满窗台", "混凝土和砂石"),
        ("买房必须买车位", "车位停车"),
        ("卷款跑路，报案半年没有立案", "诈骗非法集资"),
        ("墙面开裂，楼板渗水", "房屋质量"),
    ],
)
def test_a_matter_is_told_by_its_words_however_it_is_said(text: str, matter: str) -> None:
    assert matter in matters_in(text)


def test_what_is_said_of_anything_is_no_matter() -> None:
    assert not matters_in("希望领导尽快解决，严重影响大家")


def test_every_word_of_the_table_has_two_characters() -> None:
    assert all(len(word) == 2 for words in FAMILIES.values() for word in words)
