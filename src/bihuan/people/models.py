"""Units as a tree, posts, users, and the office's own corrections of the calendar."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models

from bihuan.access.actor import Actor, Role
from bihuan.access.actor import Post as HeldPost
from bihuan.trail.models import Trailed, TrailedQuerySet


class Unit(Trailed):
    """单位. ``path`` is its place in the tree, so that a subtree is one prefix: ``1/4.`` is department 4 of area 1."""

    name = models.CharField("单位全称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级单位")
    path = models.CharField("层级", max_length=120, db_index=True, editable=False, default="")
    # 市、县、片区: an area holds departments but is none; see ``access.actor.house_of``.
    is_area = models.BooleanField("地方或片区", default=False)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("path",)
        # Every zone has its own 组织人社局: a name is unique among its neighbours only.
        constraints: ClassVar = [models.UniqueConstraint(fields=("parent", "name"), name="unit_name_once")]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Store the unit and work out its path; units below it move with it."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else ''}{self.pk}{'/' if self.is_area else '.'}"
        if path == self.path:
            return
        old, self.path = self.path, path
        Unit.objects.filter(pk=self.pk).update(path=path)
        if old:
            for unit in Unit.objects.filter(path__startswith=old).exclude(pk=self.pk):
                Unit.objects.filter(pk=unit.pk).update(path=path + unit.path[len(old) :])

    def clean(self) -> None:
        """A unit does not stand below itself: the tree would have no top."""
        if self.pk and self.parent and self.path and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": "上级单位不能是本单位或者本单位的下级单位，请另选。"})


class UserManager(BaseUserManager["User"].from_queryset(TrailedQuerySet)):  # type: ignore[misc]  # made at run time
    """Makes users; passwords are hashed, never stored."""

    def create_user(self, username: str, password: str, name: str) -> "User":
        """A user who can log in. The caller gives posts."""
        user: User = self.model(username=username, name=name)
        user.set_password(password)
        user.save()
        return user


class User(Trailed, AbstractBaseUser):
    """A person with an account. What they may do comes from posts, not from the account."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    # Where notifications go; nothing but numbers and links is ever sent there.
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """What Django's templates call a person by."""
        return self.name

    get_short_name = get_full_name

    def is_system_admin(self) -> bool:
        """Whether a post of system administrator is held: reference data, no business."""
        return self.is_active and self.posts.filter(role=Role.SYSTEM_ADMIN).exists()

    # What Django's admin asks of a user. Reference data only: see ``web.admin``.
    @property
    def is_staff(self) -> bool:
        return self.is_system_admin()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_system_admin()

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_system_admin()


class Post(Trailed):
    """岗位: one role of one user in one unit."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts", verbose_name="用户")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=[(role.value, role.label) for role in Role])

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("user", "unit", "role"), name="one_post_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit}{Role(self.role).label}"


class CalendarNotice(Trailed):
    """放假安排: the days of one layer and year as one document gave them. The newest of a layer and year is in force.

    ``unit`` is whom it binds, with every unit below; none for the nation. A deeper layer overrides those above it.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="适用单位"
    )
    year = models.IntegerField("年度")
    version = models.IntegerField("版本")
    source = models.CharField("依据", max_length=200)
    file_name = models.CharField("文件名", max_length=255, blank=True)
    entered_by = models.ForeignKey(
        "bihuan.User", models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )
    entered_at = models.DateTimeField("录入时间")

    class Meta:
        verbose_name = verbose_name_plural = "放假安排"
        ordering = ("year", "unit__path", "version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("unit", "year", "version"), name="calendar_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit or '全国'}{self.year}年（第{self.version}版）"


class CalendarDay(Trailed):
    """A day that is worked, or is not, against Monday to Friday and the layers above (调休、地方节假日).

    Of a ``notice``, or, without one, a correction made by hand for everybody.
    """

    notice = models.ForeignKey(
        CalendarNotice, models.PROTECT, null=True, blank=True, related_name="days", verbose_name="放假安排"
    )
    day = models.DateField("日期")
    is_workday = models.BooleanField("上班")
    note = models.CharField("依据", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历调整"
        ordering = ("day",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("notice", "day"), name="calendar_day_once"),
            models.UniqueConstraint(
                fields=("day",), condition=models.Q(notice=None), name="calendar_correction_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'上班' if self.is_workday else '休息'}"


class UnitDuty(Trailed):
    """职责清单 of a unit: by which words its matters are known, and the laws its duties rest on; a line each."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="duty", verbose_name="单位")
    keywords = models.TextField("关键词")
    laws = models.TextField("依据", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责清单"


def actor_of(user: User) -> Actor:
    """The frozen actor that rules look at."""
    return actor_with(user, list(user.posts.select_related("unit").order_by("pk")))


def actor_with(user: User, posts: Sequence[Post]) -> Actor:
    """The same, of posts that were read already, in their order."""
    held = tuple(HeldPost(Role(post.role), post.unit_id, post.unit.path) for post in posts)
    return Actor(user.pk, user.name, posts[0].unit.name if posts else "", held)
