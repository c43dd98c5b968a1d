"""The working half of a case's life, in beats. A method is what happens on one day; it calls acts and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from bihuan.access.actor import Actor
from bihuan.cases import actions as cases
from bihuan.cases.models import Case, Measure
from bihuan.closure import actions as closure
from bihuan.evidence.actions import add_evidence
from bihuan.evidence.models import EvidenceKind
from bihuan.management.demo.cast import COORDINATOR, HANDLING_UNITS, OFFICE
from bihuan.management.demo.paper import table_file, text_file
from bihuan.management.demo.script import Script
from bihuan.plans import actions as plans
from bihuan.plans.actions import IndicatorDraft, MeasureDraft, People
from bihuan.verification import actions as verification

Picture = Callable[..., bytes]


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a unit writes in its plan. ``dues``: one (day, deliverable) for each measure the case carries."""

    root_cause: str
    roadmap: str
    assignee: str
    dues: Sequence[tuple[date | None, str]]
    indicators: Sequence[IndicatorDraft] = ()
    leader_in_charge: str = "张景和"


class Working:
    """One case by its name in the story, and the unit that handles it: from the hand-over to work that is done."""

    def __init__(self, script: Script, name: str, unit: str) -> None:
        self.script, self.name = script, name
        self.unit = unit
        self.leader = script.cast[f"{unit}-leader"]
        self.liaison = script.cast[f"{unit}-liaison"]
        self.coordinator = script.cast["coordinator"]
        self.zone_leader, self.verifier = script.cast["leader"], script.cast["verifier"]
        self.caller = script.cast["caller"]
        # Where the coordinator itself does the work, the leader above it decides (T1).
        self.above = self.zone_leader if unit == "inspection" else self.coordinator

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return self.script.case(self.name)

    @property
    def id(self) -> int:
        """Its key, known once the beat that opens it was played."""
        return self.script.cases[self.name]

    def beat(self, when: str, what: str, act: Callable[[datetime], object]) -> None:
        """Write a beat of this case down."""
        self.script.beat(when, f"{self.name}：{what}", act)

    # ── 交办 ──

    def edited(self, when: str, **changes: object) -> None:
        self.beat(
            when,
            "修改要素",
            lambda now: cases.edit_case(self.id, by=self.coordinator, now=now, changes=changes),
        )

    def assigned(self, when: str) -> None:
        self.beat(when, "交办", lambda now: cases.assign_case(self.id, by=self.coordinator, now=now))

    def acknowledged(self, when: str) -> None:
        self.beat(when, "签收", lambda now: cases.acknowledge_case(self.id, by=self.liaison, now=now))

    def returned(self, when: str, reason: str) -> None:
        self.beat(
            when, "退回", lambda now: cases.return_case(self.id, by=self.liaison, now=now, reason=reason)
        )

    def reassigned(self, when: str, unit: str, person: str, reason: str) -> None:
        to = self.script.cast.units[HANDLING_UNITS[unit]]
        self.beat(
            when,
            "改派",
            lambda now: cases.reassign_case(
                self.id, by=self.coordinator, now=now, unit=to, reason=reason, person_in_charge=person
            ),
        )

    # ── 立项、整改 ──

    def plan_sent(self, when: str, words: PlanWords) -> None:
        def send(now: datetime) -> None:
            measures = list(self.case.measures.all())
            plans.submit_plan(
                self.id,
                by=self.liaison,
                now=now,
                root_cause=words.root_cause,
                roadmap=words.roadmap,
                people=People(self.leader.name, words.leader_in_charge, words.assignee),
                measures=[
                    MeasureDraft(measure.text, due_on, deliverable)
                    for measure, (due_on, deliverable) in zip(measures, words.dues, strict=True)
                ],
                indicators=words.indicators,
            )

        self.beat(when, "报送方案", send)

    def plan_approved(self, when: str, *, by: Actor | None = None, override: str = "") -> None:
        approver = by or (self.zone_leader if override else self.coordinator)
        self.beat(
            when,
            "同意方案",
            lambda now: plans.approve_plan(
                self.id,
                by=approver,
                now=now,
                remark="" if override else "可行，抓紧实施。",
                override_reason=override,
            ),
        )

    def plan_sent_back(self, when: str, remark: str) -> None:
        self.beat(
            when,
            "退回方案",
            lambda now: plans.send_back_plan(self.id, by=self.coordinator, now=now, remark=remark),
        )

    def verifier_named(self, when: str) -> None:
        """By the zone's leader where the coordinator itself is responsible (T1)."""
        office = self.script.cast.units[OFFICE]
        self.beat(
            when,
            "指定核查单位",
            lambda now: verification.appoint_verifier(self.id, by=self.above, now=now, unit=office),
        )

    def second_verifier_named(self, when: str) -> None:
        """Another department, which answers severe doubts as well."""
        unit = self.script.cast.units[COORDINATOR]
        self.beat(
            when,
            "指定会同核查单位",
            lambda now: verification.appoint_second_verifier(self.id, by=self.above, now=now, unit=unit),
        )

    def progressed(
        self,
        when: str,
        percent: int,
        text: str,
        *,
        measures: Mapping[int, tuple[str, str]] | None = None,
        readings: Sequence[tuple[str, str | None]] = (),
    ) -> None:
        """``readings``: numerator and denominator of each indicator, in order."""

        def report(now: datetime) -> None:
            known = list(self.case.indicators.all())
            figures = {
                indicator.pk: (Decimal(over), Decimal(under) if under else None)
                for indicator, (over, under) in zip(known, readings, strict=False)
            }
            plans.report_progress(
                self.id,
                by=self.liaison,
                now=now,
                percent=percent,
                text=text,
                measures=measures,
                readings=figures,
            )

        self.beat(when, f"报告进展{percent}%", report)

    def finished(
        self,
        when: str,
        text: str,
        results: Sequence[str],
        *,
        kept_up: bool = False,
        readings: Sequence[tuple[str, str | None]] = (),
    ) -> None:
        """Every measure done, the last one kept up where the work goes on."""
        done, on = Measure.Progress.DONE.value, Measure.Progress.KEPT_UP.value
        measures = {
            position: (on if kept_up and position == len(results) else done, result)
            for position, result in enumerate(results, start=1)
        }
        self.progressed(when, 100, text, measures=measures, readings=readings)

    def evidence(
        self,
        when: str,
        rows: Sequence[tuple[object, ...]],
        *,
        picture: Picture | None = None,
        seed: int = 1,
        after: bytes = b"",
    ) -> None:
        """The plan, the minutes of a meeting, the figures and, where there is something to see, a pair of pictures.

        ``after``: another picture (a JPEG) instead of the one of the place mended.
        """

        def hand_in(now: datetime) -> None:
            place = self.case
            title = f"第{place.position}项整改方案（第{place.round}轮）"
            # The papers come with the pictures, but were written when they were due.
            sent, called = place.plans.latest("pk").submitted_at, now - timedelta(days=33)
            minutes = (
                f"会议时间：{called + timedelta(days=3):%Y年%m月%d日}",
                f"地点：{place.lead}会议室",
                "议题：研究整改措施的落实和验收准备。",
            )
            papers = (
                (
                    EvidenceKind.PLAN,
                    "整改方案.txt",
                    text_file(
                        title,
                        f"整改内容：{place.content}",
                        f"整改目标：{place.target}",
                        f"{place.lead} {sent:%Y年%m月%d日}",
                    ),
                ),
                (
                    EvidenceKind.MEETING_NOTICE,
                    "会议通知.txt",
                    text_file(
                        "专题会议通知",
                        *minutes[:2],
                        "请有关科室准时参加。",
                        f"{place.lead} {called:%Y年%m月%d日}",
                    ),
                ),
                (
                    EvidenceKind.MEETING_MINUTES,
                    "会议记录.txt",
                    text_file("专题会议记录", *minutes, f"第{place.position}项。"),
                ),
                (EvidenceKind.DATA, "整改数据.csv", table_file(*rows)),
            )
            for kind, name, content in papers:
                add_evidence(self.id, by=self.liaison, now=now, kind=kind, name=name, content=content)
            if picture is not None:
                self._pictures(now, picture, seed, after)

        self.beat(when, "上传佐证", hand_in)

    def _pictures(self, now: datetime, picture: Picture, seed: int, after: bytes) -> None:
        first = add_evidence(
            self.id, by=self.liaison, now=now, kind=EvidenceKind.PHOTO_BEFORE, name="整改前.png",
            content=picture(mended=False, seed=seed), measure=2, note="示意图，非实景",
        )  # fmt: skip
        add_evidence(
            self.id, by=self.liaison, now=now, kind=EvidenceKind.PHOTO_AFTER,
            name="整改后.jpg" if after else "整改后.png", content=after or picture(mended=True, seed=seed), measure=2,
            before=first.pk, note="示意图，非实景",
        )  # fmt: skip

    # ── 延期、撤销 ──

    def extension_asked(self, when: str, new_date: date, reason: str) -> None:
        self.beat(
            when,
            "申请延期",
            lambda now: cases.request_extension(
                self.id, by=self.leader, now=now, new_date=new_date, reason=reason
            ),
        )

    def extension_decided(self, when: str, remark: str, *, approved: bool) -> None:
        act = cases.approve_extension if approved else cases.refuse_extension
        self.beat(when, "审批延期", lambda now: act(self.id, by=self.zone_leader, now=now, remark=remark))

    def withdrawal_asked(self, when: str, reason: str) -> None:
        self.beat(
            when,
            "申请撤销",
            lambda now: cases.request_withdrawal(self.id, by=self.leader, now=now, reason=reason),
        )

    def withdrawn(self, when: str, remark: str) -> None:
        self.beat(
            when,
            "同意撤销",
            lambda now: closure.approve_withdrawal(self.id, by=self.zone_leader, now=now, remark=remark),
        )
