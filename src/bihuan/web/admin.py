"""Django's admin, for reference data only: units, people and their posts, the calendar. Nothing of the business.

What is done to an account decides who may do everything else, so it is an act: journaled in the admin's transaction.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from bihuan.kernel import clock
from bihuan.people.models import CalendarDay, Post, Unit, User, actor_of
from bihuan.people.order import TreeOrder
from bihuan.reference.actions import manage_accounts, manage_reference

OWN_POSTS = "不能增加、修改或者删除本人的岗位，请由另一名系统管理员办理。"
SAID_OF = {
    "username": "登录名改为{0.username}",
    "name": "姓名改为{0.name}",
    "email": "电子邮箱已修改",
    "password1": "重新设置密码",
}


class ReferenceSite(admin.AdminSite):
    """The admin without a log-in of its own: one door, one lock."""

    site_header = "闭环 · 单位、用户和工作日历"
    site_title = "闭环"
    index_title = "单位和用户"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """System administrators only."""
        return isinstance(request.user, User) and request.user.is_system_admin()

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever has logged in and still comes here may not; whoever has not goes to the log-in page."""
        if request.user.is_authenticated:
            raise PermissionDenied("单位和用户由系统管理员维护。")
        return redirect_to_login(request.GET.get("next", "/"))


class UserForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """An account. The password is set here and never shown."""

    password1 = forms.CharField(
        label="密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="不少于10个字符。已有用户留空表示不修改。",
    )

    class Meta:
        model = User
        fields = ("username", "name", "email", "is_active")

    def clean_password1(self) -> str:
        """A new account needs one; every one is measured by the rules for passwords."""
        password: str = self.cleaned_data["password1"]
        if password:
            validate_password(password, self.instance)
        elif not self.instance.pk:
            raise forms.ValidationError("新用户应当设置密码。")
        return password

    def save(self, commit: bool = True) -> User:
        """Hash the password before the row is written."""
        if password := self.cleaned_data["password1"]:
            self.instance.set_password(password)
        user: User = super().save(commit)
        return user


class PostRows(BaseInlineFormSet):  # type: ignore[type-arg]  # not generic at run time
    """The posts of one account. Nobody gives posts to themselves."""

    editor: int | None = None

    def clean(self) -> None:
        """Refused whole: the account's other fields stay as they were, too."""
        super().clean()
        if self.instance.pk == self.editor and self.has_changed():
            raise forms.ValidationError(OWN_POSTS)


class PostInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """岗位."""

    model = Post
    formset = PostRows

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The rows know who edits them."""
        rows: Any = super().get_formset(request, obj, **kwargs)
        return type("PostRows", (rows,), {"editor": request.user.pk})

    extra = 1
    verbose_name = verbose_name_plural = "岗位"


class KeptAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What the ledger refers to is not deleted: a person is put out of use, a unit stays."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserAdmin(KeptAdmin):
    form = UserForm
    inlines: ClassVar[list[Any]] = [PostInline]
    list_display = ("username", "name", "post_list", "is_active", "last_login")
    search_fields = ("username", "name")

    @admin.display(description="岗位")
    def post_list(self, user: User) -> str:
        """Every post, so that nobody has to open the row to see it."""
        return "、".join(str(post) for post in user.posts.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("posts__unit")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The last step of the admin's transaction: what was saved, and who saved it, go into the journal."""
        super().save_related(request, form, formsets, change)
        assert isinstance(request.user, User)
        if changes := _changes(form, formsets, new=not change):
            manage_accounts(form.instance, changes, by=actor_of(request.user), now=clock.now())


def _changes(form: Any, formsets: Sequence[Any], *, new: bool) -> list[str]:
    """What was done to an account, in words; never the password itself."""
    user: User = form.instance
    said = (
        ["新建账号"] if new else [SAID_OF[name].format(user) for name in form.changed_data if name in SAID_OF]
    )
    if not new and "is_active" in form.changed_data:
        said.append("启用" if user.is_active else "停用")
    for rows in formsets:
        said += [f"授予岗位“{post}”" for post in rows.new_objects]
        said += [f"岗位改为“{post}”" for post, _ in rows.changed_objects]
        said += [f"撤销岗位“{post}”" for post in rows.deleted_objects]
    return said


class TracedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Units and days: each change is an act, recorded in the admin's transaction."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        fields = "、".join(str(form.fields[name].label) for name in form.changed_data)
        _trace(request, obj, f"修改：{fields}" if change else "新增")

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        key, said = obj.pk, str(obj)
        super().delete_model(request, obj)
        _trace(request, obj, "删除", key=key, said=said)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        for obj in queryset:
            self.delete_model(request, obj)


def _trace(request: HttpRequest, obj: Model, what: str, *, key: int | None = None, said: str = "") -> None:
    assert isinstance(request.user, User)
    name, title = obj._meta.model_name or "", obj._meta.verbose_name
    manage_reference(
        name, key or obj.pk, f"{title}“{said or obj}”{what}", by=actor_of(request.user), now=clock.now()
    )


class UnitAdmin(TracedAdmin, KeptAdmin):
    list_display = ("name", "short_name", "parent", "is_area", "phone")
    ordering = (TreeOrder(),)  # type: ignore[assignment]  # Django takes expressions; its types do not say so
    search_fields = ("name", "short_name")


class CalendarDayAdmin(TracedAdmin):
    """Corrections by hand, for everybody. The days of a notice are changed by a new version only (工作日历)."""

    list_display = fields = ("day", "is_workday", "note")
    date_hierarchy = "day"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(notice=None)


site = ReferenceSite(name="admin")
site.register(Unit, UnitAdmin)
site.register(User, UserAdmin)
site.register(CalendarDay, CalendarDayAdmin)
