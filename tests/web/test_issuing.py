"""Papers on the screen: the draft, 定稿, the register, files, 作废 and 线下签批 — all without JavaScript."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.issuing.actions import issue_paper
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.tests.scans import png_of
from bihuan.supervision.ladder import Rung
from bihuan.web.paper_panel import papers_panel
from tests.support.world import WAGES, World
from tests.web.office_builders import browser_of, let_it_be, words

MODULES = ("issuing", "issued", "paper_acts")


@pytest.fixture
def late(world: World, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case in hand whose limit has passed: there is something to urge."""
    case = world.case_in(State.RECTIFYING)
    world.on(2023, 1, 10)
    world.supervise(case, Rung.TALK)
    let_it_be(monkeypatch, world.now, *MODULES)
    return case


def fill_in(page: str, text: str = "请立即整改到位。") -> dict[str, str]:
    """Every field the draft asks for, filled in."""
    return {f"fill-{at}": text for at in range(9) if f'name="fill-{at}"' in page}


def draft_url(case: Case, kind: str = "summons-talk") -> str:
    return reverse("draft-of-case", args=[case.pk, kind])


def test_a_draft_is_looked_at_filled_in_and_made_final(world: World, late: Case) -> None:
    client, url = browser_of(world, "zhao"), draft_url(late)
    page = words(client.get(url))
    assert "约谈时间" in page
    assert page.count('src="data:image/png;base64,') >= 1
    assert IssuedPaper.objects.count() == 0
    seen = words(client.post(url, {**fill_in(page), "do": "preview"}))
    assert "请立即整改到位。" in seen
    answer = client.post(url, {**fill_in(page), "do": "issue"})
    paper = IssuedPaper.objects.get()
    assert answer["Location"] == reverse("paper", args=[paper.pk])
    told = words(client.get(answer["Location"]))
    assert f"已定稿，编号为{paper.number}。" in told
    assert "通用范本" in told


def test_what_is_still_blank_keeps_a_paper_from_being_final(world: World, late: Case) -> None:
    answer = browser_of(world, "zhao").post(draft_url(late), {"do": "issue"})
    assert answer.status_code == 409
    assert "请填写“约谈时间”，再定稿。" in words(answer)
    assert IssuedPaper.objects.count() == 0


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_a_draft_is_saved_with_its_mark(world: World, late: Case, ending: str) -> None:
    answer = browser_of(world, "zhao").post(draft_url(late), {"do": ending})
    assert f"{ending}" in answer["Content-Disposition"]
    if ending == ".docx":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            feet = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
        assert "草稿，尚未定稿" in feet
    assert IssuedPaper.objects.count() == 0


def test_a_paper_that_has_nothing_to_say_yet_says_so(world: World, late: Case) -> None:
    page = words(browser_of(world, "zhao").get(draft_url(late, "filing-form")))
    assert "目前没有可以写入本文书的内容" in page
    assert 'value="issue"' not in page


def test_who_does_not_draw_up_a_paper_is_told_who_does(world: World, late: Case) -> None:
    answer = browser_of(world, "li").get(draft_url(late))
    assert answer.status_code == 403
    assert "牵头单位管理员" in words(answer)
    assert browser_of(world, "wang").get(draft_url(late)).status_code == 404
    assert browser_of(world, "zhao").get(draft_url(late, "circular")).status_code == 404
    assert browser_of(world, "li").get(draft_url(late, "unit-plan")).status_code == 200


def test_the_panel_offers_what_the_reader_draws_up(world: World, late: Case) -> None:
    def labels(actor: Any, **about: Any) -> set[str]:
        panel = papers_panel(actor, **about)
        return {offer["label"] for offer in panel["offers"] + panel["unit_offers"]}

    assert {"督办单", "交办单", "整改完成情况报告（综合执法局）"} <= labels(world.zhao, case=late)
    assert {"部门整改方案", "自查表"} <= labels(world.li, case=late)
    assert "督办单" not in labels(world.li, case=late)
    assert labels(world.feng, case=late) == set()
    assert "通报" in labels(world.zhao, batch=late.batch)


def test_a_report_of_a_unit_is_drawn_up_by_itself_and_about_nobody_else(world: World, late: Case) -> None:
    url = reverse("draft-of-unit", args=[late.batch_id, late.lead_id, "completion-report"])
    assert browser_of(world, "li").get(url).status_code == 200
    assert browser_of(world, "wang").get(url).status_code == 404
    assert browser_of(world, "wei").get(url).status_code == 404


def order(world: World, case: Case) -> IssuedPaper:
    return issue_paper("assignment-order", case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)


