"""The two forms of the public pages: looking for an item, and objecting to one."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.disclosure.queries import public_cases
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder

AGAIN = "again"
SHOWN_STATES = (State.NOTICING, State.CLOSED, State.FILED, State.DISCLOSED)
CONSENT = "本人同意受理单位为核实和答复本异议使用上述联系方式。联系方式加密保存，不公开，不作他用。"

OUT_OF_THE_WAY = {"tabindex": "-1", "autocomplete": "off"}


class PublicFilter(forms.Form):
    """查询."""

    q = forms.CharField(
        label="关键词",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "问题编号、问题摘要"}),
    )
    year = forms.ChoiceField(label="年度", required=False)
    unit = forms.ChoiceField(label="责任单位", required=False)
    state = forms.ChoiceField(
        label="办理状态",
        required=False,
        choices=[("", "全部"), *((state.value, state.label) for state in SHOWN_STATES), (AGAIN, "重新整改")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = public_cases().order_by()
        years = (
            cases.exclude(batch__evaluation_year=None)
            .values_list("batch__evaluation_year", flat=True)
            .distinct()
        )
        units = (
            Unit.objects.filter(pk__in=cases.values("lead")).order_by(TreeOrder()).values_list("pk", "name")
        )
        self.fields["year"] = _choice(
            "年度", [(str(year), f"{year}年") for year in sorted(filter(None, years), reverse=True)]
        )
        self.fields["unit"] = _choice("责任单位", [(str(pk), name) for pk, name in units])

    def cases(self) -> QuerySet[Case]:
        """The items that match, the newest batch first; a condition that cannot be read asks for nothing."""
        self.is_valid()
        wanted, found = self.cleaned_data, public_cases()
        if year := wanted.get("year"):
            found = found.filter(batch__evaluation_year=year)
        if unit := wanted.get("unit"):
            found = found.filter(lead=unit)
        if state := wanted.get("state"):
            found = found.exclude(state__in=SHOWN_STATES) if state == AGAIN else found.filter(state=state)
        if text := wanted.get("q", "").strip():
            found = found.filter(Q(number__contains=text) | Q(public_text__contains=text))
        return found.order_by("-batch_id", "position")


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "全部"), *choices])


class ObjectionForm(forms.Form):
    """提出异议. Name and telephone may be left out; ``website`` is a field that only a script fills."""

    text = forms.CharField(
        label="异议内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="请写明对哪一部分整改结果有异议和具体情况，不超过2000字。请不要填写他人的个人信息。",
    )
    contact_name = forms.CharField(label="姓名", required=False, max_length=40, help_text="可以不填。")
    contact_phone = forms.CharField(
        label="联系电话", required=False, max_length=40, help_text="可以不填；不填的，答复不能送达本人。"
    )
    consent = forms.BooleanField(label=CONSENT, required=False, help_text="填写姓名或者联系电话的，须勾选。")
    website = forms.CharField(
        label="请勿填写此栏", required=False, widget=forms.TextInput(attrs=OUT_OF_THE_WAY)
    )

    def clean(self) -> dict[str, Any]:
        """Contact details are taken only with consent (个人信息保护法第13条)."""
        data = super().clean() or {}
        if (data.get("contact_name") or data.get("contact_phone")) and not data.get("consent"):
            self.add_error("consent", "填写姓名或者联系电话的，请勾选同意；不同意的，请不要填写。")
        return data

    def is_trap(self) -> bool:
        """Whether a script filled the field that nobody sees."""
        return bool(self.cleaned_data["website"])

    def words(self) -> dict[str, str]:
        """What ``raise_objection`` takes."""
        return {name: self.cleaned_data[name] for name in ("text", "contact_name", "contact_phone")}
