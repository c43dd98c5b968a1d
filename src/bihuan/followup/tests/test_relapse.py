"""What is proposed as a relapse, and what is not: place and matter weigh more than phrasing."""

import pytest

from bihuan.followup.relapse import Likeness, likeness, marked, profile_of
from bihuan.language.names import names_in

LAMPS = ("望海路路灯不亮，夜间出行不安全。", "望海路晚上太黑，老人摔倒过，请装灯。")


def held_against(new: str, *closed: str) -> Likeness | None:
    return likeness(profile_of(new), closed)


@pytest.mark.parametrize(
    ("text", "places", "parties"),
    [
        ("我家住在阳光花园小区旁边，宏达建材有限公司夜间排放油烟。", {"阳光花园小区"}, {"宏达建材有限公司"}),
        ("望海路的路灯不亮", {"望海路"}, set()),
        ("和平路与解放街交叉口红绿灯坏了", {"和平路", "解放街"}, set()),
        ("12路公交车班次太少", {"12路"}, set()),
        ("城中村改造慢，金沙村村民用水难", {"金沙村"}, set()),
        ("渔港路夜市半夜还在放音响", {"渔港路"}, set()),
        ("孩子上学路上不安全，车辆带泥上路，居民小区停车乱，道路不平", set(), set()),
        ("为什么外地社保不能在园区直接报销？", set(), set()),
    ],
)
def test_names_are_told_from_words_that_name_nothing(text: str, places: set[str], parties: set[str]) -> None:
    found = names_in(text)
    assert set(found.places.values()) == places
    assert set(found.parties.values()) == parties


@pytest.mark.parametrize(
    ("new", "closed"),
    [
        ("望海路的路灯又不亮了，晚上走路看不清", LAMPS),
        ("渔港路夜市半夜还在放音响，吵得睡不着", ("渔港路夜市噪声大，居民休息不好",)),
        ("宏达建材半夜排黑烟", ("宏达建材有限公司排放油烟废气",)),
        ("阳光小区垃圾又没人清运", ("阳光花园小区门口垃圾成堆",)),
        ("建议延长公交线路。", ("建议延长公交线路。",)),
        ("希望图书馆周末开放", ("希望图书馆周末能开放",)),
    ],
)
def test_the_same_trouble_at_the_same_place_is_proposed_however_it_is_said(
    new: str, closed: tuple[str, ...]
) -> None:
    assert held_against(new, *closed)


@pytest.mark.parametrize(
    ("new", "closed"),
    [
        ("阳光花园楼下烧烤油烟大，窗户不敢开", ("金色家园楼下烧烤油烟大，窗户不敢开",)),
        ("宏达建材有限公司半夜噪声大", ("远航物流有限公司半夜噪声大",)),
        ("望海路井盖缺失", LAMPS),
        ("渔港路夜市噪声大", ("夜市噪声大",)),
        ("建议增加图书", ("建议延长公交线路。",)),
        ("", LAMPS),
    ],
)
def test_the_same_words_about_another_place_or_another_trouble_are_not(
    new: str, closed: tuple[str, ...]
) -> None:
    assert held_against(new, *closed) is None


def test_a_proposal_says_why_and_quotes_both_sides() -> None:
    found = held_against("望海路的路灯又不亮了，晚上太黑", *LAMPS)
    assert found is not None
    assert found.why[0] == "同一地点：“望海路”"
    assert "同一问题：“路灯”" in found.why
    assert found.why[-1].startswith("共同用词（相近")
    assert 60 <= found.score <= 100


def test_two_places_of_one_name_are_quoted_as_each_was_written() -> None:
    found = held_against("阳光小区垃圾又没人清运", "阳光花园小区门口垃圾成堆")
    assert found is not None
    assert found.why[0] == "同一地点：“阳光小区”与“阳光花园小区”"


def test_the_nearer_the_words_the_higher_the_score() -> None:
    near = held_against("望海路路灯不亮，夜间出行不安全。", *LAMPS)
    far = held_against("望海路照明要修一修", *LAMPS)
    assert near is not None
    assert far is not None
    assert near.score > far.score


def test_what_both_share_is_marked_and_nothing_is_lost() -> None:
    pieces = marked("望海路的路灯又不亮了", ("望海路", "路灯", "不亮"))
    assert pieces == [
        ("望海路", True),
        ("的", False),
        ("路灯", True),
        ("又", False),
        ("不亮", True),
        ("了", False),
    ]
    assert marked("望海路", ()) == [("望海路", False)]
