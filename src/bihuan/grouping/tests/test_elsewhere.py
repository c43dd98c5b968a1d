"""The same sentence of another street is another event; the same plant told of from another street is not."""

from bihuan.grouping.elsewhere import parted
from bihuan.grouping.group import Groups
from bihuan.grouping.items import Item


def items(*texts: str) -> list[Item]:
    return [Item(str(at), "", text) for at, text in enumerate(texts)]


def together(*texts: str) -> Groups:
    """All of them were found to be one group."""
    return parted(Groups((tuple(str(at) for at in range(len(texts))),), ()), items(*texts))


def test_one_sentence_filled_in_for_two_streets_is_two_events() -> None:
    found = together(
        "海棠街3号门前的路灯几天不亮，晚上看不清。", "银杏路10号门前的路灯几天不亮，晚上看不清。"
    )
    assert found == Groups((), ("0", "1"))


def test_one_street_in_the_same_or_in_other_words_stays_together() -> None:
    found = together(
        "海棠街3号门前的路灯几天不亮，晚上看不清。",
        "海棠街5号门前的路灯几天不亮，晚上看不清。",
        "天一黑海棠街就伸手不见五指，灯坏了没有人修。",
    )
    assert found.groups == (("0", "1", "2"),)


def test_who_names_another_place_in_words_of_their_own_stays() -> None:
    found = together(
        "阳光花园旁边的搅拌站夜里轰鸣，请求搬迁。", "我家住滨海新村，搅拌站的粉尘吹满阳台，受不了了。"
    )
    assert found.groups == (("0", "1"),)


def test_who_names_no_place_stays() -> None:
    found = together("门前的路灯几天不亮，晚上看不清。", "银杏路门前的路灯几天不亮，晚上看不清。")
    assert found.groups == (("0", "1"),)


def test_of_several_streets_each_keeps_its_own_and_the_order_is_that_of_the_messages() -> None:
    said = [f"{street}{at}号门口的垃圾没有清运。" for at in (1, 2) for street in ("海棠街", "银杏路")]
    found = parted(Groups((("0", "1", "2", "3"),), ("4",)), items(*said, "公交车太少。"))
    assert found == Groups((("0", "2"), ("1", "3")), ("4",))
