"""Papers about one case that stay inside: whom each is for, what stands on it, and what never does."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.access.actor import PUBLIC
from bihuan.cases.actions import approve_extension, request_extension
from bihuan.cases.lifecycle import IN_HAND, State
from bihuan.cases.models import Case, CaseRequest, SupportingUnit
from bihuan.cases.visibility import visible_cases
from bihuan.documents.compose import SPEAKS_OF, built_in
from bihuan.documents.kinds import KINDS, OF_RUNG
from bihuan.documents.scope import Scope
from bihuan.documents.speaking import days_in_words
from bihuan.documents.tests.drawing import CASE_KINDS, INSIDE_KINDS, papers, scope_of, words
from bihuan.documents.wording import check_wording
from bihuan.evidence.models import EvidenceKind
from bihuan.notice.actions import dismiss_objection, raise_objection
from bihuan.plans.models import ProgressReport
from bihuan.response.actions import reply_opinion
from bihuan.supervision.actions import reply_supervision, withdraw_supervision
from bihuan.supervision.ladder import Rung
from bihuan.triage.actions import merge_opinions
from bihuan.typesetting.paper import Form, Level, Number, Paragraph, Photos, Signature, Table
from bihuan.typesetting.table import A4_UPRIGHT
from tests.support.world import GREEN, LAMPS, PHONE, WAGES, World, number

S = State
TODAY = date(2022, 11, 22)
# A telephone that is not sealed: people write theirs where they should not.
LOOSE = "13711112222"


def only(kind: str, case: Case, today: date = TODAY) -> str:
    (paper,) = papers(kind, scope_of(case, today=today))
    return words(paper)


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_the_wording_that_comes_with_the_program_can_be_set(kind: str) -> None:
    assert check_wording(built_in(KINDS[kind]), SPEAKS_OF[kind][0]) == []


@pytest.mark.parametrize(
    ("kind", "state", "told"),
    [
        ("assignment-order", S.ASSIGNED,
         ["综合执法局", "望海路路灯不亮，夜间出行不安全。", "更换损坏路灯36盏。", "2. 更换损坏的路灯。",
          "请于2022年5月24日前签收", "请于2022年5月25日前与本人取得联系", "有具体的责任主体", "2022年12月31日"]),
        ("unit-plan", S.PLANNED,
         ["线路老化，巡查不及时。", "六月排查，九月更换，十二月验收。", "更换路灯≥36盏（口径：更换数）", "排查清单",
          "主要领导：孙　三", "分管领导：沈小三", "具体责任人：李　四", "2022年11月1日"]),
        ("reminder-letter", S.RECTIFYING, ["关于第1项整改事项的提醒函", "整改进度0%", "请于＿＿＿＿＿＿前"]),
        ("urging-letter", S.RECTIFYING, ["承办单位", "整改事项催办单", "进度落后序时进度"]),
        ("supervision-order", S.RECTIFYING, ["督办〔2022〕　号", "督办要求", "进度落后序时进度"]),
        ("self-check", S.VERIFYING, ["已对照目标逐项自查，全部完成。", "孙　三", "已完成。", "36盏", "数据资料1份"]),
        ("verification-form", S.VERIFIED,
         ["望海路路灯不亮，夜间出行不安全。", "更换损坏路灯36盏。", "1. 排查望海路全线路灯。", "更换路灯≥36盏",
          "现场查看，已达到。", "同意通过。", "周五、韩小五", "通过"]),
        ("close-out-application", S.CLOSED,
         ["路灯全部更换。", "周五、韩小五于", "公示期间未收到异议。", "同意销号。", "钱　二", "已完成整改"]),
        ("filing-form", S.FILED, ["销号〔2022〕1号", "滨海市绩效办", "备〔2022〕", "管委会办公室（周五、韩小五）"]),
        ("return-visit-record", S.DISCLOSED,
         ["路灯已经更换，感谢反映。", "■满意　□基本满意", "■已回访", "路灯亮了。", "被访人签字"]),
        ("inspection-index", S.DISCLOSED,
         ["交办〔2022〕1号", "部门整改方案", "核查验收表（通过）", "销号〔2022〕1号", "公开稿", "回访记录表（1件）"]),
    ],
)  # fmt: skip
def test_each_paper_says_what_is_on_file(world: World, kind: str, state: State, told: list[str]) -> None:
    paper = only(kind, world.case_in(state))
    assert [text for text in told if text not in paper] == []


def test_a_request_for_more_time_names_the_limit_it_asks_to_move_even_after_it_was_granted(
    world: World,
) -> None:
    case = world.case_in(S.RECTIFYING)
    assert papers("extension-request", scope_of(case, today=TODAY)) == []
    request_extension(case.pk, by=world.li, now=world.now, new_date=date(2023, 3, 31), reason="灯具缺货。")
    pending = only("extension-request", case)
    assert [text for text in ("2022年12月31日", "2023年3月31日", "灯具缺货。") if text not in pending] == []
    assert "同意延期" not in pending
    approve_extension(case.pk, by=world.qian, now=world.now, remark="抓紧到货。")
    granted = only("extension-request", case)
    assert "2022年12月31日" in granted
    assert f"同意延期。抓紧到货。\n钱　二　2022年{world.now.month}月{world.now.day}日" in granted


def test_before_the_verdict_the_acceptance_form_leaves_room_for_it_by_hand(world: World) -> None:
    case = world.case_in(S.VERIFYING)
    (paper,) = papers("verification-form", scope_of(case, today=TODAY))
    (table,) = (block for block in paper.blocks() if isinstance(block, Table))
    assert [(row[1], row[-2:]) for row in table.rows] == [
        ("意见原文", ("□是　□否", "")),
        ("整改目标", ("□是　□否", "")),
        ("整改措施", ("□是　□否", "")),
        ("整改措施", ("□是　□否", "")),
        ("量化指标", ("□是　□否", "")),
    ]
    assert table.rows[2][2:4] == ("1. 排查望海路全线路灯。", "已完成。")
    assert "□通过　□不通过" in words(paper)


def test_after_a_failed_verification_the_form_of_the_next_submission_is_empty_again(world: World) -> None:
    case = world.case_in(S.REWORK)
    assert "尚有三盏路灯没有更换。" in only("verification-form", case)
    world.step(case)
    assert "尚有三盏路灯没有更换。" not in only("verification-form", case)


def test_a_leaders_box_is_empty_until_a_leader_has_decided(world: World) -> None:
    case = world.case_in(S.PLANNED)
    assert only("unit-plan", case).count("签字：") == 3
    world.step(case)
    decided = only("unit-plan", case)
    assert decided.count("签字：") == 2
    assert "同意。\n赵　一" in decided


def test_several_opinions_all_stand_on_the_paper_in_their_own_words(world: World) -> None:
    case = world.case_in(S.DRAFT)
    merge_opinions(case.pk, [world.opinion(4).pk], by=world.zhao, now=world.now, reason="同一路段。")
    world.assign(case)
    paper = only("assignment-order", case)
    assert world.opinion(1).text in paper
    assert f"{world.opinion(4).text}（问题编号{number(4)}，已留联系方式）" in paper


@pytest.mark.long
@pytest.mark.parametrize("kind", CASE_KINDS)
def test_no_paper_shows_how_to_reach_a_citizen(world: World, kind: str) -> None:
    """Neither what is sealed nor what somebody wrote into an objection or a note."""
    case = world.case_in(S.NOTICING)
    world.contact(world.opinion(1), by=world.li)
    text = f"太亮，请打{LOOSE}。"
    objection = raise_objection(
        case.pk, by=PUBLIC, now=world.now, text=text, contact_name="许先生", contact_phone=LOOSE
    )
    dismiss_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer=f"已致电{LOOSE}。")
    world.walk(case, S.FILED)
    reply_opinion(
        world.opinion(1).pk, by=world.li, now=world.now, channel="phone", text=f"已回拨{LOOSE}告知。"
    )
    world.walk(case, S.DISCLOSED)
    world.visit(world.opinion(1), case, note=f"拨打{LOOSE}，路灯亮了。")
    scope = scope_of(case, today=world.today)
    gathered = str([subject.values for subject in SPEAKS_OF[kind][1](scope)])
    drawn = "".join(words(paper) for paper in papers(kind, scope))
    assert gathered != "[]" or KINDS[kind].rung or kind == "extension-request"
    assert [secret for secret in (PHONE, LOOSE, "许先生", "陈先生") if secret in gathered + drawn] == []


@pytest.mark.long
@pytest.mark.parametrize("kind", INSIDE_KINDS)
def test_what_a_unit_does_not_see_is_on_none_of_its_papers(world: World, kind: str) -> None:
    for position in (LAMPS, WAGES, GREEN):
        world.walk(world.case(position), S.VERIFYING)
    limit = date(2023, 3, 31)
    for position in (LAMPS, WAGES, GREEN):
        case = world.case(position)
        if case.limit_date:
            request_extension(case.pk, by=world.liaison(case), now=world.now, new_date=limit, reason="缺货。")
    seen = Scope(world.batch, visible_cases(world.sun), TODAY)
    drawn = papers(kind, seen)
    assert len(drawn) == (0 if kind in ("close-out-application", "filing-form", "return-visit-record") else 1)
    assert [text for text in ("欠薪", "扬尘", "建设局") for paper in drawn if text in words(paper)] == []


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_a_case_that_was_not_handed_over_has_no_papers(world: World, kind: str) -> None:
    assert papers(kind, scope_of(world.case_in(S.DRAFT), today=TODAY)) == []


@pytest.mark.parametrize("kind", [kind.name for kind in OF_RUNG.values()])
@pytest.mark.parametrize("state", [S.RETURNED, S.ASSIGNED, S.REWORK, S.NOTICING, S.CLOSED, S.WITHDRAWN])
def test_a_unit_is_urged_about_what_it_has_in_hand_and_nothing_else(
    world: World, kind: str, state: State
) -> None:
    assert len(papers(kind, scope_of(world.case_in(state), today=TODAY))) == (state in IN_HAND)


def test_a_form_of_an_earlier_round_is_not_taken_for_one_of_this(world: World) -> None:
    case = world.case_in(S.REOPENED)
    scope = scope_of(case, today=world.today)
    of_the_round = ["unit-plan", "self-check", "verification-form", "close-out-application", "filing-form"]
    assert [kind for kind in of_the_round if papers(kind, scope)] == []
    assert len(papers("supervision-order", scope)) == 1


def test_photos_before_and_after_stand_in_pairs(world: World) -> None:
    case = world.case(LAMPS)
    world.edit(case, on_site=True)
    world.walk(case, S.RECTIFYING)
    for kind in (EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER, EvidenceKind.PHOTO_BEFORE):
        world.hand_in(case, kind)
    alone = case.evidence.filter(kind=EvidenceKind.PHOTO_BEFORE).latest("pk")
    world.hand_in(case, EvidenceKind.PHOTO_AFTER)
    world.walk(case, S.NOTICING)
    world.apply(case)
    (paper,) = papers("close-out-application", scope_of(case, today=TODAY))
    (photos,) = (block for block in paper.blocks() if isinstance(block, Photos))
    shown = [tuple(photo.caption[:3] for photo in pair if photo) for pair in photos.pairs]
    assert shown == [("整改前", "整改后"), ("整改前", "整改后")]
    assert photos.pairs[1][0] is not None
    assert photos.pairs[1][0].sha256 == alone.blob_id


def test_a_case_without_photos_has_no_sheet_for_them(world: World) -> None:
    case = world.case_in(S.NOTICING)
    world.apply(case)
    (paper,) = papers("close-out-application", scope_of(case, today=TODAY))
    assert len(paper.sections) == 1


@pytest.mark.parametrize("kind", INSIDE_KINDS)
def test_every_name_of_the_vocabulary_has_a_value(world: World, kind: str) -> None:
    world.walk(world.case(LAMPS), S.VERIFYING)
    vocabulary, gather = SPEAKS_OF[kind]
    state = {"close-out-application": S.CLOSED, "filing-form": S.CLOSED, "return-visit-record": S.CLOSED}
    case = world.case(LAMPS)
    if kind in state:
        world.walk(case, state[kind])
    if kind == "extension-request":
        request_extension(case.pk, by=world.li, now=world.now, new_date=date(2023, 3, 31), reason="缺货。")
    (subject,) = gather(scope_of(case, today=TODAY))
    values = subject.values
    assert values.fields.keys() == vocabulary.fields.keys()
    assert values.lists.keys() == vocabulary.lists.keys()
    assert values.tables.keys() == vocabulary.tables.keys()
    assert values.photos.keys() == vocabulary.photos.keys()
    for name, rows in values.lists.items():
        assert [row for row in rows if row.keys() != vocabulary.lists[name].keys()] == []


def test_tables_fill_the_breadth_of_an_upright_sheet(world: World) -> None:
    (subject,) = SPEAKS_OF["verification-form"][1](scope_of(world.case_in(S.VERIFIED), today=TODAY))
    breadths = {
        name: sum(column.width for column in table.columns) for name, table in subject.values.tables.items()
    }
    assert set(breadths.values()) == {A4_UPRIGHT.body_width}, breadths


@pytest.mark.long
@pytest.mark.parametrize("kind", INSIDE_KINDS)
def test_many_papers_take_no_more_statements_than_few(world: World, kind: str) -> None:
    for position in (LAMPS, WAGES, GREEN):
        world.walk(world.case(position), S.VERIFIED)
    for position in (LAMPS, WAGES, GREEN):
        SupportingUnit.objects.create(case=world.case(position), unit=world.unit("lamps"))

    def statements(*positions: int) -> int:
        scope = scope_of(*(world.case(position) for position in positions), today=TODAY)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            papers(kind, scope)
        return len(asked)

    # Of two kinds already (with a date, without one), so that the third only adds to their number.
    assert statements(LAMPS, WAGES, GREEN) <= statements(LAMPS, GREEN)


def test_papers_come_in_the_order_of_the_ledger(world: World) -> None:
    for position in (GREEN, LAMPS, WAGES):
        world.walk(world.case(position), S.ASSIGNED)
    cases = [world.case(position) for position in (GREEN, WAGES, LAMPS)]
    drawn = SPEAKS_OF["assignment-order"][1](scope_of(*cases, today=TODAY))
    assert [subject.case.position for subject in drawn if subject.case] == [LAMPS, WAGES, GREEN]


def test_an_order_carries_the_number_it_was_handed_over_under_and_a_letter_leaves_room_for_its_own(
    world: World,
) -> None:
    case = world.case_in(S.ASSIGNED)
    numbers = {}
    for kind in ("assignment-order", "urging-letter"):
        (paper,) = papers(kind, scope_of(case, today=TODAY))
        (numbers[kind],) = (block.text for block in paper.blocks() if isinstance(block, Number))
    assert numbers == {"assignment-order": "交办〔2022〕1号", "urging-letter": "催办〔2022〕　号"}


@pytest.mark.parametrize("rung", Rung)
def test_a_paper_of_a_rung_says_what_was_asked_why_and_by_when_and_the_answer(
    world: World, rung: Rung
) -> None:
    case, kind = world.case_in(S.RECTIFYING), OF_RUNG[rung].name
    world.supervise(case, rung, why="误发。")
    row = world.supervise(case, rung, why=f"自{LOOSE}来电后未报进展。", demand="三日内换完。")
    withdrawn = world.supervise(case, rung, why="重复。")
    withdraw_supervision(withdrawn.pk, by=world.zhao, now=world.now, reason="重复。")
    (paper,) = papers(kind, scope_of(case, today=TODAY))
    for said in (
        row.number,
        "来电后未报进展。",
        "三日内换完。",
        days_in_words(str(row.reply_due_on)),
        "综合执法局",
    ):
        assert said in words(paper), said
    assert LOOSE not in words(paper)
    reply_supervision(row.pk, by=world.li, now=world.now, text="已全部换完。")
    (answered,) = papers(kind, scope_of(case, today=TODAY))
    forms = (Rung.URGING, Rung.ORDER)
    assert ("已全部换完。" in words(answered)) == (rung in forms), "a letter has no room for the answer"


def test_a_returned_case_has_the_letter_by_which_its_coordinator_is_reminded(world: World) -> None:
    case = world.case_in(S.RETURNED)
    world.supervise(case, Rung.REMINDER, by=world.qian)
    (paper,) = papers("reminder-letter", scope_of(case, today=TODAY))
    assert "Recipients\n组织人社局\n" in words(paper)
    assert papers("urging-letter", scope_of(case, today=TODAY)) == []


def test_a_plan_is_a_text_with_levels_and_its_approval_a_form(world: World) -> None:
    (paper,) = papers("unit-plan", scope_of(world.case_in(S.PLANNED), today=TODAY))
    blocks = list(paper.blocks())
    headings = [block.text for block in blocks if isinstance(block, Paragraph) and block.level is Level.FIRST]
    assert headings[0] == "一、反映的问题"
    assert headings[-1] == "六、责任主体"
    assert [block.bodies for block in blocks if isinstance(block, Signature)] == [("综合执法局",)]
    assert any(isinstance(block, Form) for block in blocks)


def test_a_request_for_more_time_does_not_know_what_was_reported_after_it(world: World) -> None:
    case = world.case_in(S.RECTIFYING)
    request_extension(case.pk, by=world.li, now=world.now, new_date=date(2023, 3, 31), reason="灯具缺货。")
    asked = CaseRequest.objects.get(case=case).asked_at
    for days, text in ((-1, "线路更换过半。"), (1, "只余三盏。")):
        ProgressReport.objects.create(
            case=case,
            round=case.round,
            percent=60,
            text=text,
            by_name="李四",
            at=asked + timedelta(days=days),
        )
    told = only("extension-request", case)
    assert "线路更换过半。" in told
    assert "只余三盏。" not in told
