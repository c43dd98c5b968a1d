"""Percentages, changes and merging: figures that settle each other."""

import pytest

from bihuan.intake.figures.tests.documents import codes, findings, said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("本月共受理4567件。\n投诉3751件 占比 28.13%", "share-does-not-fit"),
        (
            "本周共受理506件。位居前三位的工单：交通类172件、建设类80件、民政类50件，占工单总量的69.68%。",
            "share-does-not-fit",
        ),
        (
            "本月共受理1000件，投诉600件，占比60%；求助500件，占比50%；其他10件，占比1%。",
            "shares-not-hundred",
        ),
        ("本月按期办结率102%。", "rate-above-hundred"),
        ("累计交办200件，已办结150件，办结率85%。", "rate-does-not-fit"),
        ("本月回访200件，满意150件，满意率95%。", "rate-does-not-fit"),
        ("本月共受理400件。较上月增加500件。", "increase-above-total"),
        ("本月共受理4567件，较上月增加263件，环比上升16.11%。", "change-does-not-fit"),
        ("本月共受理4567件，较上月增加263件，环比下降6.11%。", "change-does-not-fit"),
        ("投诉由上月的320件下降到356件。", "direction-does-not-fit"),
        ("自治区反馈我市意见建议共443条，经梳理归并为447条。", "merged-above-received"),
        ("本月受理150件，办结153件。", "finished-above-received"),
    ],
)
def test_figures_that_contradict_each_other_are_found(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "本月共受理4567件。\n投诉3751件 占比 82.13%",
        "本月共受理2877件，来电212件，占比7.3%；涉及消费者权益58件，占比2%。",
        "本周共受理506件。位居前三位的工单：交通类172件、建设类80件、民政类50件，占工单总量的59.68%。",
        "本月共受理900件，占全市总量的12%。",
        "本月按期办结率100%，增长率120%，目标完成率130%。",
        "累计交办200件，已办结150件，办结率75%。",
        "共受理7227宗，当场答复5113宗，转办2114宗，办结1898宗，办结率97.01%。",
        "本月回访246件，满意240件，一般5件，不满意1件，满意率97.56%。",
        "本月共受理4567件，较上月增加263件，环比上升6.11%。",
        "本月共受理4567件，较上月增加263件，同比上升9.5%。",
        "投诉由上月的356件下降到320件。",
        "自治区反馈我市2021年度意见建议共547条、2022年中期意见建议共447条，经梳理，2021年度归纳为538条，2022年中期归纳为443条。",
        "本月受理150件，办结153件（含上月结转5件）。",
        "满意率力争达到105%以上。",
    ],
)
def test_figures_that_agree_are_not_spoken_of(text: str) -> None:
    assert codes(text) == []


def test_of_two_mergings_the_wrong_one_is_named() -> None:
    text = (
        "反馈我市2021年度意见共547条、2022年中期意见共447条，2021年度共归纳为538条，2022年中期共归纳为449条。"
    )
    found = findings(text)
    assert [finding.code for finding in found] == ["merged-above-received"]
    assert "449条" in found[0].message
    assert "447条" in found[0].message


def test_shares_of_one_list_that_do_not_fit_are_one_finding() -> None:
    text = "本月共受理1000件。\n投诉600件 占比 41.2%\n求助300件 占比 20.3%\n建议50件 占比 9.1%\n咨询50件 占比 1.7%"
    found = [finding for finding in findings(text) if finding.code == "share-does-not-fit"]
    assert len(found) == 1
    assert "等4处" in found[0].message


def test_interim_is_not_counted_as_finished() -> None:
    text = "累计交办1000件，已办结400件，阶段性办结300件，正在办理300件，办结率70%。"
    found = findings(text)
    assert [finding.code for finding in found] == ["interim-counted-as-finished"]
    assert "40.0%" in found[0].message


def test_a_change_called_by_another_name_is_told() -> None:
    assert codes("本月共受理4567件，较上月增加263件，同比上升6.11%。") == ["change-called-by-another-name"]


def test_a_rate_of_repetition_follows_from_the_text() -> None:
    text = "本周共受理工单500件。\n（二）重复投诉工单较多。本周共办理此类工单90件，满意率75%。"
    assert said(text)["重复率"] == "18.00%"
