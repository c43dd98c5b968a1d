"""Whatever stands in a private field, nothing of it reaches the public: neither the projection nor a public page."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.access.actor import PUBLIC
from bihuan.cases.actions import approve_extension, request_extension
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Measure, SupportingUnit
from bihuan.disclosure.queries import project, public_cases
from bihuan.doubts.models import DoubtAnswer
from bihuan.followup.actions import announce_draw, dismiss_relapse
from bihuan.followup.tests.lists import said_again
from bihuan.inspection.actions import answer_finding, record_inspection
from bihuan.inspection.rules import Filled, Line
from bihuan.intake.models import Amendment, Opinion
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.issuing.actions import issue_paper, record_signature, spoil_paper
from bihuan.issuing.models import IssuedPaper, PaperSignature, Wording
from bihuan.issuing.report_actions import send_back_report, submit_report
from bihuan.issuing.set_actions import request_paper_set
from bihuan.journal.models import Checkpoint, Entry, Leaf, Trace
from bihuan.kernel.redact import private_details
from bihuan.messages.models import Channel, Delivery, Message, Told
from bihuan.notice.actions import dismiss_objection, raise_objection
from bihuan.people.models import CalendarDay
from bihuan.plans.actions import record_reading
from bihuan.reference.calendar_actions import import_calendar
from bihuan.reference.calendar_rules import NoticedDay
from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage.actions import answer_directly, merge_opinions
from bihuan.triage.amendments import settle_amendment
from bihuan.triage.columns_memory import remember_columns
from bihuan.triage.group_actions import keep_apart
from bihuan.triage.importing import import_reading
from bihuan.triage.sorting_actions import sort_opinions
from bihuan.triage.sorting_rules import Choice
from tests.house.fields import PRIVATE
from tests.properties.moves import forgotten
from tests.support.files import png
from tests.support.paper import GREEN, number
from tests.support.world import World

MARK = "㊙"
# The database itself refuses to change these; what stands in them is looked for instead.
GUARDED: tuple[type[Model], ...] = (
    Entry, Trace, Leaf, Checkpoint, Opinion, Wording, IssuedPaper, PaperSignature, DoubtAnswer,
)  # fmt: skip


def a_full_life(world: World) -> Case:
    """A disclosed case with a row in every table."""
    case = world.case()
    world.edit(case, on_site=True)
    merge_opinions(case.pk, [world.opinion(4).pk], by=world.zhao, now=world.now, reason="同一路段。")
    answer_directly(
        world.opinion(6).pk, by=world.zhao, now=world.now, unit=world.unit("construction"), reason="咨询。"
    )
    SupportingUnit.objects.create(case=case, unit=world.unit("construction"))
    sorted_and_told_apart(world)
    CalendarDay.objects.create(day="2022-04-04", is_workday=False, note="三月三")
    arrangement = [NoticedDay(date(2022, 4, 5), is_workday=False, note="三月三")]
    import_calendar(
        None,
        2022,
        arrangement,
        by=world.chen,
        now=world.now,
        source="自治区通知",
        based_on=0,
        file_name="三月三.csv",
    )
    world.walk(case, State.RECTIFYING)
    request_extension(case.pk, by=world.li, now=world.now, new_date=date(2023, 3, 31), reason="缺货。")
    approve_extension(case.pk, by=world.qian, now=world.now)
    reported(world, case)
    world.supervise(case)
    world.walk(case, State.NOTICING)
    objection = raise_objection(case.pk, by=PUBLIC, now=world.now, text="太亮。", contact_name="许先生")
    dismiss_objection(case.pk, objection.pk, by=world.zhao, now=world.now, answer="已遮光。")
    world.walk(case, State.DISCLOSED)
    world.look_back(case, held=True)
    inspected(world, case)
    carried_over(world)
    world.register(case)
    request_paper_set(case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    signed_paper(world, case)
    after_the_close_out(world, case)
    listed_again(world)
    told_of(world)
    return case


def listed_again(world: World) -> None:
    """A later list of the superior in which a line reads otherwise; its columns were corrected."""
    line = OpinionLine(number(1), "望海路的路灯仍不亮。", extra=(("所属网格", "东一网格"),))
    words: dict[str, Any] = {"by": world.zhao, "now": world.now}
    read = Reading(DocumentFacts(), None, (line,), ())
    import_reading(read, name="第二次清单.xlsx", sha256="e" * 64, batch_id=world.batch.pk, **words)
    settle_amendment([Amendment.objects.get().pk], remark="已电话核对。", **words)
    office, header = world.batch.coordinator_id, ("件号", "网格")
    remember_columns(office, "滨海市绩效办", "a1", header, {"网格": "kept"}, **words)


def sorted_and_told_apart(world: World) -> None:
    """A duty list; an opinion that was sorted; two that were told apart."""
    line = DutyLine("建设局", ("公交线路",), ("《城市公共交通条例》",))
    import_duties(world.unit("zone").pk, [line], by=world.zhao, now=world.now)
    choice = Choice(
        world.opinion(7).pk, "建设性意见建议", "公共交通", "staged", world.unit("construction").pk
    )
    sort_opinions([choice], by=world.zhao, now=world.now)
    pair = (world.opinion(7).pk, world.opinion(8).pk)
    keep_apart(*pair, by=world.zhao, now=world.now, reason="一为公交，一为公园。")


def told_of(world: World) -> None:
    """A message about the last act, and its way out."""
    channel = Channel.objects.create(unit=world.unit("zone"), kind="webhook", address="v1:a", secret="v1:b")
    entry = Entry.objects.latest("pk")
    words: dict[str, Any] = {"text": "滨管办发〔2022〕21号第1项：等您签收"}
    Message.objects.create(user=world.cast.users["li"], entry=entry, link="/cases/1", at=world.now, **words)
    Delivery.objects.create(
        channel=channel, key="e1-u1", subject="等您签收", not_before=world.now, created_at=world.now, **words
    )
    Told.objects.create(index=entry.pk)


def reported(world: World, case: Case) -> None:
    """A reading of the indicator; the unit's written report, which was sent back."""
    record_reading(
        case.pk, by=world.li, now=world.now, indicator_id=case.indicators.get().pk, read_on=world.today,
        numerator=Decimal(12), source="更换记录第三册。",
    )  # fmt: skip
    report = submit_report(
        case.batch_id, world.unit("enforcement").pk, by=world.sun, now=world.now,
        typed={"长效机制": "每月巡查。", "存在问题和下步打算": "抓紧更换。"},
    )  # fmt: skip
    send_back_report(report.pk, by=world.zhao, now=world.now, reason="请补充巡查记录的编号。")


