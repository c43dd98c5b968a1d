"""Papers for the public: made of the public projection, whatever an office writes into its wording."""

from datetime import date

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.access.actor import PUBLIC
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.closure.models import CloseOut
from bihuan.disclosure.queries import project, public_cases
from bihuan.documents.compose import SPEAKS_OF, built_in
from bihuan.documents.kinds import KINDS
from bihuan.documents.tests.drawing import PUBLIC_KINDS, papers, scope_of, words
from bihuan.documents.wording import check_wording
from bihuan.kernel.codes import print_code
from bihuan.notice.actions import dismiss_objection, raise_objection, uphold_objection
from bihuan.notice.models import Notice
from bihuan.people.models import Unit
from bihuan.typesetting.paper import Paper, Photos, QrCode, Signature
from bihuan.typesetting.table import print_day
from tests.support.cast import PEOPLE
from tests.support.world import GREEN, LAMPS, WAGES, World

S = State


def drawn(world: World, kind: str, case: Case) -> list[Paper]:
    return papers(kind, scope_of(case, today=world.today))


def only(world: World, kind: str, case: Case) -> str:
    (paper,) = drawn(world, kind, case)
    return words(paper)


@pytest.mark.parametrize("kind", PUBLIC_KINDS)
@pytest.mark.parametrize(
    "line",
    [
        "{意见原文}",
        "{整改内容}",
        "{负责人}",
        "{核查意见}",
        "【每：意见】\n{意见.原文}\n【完】",
        "【照片：整改前后】",
    ],
)
def test_a_wording_that_asks_for_more_than_the_public_may_know_is_refused(kind: str, line: str) -> None:
    text = f"{built_in(KINDS[kind])}\n{line}"
    assert check_wording(text, SPEAKS_OF[kind][0]) != []


@pytest.mark.parametrize("kind", PUBLIC_KINDS)
def test_even_when_it_is_set_all_the_same_it_prints_nothing_more(world: World, kind: str) -> None:
    case = world.case_in(S.DISCLOSED)
    wording = "【标题：公示】\n原文{意见原文}{整改内容}{负责人}。\n【每：意见】\n{意见.原文}\n【完】"
    (paper,) = papers(kind, scope_of(case, today=world.today), wording=wording)
    assert [block.text for block in paper.blocks() if hasattr(block, "text")] == ["公示", "原文。"]


@pytest.mark.long
@pytest.mark.parametrize("kind", PUBLIC_KINDS)
def test_no_original_word_and_no_name_is_gathered(world: World, kind: str) -> None:
    case = world.case_in(S.NOTICING)
    raise_and_dismiss(world, case, "灯光太亮，影响睡眠。")
    world.walk(case, S.DISCLOSED)
    (subject,) = SPEAKS_OF[kind][1](scope_of(case, today=world.today))
    gathered = f"{subject.values}{only(world, kind, case)}"
    names = [name for name, _, _ in PEOPLE.values()]
    private = [
        world.opinion(1).text,
        "灯光太亮",
        "陈先生",
        "路灯全部更换。",
        "同意通过。",
        "线路老化",
        *names,
    ]
    assert [text for text in private if text in gathered] == []
    assert not subject.values.photos
    assert not [block for block in drawn(world, kind, case)[0].blocks() if isinstance(block, Photos)]


def raise_and_dismiss(world: World, case: Case, text: str) -> None:
    objection = raise_objection(case.pk, by=PUBLIC, now=world.now, text=text)
    dismiss_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="已遮光。")


# ── 公示 and 公示结果说明 ─────────────────────────────────────────────────────────────────────────


def test_a_notice_says_what_was_done_from_when_to_when_and_how_to_object(world: World) -> None:
    case = world.case_in(S.NOTICING)
    notice = Notice.objects.get(case=case)
    paper = only(world, "public-notice", case)
    days = f"自{print_day(notice.starts_on)}至{print_day(notice.ends_on)}"
    told = [
        "公示〔2022〕　号", "群众反映望海路路灯损坏。", "望海路36盏损坏路灯已全部更换，拟予销号，现予公示。", days,
        "组织人社局，电话0777-1234567，临港大道1号。", "提倡实名", "临港管办发〔2022〕8号", "2. 更换损坏的路灯。",
    ]  # fmt: skip
    assert [text for text in told if text not in paper] == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "first"),
    [("public-notice", S.NOTICING), ("close-out-certificate", S.CLOSED), ("statement", S.DISCLOSED)],
)
def test_there_is_no_paper_before_there_is_something_to_tell(world: World, kind: str, first: State) -> None:
    case = world.case()
    while world.state(case) is not first:
        assert drawn(world, kind, case) == []
        world.step(case)
    assert len(drawn(world, kind, case)) == 1


def test_the_result_of_a_notice_waits_for_its_last_day(world: World) -> None:
    case = world.case_in(S.NOTICING)
    assert drawn(world, "notice-result", case) == []
    world.wait_for_notice(case)
    assert "公示期间未收到异议。" in only(world, "notice-result", case)


def test_the_result_of_a_notice_waits_for_every_answer_and_tells_how_many_there_were(world: World) -> None:
    case = world.case_in(S.NOTICING)
    raise_and_dismiss(world, case, "灯光太亮。")
    objection = raise_objection(case.pk, by=PUBLIC, now=world.now, text="还有一盏不亮。")
    world.wait_for_notice(case)
    assert drawn(world, "notice-result", case) == []
    dismiss_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="该盏不在本路段。")
    paper = only(world, "notice-result", case)
    assert "共收到异议2件，经逐件核实均不成立" in paper
    assert "还有一盏" not in paper
    assert "按规定办理销号手续" in paper
    world.walk(case, S.CLOSED)
    assert "销号编号为销号〔2022〕1号" in only(world, "notice-result", case)


