"""消息: what one was told, and where one wants to be told of it besides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bihuan.kernel.clock import now
from bihuan.messages.actions import read_messages
from bihuan.messages.models import Message
from bihuan.messages.queries import messages_of, unread_count
from bihuan.reference.actions import set_own_email
from bihuan.web.paging import page_of
from bihuan.web.session import OfficeRequest, office


@require_safe
@office
def listing(request: OfficeRequest) -> HttpResponse:
    """One's own messages, the unread first."""
    page = page_of(request, messages_of(request.actor))
    about = {
        "page_obj": page,
        "rows": page.object_list,
        "unread": unread_count(request.actor),
        "email": request.user.email,
        "crumbs": [{"label": "消息"}],
    }
    return render(request, "messages/list.html", about)


@require_POST
@office
def read_all(request: OfficeRequest) -> HttpResponse:
    """全部标为已读."""
    count = read_messages(request.actor.staff_id, now())
    messages.success(request, f"已将{count}条消息标为已读。" if count else "没有未读消息。")
    return redirect("messages")


@office
def follow(request: OfficeRequest, message_id: int) -> HttpResponse:
    """Go where a message leads; from then on it is read."""
    message = get_object_or_404(Message, pk=message_id, user=request.actor.staff_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    read_messages(request.actor.staff_id, now(), message_id=message.pk)
    return redirect(message.link)


class EmailForm(forms.Form):
    """邮件提醒: one's own address."""

    use_required_attribute = False
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=254,
        help_text="邮件只含文号、序号和链接，不含意见和事项内容。留空表示不用邮件提醒。",
        error_messages={"invalid": "电子邮箱的格式不正确，请核对。"},
    )


@office
def own_email(request: OfficeRequest) -> HttpResponse:
    """邮件提醒."""
    form = EmailForm(request.POST or None, initial={"email": request.user.email}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        user = set_own_email(form.cleaned_data["email"], by=request.actor, now=now())
        messages.success(request, "邮件提醒的地址已保存。" if user.email else "已取消邮件提醒。")
        return redirect("messages")
    page: dict[str, Any] = {
        "act": {"label": "邮件提醒", "help": "本单位或者上级单位设有邮件通道的，消息同时发送到这里。"},
        "form": form,
        "submits": [{"label": "保存", "kind": "primary"}],
        "crumbs": [{"label": "消息", "url": reverse("messages")}, {"label": "邮件提醒"}],
        "cancel_url": reverse("messages"),
    }
    return render(request, "act_base.html", page, status=422 if form.errors else 200)
