"""One new message against those known: who is near, how near, and why."""

from datetime import date

from bihuan.grouping.compare import common_ground, compare
from bihuan.grouping.index import Index
from bihuan.grouping.items import Item
from bihuan.grouping.tests.test_group import OTHER_MATTER, PLANT, SMOKE, items

NEW = Item(
    "new", "丽景新城的搅拌站什么时候搬走", "丽景新城旁边的搅拌站粉尘太大，噪音吵得睡不着。", date(2025, 12, 1)
)


def test_the_nearest_come_first_and_others_not_at_all() -> None:
    index = Index(items(*PLANT, OTHER_MATTER, ("紫藤家园油烟扰民", SMOKE)))
    near = index.near(NEW)
    assert {found.id for found in near} == {"0", "1", "2"}
    assert [found.score for found in near] == sorted((found.score for found in near), reverse=True)


def test_it_says_why() -> None:
    near = Index(items(*PLANT)).near(NEW)
    assert "地点：“丽景新城”" in near[0].why.common


def test_a_message_that_was_added_is_found_and_is_not_near_to_itself() -> None:
    index = Index(items(OTHER_MATTER))
    assert index.near(NEW) == ()
    index.add(Item("late", *PLANT[0]))
    assert [found.id for found in index.near(NEW)] == ["late"]
    index.add(NEW)
    assert [found.id for found in index.near(NEW)] == ["late"]


def test_a_message_that_was_changed_is_known_by_what_it_says_now() -> None:
    index = Index(items(PLANT[0], OTHER_MATTER))
    index.add(Item("0", "金桂花园油烟扰民", SMOKE))
    assert index.near(NEW) == ()


def test_nothing_is_near_when_nothing_is_known() -> None:
    assert Index().near(NEW) == ()


def test_what_differs_is_said() -> None:
    one = Item("1", "金桂花园油烟扰民", SMOKE, date(2025, 11, 6))
    other = Item("2", "紫藤家园油烟扰民", SMOKE, date(2025, 11, 26))
    found = compare(one, other)
    assert any("“油烟”" in sentence for sentence in found.common)
    assert "地点：各自提到“金桂花园”、“紫藤家园”" in found.differs
    assert "时间：2025年11月6日至2025年11月26日，前后相隔20天" in found.differs


def test_what_most_of_a_group_have_is_its_own() -> None:
    found = common_ground(items(*PLANT))
    assert found.common[0] == "地点：“丽景新城”"