def carried_over(world: World) -> None:
    """The case of the long run goes on in the batch of the year after; the year before was reviewed."""
    case = world.case(GREEN)
    world.walk(case, State.RECTIFYING)
    world.review_the_year(case)
    world.carry_over(case)


def inspected(world: World, case: Case) -> None:
    """An upper level visited, objected, and was answered."""
    line = Line("第1行", str(case.position), "", "部分属实", "路口南侧仍有一盏路灯不亮。", "2099-12-31")
    words: dict[str, Any] = {"by": world.zhao, "now": world.now}
    sheet = Filled("市绩效办", "陆七、莫八", world.today.isoformat(), (line,))
    visit = record_inspection(case.batch_id, filled=sheet, **words)
    visit.sheet_name = "核验表.xlsx"
    visit.save(update_fields=["sheet_name"])
    answer_finding(visit.findings.get().pk, text="该路灯已于次日更换灯具，恢复照明。", **words)


def after_the_close_out(world: World, case: Case) -> None:
    """An opinion that looked like a relapse and was none; a draw; a doubt that a verifier has answered."""
    DoubtAnswer.objects.create(
        case=case, round=1, key="7K3MX9QD2P", code="photo-reused", weight="plain", by=world.cast.users["zhou"],
        message="整改后图片与另一事项的图片相同，请核对。", reason="经到场核对，确为同一路段的另一侧。",
        unit=world.unit("office"), at=world.now,
    )  # fmt: skip
    world.later()
    (new,) = said_again(world, "望海路的路灯又不亮了。")
    words: dict[str, Any] = {"by": world.zhao, "now": world.now}
    dismiss_relapse(new.pk, case.close_outs.get().pk, reason="实为路边店招不亮，与路灯无关。", **words)
    announce_draw(case.batch_id, count=1, **words)


