"""Copied papers are noticed, honest ones of one office are not."""

import csv
import random
from itertools import combinations
from pathlib import Path

import pytest

from bihuan.doubts.doubt import Weight
from bihuan.doubts.tests import corpus
from bihuan.doubts.texts import Paper, copied, copied_among, repeated_plan, unanswered
from bihuan.evidence.text_likeness import likeness, substance_of
from bihuan.intake.readers import open_blocks


def paper(case_id: int, text: str, label: str = "整改报告") -> Paper:
    return Paper(case_id, f"第{case_id}项{label}", text)


def copies(one: str, two: str) -> list[Weight]:
    return [doubt.weight for doubt in copied(paper(1, one), [paper(2, two)])]


def test_no_two_honest_papers_of_the_corpus_are_called_copies() -> None:
    blamed = [(one[:20], two[:20]) for one, two in combinations(corpus.ALL, 2) if copies(one, two)]
    assert blamed == []


def test_honest_papers_stay_far_from_the_threshold() -> None:
    ready = [substance_of(text) for text in corpus.ALL]
    assert max(likeness(one, two).share for one, two in combinations(ready, 2)) < 0.25


@pytest.mark.parametrize("text", corpus.ALL)
def test_the_same_paper_of_another_case_is_a_severe_doubt(text: str) -> None:
    assert copies(text, text) == [Weight.SEVERE]


def test_a_paper_copied_with_other_names_numbers_words_and_order_is_a_severe_doubt() -> None:
    assert copies(corpus.BRIDGE_COPIED, corpus.BRIDGE) == [Weight.SEVERE]


def test_both_passages_are_shown_with_whose_they_are() -> None:
    (doubt,) = copied(paper(7, corpus.BRIDGE_COPIED), [paper(9, corpus.WATER), paper(9, corpus.BRIDGE)])
    mine, theirs = doubt.seen
    assert doubt.code == "text-copied"
    assert (mine.label, mine.case_id, theirs.label, theirs.case_id) == (
        "第7项整改报告",
        7,
        "第9项整改报告",
        9,
    )
    assert "9月14日" in mine.text or "恒信" in mine.text or "望乡桥" in mine.text
    assert "望乡桥" not in theirs.text


@pytest.mark.parametrize("text", corpus.ALL)
def test_a_paper_with_its_sentences_in_another_order_is_noticed(text: str) -> None:
    sentences = [sentence + "。" for line in text.split("\n") for sentence in line.split("。") if sentence]
    random.Random(3).shuffle(sentences)
    assert copies("".join(sentences), text)