def test_a_notice_that_was_broken_off_is_no_paper_any_more(world: World) -> None:
    case = world.case_in(S.NOTICING)
    objection = raise_objection(case.pk, by=PUBLIC, now=world.now, text="还有一盏不亮。")
    uphold_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="属实。")
    assert drawn(world, "public-notice", case) == []
    world.later(30)
    assert drawn(world, "notice-result", case) == []


# ── 销号单 ───────────────────────────────────────────────────────────────────────────────────────


def test_a_certificate_leads_to_where_anybody_finds_what_it_is_worth(
    world: World, settings: LazySettings
) -> None:
    settings.PUBLIC_ADDRESS = "https://zg.example.cn"
    case = world.case_in(S.CLOSED)
    code = CloseOut.objects.get(case=case).code
    (paper,) = drawn(world, "close-out-certificate", case)
    (qr,) = (block for block in paper.blocks() if isinstance(block, QrCode))
    assert qr.address == f"https://zg.example.cn/check/{code}"
    assert print_code(code) in qr.caption
    told = words(paper)
    assert "销号〔2022〕1号" in told
    assert f"打印时状态\n有效\n打印日期\n2022年{world.today.month}月{world.today.day}日" in told
    assert "准予销号" in told


def test_a_certificate_of_a_close_out_that_was_revoked_says_so(world: World) -> None:
    case = world.case_in(S.REOPENED)
    told = only(world, "close-out-certificate", case)
    assert "销号状态\n已撤销" in told
    assert "准予销号" not in told
    assert f"2022年{world.today.month}月{world.today.day}日" in told


def test_after_the_next_round_the_new_close_out_has_the_certificate_and_the_old_one_is_superseded(
    world: World,
) -> None:
    case = world.case_in(S.REOPENED)
    world.walk(case, S.CLOSED)
    told = only(world, "close-out-certificate", case)
    assert "销号〔2022〕2号" in told or "销号〔2023〕1号" in told
    assert "打印时状态\n有效" in told
    shown = project(public_cases().get(pk=case.pk))
    assert [shown.standing_of(row) for row in shown.close_outs] == ["已被后一轮取代", "有效"]
    assert len({row.code for row in shown.close_outs}) == 2


def test_while_the_next_round_is_shown_its_result_does_not_speak_of_the_revoked_close_out(
    world: World,
) -> None:
    case = world.case_in(S.REOPENED)
    world.walk(case, S.NOTICING)
    world.wait_for_notice(case)
    assert "按规定办理销号手续" in only(world, "notice-result", case)


# ── 公开稿, and all of them ──────────────────────────────────────────────────────────────────────


def test_a_statement_is_the_one_that_was_disclosed(world: World) -> None:
    case = world.case_in(S.DISCLOSED)
    Unit.objects.filter(pk=case.batch.coordinator_id).update(phone="0777-1234567", address="临港大道1号")
    told = only(world, "statement", case)
    for text in (
        "望海路路灯已全部更换，夜间照明恢复。",
        "群众反映望海路路灯损坏。",
        "可以向组织人社局反映，电话0777-1234567，地址临港大道1号。",
    ):
        assert text in told


@pytest.mark.parametrize("kind", PUBLIC_KINDS)
def test_every_name_of_the_vocabulary_has_a_value(world: World, kind: str) -> None:
    vocabulary, gather = SPEAKS_OF[kind]
    (subject,) = gather(scope_of(world.case_in(S.DISCLOSED), today=world.today))
    assert subject.values.fields.keys() == vocabulary.fields.keys()
    assert subject.values.lists.keys() == vocabulary.lists.keys()
    for name, rows in subject.values.lists.items():
        assert rows
        assert [row for row in rows if row.keys() != vocabulary.lists[name].keys()] == []


@pytest.mark.long
@pytest.mark.parametrize("kind", PUBLIC_KINDS)
def test_many_papers_take_no_more_statements_than_one(world: World, kind: str) -> None:
    for position in (LAMPS, WAGES, GREEN):
        world.walk(world.case(position), S.CLOSED if kind != "statement" else S.DISCLOSED)

    def statements(*positions: int) -> int:
        scope = scope_of(*(world.case(position) for position in positions), today=world.today)
        with CaptureQueriesContext(connection) as asked:
            assert len(papers(kind, scope)) == len(positions)
        return len(asked)

    assert statements(LAMPS, WAGES, GREEN) == statements(LAMPS)


def test_papers_are_dated_the_day_of_what_they_tell_and_not_the_day_they_are_printed(world: World) -> None:
    case = world.case_in(S.DISCLOSED)
    shown = project(public_cases().get(pk=case.pk))
    assert shown.notice is not None
    days = {
        "public-notice": shown.notice.starts_on,
        "close-out-certificate": shown.close_outs[-1].closed_on,
        "statement": shown.disclosed_on,
    }
    for kind, day in days.items():
        (paper,) = papers(kind, scope_of(case, today=date(2024, 2, 3)))
        (signed,) = (block for block in paper.blocks() if isinstance(block, Signature))
        assert day is not None
        assert signed.day == print_day(day), kind
