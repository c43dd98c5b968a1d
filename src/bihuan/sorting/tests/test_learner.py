"""What an office decides counts from the next suggestion on; what it never decided is suggested from the first day."""

import numpy as np
import pytest

from bihuan.sorting.features import Recipe, features, grams
from bihuan.sorting.knowledge import Knowledge
from bihuan.sorting.learner import AT_ONCE, Learner, Suggestion
from bihuan.sorting.message import Message
from bihuan.sorting.task import Duty, Task

STREETS = ("云帆路", "槐安街", "望湖路", "青禾街", "听涛路", "长亭街", "锦绣路", "安民街")


def of_lamps(number: int) -> Message:
    return Message(
        "路灯不亮",
        f"{STREETS[number % 8]}{number}号门前的路灯坏了{number % 5 + 2}天，夜里看不见路，请尽快维修。",
    )


def of_schools(number: int) -> Message:
    return Message("", f"我家孩子今年上小学，住在{STREETS[number % 8]}{number}号，请问划片入学需要哪些材料？")


def of_noise(number: int) -> Message:
    return Message(
        "夜间施工", f"{STREETS[number % 8]}工地每天施工到{number % 3 + 1}点，噪声很大，老人无法休息。"
    )


def taught(count: int) -> list[tuple[Message, str]]:
    kinds = ((of_lamps, "照明"), (of_schools, "就学"), (of_noise, "扰民"))
    return [(make(number), label) for number in range(count) for make, label in kinds]


def best(learner: Learner, message: Message) -> str:
    return learner.suggest([message])[0].ranked[0][0]


def test_on_the_first_day_general_knowledge_suggests_with_words_of_the_text() -> None:
    (said,) = Learner(Task.CATEGORY).suggest([of_noise(1)])
    assert said.ranked[0][0] == "环境保护"
    assert "噪声" in said.why
    (asked,) = Learner(Task.TYPE).suggest([of_schools(1)])
    assert asked.ranked[0][0] == "咨询"


def test_the_duty_list_says_who_handles_it_before_anything_was_decided() -> None:
    learner = Learner(
        Task.DEPARTMENT, (Duty("望海市一处", ("路灯", "照明")), Duty("望海市二处", ("划片", "入学")))
    )
    assert [best(learner, of_lamps(1)), best(learner, of_schools(1))] == ["望海市一处", "望海市二处"]
    learner.duties = (Duty("望海市一处", ("入学",)), Duty("望海市二处", ("路灯",)))
    assert [best(learner, of_lamps(1)), best(learner, of_schools(1))] == ["望海市二处", "望海市一处"]


def test_the_duty_list_speaks_alone_when_it_names_one_unit_and_no_other() -> None:
    duties = [
        Duty("望海市一处", ("路灯",)),
        Duty("望海市教育局"),
        *(Duty(f"望海市{at}局") for at in range(30)),
    ]
    learner = Learner(Task.DEPARTMENT, duties)
    learner.fit([(of_schools(number), "望海市教育局") for number in range(20)])
    message = Message("", "小学校门口的路灯坏了，学生家长晚上接孩子看不见路。")
    (said,) = learner.suggest([message])
    assert (said.ranked[0][0], said.silent) == ("望海市一处", False)
    assert "路灯" in said.why


def test_the_duty_list_names_nobody_when_the_text_has_words_of_two_units() -> None:
    duties = (Duty("望海市一处", ("路灯",)), Duty("望海市二处", ("校门",)))
    known = Knowledge(Task.DEPARTMENT, [duty.unit for duty in duties], duties)
    assert known.named(Message("", "路边的路灯坏了。")) == 0
    assert known.named(Message("校门", "路边的路灯坏了。")) is None


@pytest.mark.parametrize("count", [1, 20, 39])
def test_few_decisions_never_make_it_surer_than_they_can_show(count: int) -> None:
    learner = Learner(Task.ROUTE)
    learner.fit([(of_lamps(number), "立行立改") for number in range(count)])
    surest = learner.suggest([of_lamps(901)])[0].ranked[0][1]
    assert surest <= (count + 2) / (count + 3) + 1e-6
    learner.learn(of_lamps(902), "立行立改")
    assert learner.suggest([of_lamps(901)])[0].ranked[0][1] <= (count + 3) / (count + 4) + 1e-6


def test_a_unit_without_keywords_is_known_by_its_name() -> None:
    learner = Learner(Task.DEPARTMENT, (Duty("望海市教育局"), Duty("望海市公安局"), Duty("望海市水利局")))
    assert best(learner, of_schools(1)) == "望海市教育局"


def labels(learner: Learner) -> list[str]:
    return [label for label, _ in learner.suggest([of_noise(1)])[0].ranked]


def test_a_usual_name_is_not_offered_beside_another_name_for_the_same() -> None:
    learner = Learner(Task.TYPE)
    assert "建设性意见建议" in labels(learner)
    learner.learn(of_lamps(1), "建言")
    assert "建设性意见建议" not in labels(learner)
    assert {"建言", "咨询"} <= set(labels(learner))


def test_usual_names_stay_on_offer_where_the_office_uses_them_and_go_where_it_does_not() -> None:
    usual, own = Learner(Task.CATEGORY), Learner(Task.CATEGORY)
    for number in range(30):
        usual.learn(of_lamps(number), "城乡建设")
        own.learn(of_lamps(number), "甲类")
    assert {"城乡建设", "环境保护"} <= set(labels(usual))
    assert labels(own) == ["甲类"]