@pytest.mark.parametrize("text", corpus.ALL)
def test_a_fifth_left_out_and_a_fifth_of_another_paper_put_in_does_not_hide_the_copy(text: str) -> None:
    sentences = [sentence + "。" for sentence in text.split("。") if sentence]
    other = corpus.WATER if text is not corpus.WATER else corpus.HALL
    kept = [sentence for at, sentence in enumerate(sentences) if at % 5 != 2]
    foreign = other.split("。")[1][: len(text) // 5]
    assert copies("".join(kept) + foreign + "。", text)


def test_a_paper_made_of_halves_of_two_others_is_noticed() -> None:
    half = corpus.WATER[: len(corpus.WATER) // 2] + corpus.SCHOOL_BUS[len(corpus.SCHOOL_BUS) // 2 :]
    shown = copied(
        paper(3, half), [paper(1, corpus.WATER), paper(2, corpus.SCHOOL_BUS), paper(4, corpus.HALL)]
    )
    assert {doubt.seen[1].case_id for doubt in shown} == {1, 2}


def test_a_short_report_copied_into_a_long_one_is_noticed() -> None:
    long = "".join(corpus.ALL[4:]) + corpus.BRIDGE_COPIED + "".join(corpus.ALL[1:4])
    (doubt,) = copied(paper(1, long), [paper(2, corpus.BRIDGE)])
    assert "护栏" in doubt.seen[0].text


def test_an_empty_form_that_two_cases_send_in_is_noticed_though_it_says_nothing() -> None:
    assert copies(corpus.EMPTY_FORM, corpus.EMPTY_FORM.replace("我局", "我办")) == [Weight.PLAIN]


def test_the_empty_form_around_a_report_of_its_own_is_not_held_against_it() -> None:
    assert copies(corpus.EMPTY_FORM + corpus.WATER, corpus.EMPTY_FORM + corpus.SMOKE) == []


def test_a_paper_that_all_cases_send_in_is_noticed_in_each() -> None:
    among = copied_among([paper(number, corpus.BRIDGE) for number in range(30)])
    assert [len(doubts) for doubts in among] == [3] * 30


def test_papers_of_one_case_are_not_compared() -> None:
    assert copied(paper(1, corpus.BRIDGE), [paper(1, corpus.BRIDGE, "整改方案")]) == []


def test_comparing_many_at_once_finds_what_comparing_two_finds() -> None:
    among = copied_among([paper(at, text) for at, text in enumerate((*corpus.ALL, corpus.BRIDGE_COPIED))])
    assert [at for at, doubts in enumerate(among) if doubts] == [0, len(corpus.ALL)]


def test_the_doubt_stays_the_same_while_the_papers_do() -> None:
    again = [copied(paper(1, corpus.BRIDGE_COPIED), [paper(2, corpus.BRIDGE)])[0].key for _ in range(2)]
    assert again[0] == again[1]


# ── a result that only repeats the plan ─────────────────────────────────────────────────────────

PLAN = "将清理滨河路沿线乱堆的建筑垃圾，拟在路口增设监控，并加强夜间巡查；12月31日前完成。"


def repeats(result: str, plan: str = PLAN) -> bool:
    return bool(repeated_plan(Paper(1, "第1项整改结果", result), [Paper(1, "第1项整改措施", plan)]))


@pytest.mark.parametrize(
    "result",
    [
        "已清理滨河路沿线乱堆的建筑垃圾，已在路口增设监控，并加强夜间巡查。",
        "滨河路沿线乱堆的建筑垃圾已经清理完毕，路口监控已增设，夜间巡查得到加强。",
        "现将整改情况报告如下：\n一、清理了滨河路沿线乱堆的建筑垃圾；\n二、在路口增设了监控。\n综合执法局\n2022年12月9日",
        "目前已完成滨河路沿线乱堆建筑垃圾的清理，完成率100%。",
    ],
)
def test_a_result_in_the_words_of_the_plan_is_noticed(result: str) -> None:
    assert repeats(result)


@pytest.mark.parametrize(
    "result",
    [
        "已清理滨河路沿线乱堆的建筑垃圾46车，已在路口增设监控。",
        "11月8日清理滨河路沿线乱堆的建筑垃圾。",
        "已清理滨河路、松林巷沿线乱堆的建筑垃圾，已在路口增设监控。",
        "已清理滨河路沿线乱堆的建筑垃圾，查获偷倒的货车司机并移送交警。",
        "已清理滨河路沿线乱堆的建筑垃圾三十余吨。",
    ],
)
def test_a_result_with_anything_new_is_not(result: str) -> None:
    assert not repeats(result)


def test_a_report_of_its_own_words_is_not_held_to_repeat_its_plan() -> None:
    plan = "将委托检测桥梁，重新焊接护栏，设置限载标志。"
    assert not repeats(corpus.BRIDGE, plan)


def test_the_doubt_of_a_repeating_result_shows_the_plan() -> None:
    result = Paper(1, "第1项整改结果", "已在路口增设监控，已清理滨河路沿线乱堆的建筑垃圾。")
    (doubt,) = repeated_plan(result, [Paper(1, "第1项整改措施", PLAN)])
    assert doubt.code == "result-repeats-plan"
    assert [side.label for side in doubt.seen] == ["第1项整改结果", "第1项整改措施"]
    assert "建筑垃圾" in doubt.seen[1].text


# ── a complaint that nothing answers ────────────────────────────────────────────────────────────


def left_alone(complaint: str, *answers: str) -> list[str]:
    papers = [Paper(1, "整改措施", answer) for answer in answers]
    return [doubt.seen[0].text for doubt in unanswered(Paper(1, "群众意见", complaint), papers)]


PARKING = "3号路两侧大货车乱停乱放，路面被压坏多处破损，希望有关部门解决。"


def test_broken_pavement_that_no_measure_repairs_is_a_plain_doubt_with_the_words_of_the_complaint() -> None:
    measures = Paper(
        1, "整改措施", "加强西勒沟大街货车停放管理，增设禁停标志，每日安排人员劝导，对违停车辆抓拍处罚。"
    )
    doubts = unanswered(Paper(1, "群众意见", PARKING), [measures])
    assert [(doubt.code, doubt.weight) for doubt in doubts] == [("complaint-unanswered", Weight.PLAIN)]
    assert "破损" in doubts[0].seen[0].text
    assert "禁停" in doubts[0].seen[1].text


def test_a_repair_told_only_in_the_result_answers_it() -> None:
    measures = "加强货车停放管理，增设禁停标志，安排人员劝导。"
    assert left_alone(PARKING, measures, "10月挖除破碎板块，重新浇筑混凝土路面320平方米。") == []


def test_another_name_of_the_place_is_no_doubt() -> None:
    assert left_alone("3号路晚上路灯不亮。", "更换西勒沟大街光源四十盏，恢复路灯供电。") == []


def test_a_finding_that_the_complaint_is_unfounded_answers_it() -> None:
    complaint = "饭店油烟很大，呛得人睡不着，请处理。"
    assert left_alone(complaint, "两次到店查看并由第三方采样，群众反映情况不属实，已当面说明检测结果。") == []


def test_a_hospital_that_only_tells_the_place_asks_for_nothing() -> None:
    assert (
        left_alone("医院东门对面。垃圾没人清运。", "每日早晚两次清运垃圾，更换密闭桶，安排专人保洁。") == []
    )


@pytest.mark.parametrize(
    ("complaint", "answer"),
    [
        ("石坎桥护栏损坏，走路害怕，希望修好。", corpus.BRIDGE),
        ("平台跳舞的音乐太响，吵得睡不着觉。", corpus.DANCE),
        ("冠隆厂房拖欠我们工资，要求发工资。", corpus.WAGES),
        ("培训班只发证不教手艺，没有用。", corpus.TRAINING),
        ("一下雨巷子就积水，家里都淹了，请治理。", corpus.MEETING_DRAIN),
        ("锦程大道路面破损，坑坑洼洼。", corpus.ROAD_SURFACE),
        ("锦程大道没有路灯，晚上不敢走。", corpus.ROAD_LIGHTS),
        ("办不动产要排队一上午，效率低。", corpus.HALL),
        ("快餐店油烟熏得没法开窗。", corpus.SMOKE),
        ("早上放出来的水是黄的，不敢喝。", corpus.WATER),
        ("孩子上学五点多就要起床，校车还没有座位。", corpus.SCHOOL_BUS),
    ],
)
def test_an_honest_answer_raises_nothing(complaint: str, answer: str) -> None:
    assert left_alone(complaint, answer) == []


def test_an_answer_on_another_matter_altogether_is_noticed() -> None:
    assert left_alone("孩子近视，教室黑板反光看不清。", corpus.BRIDGE)


# ── real texts ──────────────────────────────────────────────────────────────────────────────────


def test_real_papers_of_other_offices_are_not_called_copies(data_dir: Path) -> None:
    files = sorted((data_dir / "documents").glob("*.txt"))
    # Four lines of provenance come first.
    texts = ["\n".join(file.read_text(encoding="utf-8").split("\n")[4:]) for file in files]
    papers = [paper(number, text) for number, text in enumerate(texts)]
    blamed = [files[at].name for at, doubts in enumerate(copied_among(papers)) if doubts]
    assert blamed == []


def test_real_messages_that_are_alike_but_different_are_not_called_copies(data_dir: Path) -> None:
    """Pairs set aside by hand: the same estate and another matter, the same matter and another place."""
    (grid,) = open_blocks((data_dir / "merging" / "messages.xlsx").read_bytes(), "messages.xlsx").grids()
    texts = {row[0]: row[4] for row in grid.rows[1:]}
    with (data_dir / "merging" / "look_alike_but_different.csv").open(encoding="utf-8-sig") as lines:
        pairs = [(row["id_a"], row["id_b"]) for row in csv.DictReader(lines)]
    blamed = [pair for pair in pairs if copies(texts[pair[0]], texts[pair[1]])]
    # Three of the 177 really are one text with another estate's name in it.
    assert len(blamed) <= 3
