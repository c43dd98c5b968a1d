"""The page of one case: who may open it, what it shows, what it offers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.actions import return_case
from bihuan.cases.lifecycle import State

SignIn = Callable[[str], Client]
LIFE = (
    State.DRAFT, State.ASSIGNED, State.ACKNOWLEDGED, State.PLANNED, State.RECTIFYING, State.VERIFYING, State.VERIFIED,
    State.NOTICING, State.CLOSED, State.FILED, State.DISCLOSED,
)  # fmt: skip


def page(browser: Client, case: Any) -> Any:
    return browser.get(reverse("case", args=[case.pk]))


@pytest.mark.long
@pytest.mark.parametrize("state", LIFE)
def test_the_page_opens_in_every_state_for_those_who_may_see_it(
    town: Any, sign_in: SignIn, state: State
) -> None:
    case = town.case(state)
    for name in ("赵", "钱", "孙", "李", "郑"):
        answer = page(sign_in(name), case)
        assert answer.status_code == 200
        assert state.label in answer.text
    assert page(sign_in("吴"), case).status_code == 404
    # The verifier sees a case from the appointment on.
    assert page(sign_in("周"), case).status_code == (
        404 if LIFE.index(state) < LIFE.index(State.VERIFYING) else 200
    )


def test_a_finished_life_is_all_on_the_page(town: Any, sign_in: SignIn) -> None:
    text = page(sign_in("钱"), town.case(State.DISCLOSED)).text
    for said in (
        "主干道路灯亮灯率达到98%", "线路老化。", "排查损坏路灯", "98%", "147/150", "内容相同", "留有联系方式",
        "路灯已修复。", "整改前", "整改后", "现场查看属实", "未收到异议", "销号〔", "备〔2026〕1号",
        "海棠路路灯已全部修复。", "办理记录",
    ):  # fmt: skip
        assert said in text, said


def test_contact_details_are_marked_but_not_shown(town: Any, sign_in: SignIn) -> None:
    assert "sealed" not in page(sign_in("钱"), town.case()).text


def test_the_next_step_names_what_is_missing_and_by_which_clause(town: Any, sign_in: SignIn) -> None:
    text = page(sign_in("李"), town.case(State.RECTIFYING)).text
    assert "申请核查" in text
    assert "缺少佐证材料“会议记录”" in text
    assert "S18" in text
    assert "尚缺8项条件" in text


def test_what_is_next_is_read_before_everything_else_and_its_buttons_before_what_is_missing(
    town: Any, sign_in: SignIn
) -> None:
    text = page(sign_in("李"), town.case(State.RECTIFYING)).text
    assert text.index('id="next"') < text.index('aria-label="销号六步"') < text.index('id="elements"')
    assert text.index("尚缺8项条件") < text.index("缺少佐证材料“会议记录”")


def test_a_case_that_was_sent_back_says_why_beside_what_is_next(town: Any, sign_in: SignIn) -> None:
    case = town.case(State.ASSIGNED)
    why = "该路段路灯由港口集团管养，请改派。"
    town.act(return_case, case, "李", reason=why)
    first = page(sign_in("赵"), case).text.split('id="next"')[1].split("</section>")[0]
    assert "退回交办" in first
    assert why in first
    assert "next-back" not in page(sign_in("赵"), town.case(State.ASSIGNED)).text


def test_an_act_of_somebody_else_is_grey_and_says_whose_it_is(town: Any, sign_in: SignIn) -> None:
    case = town.case(State.ASSIGNED)
    link = reverse("case-act", args=[case.pk, "acknowledge-case"])
    assert link in page(sign_in("孙"), case).text
    leader = page(sign_in("赵"), case).text
    assert link not in leader
    assert "可由孙（自然资源和建设局）、李（自然资源和建设局）办理" in leader


def test_a_revoked_close_out_stays_struck_through(town: Any, sign_in: SignIn) -> None:
    case = town.case(State.DISCLOSED)
    number = case.close_outs.get().number
    town.reopen(case)
    text = page(sign_in("钱"), case).text
    assert f"<del>{number}</del>" in text
    assert "第 2 轮整改" in text
    assert "路灯再次损坏。" in text


def test_evidence_is_read_by_those_who_see_the_case_and_by_nobody_else(town: Any, sign_in: SignIn) -> None:
    case = town.case(State.VERIFYING)
    photo, document = (case.evidence.filter(kind=kind).get() for kind in ("photo_after", "data"))
    shown = sign_in("周").get(reverse("evidence-file", args=[photo.pk]))
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Content-Type-Options"] == "nosniff"
    saved = sign_in("钱").get(reverse("evidence-file", args=[document.pk]))
    assert saved["Content-Disposition"] == 'attachment; filename="data.pdf"'
    assert b"".join(saved.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert sign_in("吴").get(reverse("evidence-file", args=[photo.pk])).status_code == 404
    assert Client().get(reverse("evidence-file", args=[photo.pk])).status_code == 302


def test_words_of_the_public_are_escaped(town: Any, sign_in: SignIn) -> None:
    text = page(sign_in("钱"), town.draft(content="<script>alert(1)</script>")).text
    assert "<script>alert" not in text
