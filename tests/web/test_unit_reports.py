"""书面报送 and 通报 on the screen: the overview, a unit's own report, sending back, compiling, choosing a period."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.issuing.actions import issue_paper
from bihuan.issuing.facts import content_of
from bihuan.issuing.models import IssuedPaper, SubmittedReport
from bihuan.issuing.report_actions import submit_report
from bihuan.reports.as_of import figures_of
from tests.support.world import World
from tests.web.office_builders import browser_of, let_it_be, words

TYPED = {"长效机制": "路灯每月巡查一次。", "存在问题和下步打算": "十二月底前更换其余路灯。"}


@pytest.fixture
def case(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    """The lamps in hand, three days after the report was due."""
    case = world.case_in(State.RECTIFYING)
    Batch.objects.filter(pk=case.batch_id).update(report_due_on=date(2022, 12, 10))
    world.on(2022, 12, 13)
    let_it_be(monkeypatch, world.now, "issuing", "unit_reports", "circulars", "worklist")
    return world.fresh(case)


def own(case: Case) -> str:
    return reverse("unit-report", args=[case.batch_id, case.lead_id])


def filled(page: str, text: str = "按月巡查，持续更换。") -> dict[str, str]:
    return {f"fill-{at}": text for at in range(9) if f'name="fill-{at}"' in page}


def submit(world: World, case: Case, **changes: Any) -> SubmittedReport:
    given = {"by": world.sun, "now": world.now, "typed": TYPED, **changes}
    return submit_report(case.batch_id, case.lead_id or 0, **given)


@pytest.mark.long
def test_the_leader_sees_the_results_with_their_reasons_fills_in_and_hands_in(
    world: World, case: Case
) -> None:
    client, url = browser_of(world, "sun"), own(case)
    page = words(client.get(url))
    assert "由系统依台账得出" in page
    assert "未达到序时进度" in page
    assert "未报送，逾期3天" in page
    assert 'value="hand-in"' in page
    assert words(client.post(url, {**filled(page), "do": "preview"})).count("data:image/png;base64,") >= 1
    assert not SubmittedReport.objects.exists()
    answer = client.post(url, {**filled(page), "do": "hand-in"})
    assert answer["Location"] == reverse("batch-reports", args=[case.batch_id])
    told = words(client.get(answer["Location"]))
    assert "整改情况报告已报送。" in told
    assert "逾期3天报送" in told


def test_what_is_blank_or_claimed_falsely_is_told_above_the_form(world: World, case: Case) -> None:
    client, url = browser_of(world, "sun"), own(case)
    blank = client.post(url, {"do": "hand-in"})
    assert blank.status_code == 409
    assert "请填写“长效机制”" in words(blank)
    page = words(client.get(url))
    claimed = client.post(url, {**filled(page, "第1项已完成整改。"), "do": "hand-in"})
    assert claimed.status_code == 409
    assert "第1项尚未销号，不得写作已完成" in words(claimed)
    assert "第1项已完成整改。" in words(claimed), "what was typed is kept"
    assert not IssuedPaper.objects.exists()


@pytest.mark.long
def test_the_liaison_makes_it_final_and_the_leader_hands_it_in_by_one_tap(world: World, case: Case) -> None:
    liaison, leader, url = browser_of(world, "li"), browser_of(world, "sun"), own(case)
    page = words(liaison.get(url))
    assert 'value="hand-in"' not in page
    assert "定稿，请部门领导报送" in page
    assert liaison.post(url, {**filled(page), "do": "hand-in"}).status_code == 403
    liaison.post(url, {**filled(page), "do": "issue"})
    paper = IssuedPaper.objects.get()
    assert "报送本件" in words(leader.get(url))
    answer = leader.post(url, {"do": "hand-in-final", "paper": str(paper.pk)})
    assert answer["Location"] == reverse("batch-reports", args=[case.batch_id])
    assert SubmittedReport.objects.get().paper == paper
    assert leader.post(url, {"do": "hand-in-final", "paper": "不是"}).status_code == 404


def test_a_final_report_that_is_no_longer_so_is_refused_on_its_page(world: World, case: Case) -> None:
    paper = issue_paper(
        "completion-report", case.batch_id, by=world.li, now=world.now, unit_id=case.lead_id, typed=TYPED
    )
    Case.objects.filter(pk=case.pk).update(target="更换损坏路灯40盏。")
    client = browser_of(world, "sun")
    answer = client.post(own(case), {"do": "hand-in-final", "paper": str(paper.pk)}, follow=True)
    assert "内容与现在不符" in words(answer)


def test_the_overview_is_the_coordinators_and_each_unit_sees_its_own_line(world: World, case: Case) -> None:
    url = reverse("batch-reports", args=[case.batch_id])
    page = words(browser_of(world, "zhao").get(url))
    assert "综合执法局" in page
    assert "汇总报告" in page
    mine = words(browser_of(world, "li").get(url))
    assert "拟写、报送" in mine
    assert "汇总报告" not in mine
    assert "目前没有需要报送的责任单位" in words(browser_of(world, "wang").get(url))
    assert browser_of(world, "wei").get(url).status_code == 404
    assert browser_of(world, "chen").get(url).status_code == 404
    table = browser_of(world, "zhao").get(reverse("batch-reports-file", args=[case.batch_id]))
    assert table.content.startswith(b"PK")


def test_another_zone_finds_none_of_these_pages(world: World, case: Case) -> None:
    report, client = submit(world, case), browser_of(world, "wei")
    back = reverse("report-send-back", args=[case.batch_id, report.pk])
    names = ("batch-reports", "batch-reports-file", "batch-compiled", "batch-circular")
    for url in (own(case), back, *(reverse(name, args=[case.batch_id]) for name in names)):
        assert client.get(url).status_code == 404, url
        assert client.post(url).status_code == 404, url


def test_a_report_is_sent_back_with_a_reason_that_the_unit_reads(world: World, case: Case) -> None:
    report = submit(world, case)
    client = browser_of(world, "zhao")
    url = reverse("report-send-back", args=[case.batch_id, report.pk])
    assert url in words(client.get(reverse("batch-reports", args=[case.batch_id])))
    assert client.get(url).status_code == 200
    assert "请填写退回理由" in words(client.post(url, {"reason": " "}))
    assert client.post(url, {"reason": "请补充巡查制度的文号。"}).status_code == 302
    page = words(browser_of(world, "sun").get(own(case)))
    assert "请补充巡查制度的文号。" in page
    assert TYPED["长效机制"] in page, "what was written stands in the form again"
    assert client.post(url, {"reason": "再退。"}).status_code == 409
    assert browser_of(world, "feng").get(url).status_code == 403
    assert browser_of(world, "li").get(url).status_code == 404


def test_the_compiled_report_begins_with_what_the_units_wrote(world: World, case: Case) -> None:
    submit(world, case)
    client, url = browser_of(world, "zhao"), reverse("batch-compiled", args=[case.batch_id])
    page = words(client.get(url))
    assert "综合执法局：路灯每月巡查一次。" in page
    assert "逾期3天报送" in page
    issued = client.post(url, {**filled(page, "各单位逐项整改。"), "do": "issue"})
    assert issued.status_code == 302
    assert IssuedPaper.objects.filter(kind="compiled-report").get().number == "报告〔2022〕1号"


def test_the_worklist_names_the_report_that_is_owed(world: World, case: Case) -> None:
    for who in ("sun", "li"):
        page = words(browser_of(world, who).get("/"))
        assert "待报送的整改情况报告" in page
        assert "最后一个工作日为12月9日" in page
    assert "1个单位尚未报送（综合执法局）" in words(browser_of(world, "zhao").get("/"))
    submit(world, case)
    assert "待报送的整改情况报告" not in words(browser_of(world, "sun").get("/"))
    assert "尚未报送" not in words(browser_of(world, "zhao").get("/"))


def test_long_before_the_day_nobody_is_reminded(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    Batch.objects.filter(pk=case.batch_id).update(report_due_on=date(2023, 6, 30))
    assert "待报送的整改情况报告" not in words(browser_of(world, "sun").get("/"))


# ── 通报 ────────────────────────────────────────────────────────────────────────────────────────


def circular(case: Case, query: str = "") -> str:
    return reverse("batch-circular", args=[case.batch_id]) + query


def test_a_circular_is_drafted_for_the_period_that_was_chosen_and_made_final(
    world: World, case: Case
) -> None:
    client, url = browser_of(world, "zhao"), circular(case, "?cycle=month&last=2022-11-30&first=")
    page = words(client.get(url))
    assert "本期为2022年11月1日至2022年11月30日。" in page
    assert 'value="2022-11-30"' in page
    answer = client.post(url, {**filled(page), "do": "issue"})
    assert answer.status_code == 302
    paper = IssuedPaper.objects.get()
    assert paper.number == "通报〔2022〕1号"
    found = figures_of(world.zhao, date(2022, 11, 30), batch=case.batch_id)
    said = str(content_of(paper).paper)
    assert "各项数字截至2022年11月30日" in said
    assert f"滞后{found.behind}件" in said
    assert "2022年12月13日" in said, "it is dated on the day it was issued"


@pytest.mark.long
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?last=2023-01-31", "晚于今天"),
        ("?first=2022-12-12&last=2022-12-01", "应不晚于统计止日"),
        ("?last=昨天", "无法识别"),
    ],
)
def test_a_period_that_cannot_be_is_told_and_no_circular_is_issued(
    world: World, case: Case, query: str, told: str
) -> None:
    client = browser_of(world, "zhao")
    page = words(client.get(circular(case, query)))
    assert told in page
    answer = client.post(circular(case, query), {**filled(page), "do": "issue"})
    assert answer.status_code == 409
    assert not IssuedPaper.objects.exists()


def test_circulars_are_the_coordinators(world: World, case: Case) -> None:
    assert browser_of(world, "li").get(circular(case)).status_code == 404
    assert browser_of(world, "qian").get(circular(case)).status_code == 403
    assert circular(case) in words(browser_of(world, "zhao").get(reverse("batch", args=[case.batch_id])))
