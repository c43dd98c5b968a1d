"""The steps of 督促: what is asked of a unit that is late."""

from datetime import timedelta
from typing import Any

from bihuan.cases.models import Case
from bihuan.supervision.actions import issue_supervision
from bihuan.supervision.ladder import Rung
from bihuan.supervision.models import Supervision
from tests.support.steps import Steps


class SupervisionSteps(Steps):
    """Beside the path of a case."""

    def supervise(self, case: Case, rung: Rung = Rung.ORDER, **changes: Any) -> Supervision:
        """发出督促 by hand."""
        given: dict[str, Any] = {
            "by": self.above(case),
            "why": "连续两次调度未报进展。",
            "demand": "请报告余下点位的安排。",
            "reply_due_on": self.today + timedelta(days=7),
        }
        return issue_supervision(case.batch_id, now=self.now, case_id=case.pk, rung=rung, **(given | changes))
