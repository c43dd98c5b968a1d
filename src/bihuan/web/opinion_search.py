"""The filters of the list of opinions. It starts from what the reader may see and only narrows it."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.cases.visibility import OVER_UNIT, units_under, visible_batches
from bihuan.intake.models import Opinion
from bihuan.triage.amendments import called
from bihuan.triage.models import Membership
from bihuan.triage.queries import undecided, visible_opinions

WHERE = (("", "全部"), ("undecided", "待处置"), ("in-case", "已立项或归并"), ("direct", "直接答复"))
MADE_TO_ORDER = {"placeholder": "问题编号、意见内容"}


class OpinionFilter(forms.Form):
    """查询条件."""

    q = forms.CharField(
        label="关键词", required=False, max_length=60, widget=forms.TextInput(attrs=MADE_TO_ORDER)
    )
    batch = forms.ChoiceField(label="批次", required=False)
    where = forms.ChoiceField(label="处置", required=False, choices=WHERE)
    contact = forms.BooleanField(label="只看留有联系方式的", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        batches = [(str(pk), number) for pk, number in visible_batches(actor).values_list("pk", "number")]
        self.fields["batch"] = forms.ChoiceField(
            label="批次", required=False, choices=[("", "全部"), *batches]
        )

    def opinions(self) -> QuerySet[Opinion]:
        """The opinions that match; a condition that cannot be read asks for nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        found = placed(visible_opinions(self.actor), wanted.get("where", ""))
        if batch := wanted.get("batch"):
            found = found.filter(batch=batch)
        if wanted.get("contact"):
            found = found.exclude(contact_name="", contact_phone="")
        if text := wanted.get("q", "").strip():
            otherwise = Q(pk__in=called(text).values("opinion"))
            found = found.filter(Q(number__contains=text) | Q(text__contains=text) | otherwise)
        return found.order_by("-batch_id", "number")


def placed(opinions: QuerySet[Opinion], where: str) -> QuerySet[Opinion]:
    """The opinions that stand at one of the places of WHERE."""
    if where == "undecided":
        return undecided(opinions)
    if where == "in-case":
        return opinions.filter(pk__in=Membership.objects.values("opinion"))
    if where == "direct":
        return opinions.exclude(direct_answer=None)
    return opinions


def direct_answers_waiting(actor: Actor) -> QuerySet[Opinion]:
    """Opinions that the actor's own unit must answer directly and has not yet brought to an end (S12)."""
    own = units_under(actor.paths(OVER_UNIT)).values("pk")
    return Opinion.objects.filter(direct_answer__unit__in=own, direct_answer__understood=None)
