"""督促检查 on the pages: issued, proposed, answered, settled; seen by whom it is for, and saved as a list."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.actions import reassign_case, request_withdrawal, return_case
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import approve_withdrawal
from bihuan.kernel import clock
from bihuan.supervision.actions import reply_supervision
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from bihuan.web.supervision_rows import SHORT_LIST, supervision_waiting
from tests.support.world import GREEN, LAMPS, World
from tests.web.office_builders import browser_of, words


@pytest.fixture
def case(world: World) -> Case:
    """At work since May."""
    return world.case_in(State.RECTIFYING)


@pytest.fixture(autouse=True)
def _the_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # Every page is imported by now: one that is imported later would keep this clock for good.
    assert reverse("supervisions")
    monkeypatch.setattr(clock, "now", lambda: world.now)
    for module in ("worklist", "supervisions", "supervision_acts"):
        monkeypatch.setattr(f"bihuan.web.{module}.now", lambda: world.now)


def issue_url(case: Case) -> str:
    return reverse("case-act", args=[case.pk, "issue-supervision"])


def typed(world: World, **changes: str) -> dict[str, str]:
    day = (world.today + timedelta(days=7)).isoformat()
    given = {"rung": "order", "why": "连续两次未报进展。", "demand": "请报告安排。", "reply_due_on": day}
    return {**given, "act": "issue_supervision", **changes}


def acting(browser: Client, row: Supervision, act: str, **given: str) -> int:
    return browser.post(reverse("supervision-act", args=[row.pk, act]), given).status_code


def test_a_rung_is_taken_on_the_page_of_the_case_and_stands_there(world: World, case: Case) -> None:
    browser = browser_of(world, "zhao")
    assert "发出督促" in words(browser.get(reverse("case", args=[case.pk])))
    assert 'value="urging" selected' in words(browser.get(issue_url(case)))
    answer = browser.post(issue_url(case), typed(world), follow=True)
    assert "编号为督办〔2022〕1号，发给综合执法局。" in words(answer)
    page = words(browser.get(reverse("case", args=[case.pk])))
    assert 'id="supervision"' in page
    row = Supervision.objects.get()
    assert reverse("supervision", args=[row.pk]) in page
    assert "连续两次未报进展。" in page


def test_what_the_act_refuses_is_said_with_everything_typed_still_there(world: World, case: Case) -> None:
    answer = browser_of(world, "zhao").post(issue_url(case), typed(world, reply_due_on="2022-05-01"))
    assert answer.status_code == 409
    assert "应晚于今天，请修改" in words(answer)
    assert "连续两次未报进展。" in words(answer)
    assert browser_of(world, "li").get(issue_url(case)).status_code == 403


def test_the_register_is_filtered_by_rung_unit_and_how_it_stands_and_saved_as_it_is_shown(
    world: World, case: Case
) -> None:
    world.supervise(case, reply_due_on=date(2022, 7, 1))
    world.supervise(case, Rung.URGING, why="催一催。")
    world.supervise(world.case_in(State.RECTIFYING, GREEN), why="扬尘未治理。")
    world.on(2022, 7, 4)
    browser = browser_of(world, "zhao")

    def shown(**query: str) -> list[str]:
        page = words(browser.get(reverse("supervisions"), query))
        return re.findall(r">((?:督办|催办)〔2022〕\d号)<", page)

    assert shown() == ["督办〔2022〕2号", "催办〔2022〕1号", "督办〔2022〕1号"]
    assert shown(rung="urging") == ["催办〔2022〕1号"]
    assert shown(unit=str(world.unit("construction").pk)) == ["督办〔2022〕2号"]
    assert shown(stands="overdue", text="连续") != []
    assert shown(stands="settled") == []
    assert shown(batch="99", rung="x", stands="y") == shown()
    saved = browser.get(reverse("supervisions-file"), {"rung": "urging"})
    rows = list(openpyxl.load_workbook(BytesIO(saved.content)).active.values)  # type: ignore[union-attr]
    assert [row[1] for row in rows if row[0] == "1"] == ["催办〔2022〕1号"]
    assert any(row[-1] == "逾期未回复" for row in rows)


def test_each_sees_what_was_asked_of_their_own(world: World, case: Case) -> None:
    mine = world.supervise(case)
    theirs = world.supervise(world.case_in(State.RECTIFYING, GREEN))
    for who, sees in (("li", (200, 404)), ("wang", (404, 200)), ("wei", (404, 404)), ("feng", (200, 200))):
        browser = browser_of(world, who)
        found = tuple(
            browser.get(reverse("supervision", args=[row.pk])).status_code for row in (mine, theirs)
        )
        assert found == sees, who


def test_the_unit_answers_the_coordinator_settles_and_each_finds_it_in_their_list(
    world: World, case: Case
) -> None:
    row = world.supervise(case)
    unit, coordinator, home = browser_of(world, "li"), browser_of(world, "zhao"), reverse("worklist")
    assert "待回复督促" in words(unit.get(home))
    assert "待办结督促" not in words(coordinator.get(home))
    assert "回复督促" in words(unit.get(reverse("supervision", args=[row.pk])))
    assert "回复督促" not in words(coordinator.get(reverse("supervision", args=[row.pk])))
    assert acting(coordinator, row, "reply", text="代为回复。") == 403
    assert acting(unit, row, "reply", text=" ") == 409
    assert acting(unit, row, "reply", text="已全部完成。") == 302
    assert "待回复督促" not in words(unit.get(home))
    assert "待办结督促" in words(coordinator.get(home))
    assert acting(unit, row, "settle", remark="同意。") == 403
    assert acting(coordinator, row, "settle", remark="") == 302
    page = words(coordinator.get(reverse("supervision", args=[row.pk])))
    assert "已办结" in page
    assert "撤回督促" not in page
    assert acting(coordinator, row, "withdraw", reason="误发。") == 409


def test_a_mistake_is_withdrawn_and_a_stranger_to_the_act_is_told_who_may(world: World, case: Case) -> None:
    row = world.supervise(case)
    assert (
        browser_of(world, "feng").get(reverse("supervision-act", args=[row.pk, "settle"])).status_code == 403
    )
    assert browser_of(world, "zhao").get(reverse("supervision-act", args=[row.pk, "burn"])).status_code == 404
    assert acting(browser_of(world, "qian"), row, "withdraw", reason="发错单位。") == 302
    assert "发错单位。" in words(browser_of(world, "li").get(reverse("supervision", args=[row.pk])))


def test_a_proposal_is_sent_with_one_press_or_changed_first(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(progress=5)
    world.on(2022, 9, 7)
    browser = browser_of(world, "zhao")
    assert "有 1 项督促建议" in words(browser.get(reverse("worklist")))
    page = words(browser.get(reverse("supervision-proposals")))
    sent = {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    }
    (edit,) = re.findall(r'href="([^"]+)">修改后发出<', page)
    form = words(browser.get(unescape(edit)))
    assert 'value="order" selected' in form
    assert sent["cause"] in form
    del sent["csrfmiddlewaretoken"]
    assert browser.post(issue_url(case), sent).status_code == 302
    row = Supervision.objects.get()
    assert (row.rung, row.by_rule, row.cause) == ("order", False, sent["cause"])
    assert "目前没有督促建议" in words(browser.get(reverse("supervision-proposals")))
    assert "督促建议，请" not in words(browser.get(reverse("worklist")))
    assert browser.post(issue_url(case), sent).status_code == 409, "pressed twice"
    assert "目前没有督促建议" in words(browser_of(world, "li").get(reverse("supervision-proposals")))


def test_a_unit_is_asked_for_its_report(world: World, case: Case) -> None:
    address = reverse("supervision-of-unit", args=[case.batch_id, world.unit("enforcement").pk])
    browser = browser_of(world, "zhao")
    assert "综合执法局" in words(browser.get(address))
    assert browser.post(address, typed(world, why="")).status_code == 409
    answer = browser.post(address, typed(world, why="尚未报送书面报告。"), follow=True)
    assert "尚未报送书面报告。" in words(answer)
    assert Supervision.objects.get().case is None
    assert browser_of(world, "feng").get(address).status_code == 403
    assert browser_of(world, "wei").get(address).status_code == 404
    nobody = reverse("supervision-of-unit", args=[case.batch_id, world.unit("office").pk])
    assert browser.get(nobody).status_code == 404


def test_its_paper_is_drawn_up_from_the_page_and_bears_its_number(world: World, case: Case) -> None:
    row = world.supervise(case)
    browser = browser_of(world, "zhao")
    (draft,) = re.findall(
        r'href="([^"]+)">拟制督办单<', words(browser.get(reverse("supervision", args=[row.pk])))
    )
    assert browser.post(draft, {"do": "issue"}).status_code == 302
    paper = case.papers.get()
    assert paper.number == row.number
    page = words(browser.get(reverse("supervision", args=[row.pk])))
    assert reverse("paper", args=[paper.pk]) in page
    later = world.supervise(case)
    assert "拟制督办单" not in words(browser.get(reverse("supervision", args=[row.pk])))
    assert "拟制督办单" in words(browser.get(reverse("supervision", args=[later.pk])))
    assert "拟制督办单" not in words(browser_of(world, "li").get(reverse("supervision", args=[later.pk])))


def test_a_case_that_was_returned_again_and_again_stands_in_the_coordinators_list(world: World) -> None:
    case = world.case_in(State.RETURNED)
    browser = browser_of(world, "zhao")
    assert "反复退回的事项" not in words(browser.get(reverse("worklist")))
    reassign_case(
        case.pk, by=world.zhao, now=world.later(), unit=world.unit("construction"), reason="改派。",
        person_in_charge="郑七",
    )  # fmt: skip
    return_case(case.pk, by=world.wang, now=world.later(), reason="不属于我局职责。")
    page = words(browser.get(reverse("worklist")))
    assert "反复退回的事项" in page
    assert "退回交办" in words(browser.get(reverse("case", args=[case.pk])))
    world.later(30)
    page = words(browser.get(reverse("worklist")))
    assert "裁定逾期" in page
    assert "前裁定，已过" in page


def test_a_late_answer_is_marked_late(world: World) -> None:
    row = world.supervise(world.case_in(State.RECTIFYING, LAMPS), reply_due_on=date(2022, 7, 1))
    world.on(2022, 7, 5)
    reply_supervision(row.pk, by=world.li, now=world.now, text="已完成。")
    assert "逾期回复" in words(browser_of(world, "zhao").get(reverse("supervisions")))


def test_the_number_to_be_settled_is_not_that_of_the_short_list(world: World, case: Case) -> None:
    for _ in range(SHORT_LIST + 2):
        row = world.supervise(case, Rung.URGING)
        reply_supervision(row.pk, by=world.li, now=world.now, text="已安排。")
    waiting = supervision_waiting(world.zhao, world.now)
    assert (len(waiting["to_settle"]), waiting["to_settle_count"]) == (SHORT_LIST, SHORT_LIST + 2)


def test_the_number_of_proposals_follows_whatever_act_ends_them(world: World, case: Case) -> None:
    world.on(2022, 11, 14)
    assert supervision_waiting(world.zhao, world.now)["proposed"] == 1
    request_withdrawal(case.pk, by=world.sun, now=world.now, reason="路段已拆除。")
    world.answer_everybody(case)
    approve_withdrawal(case.pk, by=world.qian, now=world.now)
    assert supervision_waiting(world.zhao, world.now)["proposed"] == 0


def test_a_unit_reads_what_it_was_asked_about_a_case_that_is_another_units_by_now(world: World) -> None:
    case = world.case_in(State.ASSIGNED, LAMPS)
    row = world.supervise(case)
    return_case(case.pk, by=world.li, now=world.later(), reason="不属于我局职责。")
    reassign_case(
        case.pk, by=world.zhao, now=world.later(), unit=world.unit("construction"), reason="改派。",
        person_in_charge="郑七",
    )  # fmt: skip
    address, browser = reverse("case", args=[case.pk]), browser_of(world, "li")
    assert browser.get(address).status_code == 404
    for page in (reverse("supervisions"), reverse("supervision", args=[row.pk])):
        answer = words(browser.get(page))
        assert row.number in answer
        assert f'href="{address}"' not in answer
    assert f'href="{address}"' in words(browser_of(world, "zhao").get(reverse("supervisions")))


def test_what_waits_has_a_button_that_says_what_to_do(world: World, case: Case) -> None:
    row = world.supervise(case)
    assert f'aria-label="回复{row.number}"' in words(browser_of(world, "li").get(reverse("worklist")))
    reply_supervision(row.pk, by=world.li, now=world.now, text="已安排。")
    assert f'aria-label="审核{row.number}"' in words(browser_of(world, "zhao").get(reverse("worklist")))
