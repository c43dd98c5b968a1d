"""Logging in and out, and changing one's own password. Five failures lock the account (django-axes)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from bihuan.web.session import OfficeRequest, office, public

login = public(LoginView.as_view(redirect_authenticated_user=True))
logout = public(LogoutView.as_view())


@sensitive_post_parameters()
@office
def password_change(request: OfficeRequest) -> HttpResponse:
    """修改密码. The present session stays, every other one of this account ends."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "密码已修改。其他设备上的登录已失效，请用新密码重新登录。")
        return redirect("worklist")
    page: dict[str, Any] = {
        "act": {
            "label": "修改密码",
            "help": "密码不少于10个字符，不得与登录名、姓名相近，不得使用常见密码。",
        },
        "form": form,
        "submits": [{"label": "修改密码", "kind": "primary"}],
        "crumbs": [{"label": "待办", "url": "/"}, {"label": "修改密码"}],
        "cancel_url": "/",
    }
    return render(request, "act_base.html", page, status=422 if form.errors else 200)
