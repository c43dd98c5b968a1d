"""Parts and totals: what does not add up is found, what only looks so is left alone."""

import pytest

from bihuan.intake.figures.tests.documents import codes, findings, said
from bihuan.kernel.findings import Severity


@pytest.mark.parametrize(
    "text",
    [
        "我区共收到信访件97件。其中，已办结75件，阶段性办结19件，正在办理4件。",
        "截至6月2日，全市已对第三批38件信访件进行调查处理，其中，已办结15件、阶段性办结22件。",
        "本月共受理诉求600件，其中咨询300件、投诉200件、其他90件。",
        "本周受理工单506件。工单分类：求决类460件、咨询类38件、意见建议类4件、申诉类5件。",
        "共受理来电1200件，直接办结700件，转办400件。",
        "电话诉求300件，网络诉求200件，共计600件。",
        "累计交办120件，属实60件，部分属实30件，不属实25件。",
        "共承办建议60件，已解决的40件，占66.7%；列入计划的22件，占33.3%。",
        "本月共受理400件\n诉求分类情况\n投诉类共300件，主要为噪声问题。\n求助类共90件，主要为供水问题。\n其他类20件",
    ],
)
def test_parts_that_are_all_must_make_the_total(text: str) -> None:
    assert "parts-do-not-add-up" in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "我区共收到信访件97件。其中，已办结75件，阶段性办结19件，正在办理3件。",
        "全市已对第三批48件信访件进行调查处理，其中，已办结22件、阶段性办结22件、未办结4件，责令整改12家，立案侦查1件。",
        "本月共受理诉求600件，其中咨询300件、投诉200件。",
        "本周受理工单506件。位居前三位的工单：交通类172件、建设类80件、民政类50件。",
        "共受理来电180.05万件，办结150.20万件，正在办理29.86万件。",
        "本月受理500件，其中重复反映120件、涉及噪声430件。",
        "派单601件，按时结案597件，超时办理4件，本月共受理2877件。",
        "问题集中在：\n1.住房类（793件）。主要涉及物业390件、建设226件。\n2.交通类（677件）。主要涉及道路240件。",
        "全年共办理建议10000余件，其中已办结9000件，正在办理900件。",
    ],
)
def test_what_is_no_whole_need_not_add_up(text: str) -> None:
    assert codes(text) == []


def test_the_finding_shows_both_figures_and_their_places() -> None:
    finding = findings("本区共收到信访件97件。\n其中，已办结75件，阶段性办结19件，正在办理4件。")[0]
    assert finding.severity is Severity.WARN
    assert "第2行" in finding.message
    assert "合计98件" in finding.message
    assert "第1行的“本区共收到信访件97件”" in finding.message
    assert finding.where == "第2行"


def test_units_that_share_a_matter_may_count_it_twice() -> None:
    text = "全区共转派工单4500件。\n承办单位工单办理量\n区直部门5200件\n街道450件\n乡镇260件"
    found = findings(text)
    assert [(finding.code, finding.severity) for finding in found] == [("units-above-total", Severity.NOTE)]
    assert "5910件" in found[0].message


def test_units_that_make_the_total_are_not_spoken_of() -> None:
    assert codes("全区共转派工单5910件。\n承办单位工单办理量\n区直部门5200件\n街道450件\n乡镇260件") == []


def test_a_part_is_not_above_its_whole() -> None:
    assert codes("本月共收到来信101件，其中有效信件110件。") == ["part-above-total"]
    assert codes("本月共收到来信101件，其中有效信件98件。") == []


def test_figures_are_named_as_the_text_names_them() -> None:
    figures = said(
        "全区共收到各类意见建议6800条，含表扬性意见1200条，共制定91项重点整改目标。截至2024年6月3日，已办结90%。"
    )
    assert figures["表扬性意见"] == "1200条"
    assert figures["共制定重点整改目标"] == "91项"
    assert figures["截至日期"] == "2024-06-03日"
    assert "6800条" in figures.values()


def test_a_sum_that_nobody_says_is_marked_as_added_up_here() -> None:
    figures = said("本周受理工单42件。工单分类：求决类30件、咨询类12件。")
    assert figures["工单分类合计"] == "42件"


def test_the_head_of_a_saved_page_says_no_figure_of_the_document() -> None:
    assert said("# 说明: 表格3行，共12件\n本月共受理40件。") == {"本月共受理": "40件"}


@pytest.mark.parametrize(
    ("text", "contradicts"),
    [
        ("对照市容、环卫、绿化、供水4个方面逐项整改。", False),
        ("对照市容、环卫、绿化5个方面逐项整改。", True),
        ("对照市容、环卫、绿化等5个方面逐项整改。", False),
        ("对照市容、环卫、绿化、供水等3个方面逐项整改。", True),
        ("梳理出教育、医疗和养老3个方面的问题。", False),
        ("如教育、医疗两方面的问题。", False),
    ],
)
def test_what_is_named_is_as_many_as_is_said(text: str, *, contradicts: bool) -> None:
    assert codes(text) == (["named-not-as-many"] if contradicts else [])


def test_numbered_items_are_as_many_as_stated() -> None:
    listed = "整改措施有以下4项：\n1.清运垃圾。\n2.增设容器。\n3.加强巡查。\n下一步，继续巩固成果。"
    assert codes(listed) == ["items-not-as-stated"]
    assert codes(listed.replace("以下4项", "以下3项")) == []


def test_a_list_that_the_page_breaks_off_is_not_counted() -> None:
    assert codes("整改措施有以下4项：\n1.清运垃圾。\n2.增设容器。") == []
