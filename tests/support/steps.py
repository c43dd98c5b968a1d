"""The steps of the stories, one method an act: what people of the zone would do, with sensible words.

Every argument may be changed: ``world.submit_plan(case, root_cause="")``. Each step first lets a day pass.
"""

from collections.abc import Callable, Hashable
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.cases.actions import (
    acknowledge_case,
    assign_case,
)
from bihuan.cases.lifecycle import TRANSITIONS, State
from bihuan.cases.models import Case
from bihuan.closure.actions import apply_close_out, close_case, file_case
from bihuan.closure.facts import current_notice, pending_application
from bihuan.disclosure.actions import disclose_case, draft_statement, review_statement
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.doubt import Weight
from bihuan.doubts.facts import answers_of, doubts_of
from bihuan.evidence.actions import add_evidence
from bihuan.evidence.facts import wanted_evidence
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.followup.actions import look_back, reopen_case
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch, Opinion
from bihuan.kernel.clock import OFFICE_ZONE, day_of
from bihuan.kernel.workdays import next_workday
from bihuan.notice.actions import post_notice
from bihuan.people.calendar import office_calendar
from bihuan.people.models import Unit
from bihuan.plans.actions import (
    IndicatorDraft,
    MeasureDraft,
    People,
    approve_plan,
    report_progress,
    submit_plan,
)
from bihuan.response.actions import log_contact, record_return_visit, reply_opinion
from bihuan.triage.importing import import_reading
from bihuan.triage.models import Membership
from bihuan.verification.actions import (
    appoint_verifier,
    fail_verification,
    pass_verification,
    submit_for_verification,
)
from bihuan.verification.facts import acceptance_lines
from bihuan.verification.rules import Check
from tests.support import files
from tests.support.cast import PEOPLE, UNITS, Cast
from tests.support.memory import Memory
from tests.support.paper import LAMPS, NOTICE, number, reading

REASON = "已到现场核对原件和实地，情况属实，不影响结论。"


