"""Of which day, and of which batch, figures are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, QueryDict

from bihuan.access.actor import Actor
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.intake.models import Batch
from bihuan.web.templatetags.ui_formats import zh_date

_UNREADABLE = "请按“2022-12-31”的样式填写日期。"
EARLIEST = date(2000, 1, 1)


class DayForm(forms.Form):
    """The day, today where none is given, and a day before it to compare with."""

    on = forms.DateField(label="截至", required=False, error_messages={"invalid": _UNREADABLE})
    against = forms.DateField(label="对比日期", required=False, error_messages={"invalid": _UNREADABLE})

    def __init__(self, data: QueryDict, today: date, *, compares: bool = True) -> None:
        super().__init__({"on": today.isoformat(), **data.dict()}, label_suffix="")
        self.today = today
        if not compares:
            del self.fields["against"]
        for field in self.fields.values():
            field.widget = forms.DateInput(
                attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d"
            )

    def clean_on(self) -> date:
        """A day that is over, or today."""
        on: date = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError(
                f"截至日不能晚于今天（{zh_date(self.today)}）：以后的情况尚不知道，请改选。"
            )
        return _not_too_early(on)

    def clean(self) -> dict[str, Any]:
        """What is compared with lies before."""
        given = super().clean() or {}
        on, against = given.get("on"), given.get("against")
        if on and against and against >= on:
            self.add_error("against", f"对比日期应早于截至日（{zh_date(on)}），请改选。")
        return given

    def clean_against(self) -> date | None:
        """Some day that a calendar knows."""
        against: date | None = self.cleaned_data["against"]
        return against and _not_too_early(against)

    def days(self) -> tuple[date, date | None]:
        """The day and the one to compare with, of a valid form."""
        return self.cleaned_data["on"], self.cleaned_data.get("against")


def _not_too_early(day: date) -> date:
    if day < EARLIEST:
        raise forms.ValidationError(f"日期不能早于{zh_date(EARLIEST)}，请改选。")
    return day


def seen_batch(actor: Actor, batch_id: int | None) -> Batch | None:
    """The batch, when the reader looks over it or has cases of it; 404 for any other. None for all together."""
    if batch_id is None:
        return None
    own = visible_cases(actor).filter(batch=batch_id).order_by().values("batch")
    found = Batch.objects.filter(Q(pk__in=visible_batches(actor).order_by().values("pk")) | Q(pk__in=own))
    batch = found.filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch
