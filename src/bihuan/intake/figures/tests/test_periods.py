"""Months, years, batches and days: a title speaks of the same time as its text, and no day is impossible."""

import pytest

from bihuan.intake.figures.tests.documents import codes, findings


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("云泽区热线五月份情况通报\n2024年4月，共办理工单300件。", "period-differs"),
        (
            "2024年云泽区热线运行分析报告（4月1日-4月30日）\n2024年5月1日至5月31日共转派工单300件。",
            "period-differs",
        ),
        (
            "2024年云泽区热线运行分析报告（4月1日-4月30日）\n（5月1日-5月31日）\n一、总体情况",
            "period-differs",
        ),
        ("云泽区2024年4月热线情况通报\n2023年4月1日至4月30日共受理300件。", "period-differs"),
        (
            "督察组交办第十六批信访件办理情况\n全区已对督察组交办的第十七批5件信访件进行调查处理。",
            "batch-differs",
        ),
        ("群众信访举报转办一览表（第12批）\n（第13批 2024年3月25日）", "batch-differs"),
        ("督察组交办我区信访件2件\n11月30日，其中，交办我区信访件4件。", "title-count-differs"),
        ("整改情况通报\n2024年4月31日，全部完成整改。", "no-such-day"),
        ("公示期为2024年5月20日至5月12日。", "stretch-runs-backward"),
        ("发布日期：2024-05-03\n截至2024年6月30日，全区已办结40件。", "later-than-the-paper"),
        ("来信时间：2024-05-06\n回复时间：2024-05-02", "answered-before-asked"),
    ],
)
def test_times_that_contradict_each_other_are_found(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "云泽区热线四月份情况通报\n2024年4月，共办理工单300件，比3月增加20件。",
        "2024年云泽区热线运行分析报告（4月1日-4月30日）\n发布日期：2024-05-03\n4月1日至4月30日共转派工单300件。",
        "2024年社会评价意见整改情况公示\n在2023年度社会评价中，共收到意见建议5900条。",
        "督察组交办第十六批信访件办理情况\n全区已对1-16批48件信访件进行调查处理。同时，将第一批交办的2件办理情况予以公开。",
        "群众信访举报转办一览表（第12批）\n（第12批 2024年3月25日）",
        "督察组交办第十六批5件办理情况\n督察组交办的第十六批5件信访件，已办结5件。",
        "整改情况通报\n2024年2月29日，全部完成整改。",
        "公示期为12月26日至1月3日。",
        "发布日期：2024-05-03\n报名截至2024年6月30日前。",
        "来信时间：2024-05-06\n回复时间：2024-05-09",
    ],
)
def test_times_that_agree_are_not_spoken_of(text: str) -> None:
    assert codes(text) == []


def test_the_finding_quotes_title_and_text() -> None:
    finding = findings("云泽区热线五月份情况通报\n2024年4月，共办理工单300件。")[0]
    assert "第1行标题所写的时间是“5月”" in finding.message
    assert "第2行写的是“2024年4月”" in finding.message
