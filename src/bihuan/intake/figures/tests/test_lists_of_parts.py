"""Lists of parts as circulars print them: what divides the whole once more, twice or not at all. All texts invented."""

import pytest

from bihuan.intake.figures.tests.documents import codes, findings, said
from bihuan.kernel.findings import Severity


@pytest.mark.parametrize(
    "text",
    [
        "督察组转办举报件30件。按地区分布为：云泽区4件，南浦区、石桥县各10件，临港区、河湾县和市直部门各2件。",
        "第八批举报件290件，已公布办理情况：截至目前已依法办结28件，阶段性办结5件，正在办理257件。",
        "移交线索共133件，其中来电84件、来信49件。反映集中的是大气问题，共83件；涉及水、土壤、噪声的分别为53件、19件、33件。",
        "共28件。云泽区20件，南浦区7件，石桥县1件；从问题类型看，其中大气13件，水18件，其他1件（部分涉及多种）。",
        "交办群众信访举报案件10件，其中来电举报6件、来信举报4件，涉及云泽区2件，南浦区、石桥县、临港区、河湾县各2件。",
        "向我市转办信访件10件。其中，反映油烟问题6件，反映噪声问题4件，涉及云泽区3件，南浦区5件，石桥县2件。",
        "共征集109条意见。公共交通最多，为66条；其次是教育、住房和环境，分别为12条、9条、8条。",
        "提案799件；参与的委员403人，占委员总数的68%；经济方面490件，占61.3%；农业方面241件，占30.2%；其他方面68件，占8.5%。",
        "对13个县区、3个园区、云泽林场、116个乡镇、48所学校、25个企业共计206个党组织开展检查。",
    ],
)
def test_what_adds_up_when_it_is_read_as_it_is_meant(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "本月共受理诉求25件，其中环卫类、市政类各10件，其他4件。",
        "第八批举报件290件，已公布办理情况：截至目前已依法办结38件，阶段性办结5件，正在办理257件。",
        "涉及环境问题27个，其中，大气污染问题8个，水污染问题7个，噪声污染问题2个，其他问题11个。",
        "共受理举报59件。按污染类型分：水污染29件、大气污染8件、噪声污染11件、其他4件。",
        "来电举报47件、微信举报11件，窗口举报1件，共60件。",
    ],
)
def test_the_same_lists_that_do_not_add_up(text: str) -> None:
    assert "parts-do-not-add-up" in codes(text)


def test_one_matter_may_be_of_several_kinds_of_pollution() -> None:
    text = "共受理举报59件。按污染类型分：水污染29件、大气污染28件、噪声污染11件、其他4件。"
    assert [(one.code, one.severity) for one in findings(text)] == [("kinds-above-total", Severity.NOTE)]
    assert codes(text.replace("其他4件", "其他4件（部分涉及多种类型）")) == []


def test_the_sum_shows_how_many_have_as_much_each() -> None:
    figures = said("转办举报件24件。按地区分布为：云泽区4件，南浦区、石桥县各10件。")
    assert figures["按地区分布合计"] == "24件"


def test_a_figure_before_what_it_counts_is_named_without_what_became_of_it() -> None:
    assert said("整改任务清单上的144个问题已经完成整改16个。")["问题"] == "144个"
