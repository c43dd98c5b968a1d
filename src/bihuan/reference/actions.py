"""Acts on what everything else stands on: begin a ledger, manage accounts, units and the calendar."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bihuan.access.actor import Actor, Role
from bihuan.access.acts import Act
from bihuan.journal.record import record
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from bihuan.people.models import Post, Unit, User


@transaction.atomic
def set_up_ledger(*, by: Actor, now: datetime, zone: str, username: str, name: str, password: str) -> User:
    """建立台账: the zone and its first system administrator, who then makes all other accounts.

    Refused when there is an account already: from then on accounts are the administrators' business.
    """
    if User.objects.exists():
        message = "台账中已有账号，请由系统管理员登录后在“单位和用户”中维护，不能再次建立。"
        raise Refused([block("ledger-has-accounts", message)])
    area = Unit.objects.filter(name=zone, is_area=True).first() or Unit.objects.create(
        name=zone, is_area=True
    )
    user = User.objects.create_user(username, password, name)
    Post.objects.create(user=user, unit=area, role=Role.SYSTEM_ADMIN)
    record(
        Act.SET_UP_LEDGER,
        by=by,
        now=now,
        subject_kind="user",
        subject_id=user.pk,
        sentence=f"建立{zone}的台账，系统管理员{username}（{name}）",
    )
    return user


@transaction.atomic
def manage_accounts(user: User, changes: Sequence[str], *, by: Actor, now: datetime) -> None:
    """维护账号岗位: ``changes`` are what was just done to the account of ``user``, in words."""
    record(
        Act.MANAGE_ACCOUNTS,
        by=by,
        now=now,
        subject_kind="user",
        subject_id=user.pk,
        sentence=f"账号{user.username}（{user.name}）：{'；'.join(changes)}",
        data={"posts": sorted(str(post) for post in user.posts.select_related("unit"))},
    )


@transaction.atomic
def manage_reference(kind: str, key: int, what: str, *, by: Actor, now: datetime) -> None:
    """维护单位日历: ``what`` says in words what was just done to a unit or to a day of the calendar."""
    record(Act.MANAGE_REFERENCE, by=by, now=now, subject_kind=kind, subject_id=key, sentence=what)


@transaction.atomic
def set_own_email(email: str, *, by: Actor, now: datetime) -> User:
    """邮件提醒: where one's own notifications go; empty for none. Everybody their own, as with the password."""
    user: User = User.objects.select_for_update().get(pk=by.staff_id)
    user.email = email
    user.save(update_fields=["email"])
    what = "填写" if email else "清除"
    record(
        Act.MANAGE_ACCOUNTS,
        by=by,
        now=now,
        subject_kind="user",
        subject_id=user.pk,
        sentence=f"账号{user.username}（{user.name}）：本人{what}电子邮箱",
    )
    return user