def test_what_was_never_decided_grows_less_likely_with_every_decision() -> None:
    chances = []
    for count in (30, 300):
        learner = Learner(Task.CATEGORY)
        learner.fit([(of_lamps(number), ("城乡建设", "交通运输")[number % 2]) for number in range(count)])
        chances.append(dict(learner.suggest([Message("", "请按程序研究。")])[0].ranked)["教育文体"])
    assert chances[1] < chances[0]


def test_a_text_that_says_nothing_is_met_with_silence() -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(30))
    said = learner.suggest([Message("", ""), Message("", " \n")])
    assert [each.silent for each in said] == [True, True]
    assert Learner(Task.CATEGORY).suggest([Message("", "甲乙丙丁")])[0].silent


@pytest.mark.parametrize("count", [3, 40, 120])
def test_what_was_decided_is_suggested_for_what_is_like_it(count: int) -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(count))
    asked = [of_lamps(901), of_schools(902), of_noise(903)]
    assert [best(learner, message) for message in asked] == ["照明", "就学", "扰民"]


def test_after_enough_decisions_it_is_sure_and_says_why_in_words_of_the_text() -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(60))
    (said,) = learner.suggest([of_lamps(901)])
    assert not said.silent
    assert said.ranked[0][1] > 0.9
    assert said.why
    assert all(word in "路灯不亮" + of_lamps(901).body for word in said.why)


@pytest.mark.parametrize("count", [0, 5, 60])
def test_one_decision_counts_from_the_next_suggestion_on_also_with_a_new_label(count: int) -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(count))
    message = Message("", "青禾街的流浪猫越来越多，希望组织绝育和领养。")
    learner.learn(message, "动物收容")
    assert best(learner, message) == "动物收容"
    assert count == 0 or best(learner, of_lamps(901)) == "照明"


@pytest.mark.parametrize("count", [5, 60])
def test_a_changed_decision_takes_the_place_of_the_first(count: int) -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(count))
    message = Message("", "青禾街的流浪猫越来越多，希望组织绝育和领养。")
    learner.learn(message, "扰民")
    learner.forget(message, "扰民")
    learner.learn(message, "动物收容")
    assert best(learner, message) == "动物收容"
    assert learner.learned == 3 * count + 1


def test_forgetting_what_was_never_said_changes_nothing() -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(60))
    before = learner.suggest([of_lamps(901)])
    learner.forget(of_lamps(901), "从未用过")
    assert learner.suggest([of_lamps(901)]) == before


def test_decisions_that_contradict_each_other_make_it_less_sure() -> None:
    clear, torn = Learner(Task.CATEGORY), Learner(Task.CATEGORY)
    clear.fit(taught(60))
    torn.fit([(message, ("照明", "就学", "扰民")[at // 3 % 3]) for at, (message, _) in enumerate(taught(60))])
    assert torn.suggest([of_lamps(901)])[0].ranked[0][1] < clear.suggest([of_lamps(901)])[0].ranked[0][1]
    assert torn.suggest([of_lamps(901)])[0].silent


def test_the_same_decisions_give_the_same_suggestions() -> None:
    one, other = Learner(Task.TYPE), Learner(Task.TYPE)
    one.fit(taught(50))
    other.fit(taught(50))
    assert one.suggest([of_lamps(901)]) == other.suggest([of_lamps(901)])


@pytest.mark.parametrize("count", [0, 4, 60])
def test_what_was_kept_suggests_as_before_and_goes_on_learning(count: int) -> None:
    learner = Learner(Task.DEPARTMENT, (Duty("望海市一处", ("路灯",)),))
    learner.fit(taught(count))
    again = Learner.from_bytes(learner.to_bytes())
    asked = [of_lamps(901), of_schools(902)]
    for before, after in zip(learner.suggest(asked), again.suggest(asked), strict=True):
        assert [label for label, _ in before.ranked][:1] == [label for label, _ in after.ranked][:1]
        assert after.ranked[0][1] == pytest.approx(before.ranked[0][1], abs=0.01)
    assert again.duties == learner.duties
    again.learn(of_lamps(1), "二处")
    assert best(again, of_lamps(1)) == "二处"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"{}"])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="learner"):
        Learner.from_bytes(content)


def test_bytes_that_were_cut_or_changed_are_refused_or_read_and_never_run() -> None:
    content = Learner(Task.CATEGORY).to_bytes()
    for at in range(0, len(content), max(len(content) // 40, 1)):
        with pytest.raises(ValueError, match="learner"):
            Learner.from_bytes(content[:at])


def test_no_text_of_a_message_is_kept() -> None:
    learner = Learner(Task.CATEGORY)
    learner.fit(taught(AT_ONCE // 3))
    assert "云帆路".encode() not in learner.to_bytes()


def test_nothing_to_suggest_for_is_answered_with_nothing() -> None:
    assert Learner(Task.TYPE).suggest([]) == []
    assert isinstance(Learner(Task.ROUTE).suggest([of_lamps(1)])[0], Suggestion)


def test_runs_never_reach_over_the_end_of_a_text() -> None:
    together, apart = (
        grams(["路灯", "坏了"], 0, (1, 2)),
        [grams([text], 0, (1, 2)) for text in ("路灯", "坏了")],
    )
    assert sorted(together.place) == sorted(np.concatenate([each.place for each in apart]))


def test_masked_parts_and_numbers_count_as_one_sign_each() -> None:
    rows = features([Message("", "**区3号楼"), Message("", "＊＊＊＊区２１号楼")], Recipe())
    assert (rows[0] != rows[1]).nnz == 0
