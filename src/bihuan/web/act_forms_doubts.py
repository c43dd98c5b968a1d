"""The form of 说明疑点: one reason for each doubt, any number of them sent at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django import forms
from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import may
from bihuan.cases.lifecycle import State, wrong_state
from bihuan.cases.models import Case
from bihuan.doubts.actions import answer_doubt
from bihuan.doubts.rules import Sight
from bihuan.kernel.codes import print_code
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import Finding, block
from bihuan.web.act_forms_base import ActForm, CaseForm, Task
from bihuan.web.doubt_rows import DoubtRow, doubt_rows

REASON = "reason-"


class AnswerForm(CaseForm):
    """A field for each doubt that waits for the reader's unit. What is left empty stays open."""

    def build(self, task: Task) -> None:
        self.rows = doubt_rows(task.case, task.actor, Sight.ALL)
        for row in self.rows:
            if row.mine:
                self.fields[f"{REASON}{row.doubt.key}"] = forms.CharField(
                    label=f"核查说明（疑点{row.code}）",
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def shown(self) -> list[DoubtRow]:
        """The doubts, with their fields where the reader answers."""
        names = {row.doubt.key: f"{REASON}{row.doubt.key}" for row in self.rows if row.mine}
        return [
            replace(row, field=self[names[row.doubt.key]]) if row.doubt.key in names else row
            for row in self.rows
        ]

    def said(self) -> dict[str, str]:
        """The reasons that were sent, by doubt: also for a doubt that is gone by now, which its act will say."""
        sent = {
            name.removeprefix(REASON): str(self.data[name]) for name in self.data if name.startswith(REASON)
        }
        return {key: reason for key, reason in sent.items() if reason.strip()}


def answer_form(case: Case, actor: Actor, now: datetime) -> AnswerForm | None:
    """The form, when ``actor`` may answer doubts of the case now."""
    act = Act.ANSWER_DOUBT
    if may(actor, act, case.standing()) or wrong_state(act, State(case.state)):
        return None
    form = AnswerForm(Task(case, act, actor, now))
    return form if any(row.mine for row in form.rows) else None


def _answer(task: Task, form: AnswerForm) -> str:
    """All that was written or nothing, so that nobody wonders which half was kept."""
    said = form.said()
    if not said:
        raise Refused([block("reason-missing", "请至少填写一项疑点的核查说明。", clause="S17")])
    refusals: list[Finding] = []
    with transaction.atomic():
        for key, reason in said.items():
            refusals += _refusals(task, key, reason)
        if refusals:
            raise Refused(refusals)
    return f"共说明{len(said)}项。"


def _refusals(task: Task, key: str, reason: str) -> Sequence[Finding]:
    try:
        answer_doubt(task.case.pk, by=task.actor, now=task.now, key=key, reason=reason)
    except Refused as refusal:
        return [replace(finding, where=f"疑点{print_code(key)}") for finding in refusal.findings]
    return []


_HELP = (
    "写明如何核实、为什么不影响通过，不少于6个字；暂不说明的留空。严重疑点由核查单位和会同核查单位分别说明。"
)
DOUBTS: dict[Act, ActForm] = {
    Act.ANSWER_DOUBT: ActForm(AnswerForm, _answer, _HELP, "acts/doubts.html"),
}
