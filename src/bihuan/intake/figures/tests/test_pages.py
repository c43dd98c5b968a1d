"""Figures of monthly papers and of circulars in forms that once misled. All texts are invented."""

import pytest

from bihuan.intake.figures.tests.documents import codes, findings

PLACES = ";".join(f"{name}县{n}件,已办结{n}件" for n, name in enumerate("甲乙丙丁戊己庚辛", 3)) + "。"


@pytest.mark.parametrize(
    "text",
    [
        "11月11日,督察组向我市转办举报件15件(其中1件涉及两个区),累计转办130件。",
        "本月信箱共收到留言300条,市直部门收到190条,各区收到110条,其中咨询类留言120条、投诉类留言180条。",
        "督察共反馈整改任务41项,已完成整改25项,销号13项,未完成但达到序时进度16项。",
        "督察组移交举报件共4件。\n群众信访举报转办和边督边改公开情况一览表(第二十八批)",
        "督察组向我市移交第二十四批信访件\n9月24日,督察组移交信访件15件。\n第十五批信访件已办结6件\n督察组转办的第十五批信访件共计12件,已办结6件,阶段性办结6件。",
        "督察组移交第28批举报件52件,已办结52件。其中" + PLACES,
    ],
)
def test_what_only_looks_like_a_contradiction(text: str) -> None:
    assert codes(text) == []


def test_a_title_and_the_first_figures_below_it_speak_of_one_batch() -> None:
    text = "关于第二十六批举报件办理情况的通报\n督察组向我市交办的第二十五批举报件97件,各单位均已上报。"
    assert codes(text) == ["batch-differs"]


def test_two_figures_of_each_place_are_two_lists() -> None:
    text = "督察组移交第28批举报件53件,已办结53件。其中" + PLACES
    assert [finding.code for finding in findings(text)] == ["units-below-total"] * 2


def test_a_short_list_of_places_may_leave_some_out() -> None:
    text = "督察组移交第28批举报件53件,已办结53件。其中" + PLACES.split("庚县")[0]
    assert codes(text) == []


def test_what_is_not_finished_says_what_is() -> None:
    assert codes("群众反映问题共49件,全部回复,未办结1件,办结率99%。") == ["rate-does-not-fit"]
    assert codes("群众反映问题共50件,全部回复,未办结1件,办结率98%。") == []


def test_a_figure_that_nobody_filled_in() -> None:
    assert codes("9月份,群众反映问题共件,全部回复。") == ["figure-left-out"]
    assert codes("9月份,全市共受理12件,均已回复。") == []


def test_shares_of_all_are_held_against_a_figure_that_is_not_called_a_total() -> None:
    parts = (
        "已经解决的有148件,占总数的25.2%;列入计划的有364件,占总数的61.9%;"
        "尚不能解决的有66件,占总数的11.2%;留作参考的有10件,占总数的1.7%。"
    )
    assert "parts-do-not-add-up" in codes(f"各单位办理提案591件。\n从办理情况看,{parts}")
    assert codes(f"各单位办理提案588件。\n从办理情况看,{parts}") == []
