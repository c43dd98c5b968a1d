"""A leader who signs on paper: the scan does what the button would have done, with every gate, or nothing at all."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.access.actor import Role
from bihuan.access.acts import Act
from bihuan.cases.actions import request_extension
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.evidence.models import Blob
from bihuan.issuing.actions import issue_paper, record_signature, spoil_paper
from bihuan.issuing.models import IssuedPaper, PaperSignature
from bihuan.issuing.tests.scans import jpeg_of, pdf_of, png_of
from bihuan.journal.models import Entry
from bihuan.kernel.codes import print_code
from tests.support.world import LAMPS, WAGES, World, not_allowed, refused


def issued(world: World, kind: str, case: Case) -> IssuedPaper:
    """A paper of the unit about ``case``, made final today."""
    by = world.liaison(case)
    typed = {"下一步安排": "纳入日常巡查。"}
    return issue_paper(kind, case.batch_id, by=by, now=world.now, case_id=case.pk, typed=typed)


def sign(world: World, paper: IssuedPaper, **changes: Any) -> PaperSignature:
    """The scan comes back, signed by 钱 today with 同意, and is recorded by 赵."""
    given: dict[str, Any] = {
        "by": world.zhao,
        "now": world.now,
        "code": "",
        "scan_name": "签批.png",
        "content": png_of(paper.code),
        "signed_by": world.qian.user_id,
        "signed_on": world.today,
        "agreed": True,
    }
    return record_signature(paper.pk, **{**given, **changes})


@pytest.fixture
def applied(world: World) -> Case:
    """A case whose notice is over and whose unit has applied for the close-out."""
    case = world.case_in(State.NOTICING)
    world.answer_everybody(case)
    world.apply(case)
    world.wait_for_notice(case)
    return case


def test_a_close_out_approved_on_paper_is_a_close_out(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    world.later()
    signature = sign(world, paper, remark="同意销号。")
    assert world.state(applied) is State.CLOSED
    close_out = applied.close_outs.get()
    assert (close_out.decided_by_id, close_out.remark) == (
        world.qian.user_id,
        "同意销号。（2022年6月8日线下签批）",
    )
    assert (signature.code_read, signature.signed_by_id) == (True, world.qian.user_id)
    recorded, decided = list(Entry.objects.order_by("-pk")[:2])
    assert (decided.act, decided.by_name) == (Act.CLOSE_CASE, "钱二")
    assert (recorded.act, recorded.by_name) == (Act.RECORD_SIGNATURE, "赵一")
    assert "依线下签批办理“同意销号”" in recorded.sentence
    assert print_code(paper.code) in recorded.sentence


def test_a_refusal_on_paper_sends_the_case_back(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    with refused(("reason-missing", "S17")):
        sign(world, paper, agreed=False)
    sign(world, paper, agreed=False, remark="照片不清。", content=pdf_of(paper.code), scan_name="签批.pdf")
    assert world.state(applied) is State.REWORK


def test_a_plan_and_an_extension_are_decided_on_paper_too(world: World) -> None:
    case = world.case_in(State.PLANNED)
    sign(
        world,
        issued(world, "unit-plan", case),
        content=jpeg_of(IssuedPaper.objects.get().code),
        scan_name="1.jpg",
    )
    assert world.state(case) is State.RECTIFYING
    assert case.plans.get().override_reason == "", "a plan that has everything needs no special leave"
    before = world.fresh(case).limit_date
    assert before is not None
    request_extension(
        case.pk, by=world.li, now=world.later(), new_date=before + timedelta(days=60), reason="灯具缺货。"
    )
    sign(world, issued(world, "extension-request", case))
    assert world.fresh(case).limit_date == before + timedelta(days=60)


def test_the_same_request_made_again_has_a_sheet_of_its_own(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    limit = world.fresh(case).limit_date
    assert limit is not None
    words: dict[str, Any] = {"by": world.li, "new_date": limit + timedelta(days=60), "reason": "灯具缺货。"}
    request_extension(case.pk, now=world.now, **words)
    first = issued(world, "extension-request", case)
    sign(world, first, agreed=False, remark="请抓紧采购。")
    request_extension(case.pk, now=world.now, **words)
    second = issued(world, "extension-request", case)
    assert first.code != second.code
    sign(world, second)
    assert world.fresh(case).limit_date == limit + timedelta(days=60)


def test_a_gate_that_is_not_met_refuses_the_signature_and_keeps_nothing(world: World) -> None:
    case = world.case_in(State.NOTICING)
    world.apply(case)
    paper = issued(world, "close-out-application", case)
    blobs, rows = Blob.objects.count(), Entry.objects.count()
    with refused(("notice-not-over", "S16"), ("not-contacted", "S9"), ("not-replied", "S4")):
        sign(world, paper)
    assert (world.state(case), PaperSignature.objects.count()) == (State.NOTICING, 0)
    assert (Blob.objects.count(), Entry.objects.count()) == (blobs, rows)


def test_what_was_signed_while_the_notice_ran_was_signed_too_early(world: World) -> None:
    case = world.case_in(State.NOTICING)
    world.answer_everybody(case)
    world.apply(case)
    paper, early = issued(world, "close-out-application", case), world.today
    world.wait_for_notice(case)
    with refused(("notice-not-over", "S16")):
        sign(world, paper, signed_on=early)
    sign(world, paper)


def test_a_paper_that_no_longer_says_what_is_so_is_not_recorded(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    Case.objects.filter(pk=applied.pk).update(target="望海路路灯完好率达到99%")
    with refused(("paper-changed", "S17")):
        sign(world, paper)
    spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="目标有变。")
    with refused(("paper-spoiled", "S17")):
        sign(world, paper)
    again = issued(world, "close-out-application", applied)
    sign(world, again)
    assert world.state(applied) is State.CLOSED


def test_the_scan_must_be_of_this_very_paper(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    other = issued(world, "self-check", applied)
    for content in (png_of(other.code), pdf_of(other.code)):
        name = "签批.png" if content.startswith(b"\x89PNG") else "签批.pdf"
        with refused(("scan-of-another", "S17")):
            sign(world, paper, content=content, scan_name=name, code=paper.code)
    with refused(("code-missing", "S17")):
        sign(world, paper, content=png_of())
    with refused(("code-differs", "S17")):
        sign(world, paper, content=png_of(), code=other.code)
    with refused(("file-damaged", "S18")):
        sign(world, paper, content=b"%PDF-1.4\n%\n", scan_name="签批.pdf", code=paper.code)
    with refused(("file-name-differs", "S18")):
        sign(world, paper, content=b"MZ", code=paper.code)
    with refused(("scan-wanted", "S18")):
        sign(world, paper, content="签了".encode(), scan_name="签批.txt", code=paper.code)
    typed = sign(world, paper, content=png_of(), code=print_code(paper.code).lower())
    assert not typed.code_read


def test_the_day_of_a_signature_lies_between_the_issue_and_today(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    with refused(("signed-before-issued", "S17")):
        sign(world, paper, signed_on=world.today - timedelta(days=1))
    with refused(("signed-in-the-future", "S17")):
        sign(world, paper, signed_on=world.today + timedelta(days=1))


def test_who_may_not_decide_on_a_screen_may_not_decide_on_paper(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    for name in ("sun", "wu", "zhao", "jiang"):
        with refused(("not-allowed", "")):
            sign(world, paper, signed_by=world.cast.actors[name].user_id)
    assert world.state(applied) is State.NOTICING


def test_who_records_holds_the_post_and_stands_outside_the_unit(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    for name in ("li", "sun", "qian", "wei", "feng"):
        with not_allowed("not-allowed"):
            sign(world, paper, by=world.cast.actors[name])
    own = world.case_in(State.RECTIFYING, WAGES)
    limit = world.fresh(own).limit_date
    assert limit is not None
    request_extension(
        own.pk, by=world.chu, now=world.now, new_date=limit + timedelta(days=30), reason="取证。"
    )
    request = issued(world, "extension-request", own)
    with refused(("belongs-to-handler", "S17")):
        sign(world, request)
    helper = world.cast.give_post("wu", "zone", Role.COORDINATOR)
    sign(world, request, by=helper)


def test_a_decision_is_recorded_once_and_its_paper_stays(world: World, applied: Case) -> None:
    paper = issued(world, "close-out-application", applied)
    sign(world, paper)
    with refused(("already-signed", "S17")):
        sign(world, paper)
    with refused(("signed", "S17")):
        spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="错字。")


def test_a_signature_that_decides_nothing_is_kept_as_it_is(world: World) -> None:
    """A 自查表 is signed by several; what has become of the case since does not matter to it."""
    case = world.case_in(State.VERIFYING, LAMPS)
    paper = issued(world, "self-check", case)
    world.verify(case)
    for name in ("sun", "li"):
        sign(world, paper, signed_by=world.cast.actors[name].user_id)
    with refused(("signer-unrelated", "S17")):
        sign(world, paper, signed_by=world.wang.user_id)
    assert paper.signatures.count() == 2
    spoil_paper(paper.pk, by=world.zhao, now=world.now, reason="漏页。")
