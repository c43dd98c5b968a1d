"""查验: what a code tells everybody, and what it tells nobody; a file held against its paper by the office."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bihuan.cases.actions import request_withdrawal
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.actions import approve_withdrawal
from bihuan.issuing.actions import issue_paper, spoil_paper
from bihuan.issuing.models import IssuedPaper
from bihuan.kernel.codes import print_code
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def check(client: Client, code: str, status: int = 200) -> str:
    answer = client.get(reverse("check-code", args=[code]))
    assert answer.status_code == status
    return words(answer)


def order(world: World, case: Case) -> IssuedPaper:
    return issue_paper("assignment-order", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.CLOSED)


def test_a_certificate_is_valid_until_a_relapse_and_then_says_what_follows(
    world: World, case: Case, client: Client
) -> None:
    first = case.close_outs.get()
    page = check(client, first.code)
    assert "<strong>有效。</strong>" in page
    assert first.number in page
    world.walk(case, State.DISCLOSED)
    world.reopen(case)
    revoked = check(client, print_code(first.code).lower())
    assert "<strong>已撤销。</strong>问题反弹" in revoked
    assert "正在重新整改" in revoked
    world.walk(case, State.CLOSED)
    second = case.close_outs.get(revoked_at=None)
    later = check(client, first.code)
    assert "已被后一轮取代" in later
    assert f"由{second.number}于" in later
    assert "<strong>有效。</strong>" in check(client, second.code)


def test_the_printed_certificate_has_a_code_of_its_own_and_falls_with_the_close_out(
    world: World, case: Case, client: Client
) -> None:
    paper = issue_paper("close-out-certificate", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    page = check(client, paper.code)
    assert page.count("<strong>有效。</strong>") == 2
    world.walk(case, State.DISCLOSED)
    world.reopen(case)
    fallen = check(client, paper.code)
    assert "<strong>已撤销。</strong>" in fallen
    assert "<strong>有效。</strong>" not in fallen


def test_of_an_internal_paper_the_public_reads_kind_number_unit_day_and_state(
    world: World, case: Case, client: Client
) -> None:
    paper = order(world, case)
    page = check(client, paper.code)
    for word in ("交办单", paper.number, "组织人社局", "2022年", "<strong>有效。</strong>"):
        assert word in page
    for word in (
        paper.title,
        case.content,
        case.target,
        case.number,
        "综合执法局",
        "赵一",
        paper.fingerprint,
    ):
        assert word not in page, word
    spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="时限有误。")
    spoiled = check(client, paper.code)
    assert "<strong>已作废。</strong>" in spoiled
    assert "时限有误" not in spoiled


def test_a_code_that_is_not_known_says_how_to_check_the_typing(
    world: World, case: Case, client: Client
) -> None:
    for code in ("AAAAABBBBB", "7K3MX", "<b>", "号"):
        page = check(client, code, 404)
        assert "请对照纸面逐字核对" in page
        assert "<b>" not in page


def test_the_form_takes_a_code_however_it_is_typed(case: Case, client: Client) -> None:
    code = case.close_outs.get().code
    typed = f" {print_code(code).lower().replace('0', 'o')} "
    answer = client.get(reverse("check"), {"code": typed})
    assert answer["Location"] == reverse("check-code", args=[code])
    assert "输入校验码" in words(client.get(reverse("check")))


def test_the_office_holds_a_file_against_its_paper(world: World, case: Case) -> None:
    paper, client = order(world, case), browser_of(world, "li")
    for form in ("docx", "pdf"):
        content = client.get(reverse("paper-file", args=[paper.pk, form])).content
        page = words(
            client.post(reverse("paper-check"), {"file": SimpleUploadedFile(f"交办单.{form}", content)})
        )
        assert "的文字与定稿内容一致" in page, form
    other = issue_paper("verification-form", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    content = client.get(reverse("paper-file", args=[other.pk, "docx"])).content
    sent = {"code": paper.code, "file": SimpleUploadedFile("交办单.docx", content)}
    assert "与定稿内容不一致" in words(client.post(reverse("paper-check"), sent))


def test_what_one_may_not_see_is_not_compared(world: World, case: Case) -> None:
    paper = order(world, case)
    content = browser_of(world, "zhao").get(reverse("paper-file", args=[paper.pk, "docx"])).content
    sent = {"file": SimpleUploadedFile("交办单.docx", content)}
    page = words(browser_of(world, "wei").post(reverse("paper-check"), sent))
    assert "不在您的查阅范围内，不比对内容" in page
    assert paper.title not in page


def test_the_office_is_told_what_to_do_when_nothing_can_be_checked(world: World, case: Case) -> None:
    client, url = browser_of(world, "zhao"), reverse("paper-check")
    no_code = SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%\n")
    for sent, told in (
        ({}, "请输入校验码"),
        ({"code": "AAAAA-BBBBB"}, "没有校验码为AAAAA-BBBBB的文书"),
        ({"file": no_code}, "不完整或已损坏"),
    ):
        answer = client.post(url, sent)
        assert answer.status_code == 409
        assert told in words(answer)


def test_a_certificate_of_a_relapse_that_was_then_withdrawn_does_not_speak_of_work_going_on(
    world: World, case: Case, client: Client
) -> None:
    first = case.close_outs.get()
    world.reopen(case)
    now = world.later()
    request_withdrawal(case.pk, by=world.li, now=now, reason="路段已拆除。")
    world.answer_everybody(case)
    approve_withdrawal(case.pk, by=world.qian, now=now)
    page = check(client, first.code)
    assert "<strong>已撤销。</strong>" in page
    assert "该事项其后撤销，不再整改" in page
    assert "正在重新整改" not in page
