"""The form of 发出督促, on a case and on a unit's part of a batch."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from bihuan.access.acts import Act
from bihuan.intake.models import Batch
from bihuan.people.calendar import office_calendar
from bihuan.supervision.actions import issue_supervision
from bihuan.supervision.ladder import Due, Rung, reply_due
from bihuan.web.act_forms_base import ActForm, CaseForm, Day, Task, Words


class RungFields(forms.Form):
    """What a rung says. ``cause`` is that of a proposal; a rung of one's own has none."""

    use_required_attribute = False
    rung = forms.ChoiceField(
        label="督促方式",
        choices=[(rung.value, rung.label) for rung in Rung],
        help_text="依次为提醒、催办、督办、约谈、通报；确有必要的，可以直接从较高一级开始。",
    )
    why = Words("督促事由", help_text="写明什么事、差在哪里；不写个人信息。")
    demand = Words("督促要求", must=False, help_text="写明要对方做什么、做到什么程度。")
    reply_due_on = Day("回复期限")
    cause = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput())

    def given(self) -> dict[str, Any]:
        """What the act is told."""
        data = self.cleaned_data
        return {**data, "rung": Rung(data["rung"])}


class IssueForm(RungFields, CaseForm):
    """On a case."""

    def start(self, task: Task) -> dict[str, Any]:
        return fresh(task.case.batch, task.today)


def fresh(batch: Batch, today: date) -> dict[str, Any]:
    """What stands in the form of a rung that nothing proposes."""
    calendar = office_calendar(batch.coordinator.path)
    return {
        "rung": Rung.URGING.value,
        "reply_due_on": reply_due(Rung.URGING, batch.rulebook, calendar, today),
    }


def as_fields(due: Due) -> Mapping[str, str]:
    """A proposal as the form's fields, for a form that is ready to be sent."""
    return {
        "rung": due.rung.value,
        "why": due.why,
        "demand": due.demand,
        "reply_due_on": due.reply_due_on.isoformat(),
        "cause": due.cause,
    }


def as_query(due: Due) -> str:
    """The same for a link to the form."""
    return urlencode(as_fields(due))


def _issue(task: Task, form: IssueForm) -> str:
    row = issue_supervision(
        task.case.batch_id, by=task.actor, now=task.now, case_id=task.case.pk, **form.given()
    )
    return f"编号为{row.number}，发给{row.unit.name}。"


HELP = "发出即取编号并通知对方，记入办理记录；对方应在期限内书面回复。文书在督促页面拟制。"
SUPERVISION: dict[Act, ActForm] = {Act.ISSUE_SUPERVISION: ActForm(IssueForm, _issue, HELP)}
