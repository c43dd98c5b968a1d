"""The life of one case, told in beats: the voices, the verification, and the steps to the end and after it."""

from collections.abc import Mapping
from datetime import date, datetime

from bihuan.access.actor import PUBLIC
from bihuan.closure import actions as closure
from bihuan.disclosure import actions as disclosure
from bihuan.doubts import actions as doubts
from bihuan.doubts.facts import answers_of, doubts_of
from bihuan.followup import actions as followup
from bihuan.intake.models import Opinion
from bihuan.management.demo.working import PlanWords, Working
from bihuan.notice import actions as notices
from bihuan.response import actions as response
from bihuan.response.models import Channel, ReturnVisit
from bihuan.verification import actions as verification
from bihuan.verification.facts import acceptance_lines
from bihuan.verification.rules import Check

HOW_TO_OBJECT = (
    "如有异议，请在公示期内向督查考评局反映，电话0990-8000109，地址望潮大道1号，也可以在本页提出。"
)
# By the code of the doubt; for all others the verifier has looked at the originals.
REASONS = {
    "year-not-over": "已核对填报当日的原始台账，数据属实；统计期满后由责任单位补报。",
    "evidence-burst": "材料形成于整改过程，由联络员集中扫描上传，已核对原件日期。",
}
FILING_BODY = "沧屿市绩效考评领导小组办公室"


