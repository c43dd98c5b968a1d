"""What is marked in opinions side by side: the names they share, the matter, and what only one of them names."""

from bihuan.triage.alike_words import marks_of


def test_a_name_that_two_have_is_marked_and_one_that_only_one_has_is_told() -> None:
    marks = marks_of(["望海路搅拌站粉尘大，住在阳光花园。", "望海路的搅拌站夜里有粉尘，银沙街也有。"])
    assert "望海路" in marks.shared
    assert any("阳光花园" in name for name in marks.other[0])
    assert any("银沙街" in name for name in marks.other[1])


def test_where_nothing_is_named_the_words_that_all_have_are_marked() -> None:
    marks = marks_of(["晚上跳舞的音响开得太大声，睡不好。", "晚上跳舞的音响吵得睡不好。"])
    assert any("跳舞的音响" in words for words in marks.shared)
    assert marks.other == ((), ())
