"""What becomes one group, and what does not: place and matter weigh more than phrasing."""

from datetime import date
from itertools import combinations, pairwise

import pytest

from bihuan.grouping import clusters
from bihuan.grouping.group import Groups, group
from bihuan.grouping.items import Item

PLANT = (
    ("丽景新城旁边建搅拌站，噪音粉尘污染", "丽景新城小区旁边新建了混凝土搅拌站，整天扬尘，半夜也有噪音。"),
    ("请关停丽景新城附近的搅拌厂", "搅拌厂离丽景新城不到一百米，粉尘落满阳台，老人天天咳嗽。"),
    ("A2区丽景新城居民深受水泥灰之苦", "混凝土搅拌车从早到晚，丽景新城家家不敢开窗，灰尘很大。"),
)
OTHER_MATTER = ("丽景新城小区物业乱收停车费", "丽景新城地下车库的车位只卖不租，停车费一月涨到六百元。")
SMOKE = "小区临街门面烧烤店油烟直排，深夜还在营业，住户不敢开窗。"


def items(*texts: tuple[str, str]) -> list[Item]:
    return [Item(str(number), subject, body) for number, (subject, body) in enumerate(texts)]


def together(found: Groups) -> set[frozenset[str]]:
    return {frozenset(members) for members in found.groups}


def test_the_same_plant_in_different_words_is_one_event() -> None:
    assert together(group(items(*PLANT, OTHER_MATTER))) == {frozenset("012")}


def test_the_same_smoke_at_two_estates_is_not_one_event() -> None:
    found = group(items(("金桂花园油烟扰民", "金桂花园" + SMOKE), ("紫藤家园油烟扰民", "紫藤家园" + SMOKE)))
    assert found == Groups((), ("0", "1"))


def test_two_troubles_at_one_estate_are_not_one_event() -> None:
    found = group(
        items(
            ("金桂花园近百户楼板开裂", "金桂花园房屋质量差，墙面裂缝，楼板渗水，开发商不维修。"),
            ("金桂花园楼下夜宵摊油烟扰民", "金桂花园" + SMOKE),
        )
    )
    assert found.alone == ("0", "1")


def test_names_with_characters_changed_or_turned_round_are_still_the_name() -> None:
    found = group(
        items(
            ("A市利聚普惠投资公司涉嫌诈骗", "利聚普惠投资公司卷款跑路，报案以后没有立案。"),
            ("A市聚利普惠投资公司集资诈骗", "聚利普惠投资公司吸收投资以后跑路，警方没有立案。"),
        )
    )
    assert together(found) == {frozenset("01")}


def test_bus_lines_that_differ_in_their_number_are_different() -> None:
    found = group(
        items(
            ("205路公交车班次太少", "205路公交等车要一小时。"),
            ("809路公交车班次太少", "809路公交等车要一小时。"),
        )
    )
    assert found.alone == ("0", "1")


def test_texts_without_any_name_are_one_when_their_words_are() -> None:
    wish = ("", "希望图书馆周末能延长开放到晚上九点，方便上班的人借书。")
    other = ("", "希望办事大厅中午不要休息，方便上班的人办事。")
    assert together(group(items(wish, wish, other))) == {frozenset("01")}


def test_an_opinion_without_a_subject_is_grouped_by_its_text() -> None:
    found = group(items(*((("", body)) for _, body in PLANT), ("", OTHER_MATTER[1])))
    assert together(found) == {frozenset("012")}


def test_traditional_characters_make_no_difference() -> None:
    found = group(
        items(
            PLANT[0], ("麗景新城旁邊建攪拌站", "麗景新城小區旁邊新建了混凝土攪拌站，整天揚塵，半夜也有噪音。")
        )
    )
    assert together(found) == {frozenset("01")}


@pytest.mark.parametrize("in_small", [True, False])
def test_what_people_keep_apart_stays_apart(in_small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not in_small:
        monkeypatch.setattr(clusters, "_SMALL", 1)
    apart = [("2", "0")]
    found = group(items(*PLANT), apart)
    assert not any({"0", "2"} <= members for members in together(found))


def test_a_pair_kept_apart_does_not_take_the_whole_event_apart() -> None:
    texts = [PLANT[number % 3] for number in range(12)]
    found = group(items(*texts), [("0", "1")])
    assert not any({"0", "1"} <= members for members in together(found))
    assert max(len(members) for members in found.groups) >= 6


@pytest.mark.parametrize("small", [400, 1])
def test_a_group_is_not_a_chain(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each complaint names its own estate and the next one's: the ends have nothing in common."""
    monkeypatch.setattr(clusters, "_SMALL", small)
    names = ["金桂", "紫藤", "望湖", "听涛", "云栖", "锦瑟", "明珠", "翠屏", "观澜", "御风"]
    texts = [
        (f"{one}花园和{other}花园之间油烟扰民", f"{one}花园和{other}花园之间的" + SMOKE)
        for one, other in pairwise(names)
    ]
    assert max((len(members) for members in group(items(*texts)).groups), default=1) <= 4


def test_many_messages_of_one_event_hang_together_however_many_share_its_name() -> None:
    texts = [PLANT[number % 3] for number in range(600)]
    assert [len(members) for members in group(items(*texts)).groups] == [600]
    told = [(subject, f"我是{number}号业主，{body}") for number, (subject, body) in enumerate(texts)]
    assert max(len(members) for members in group(items(*told)).groups) >= 200


def test_every_message_is_in_one_group_or_alone() -> None:
    texts = items(*PLANT, OTHER_MATTER, ("", ""), ("？？？", "……"))
    found = group(texts)
    named = [name for members in found.groups for name in members] + list(found.alone)
    assert sorted(named) == [item.id for item in texts]


def test_nothing_is_grouped_of_nothing() -> None:
    assert group([]) == Groups((), ())


def test_the_order_of_messages_does_not_matter() -> None:
    texts = items(*PLANT, OTHER_MATTER, ("金桂花园油烟扰民", SMOKE), ("紫藤家园油烟扰民", "紫藤家园" + SMOKE))
    assert together(group(texts)) == together(group(texts[::-1]))


def test_days_do_not_have_to_be_known() -> None:
    dated = [Item(item.id, item.subject, item.body, date(2025, 11, 6)) for item in items(*PLANT)]
    assert together(group(dated)) == together(group(items(*PLANT)))


def test_both_ways_of_clustering_agree_on_clear_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        *PLANT,
        OTHER_MATTER,
        ("金桂花园油烟扰民", "金桂花园" + SMOKE),
        ("金桂花园夜宵油烟扰民", "金桂花园" + SMOKE),
    ]
    small = together(group(items(*texts)))
    monkeypatch.setattr(clusters, "_SMALL", 1)
    assert together(group(items(*texts))) == small
    assert all(len(one & other) == 0 for one, other in combinations(small, 2))
