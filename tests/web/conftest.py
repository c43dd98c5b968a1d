"""A small invented zone with its people, and cases led to any state through the acts."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bihuan.access.actor import Actor, Role
from bihuan.cases import actions as handover
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Indicator, Measure
from bihuan.cases.routes import Route
from bihuan.closure import actions as closure
from bihuan.disclosure import actions as disclosure
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.facts import doubts_of
from bihuan.evidence.actions import add_evidence
from bihuan.followup import actions as followup
from bihuan.intake.models import Batch, Opinion
from bihuan.intake.rulebook import RuleBook
from bihuan.kernel import clock
from bihuan.notice import actions as notices
from bihuan.people.models import Post, Unit, User, actor_of
from bihuan.plans import actions as plans
from bihuan.plans.actions import IndicatorDraft, MeasureDraft, People
from bihuan.response import actions as response
from bihuan.triage.actions import merge_opinions, open_case
from bihuan.verification import actions as verification
from bihuan.verification.facts import acceptance_lines
from bihuan.verification.rules import Check
from tests.support.files import pdf, png
from tests.support.memory import Memory

PNG = png(1)
# The path of a whole life; "story" acts take a case from one to the next.
LIFE = (
    State.DRAFT, State.ASSIGNED, State.ACKNOWLEDGED, State.PLANNED, State.RECTIFYING, State.VERIFYING, State.VERIFIED,
    State.NOTICING, State.CLOSED, State.FILED, State.DISCLOSED,
)  # fmt: skip


@dataclass
class Town:
    """滨海新片区: who is there, one issued batch, and the acts that lead a case on."""

    units: dict[str, Unit]
    users: dict[str, User]
    batch: Batch
    now: datetime
    memory: Memory
    serial: int = 0

    def actor(self, name: str) -> Actor:
        return actor_of(self.users[name])

    def act(self, function: Callable[..., Any], case: Case, who: str, /, *args: Any, **words: Any) -> Any:
        done = function(case.pk, *args, by=self.actor(who), now=self.now, **words)
        case.refresh_from_db()
        return done

    def draft(self, **elements: Any) -> Case:
        """A case with its four elements, opened for one opinion with another merged into it."""
        self.serial += 2
        first, second = (self._opinion(self.serial - 1), self._opinion(self.serial, contact_phone="sealed"))
        values = {
            "target": "主干道路灯亮灯率达到98%",
            "limit_kind": "fixed_date",
            "limit_date": self.now.date() + timedelta(days=90),
            "limit_text": "限期整改",
            "lead": self.units["建设局"],
            "person_in_charge": "李",
            "on_site": True,
        }
        case = open_case(
            first.pk,
            by=self.actor("钱"),
            now=self.now,
            route=Route.NOW,
            reason="能够立行立改",
            elements={**values, **elements},
            measures=["排查损坏路灯", "更换灯具并纳入日常巡查"],
        )
        merge_opinions(case.pk, [second.pk], by=self.actor("钱"), now=self.now, reason="内容相同")
        case.refresh_from_db()
        return case

    def _opinion(self, serial: int, **values: Any) -> Opinion:
        text = f"海棠路（第{serial}段）路灯不亮，夜间出行不便，请联系13800001111处理。"
        return Opinion.objects.create(
            batch=self.batch, number=f"2025{serial:05d}", text=text, kind="城市管理", source="电话", **values
        )

    def case(self, state: State = State.DRAFT) -> Case:
        """A case led to ``state`` through the acts, or remembered (``tests.support.memory``)."""

        def walked() -> tuple[int, datetime, int]:
            case = self.draft()
            for step in LIFE[1 : LIFE.index(state) + 1]:
                getattr(self, f"to_{step.value}")(case)
            return case.pk, self.now, self.serial

        called = ("town case", state, self.now, self.serial)
        key, self.now, self.serial = self.memory.walk(called, walked)
        return Case.objects.get(pk=key)

    def to_assigned(self, case: Case) -> None:
        self.act(handover.assign_case, case, "钱")

    def to_acknowledged(self, case: Case) -> None:
        self.act(handover.acknowledge_case, case, "孙")

    def to_planned(self, case: Case) -> None:
        day = self.now.date() + timedelta(days=30)
        self.act(
            plans.submit_plan, case, "孙", root_cause="线路老化。", roadmap="一、排查；二、更换；三、巡查。",
            people=People("李", "孙", "王"),
            measures=[MeasureDraft("排查损坏路灯", day, "清单"), MeasureDraft("更换灯具并日常巡查", day, "照片")],
            indicators=[IndicatorDraft("亮灯率", Decimal(98), definition="亮灯盏数÷总盏数", cut_off=day)],
        )  # fmt: skip

    def to_rectifying(self, case: Case) -> None:
        self.act(plans.approve_plan, case, "钱", remark="同意")

    def work(self, case: Case) -> None:
        """Everything a verification asks for."""
        done = {row.position: (Measure.Progress.DONE.value, "已完成") for row in case.measures.all()}
        counts = {row.pk: (Decimal(147), Decimal(150)) for row in case.indicators.all()}
        self.act(
            plans.report_progress, case, "孙", percent=100, text="全部完成。", measures=done, readings=counts
        )
        first = case.pk * 10  # each case has files of its own
        for kind, content in (
            ("plan", pdf(first)),
            ("meeting_minutes", pdf(first + 1)),
            ("data", pdf(first + 2)),
        ):
            self.act(add_evidence, case, "孙", kind=kind, name=f"{kind}.pdf", content=content, measure=1)
        before = self.act(add_evidence, case, "孙", kind="photo_before", name="前.png", content=png(first))
        self.act(
            add_evidence,
            case,
            "孙",
            kind="photo_after",
            name="后.png",
            content=png(first + 1),
            before=before.pk,
        )
        self.act(verification.appoint_verifier, case, "钱", unit=self.units["执法局"])

    def to_verifying(self, case: Case) -> None:
        self.work(case)
        self.act(verification.submit_for_verification, case, "李", self_check="已逐条自查，全部完成。")

    def checks(self, case: Case) -> list[Check]:
        return [
            Check(subject, text, met=True, found="现场查看属实") for subject, text in acceptance_lines(case)
        ]

    def answer_doubts(self, case: Case) -> None:
        """Each doubt is answered by the verifier."""
        for doubt in doubts_of(case):
            self.act(answer_doubt, case, "周", key=doubt.key, reason="已到现场核对原件，情况属实。")

    def to_verified(self, case: Case) -> None:
        self.answer_doubts(case)
        self.act(
            verification.pass_verification,
            case,
            "周",
            checks=self.checks(case),
            verifiers=["周", "吴"],
            remark="通过",
        )

    def to_noticing(self, case: Case) -> None:
        self.act(
            notices.post_notice, case, "钱", public_text="海棠路路灯不亮。", text="已更换灯具。",
            how_to_object="组织人社局，电话0777-1234567。",
        )  # fmt: skip

    def reply(self, case: Case) -> None:
        """Each opinion gets its contact and its reply."""
        for row in case.memberships.select_related("opinion"):
            if row.opinion.contactable:
                self.act_on(
                    row.opinion, response.log_contact, "孙", channel="phone", reached=True, note="已告知"
                )
            self.act_on(row.opinion, response.reply_opinion, "孙", channel="phone", text="路灯已修复。")

    def answer(self, case: Case) -> None:
        """Each opinion gets its contact, reply and return visit."""
        self.reply(case)
        for row in case.memberships.select_related("opinion"):
            visit = {"channel": "phone", "outcome": "reached", "satisfaction": "satisfied", "note": "满意"}
            response.record_return_visit(row.opinion_id, case.pk, by=self.actor("钱"), now=self.now, **visit)

    def act_on(self, opinion: Opinion, function: Callable[..., Any], who: str, **words: Any) -> None:
        function(opinion.pk, by=self.actor(who), now=self.now, **words)

    def to_applied(self, case: Case) -> None:
        self.answer(case)
        self.act(closure.apply_close_out, case, "李", status="rectified", summary="亮灯率达到98%。")

    def to_closed(self, case: Case) -> None:
        self.to_applied(case)
        self.now += timedelta(days=20)
        self.act(closure.close_case, case, "赵", remark="同意")

    def to_filed(self, case: Case) -> None:
        self.now += timedelta(days=1)
        day = self.now.date()
        self.act(closure.file_case, case, "钱", number="备〔2026〕1号", body="市绩效办", filed_on=day)

    def to_stated(self, case: Case) -> None:
        self.act(disclosure.draft_statement, case, "孙", text="海棠路路灯已全部修复。")
        self.act(disclosure.review_statement, case, "郑", secrecy_checked=True, privacy_checked=True)

    def to_disclosed(self, case: Case) -> None:
        self.to_stated(case)
        self.act(disclosure.disclose_case, case, "钱")

    def reopen(self, case: Case) -> None:
        self.act(
            followup.reopen_case,
            case,
            "钱",
            reason="路灯再次损坏。",
            new_limit=self.now.date() + timedelta(days=120),
        )

    def many(self, count: int) -> None:
        """Bare rows, for pages of the ledger."""
        day = date(2026, 3, 2)
        lead = self.units["建设局"]
        Case.objects.bulk_create(
            Case(
                batch=self.batch, position=1000 + n, number=f"{n:015d}", content=f"第{n}个事项", route=Route.NOW,
                state=State.RECTIFYING, state_since=self.now, lead=lead, limit_kind="fixed_date", assigned_on=day,
                limit_date=day + timedelta(days=n),
            )
            for n in range(count)
        )  # fmt: skip


CAST = (
    ("赵", "片区", Role.SENIOR_LEADER),
    ("钱", "组织人社局", Role.COORDINATOR),
    ("孙", "建设局", Role.LIAISON),
    ("李", "建设局", Role.UNIT_LEADER),
    ("周", "执法局", Role.VERIFIER),
    ("吴", "其他局", Role.LIAISON),
    ("郑", "组织人社局", Role.REVIEWER),
)


def build_town(now: datetime) -> Town:
    """The zone, its people and its batch."""
    memory = Memory()
    units, users, batch = deepcopy(memory.walk(("town", now), lambda: found_town(now)))
    return Town(units, users, batch, now, memory)


def found_town(now: datetime) -> tuple[dict[str, Unit], dict[str, User], Batch]:
    """The rows it begins with."""
    area = Unit.objects.create(name="滨海新片区管理委员会", is_area=True)
    names = {
        "组织人社局": "组织人社局",
        "建设局": "自然资源和建设局",
        "执法局": "综合执法局",
        "其他局": "协调指导局",
    }
    units = {key: Unit.objects.create(name=name, parent=area) for key, name in names.items()}
    units["片区"] = area
    Unit.objects.filter(pk=units["组织人社局"].pk).update(phone="0777-1234567", address="滨海大道1号")
    users = {}
    for index, (name, unit, role) in enumerate(CAST):
        users[name] = User.objects.create_user(f"user{index}", "correct horse battery", name)
        Post.objects.create(user=users[name], unit=units[unit], role=role)
    batch = Batch.objects.create(
        number="滨管办发〔2026〕9号", title="关于印发意见建议整改工作方案的通知", coordinator=units["组织人社局"],
        rules=RuleBook().as_text(), frozen_at=now, issued_on=now.date(), evaluation_year=2025,
    )  # fmt: skip
    for key in units:
        units[key].refresh_from_db()
    return units, users, batch


@pytest.fixture
def town(db: None) -> Town:
    """The zone forty days ago, so that a notice period can be over by now. On the hour: it may be remembered."""
    return build_town(clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=40))


@pytest.fixture
def sign_in(town: Town) -> Callable[[str], Client]:
    """A browser in which somebody of the cast has logged in."""

    def browser(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


__all__ = ["LIFE", "PNG", "Indicator", "Town", "build_town"]