def signed_paper(world: World, case: Case) -> IssuedPaper:
    """An internal paper about ``case``, signed by a leader and then spoiled."""
    words: dict[str, Any] = {"by": world.zhao, "now": world.now}
    paper = issue_paper("assignment-order", case.batch_id, case_id=case.pk, **words)
    record_signature(
        paper.pk, code=paper.code, scan_name="孙三签收的回执.png", content=png(), signed_by=world.sun.staff_id,
        signed_on=world.today, agreed=True, remark="已收到，抓紧组织办理。", **words,
    )  # fmt: skip
    return spoil_paper(paper.pk, reason="责任单位名称有误，另行制发。", **words)


def published(case: Case) -> str:
    return json.dumps(project(public_cases().get(pk=case.pk)).as_dict(), ensure_ascii=False, default=str)


def public_pages(case: Case) -> str:
    addresses = [
        reverse("public-list"),
        reverse("public-item", args=[case.pk]),
        reverse("public-object", args=[case.pk]),
        *(reverse("check-code", args=[paper.code]) for paper in IssuedPaper.objects.all()),
    ]
    return "".join(Client().get(address).content.decode() for address in addresses)


def private_words(model: type[Model]) -> list[str]:
    return [
        name
        for name in PRIVATE.get(model.__name__, "").split()
        if isinstance(field := model._meta.get_field(name), CharField | TextField) and not field.primary_key
    ]


@pytest.mark.long
def test_no_private_field_survives_the_projection(world: World) -> None:
    case = a_full_life(world)
    written_by_people = {
        Entry: ("sentence",),
        Opinion: ("text", "contact_name", "contact_phone"),
        IssuedPaper: ("title", "fingerprint", "spoiled_reason"),
        PaperSignature: ("scan_name", "remark"),
        DoubtAnswer: ("message", "reason"),
    }
    private = {
        words
        for model, names in written_by_people.items()
        for name in names
        for words in model._default_manager.exclude(**{name: ""}).values_list(name, flat=True)
    }
    for model in apps.get_app_config("bihuan").get_models():
        if model not in GUARDED and (names := private_words(model)):
            rows = list(model._default_manager.order_by("pk"))
            assert rows, f"{model.__name__} has no row: nothing would be shown to hold"
            for at, row in enumerate(rows):
                marked = dict.fromkeys(names, f"{MARK}{at}")
                model._default_manager.filter(pk=row.pk).update(**marked)
    shown = published(case) + public_pages(case)
    assert "望海路36盏损坏路灯已全部更换" in shown
    assert MARK not in shown
    assert not [words for words in private if len(words) > 8 and words in shown]


details = st.sampled_from(
    ["13800001234", "450101199001011234", "6222021234567890123", "桂N12345", "a.b@example.cn"]
)


@pytest.fixture
def noticing(world: World) -> Case:
    return world.case_in(State.NOTICING)


@settings(max_examples=15)
@given(details, details)
def test_a_detail_in_a_target_or_a_measure_is_masked_on_its_way_out(
    noticing: Case, one: str, other: str
) -> None:
    with forgotten():
        Case.objects.filter(pk=noticing.pk).update(target=f"请联系{one}。")
        Measure.objects.filter(case=noticing).update(text=f"补偿{other}。")
        shown = project(public_cases().get(pk=noticing.pk))
        assert private_details(shown.target + "".join(shown.measures)) == []
        assert one not in published(noticing)


def test_the_public_reads_the_limit_that_is_in_force(world: World) -> None:
    case = world.case_in(State.RECTIFYING)
    request_extension(case.pk, by=world.li, now=world.now, new_date=date(2023, 3, 31), reason="缺货。")
    approve_extension(case.pk, by=world.qian, now=world.now)
    world.walk(case, State.NOTICING)
    assert project(public_cases().get()).limit == "2023年3月31日"