class Life(Working):
    """One case from its hand-over to its look-back."""

    # ── 回应 ──

    def contacted(self, when: str, note: str) -> None:
        """Everybody who left contact details is told who handles the matter (S9); the look at them is journaled."""

        def call(now: datetime) -> None:
            for opinion in self._opinions():
                if opinion.contactable:
                    response.reveal_contact(
                        opinion.pk, by=self.liaison, now=now, purpose="首次联系，告知承办情况"
                    )
                    response.log_contact(
                        opinion.pk, by=self.liaison, now=now, channel=Channel.PHONE, reached=True, note=note
                    )

        self.beat(when, "联系当事人", call)

    def replied(self, when: str, text: str) -> None:
        """Each opinion of the case is answered for itself."""

        def answer(now: datetime) -> None:
            for opinion in self._opinions():
                channel = Channel.PHONE if opinion.contactable else Channel.ONLINE
                response.reply_opinion(opinion.pk, by=self.liaison, now=now, channel=channel, text=text)

        self.beat(when, "答复意见", answer)

    def visited(self, when: str, note: str, *, verdict: str = "satisfied") -> None:
        """Who can be reached is asked; for the others the place is looked at (S26)."""

        def visit(now: datetime) -> None:
            for opinion in self._opinions():
                reached = opinion.contactable
                outcome = ReturnVisit.Outcome.REACHED if reached else ReturnVisit.Outcome.NO_CONTACT
                response.record_return_visit(
                    opinion.pk, self.id, by=self.caller, now=now, channel=Channel.PHONE if reached else Channel.VISIT,
                    outcome=outcome, satisfaction=verdict if reached else "unknown", note=note,
                )  # fmt: skip

        self.beat(when, "回访", visit)

    def _opinions(self) -> list[Opinion]:
        return [
            row.opinion for row in self.case.memberships.select_related("opinion").order_by("opinion__number")
        ]

    # ── 核查、公示、销号、备案、公开 ──

    def sent_to_verification(self, when: str, self_check: str) -> None:
        self.beat(
            when,
            "申请核查",
            lambda now: verification.submit_for_verification(
                self.id, by=self.leader, now=now, self_check=self_check
            ),
        )

    def verified(self, when: str, remark: str) -> None:
        self._looked_at(when, remark, failed={})

    def failed(self, when: str, remark: str, *, failed: Mapping[str, str]) -> None:
        """``failed``: what was found wrong, by the kind of line (opinion, target, measure, indicator)."""
        self._looked_at(when, remark, failed=failed)

    def _looked_at(self, when: str, remark: str, *, failed: Mapping[str, str]) -> None:
        def look(now: datetime) -> None:
            if not failed:
                self._answer_doubts(now)
            checks = [
                Check(
                    subject,
                    text,
                    met=subject not in failed,
                    found=failed.get(subject, "现场查看并核对资料，属实。"),
                )
                for subject, text in acceptance_lines(self.case)
            ]
            act = verification.fail_verification if failed else verification.pass_verification
            names = (self.verifier.name, self.caller.name)
            act(
                self.id,
                by=self.verifier,
                now=now,
                checks=checks,
                verifiers=names,
                remark=remark,
                visited_on=now.date(),
            )

        self.beat(when, "核查不通过" if failed else "核查通过", look)

    def _answer_doubts(self, now: datetime) -> None:
        """What the detectors hold against an honest case is explained by the verifier, one by one."""
        case = self.case
        answered = {answer.key for answer in answers_of(case)}
        for doubt in doubts_of(case):
            if doubt.key not in answered:
                reason = REASONS.get(doubt.code, "已查阅原件并到现场核对，情况属实，不影响核查结论。")
                doubts.answer_doubt(self.id, by=self.verifier, now=now, key=doubt.key, reason=reason)

    def noticed(self, when: str, summary: str, text: str) -> None:
        self.beat(
            when,
            "公示",
            lambda now: notices.post_notice(
                self.id,
                by=self.above,
                now=now,
                public_text=summary,
                text=text,
                how_to_object=HOW_TO_OBJECT,
            ),
        )

    def objected(self, when: str, text: str) -> None:
        self.beat(
            when, "收到异议", lambda now: notices.raise_objection(self.id, by=PUBLIC, now=now, text=text)
        )

    def objection_dismissed(self, when: str, answer: str) -> None:
        def dismiss(now: datetime) -> None:
            objection = self.case.notices.latest("pk").objections.latest("pk")
            notices.dismiss_objection(self.id, objection.pk, by=self.above, now=now, answer=answer)

        self.beat(when, "异议不成立", dismiss)

    def applied(self, when: str, status: str, summary: str) -> None:
        self.beat(
            when,
            "申请销号",
            lambda now: closure.apply_close_out(
                self.id, by=self.leader, now=now, status=status, summary=summary
            ),
        )

    def closed(self, when: str) -> None:
        self.beat(
            when,
            "同意销号",
            lambda now: closure.close_case(self.id, by=self.zone_leader, now=now, remark="同意。"),
        )

    def filed(self, when: str, number: str) -> None:
        self.beat(
            when,
            "备案",
            lambda now: closure.file_case(
                self.id, by=self.coordinator, now=now, number=number, body=FILING_BODY, filed_on=now.date()
            ),
        )

    def statement_drafted(self, when: str, text: str) -> None:
        self.beat(
            when,
            "拟公开稿",
            lambda now: disclosure.draft_statement(self.id, by=self.liaison, now=now, text=text),
        )

    def statement_reviewed(self, when: str) -> None:
        reviewer = self.script.cast["reviewer"]
        self.beat(
            when,
            "公开审查",
            lambda now: disclosure.review_statement(
                self.id,
                by=reviewer,
                now=now,
                secrecy_checked=True,
                privacy_checked=True,
                remark="不涉密，已脱敏。",
            ),
        )

    def disclosed(self, when: str) -> None:
        self.beat(when, "公开", lambda now: disclosure.disclose_case(self.id, by=self.coordinator, now=now))

    # ── 销号以后 ──

    def looked_back(self, when: str, found: str, *, held: bool) -> None:
        self.beat(
            when,
            "回头看",
            lambda now: followup.look_back(
                self.id, by=self.caller, now=now, looked_on=now.date(), held=held, found=found
            ),
        )

    def reopened(self, when: str, reason: str, new_limit: date) -> None:
        self.beat(
            when,
            "认定反弹",
            lambda now: followup.reopen_case(
                self.id, by=self.coordinator, now=now, reason=reason, new_limit=new_limit
            ),
        )


__all__ = ["Life", "PlanWords"]