def test_the_register_shows_finds_and_exports(world: World, late: Case) -> None:
    paper, client = order(world, late), browser_of(world, "zhao")
    url = reverse("papers")
    assert paper.number in words(client.get(url))
    assert "没有符合条件的文书" in words(client.get(f"{url}?kind=circular"))
    assert paper.number in words(client.get(f"{url}?year=不是年&state=x&batch=y"))
    assert paper.number in words(browser_of(world, "li").get(url))
    assert paper.number not in words(browser_of(world, "wang").get(url))
    for name in ("papers-file", "paper-numbers-file"):
        assert client.get(reverse(name)).content.startswith(b"PK")
    assert paper.number in words(client.get(reverse("paper-numbers")))


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_an_issued_paper_is_saved_as_it_was_made_final(
    world: World, late: Case, form: str, begins: bytes
) -> None:
    paper, client = order(world, late), browser_of(world, "li")
    url = reverse("paper-file", args=[paper.pk, form])
    before = client.get(url).content
    Case.objects.filter(pk=late.pk).update(target="另外的目标")
    assert client.get(url).content == before
    assert before.startswith(begins)
    assert client.get(reverse("paper-file", args=[paper.pk, "xlsx"])).status_code == 404


def test_a_paper_is_spoiled_with_a_reason_and_stays(world: World, late: Case) -> None:
    paper, client = order(world, late), browser_of(world, "zhao")
    url = reverse("paper-spoil", args=[paper.pk])
    assert "请填写作废理由。" in words(client.post(url, {"reason": " "}))
    assert client.post(url, {"reason": "时限有误。"}).status_code == 302
    page = words(client.get(reverse("paper", args=[paper.pk])))
    assert "时限有误。" in page
    assert url not in page
    assert client.post(url, {"reason": "再作废。"}).status_code == 409
    assert browser_of(world, "li").get(url).status_code == 403


@pytest.fixture
def planned(world: World, monkeypatch: pytest.MonkeyPatch) -> IssuedPaper:
    """A plan that waits for a decision, printed."""
    case = world.case_in(State.PLANNED)
    let_it_be(monkeypatch, world.now, *MODULES)
    return issue_paper("unit-plan", case.batch_id, by=world.li, now=world.now, case_id=case.pk)


def signed(world: World, paper: IssuedPaper, **changes: Any) -> dict[str, Any]:
    """The form of a signature as 赵 fills it in."""
    scan = SimpleUploadedFile("签批.png", png_of(paper.code), "image/png")
    return {
        "scan": scan, "code": "", "signed_by": world.qian.user_id, "signed_on": world.today.isoformat(),
        "agreed": "1", "remark": "同意。", **changes,
    }  # fmt: skip


def test_a_signed_plan_is_recorded_on_a_form_and_approved_by_it(world: World, planned: IssuedPaper) -> None:
    client, url = browser_of(world, "zhao"), reverse("paper-sign", args=[planned.pk])
    page = words(client.get(url))
    assert "钱二" in page
    assert "吴六" not in page, "a reviewer's signature decides no plan"
    answer = client.post(url, signed(world, planned))
    assert answer.status_code == 302
    assert planned.case is not None
    assert world.state(planned.case) is State.RECTIFYING
    told = words(client.get(answer["Location"]))
    assert "已依签批办理“同意整改方案”" in told
    assert "二维码识别" in told
    scan = client.get(reverse("paper-scan", args=[planned.pk, planned.signatures.get().pk]))
    assert b"".join(scan.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]


def test_a_refused_signature_says_everything_that_is_wrong(world: World, planned: IssuedPaper) -> None:
    client, url = browser_of(world, "zhao"), reverse("paper-sign", args=[planned.pk])
    tomorrow = (world.today + timedelta(days=1)).isoformat()
    blank = SimpleUploadedFile("签批.png", png_of(), "image/png")
    answer = client.post(url, signed(world, planned, scan=blank, signed_on=tomorrow))
    page = words(answer)
    assert answer.status_code == 409
    assert "请输入纸面页脚所印的校验码" in page
    assert "晚于今天" in page
    assert client.post(url, {}).status_code == 422
    assert browser_of(world, "li").get(url).status_code == 403
    assert not planned.signatures.exists()


def test_what_one_s_own_bureau_had_signed_is_recorded_by_others(world: World, monkeypatch: Any) -> None:
    case = world.case_in(State.PLANNED, WAGES)
    let_it_be(monkeypatch, world.now, *MODULES)
    paper = issue_paper("unit-plan", case.batch_id, by=world.chu, now=world.now, case_id=case.pk)
    url = reverse("paper-sign", args=[paper.pk])
    answer = browser_of(world, "zhao").post(url, signed(world, paper))
    assert answer.status_code == 403
    assert "赵一在本事项的责任单位或者配合单位任职，不得办理“登记线下签批”" in words(answer)
    assert "请系统管理员为没有参与本事项办理的人员设置岗位：牵头单位管理员（组织人社局的上级单位）" in words(
        answer
    )
