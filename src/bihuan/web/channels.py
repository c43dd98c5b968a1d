"""消息通道: the ways out of an office, what went out by them and what could not. Secrets are never shown again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.access.acts import Act
from bihuan.access.policy import who_may
from bihuan.kernel.clock import now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.kernel.findings import Finding
from bihuan.messages.actions import ChannelDraft, manage_channel, resend, try_channel
from bihuan.messages.models import Channel, Delivery
from bihuan.messages.queries import deliveries_of_channel, looked_after_channels, looked_after_units
from bihuan.people.models import Unit
from bihuan.web.paging import page_of
from bihuan.web.refusals import status_of
from bihuan.web.session import OfficeRequest, office
from bihuan.web.standing import may_somewhere

LABEL = "消息通道"
STATE_KINDS = {
    Delivery.State.WAITING: "wait",
    Delivery.State.SENDING: "doing",
    Delivery.State.SENT: "done",
    Delivery.State.FAILED: "bad",
}
_KEPT = "已保存的内容不再显示；留空表示不修改。"


def hour(label: str, help_text: str = "", *, required: bool = True) -> forms.IntegerField:
    """A full hour of the day."""
    return forms.IntegerField(label=label, help_text=help_text, required=required, min_value=0, max_value=23)


class ChannelForm(forms.Form):
    """A channel. What makes it unusable is judged by ``messages.actions``."""

    use_required_attribute = False
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label="种类", choices=Channel.Kind.choices)
    address = forms.CharField(
        label="地址",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="邮件填 smtps://用户名@主机:465 或者 smtp://主机:25，其他填机器人或者接口的 https 地址。",
    )
    secret = forms.CharField(
        label="密钥或者密码",
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="机器人的加签密钥、接口的签名密钥或者邮箱密码；没有的不填。",
    )
    sender = forms.CharField(
        label="发件人",
        required=False,
        max_length=120,
        help_text="仅邮件需要，如：整改办 <zhenggai@example.gov.cn>。",
    )
    quiet_from = hour("免打扰起（时）", "此后至次日免打扰止，以及休息日，均不发送。")
    quiet_until = hour("免打扰止（时）")
    digest_hour = hour("每日汇总（时）", "填写后不再逐条发送，每个工作日汇总发送一次。", required=False)
    note = forms.CharField(label="说明", required=False, max_length=100)
    is_active = forms.BooleanField(label="启用", required=False)

    def __init__(self, request: OfficeRequest, channel: Channel | None) -> None:
        super().__init__(request.POST or None, initial=_shown(channel), label_suffix="")
        units = looked_after_units(request.actor)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
        if channel is not None:
            for name in ("address", "secret"):
                self.fields[name].help_text = f"{_KEPT}{self.fields[name].help_text}"

    def draft(self) -> ChannelDraft:
        """What was entered, without the unit."""
        return ChannelDraft(**{name: value for name, value in self.cleaned_data.items() if name != "unit"})


def _shown(channel: Channel | None) -> dict[str, Any]:
    """What a form begins with: neither address nor secret."""
    if channel is None:
        return {"quiet_from": 20, "quiet_until": 8, "is_active": True}
    names = ("kind", "sender", "quiet_from", "quiet_until", "digest_hour", "note", "is_active")
    return {"unit": channel.unit_id, **{name: getattr(channel, name) for name in names}}


@require_safe
@office
def listing(request: OfficeRequest) -> HttpResponse:
    """The channels one looks after, with how much waits and failed."""
    _may(request)
    page = {"rows": looked_after_channels(request.actor), "crumbs": [{"label": LABEL}]}
    return render(request, "channels/list.html", page)


@office
def new(request: OfficeRequest) -> HttpResponse:
    """增加消息通道."""
    _may(request)
    return _edited(request, None)


@office
def edit(request: OfficeRequest, channel_id: int) -> HttpResponse:
    """修改消息通道."""
    return _edited(request, _found(request, channel_id))


def _edited(request: OfficeRequest, channel: Channel | None) -> HttpResponse:
    form = ChannelForm(request, channel)
    refusals: tuple[Finding, ...] = ()
    status = 422 if form.is_bound else 200
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            saved = manage_channel(
                channel.pk if channel else None, by=request.actor, now=now(), unit=unit, draft=form.draft()
            )
        except (Refused, NotAllowed) as refusal:
            refusals, status = tuple(refusal.findings), status_of(refusal)
        else:
            messages.success(request, "消息通道已保存。请试发一次，确认能够收到。")
            return redirect("channel", saved.pk)
    back = reverse("channel", args=[channel.pk]) if channel else reverse("channels")
    page = {
        "act": {"label": "修改消息通道" if channel else "增加消息通道"},
        "refusals": refusals,
        "form": form,
        "submits": [{"label": "保存", "kind": "primary"}],
        "crumbs": [
            {"label": LABEL, "url": reverse("channels")},
            *([{"label": str(channel), "url": back}] if channel else []),
            {"label": "修改" if channel else "增加"},
        ],
        "cancel_url": back,
    }
    return render(request, "act_base.html", page, status=status)


@office
def page(request: OfficeRequest, channel_id: int) -> HttpResponse:
    """One channel with its deliveries."""
    channel = _found(request, channel_id)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET"])
    rows = deliveries_of_channel(channel)
    state = request.GET.get("state", "")
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    listed = page_of(request, rows)
    about = {
        "channel": channel,
        "page_obj": listed,
        "rows": [{"row": row, "kind": STATE_KINDS[Delivery.State(row.state)]} for row in listed],
        "tabs": _tabs(channel, state),
        "crumbs": [{"label": LABEL, "url": reverse("channels")}, {"label": str(channel)}],
    }
    return render(request, "channels/page.html", about)


def _tabs(channel: Channel, state: str) -> list[dict[str, Any]]:
    here = reverse("channel", args=[channel.pk])
    choices = [("", "全部"), *Delivery.State.choices]
    return [
        {"label": label, "url": f"{here}?state={value}" if value else here, "current": value == state}
        for value, label in choices
    ]


@office
def trial(request: OfficeRequest, channel_id: int) -> HttpResponse:
    """试发."""
    channel = _found(request, channel_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        try_channel(channel.pk, by=request.actor, now=now(), to=request.user.email)
    except Refused as refusal:
        messages.error(request, refusal.findings[0].message)
    else:
        messages.success(request, "已提交试发，几秒后刷新本页查看结果。")
    return redirect("channel", channel.pk)


@office
def again(request: OfficeRequest, channel_id: int) -> HttpResponse:
    """重发: one delivery, or all that could not be sent."""
    channel = _found(request, channel_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    named = [int(key) for key in request.POST.getlist("delivery") if key.isascii() and key.isdecimal()]
    count = resend(channel.pk, by=request.actor, now=now(), deliveries=named)
    messages.success(request, f"{count}条消息将重新发送。" if count else "没有需要重发的消息。")
    return redirect("channel", channel.pk)


def _may(request: OfficeRequest) -> None:
    if not may_somewhere(request.actor, Act.MANAGE_CHANNEL):
        raise PermissionDenied(f"您的岗位不能维护消息通道。可由{who_may(Act.MANAGE_CHANNEL)}办理。")


def _found(request: OfficeRequest, channel_id: int) -> Channel:
    channel: Channel = get_object_or_404(looked_after_channels(request.actor), pk=channel_id)
    return channel
