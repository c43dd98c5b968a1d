"""What is left of a text when its form is taken away, and how texts are found again."""

import random

from bihuan.evidence.text_index import MOST_HASHES, Sketch, TextIndex, sketch_of
from bihuan.evidence.text_likeness import likeness, substance_of

PIPES = "6月3日起在晒盐巷开挖沟槽，换下锈穿的铸铁管85米，冲洗后请疾控中心采样。"
TREES = "园丁把台风吹歪的木麻黄扶正，搭三角支架，给伤口涂了愈合剂。"


def test_dates_numbers_and_names_do_not_tell_two_texts_apart() -> None:
    other = PIPES.replace("6月3日", "11月20日").replace("晒盐巷", "打铁街").replace("85米", "１２０米")
    assert likeness(substance_of(PIPES), substance_of(other)).share == 1.0


def test_known_names_do_not_count() -> None:
    assert "冯阿水" not in substance_of("船老大冯阿水收走了渔网。", ["冯阿水"]).core


def test_office_formulae_have_no_substance() -> None:
    opening = "根据《整改方案》（管办〔2022〕9号）要求，我局高度重视，现将整改情况报告如下："
    formulae = opening + "\n下一步，我局将加强巡查，防止反弹。\n特此报告。"
    assert substance_of(formulae).core == ""


def test_the_part_that_promises_has_no_substance_and_the_next_part_has() -> None:
    text = f"三、下一步工作打算\n{PIPES}\n四、其他完成的事项\n{TREES}"
    core = substance_of(text).core
    assert "铸铁管" not in core
    assert "木麻黄" in core


def test_texts_on_other_matters_share_nothing() -> None:
    assert likeness(substance_of(PIPES), substance_of(TREES)).share == 0.0


def test_a_sentence_repeated_counts_once() -> None:
    once, thrice = substance_of(PIPES + TREES), substance_of(PIPES + TREES * 3)
    assert likeness(thrice, substance_of(TREES)).share == likeness(once, substance_of(TREES)).share


def test_the_passages_that_are_alike_are_shown_in_pairs() -> None:
    found = likeness(substance_of(TREES + PIPES), substance_of("甲方到场。" + PIPES))
    assert len(found.pairs) == 1
    assert all("铸铁管" in passage for passage in found.pairs[0])


def test_an_empty_text_is_like_nothing() -> None:
    assert likeness(substance_of(""), substance_of(PIPES)).share == 0.0
    assert likeness(substance_of(PIPES), substance_of("")).share == 0.0


# ── sketch and index ────────────────────────────────────────────────────────────────────────────


def invented(chance: random.Random, length: int = 300) -> str:
    """Characters at random: no two of these texts are alike."""
    return "".join(chr(chance.randint(0x4E00, 0x8FFF)) for _ in range(length))


def test_a_sketch_is_small_and_comes_back_from_its_bytes() -> None:
    sketch = sketch_of(substance_of(invented(random.Random(1), 5000)))
    assert len(sketch.hashes) == MOST_HASHES
    assert len(sketch.to_bytes()) <= 1024
    assert Sketch.from_bytes(sketch.to_bytes()) == sketch


def test_the_index_finds_the_one_copy_among_many_though_it_was_cut_and_padded() -> None:
    chance = random.Random(2)
    texts = [invented(chance) for _ in range(400)]
    index = TextIndex((key, sketch_of(substance_of(text))) for key, text in enumerate(texts))
    copy = invented(chance, 60) + texts[123][70:]
    assert index.candidates(sketch_of(substance_of(copy)))[0][0] == 123


def test_a_short_text_is_found_in_a_long_one() -> None:
    chance = random.Random(3)
    short = invented(chance, 250)
    long = invented(chance, 1200) + short + invented(chance, 1200)
    index = TextIndex(
        [(1, sketch_of(substance_of(invented(chance, 2500)))), (2, sketch_of(substance_of(long)))]
    )
    assert [key for key, _ in index.candidates(sketch_of(substance_of(short)))] == [2]


def test_what_is_added_later_is_found_like_the_rest() -> None:
    chance = random.Random(4)
    first, second = invented(chance), invented(chance)
    index = TextIndex([(7, sketch_of(substance_of(first)))])
    index.add(8, sketch_of(substance_of(second)))
    assert len(index) == 2
    assert [key for key, _ in index.candidates(sketch_of(substance_of(first)))] == [7]
    assert [key for key, _ in index.candidates(sketch_of(substance_of(second)))] == [8]


def test_no_more_are_proposed_than_asked_for() -> None:
    sketch = sketch_of(substance_of(PIPES + TREES))
    index = TextIndex((key, sketch) for key in range(50))
    assert [key for key, _ in index.candidates(sketch, most=5)] == [0, 1, 2, 3, 4]


def test_an_empty_index_and_an_empty_text_propose_nothing() -> None:
    empty = sketch_of(substance_of(""))
    assert TextIndex().candidates(sketch_of(substance_of(PIPES))) == []
    assert TextIndex([(1, empty)]).candidates(empty) == []