class Steps:
    """The zone, its people and its batch. ``now`` is the only clock."""

    def __init__(self) -> None:
        self._memory = Memory()
        # A copy: stories give people other posts.
        self.cast: Cast = deepcopy(self._memory.walk("cast", Cast.assemble))
        self.now = datetime(2022, 5, 20, 9, 0, tzinfo=OFFICE_ZONE)
        self._files = 0

    def _walk(self, *called: Hashable, take: Callable[[], object]) -> None:
        """Take a walk, or remember it: the rows are the same, and so is what this world knows itself."""

        def walked() -> tuple[datetime, int]:
            take()
            return self.now, self._files

        self.now, self._files = self._memory.walk((*called, self.now, self._files), walked)

    def __getattr__(self, name: str) -> Actor:
        if name in PEOPLE:
            return self.cast.actors[name]
        raise AttributeError(name)

    def unit(self, key: str) -> Unit:
        """A unit by its key in ``cast.UNITS``."""
        assert key in UNITS, key
        return self.cast.units[key]

    # ── time ──

    def on(self, year: int, month: int, day: int, hour: int = 9) -> datetime:
        """Let it be that day."""
        self.now = datetime(year, month, day, hour, tzinfo=OFFICE_ZONE)
        return self.now

    def later(self, days: int = 1) -> datetime:
        """Let ``days`` pass."""
        self.now += timedelta(days=days)
        return self.now

    @property
    def today(self) -> date:
        """The office's day."""
        return day_of(self.now)

    # ── the batch ──

    def import_notice(self) -> Batch:
        """The notice and its list, imported by the coordinator; not yet issued."""
        self._walk(
            "import_notice",
            take=lambda: import_reading(
                reading(), by=self.zhao, now=self.now, name="notice.docx", sha256="a" * 64
            ),
        )
        return Batch.objects.get(number=NOTICE)

    @property
    def batch(self) -> Batch:
        """The batch of this world: imported and issued on first use."""
        batch = Batch.objects.filter(number=NOTICE).first() or self.import_notice()
        if batch.frozen_at is None:
            self._walk("issue", take=lambda: issue_batch(batch.pk, by=self.zhao, now=self.later()))
            batch.refresh_from_db()
        return batch

    def case(self, position: int = LAMPS) -> Case:
        """A case of the batch as it stands now: LAMPS (综合执法局), WAGES (组织人社局) or GREEN (建设局)."""
        return Case.objects.select_related("batch__coordinator", "lead", "verifying").get(
            batch=self.batch, position=position
        )

    def opinion(self, serial: int = 1) -> Opinion:
        """An opinion of the batch. 1, 4 and 6 left contact details."""
        return self.batch.opinions.get(number=number(serial))

    # ── who does what for a case ──

    def liaison(self, case: Case) -> Actor:
        """Who types for the responsible unit."""
        return {"综合执法局": self.li, "组织人社局": self.chu, "建设局": self.wang}[self._lead(case)]

    def leader(self, case: Case) -> Actor:
        """Who signs for the responsible unit."""
        return {"综合执法局": self.sun, "组织人社局": self.jiang, "建设局": self.zheng}[self._lead(case)]

    def above(self, case: Case) -> Actor:
        """Who decides on plan, verifier, notice: the coordinator, or the senior leader where that is the same unit."""
        return self.qian if self._lead(case) == "组织人社局" else self.zhao

    def _lead(self, case: Case) -> str:
        name = Case.objects.values_list("lead__name", flat=True).get(pk=case.pk)
        assert name is not None
        return name

    def state(self, case: Case) -> State:
        """Where the case stands now."""
        return State(Case.objects.values_list("state", flat=True).get(pk=case.pk))

    def fresh(self, case: Case) -> Case:
        """The case as the database has it now."""
        return Case.objects.select_related("batch__coordinator", "lead", "verifying").get(pk=case.pk)

    # ── the steps of the happy path; every argument may be changed ──

    def assign(self, case: Case) -> None:
        """交办."""
        assign_case(case.pk, by=self.zhao, now=self.later())

    def acknowledge(self, case: Case) -> None:
        """签收."""
        acknowledge_case(case.pk, by=self.liaison(case), now=self.later())

    def submit_plan(self, case: Case, **changes: Any) -> None:
        """报送整改方案 with all five haves."""
        limit = self.fresh(case).limit_date or self.today + timedelta(days=90)
        plan: dict[str, Any] = {
            "by": self.liaison(case),
            "root_cause": "线路老化，巡查不及时。",
            "roadmap": "六月排查，九月更换，十二月验收。",
            "people": People("孙三", "沈小三", "李四"),
            "measures": [
                MeasureDraft("排查望海路全线路灯。", limit - timedelta(days=60), "排查清单"),
                MeasureDraft("更换损坏的路灯。", limit - timedelta(days=10), "更换记录"),
            ],
            "indicators": [IndicatorDraft("更换路灯", Decimal(36), "盏", definition="更换数")],
        }
        submit_plan(case.pk, now=self.later(), **(plan | changes))

    def approve_plan(self, case: Case) -> None:
        """同意整改方案, and name who will verify."""
        approve_plan(case.pk, by=self.above(case), now=self.later())
        if self.fresh(case).verifying_id is None:
            self.appoint(case)

    def appoint(self, case: Case, unit: str = "office") -> None:
        """指定核查单位."""
        appoint_verifier(case.pk, by=self.above(case), now=self.now, unit=self.unit(unit))

    def do_the_work(self, case: Case) -> None:
        """Everything a submission needs: measures done, indicators read, evidence handed in."""
        self.report_done(case)
        for kind in wanted_evidence(self.fresh(case)):
            if not case.evidence.filter(round=self.fresh(case).round, kind=kind).exists():
                self.hand_in(case, kind)

    def report_done(self, case: Case) -> None:
        """报告进展: all done."""
        report_progress(
            case.pk,
            by=self.liaison(case),
            now=self.later(),
            percent=100,
            text="各项措施均已完成。",
            measures={row.position: ("done", "已完成") for row in case.measures.all()},
            readings={row.pk: (Decimal(36), None) for row in case.indicators.all()},
        )

    def report(self, case: Case, text: str) -> None:
        """报告进展, in these words."""
        report_progress(case.pk, by=self.liaison(case), now=self.later(), percent=60, text=text)

    def hand_in(self, case: Case, kind: str, **changes: Any) -> Evidence:
        """上传佐证材料. A photo after belongs to the newest unpaired photo before."""
        self._files += 1
        photo = kind in (EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER)
        piece: dict[str, Any] = {
            "by": self.liaison(case),
            "kind": kind,
            "name": f"{kind}-{self._files}.{'png' if photo else 'pdf'}",
            "content": files.png(self._files) if photo else files.pdf(self._files),
        }
        if kind == EvidenceKind.PHOTO_AFTER:
            before = case.evidence.filter(kind=EvidenceKind.PHOTO_BEFORE, after=None).last()
            piece["before"] = before.pk if before else None
        return add_evidence(case.pk, now=self.now, **(piece | changes))

    def submit(self, case: Case) -> None:
        """申请核查 after the work is done."""
        self.do_the_work(case)
        submit_for_verification(
            case.pk, by=self.leader(case), now=self.later(), self_check="已对照目标逐项自查，全部完成。"
        )

    def checks(self, case: Case, *, met: bool = True) -> list[Check]:
        """The acceptance form, filled in line by line."""
        found = "现场查看，已达到。" if met else "现场查看，尚有三盏未换。"
        return [Check(subject, text, met, found) for subject, text in acceptance_lines(self.fresh(case))]

    def answer_doubts(self, case: Case) -> None:
        """说明疑点, every one that waits: by the verifying unit, the severe ones by a second unit too."""
        fresh = self.fresh(case)
        if fresh.state not in TRANSITIONS[Act.ANSWER_DOUBT].sources:
            return
        for doubt in doubts_of(fresh):
            answered = {row.unit_id for row in answers_of(fresh) if row.key == doubt.key}
            for by, unit in ((self.zhou, fresh.verifying_id), (self.yang, fresh.second_verifying_id)):
                if unit and unit not in answered and (by is self.zhou or doubt.weight is Weight.SEVERE):
                    answer_doubt(case.pk, by=by, now=self.now, key=doubt.key, reason=REASON)

    def verify(self, case: Case, **changes: Any) -> None:
        """核查通过 by another unit, which has answered every doubt."""
        self.answer_doubts(case)
        self.verify_as_it_stands(case, **changes)

    def verify_as_it_stands(self, case: Case, **changes: Any) -> None:
        """核查通过, whatever doubts are open."""
        form: dict[str, Any] = {
            "by": self.zhou,
            "checks": self.checks(case),
            "verifiers": ["周五", "韩小五"],
            "remark": "同意通过。",
        }
        pass_verification(case.pk, now=self.later(), **(form | changes))

    def fail(self, case: Case) -> None:
        """核查不通过."""
        fail_verification(
            case.pk,
            by=self.zhou,
            now=self.later(),
            checks=self.checks(case, met=False),
            verifiers=["周五", "韩小五"],
            remark="尚有三盏路灯没有更换。",
        )

    def post(self, case: Case, **changes: Any) -> None:
        """发布公示, on a working day, so that it begins at once."""
        notice: dict[str, Any] = {
            "by": self.above(case),
            "public_text": "群众反映望海路路灯损坏。",
            "text": "望海路36盏损坏路灯已全部更换，拟予销号，现予公示。",
            "how_to_object": "组织人社局，电话0777-1234567，临港大道1号。",
        }
        day = next_workday(office_calendar(case.batch.coordinator.path), day_of(self.later()))
        self.now += day - self.today
        post_notice(case.pk, now=self.now, **(notice | changes))

    def answer_everybody(self, case: Case) -> None:
        """Contact and reply, for each opinion of the case that still waits for it in this round."""
        for row in Membership.objects.filter(case=case).select_related("opinion"):
            if row.opinion.contactable and not row.opinion.contacts.exists():
                self.contact(row.opinion, by=self.liaison(case))
            self.reply(row.opinion, by=self.liaison(case))

    def contact(self, opinion: Opinion, *, by: Actor, reached: bool = True) -> None:
        """登记联系."""
        log_contact(
            opinion.pk, by=by, now=self.now, channel="phone", reached=reached, note="告知由我局承办。"
        )

    def reply(self, opinion: Opinion, *, by: Actor) -> None:
        """答复意见."""
        reply_opinion(opinion.pk, by=by, now=self.now, channel="phone", text="路灯已经更换，感谢反映。")

    def wait_for_notice(self, case: Case) -> None:
        """Let the notice period pass."""
        notice = current_notice(self.fresh(case))
        assert notice is not None
        over = notice.ends_on + timedelta(days=1)
        self.now = max(self.now, datetime(over.year, over.month, over.day, 9, tzinfo=OFFICE_ZONE))

    def apply(self, case: Case) -> None:
        """申请销号."""
        apply_close_out(
            case.pk, by=self.leader(case), now=self.now, status="rectified", summary="路灯全部更换。"
        )

    def close(self, case: Case) -> None:
        """Reply, apply, wait and 同意销号. The notice period lets new doubts arise."""
        self.answer_everybody(case)
        self.answer_doubts(case)
        if pending_application(self.fresh(case)) is None:
            self.apply(case)
        self.wait_for_notice(case)
        close_case(case.pk, by=self.qian, now=self.now)

    def file(self, case: Case) -> None:
        """备案."""
        self.later()
        serial = self.fresh(case).pk
        file_case(
            case.pk, by=self.zhao, now=self.now, number=f"备〔2022〕{serial}号", body="滨海市绩效办",
            filed_on=self.today,
        )  # fmt: skip

    def visit(self, opinion: Opinion, case: Case, **changes: Any) -> None:
        """回访 by a verifier who did not verify."""
        reached = opinion.contactable
        visit: dict[str, Any] = {
            "by": self.han,
            "channel": "phone" if reached else "visit",
            "outcome": "reached" if reached else "no_contact",
            "satisfaction": "satisfied" if reached else "unknown",
            "note": "路灯亮了。",
        }
        record_return_visit(opinion.pk, case.pk, now=self.now, **(visit | changes))

    def visit_everybody(self, case: Case) -> None:
        """回访 of each opinion of the case."""
        for row in Membership.objects.filter(case=case).select_related("opinion"):
            self.visit(row.opinion, case)

    def draft(self, case: Case, text: str = "望海路路灯已全部更换，夜间照明恢复。") -> None:
        """拟公开稿."""
        draft_statement(case.pk, by=self.liaison(case), now=self.now, text=text)

    def review(self, case: Case, **changes: Any) -> None:
        """公开审查通过."""
        given: dict[str, Any] = {"by": self.wu, "secrecy_checked": True, "privacy_checked": True}
        review_statement(case.pk, now=self.now, **(given | changes))

    def disclose(self, case: Case) -> None:
        """Visit, draft, review and 公开."""
        self.later()
        self.visit_everybody(case)
        self.draft(case)
        self.review(case)
        disclose_case(case.pk, by=self.zhao, now=self.now)

    def look_back(self, case: Case, *, held: bool, **changes: Any) -> None:
        """回头看."""
        look: dict[str, Any] = {
            "by": self.han,
            "looked_on": self.today,
            "found": "路灯正常。" if held else "又有五盏不亮。",
        }
        look_back(case.pk, now=self.now, held=held, **(look | changes))

    def reopen(self, case: Case) -> None:
        """认定反弹."""
        self.later(30)
        self.look_back(case, held=False)
        limit = self.today + timedelta(days=90) if self.fresh(case).limit_kind == "fixed_date" else None
        reopen_case(case.pk, by=self.zhao, now=self.now, reason="路灯再次损坏。", new_limit=limit)
