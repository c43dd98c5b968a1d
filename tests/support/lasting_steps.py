"""The steps of what goes on for years: the batch of the year after, reviews, carry-overs, rules that were made."""

from typing import Any

from bihuan.cases.models import Case
from bihuan.intake.models import Batch
from bihuan.lasting.actions import carry_over_case, register_mechanism, review_long_term
from bihuan.lasting.models import Mechanism
from bihuan.lasting.rules import MechanismDraft
from bihuan.triage.importing import import_reading
from tests.support.paper import NEXT_NOTICE, next_reading
from tests.support.supervision_steps import SupervisionSteps


class LastingSteps(SupervisionSteps):
    """Beside the path of one year."""

    @property
    def next_batch(self) -> Batch:
        """The batch of the year after: imported on first use, not yet issued."""
        self._walk(
            "import_next_notice",
            take=lambda: (
                Batch.objects.filter(number=NEXT_NOTICE).exists()
                or import_reading(
                    next_reading(), by=self.zhao, now=self.now, name="next-notice.docx", sha256="b" * 64
                )
            ),
        )
        return Batch.objects.get(number=NEXT_NOTICE)

    def review_the_year(self, case: Case, **changes: Any) -> None:
        """登记年度评估."""
        review: dict[str, Any] = {
            "by": self.zhao,
            "year": self.today.year,
            "verdict": "stage_reached",
            "text": "已更换主干道路灯，支路尚未完成。",
            "next_step": "明年更换支路路灯。",
        }
        review_long_term(case.pk, now=self.now, **(review | changes))

    def carry_over(self, case: Case, **changes: Any) -> Case:
        """转入下一批, that of the year after."""
        decision: dict[str, Any] = {
            "by": self.qian,
            "batch_id": self.next_batch.pk,
            "reason": "支路改造列入明年计划。",
        }
        return carry_over_case(case.pk, now=self.now, **(decision | changes))

    def register(self, case: Case, **said: Any) -> Mechanism:
        """登记制度成果, in force and seen to work."""
        draft: dict[str, Any] = {
            "title": "路灯巡查养护办法",
            "stage": "in_force",
            "document_no": "临综执发〔2022〕5号",
            "issued_on": self.today,
            "in_force_on": self.today,
            "effect": "试行一个月，报修均在两日内修复。",
        }
        lead = self.fresh(case).lead
        assert lead is not None
        return register_mechanism(
            by=self.liaison(case),
            now=self.now,
            unit=lead,
            cases=[case.pk],
            draft=MechanismDraft(**(draft | said)),
        )
