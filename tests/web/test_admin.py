"""The admin holds reference data, for the system administrator alone."""

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.access.acts import Act
from bihuan.journal.models import Entry
from bihuan.people.models import CalendarDay, Post, Unit, User
from bihuan.web.admin import site
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def user_form(world: World, **changes: object) -> dict[str, object]:
    return {
        "username": "shi", "name": "施一一", "is_active": "on", "password1": "防波堤-十二座-灯塔",
        "posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "0",
        "posts-0-unit": world.unit("construction").pk, "posts-0-role": "liaison", **changes,
    }  # fmt: skip


def test_nothing_of_the_business_stands_in_it() -> None:
    assert {model.__name__ for model in site._registry} == {"Unit", "User", "CalendarDay"}
    assert {CalendarDay, Unit, User} == set(site._registry)


@pytest.mark.parametrize("name", ["zhao", "qian", "feng", "sun"])
def test_nobody_else_gets_in(world: World, name: str) -> None:
    assert browser_of(world, name).get(reverse("admin:index"), follow=True).status_code == 403


def test_whoever_has_not_logged_in_goes_to_the_one_log_in_page(client: Client, db: None) -> None:
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("login"))


def test_a_user_is_made_with_a_password_and_a_post_and_can_log_in(world: World, client: Client) -> None:
    answer = browser_of(world, "chen").post(reverse("admin:bihuan_user_add"), user_form(world))
    assert answer.status_code == 302
    assert Post.objects.filter(user__username="shi", role="liaison").exists()
    login = client.post(reverse("login"), {"username": "shi", "password": "防波堤-十二座-灯塔"})
    assert login.status_code == 302


@pytest.mark.parametrize(("password", "message"), [("", "新用户应当设置密码"), ("12345", "密码")])
def test_a_user_without_a_good_password_is_refused(world: World, password: str, message: str) -> None:
    form = user_form(world, password1=password)
    answer = browser_of(world, "chen").post(reverse("admin:bihuan_user_add"), form)
    assert answer.status_code == 200
    assert message in words(answer)
    assert not User.objects.filter(username="shi").exists()


def test_changing_a_user_without_a_password_keeps_the_old_one(world: World) -> None:
    user = world.cast.users["li"]
    post = user.posts.get()
    form = user_form(
        world, username="li", name="李四四", password1="",
        **{"posts-INITIAL_FORMS": "1", "posts-0-id": post.pk, "posts-0-user": user.pk},
    )  # fmt: skip
    answer = browser_of(world, "chen").post(reverse("admin:bihuan_user_change", args=[user.pk]), form)
    assert answer.status_code == 302
    before = user.password
    user.refresh_from_db()
    assert (user.name, user.password) == ("李四四", before)


def test_units_and_users_are_never_deleted(world: World) -> None:
    client, user = browser_of(world, "chen"), world.cast.users["li"]
    assert client.get(reverse("admin:bihuan_user_delete", args=[user.pk])).status_code == 403
    assert client.get(reverse("admin:bihuan_unit_delete", args=[world.unit("office").pk])).status_code == 403


def kept(user: User, **changes: object) -> dict[str, object]:
    """The form of a user as it is shown, with changes."""
    rows: dict[str, object] = {"posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "1"}
    post = user.posts.get()
    rows |= {"posts-0-id": post.pk, "posts-0-user": user.pk, "posts-0-unit": post.unit_id}
    rows["posts-0-role"] = post.role
    return {
        "username": user.username,
        "name": user.name,
        "is_active": "on",
        "password1": "",
        **rows,
        **changes,
    }


def test_whatever_is_done_to_an_account_is_journaled_in_words_without_the_password(world: World) -> None:
    chen, zone = browser_of(world, "chen"), world.unit("zone").pk
    chen.post(reverse("admin:bihuan_user_add"), user_form(world))
    user = User.objects.get(username="shi")
    change = reverse("admin:bihuan_user_change", args=[user.pk])
    second = {"posts-TOTAL_FORMS": "2", "posts-1-unit": zone, "posts-1-role": "senior_leader"}
    assert chen.post(change, kept(user, password1="灯塔-十二座-防波堤", **second)).status_code == 302
    user.posts.get(role="senior_leader").delete()
    assert chen.post(change, kept(user, **{"posts-0-DELETE": "on"}, is_active="")).status_code == 302
    entries = Entry.objects.filter(act=Act.MANAGE_ACCOUNTS, subject_kind="user", subject_id=user.pk)
    assert [(entry.by_name, entry.sentence) for entry in entries] == [
        ("陈十", "账号shi（施一一）：新建账号；授予岗位“建设局部门联络员”"),
        ("陈十", "账号shi（施一一）：重新设置密码；授予岗位“临港产业园区片区分管领导”"),
        ("陈十", "账号shi（施一一）：停用；撤销岗位“建设局部门联络员”"),
    ]
    assert not any("防波堤" in entry.sentence + entry.data for entry in entries)


def test_a_form_sent_unchanged_is_no_act(world: World) -> None:
    user = world.cast.users["li"]
    change = reverse("admin:bihuan_user_change", args=[user.pk])
    assert browser_of(world, "chen").post(change, kept(user)).status_code == 302
    assert not Entry.objects.filter(act=Act.MANAGE_ACCOUNTS).exists()


def test_nobody_gives_posts_to_themselves(world: World) -> None:
    user, chen = world.cast.users["chen"], browser_of(world, "chen")
    change = reverse("admin:bihuan_user_change", args=[user.pk])
    more = {"posts-TOTAL_FORMS": "2", "posts-1-unit": world.unit("zone").pk, "posts-1-role": "senior_leader"}
    for attempt in (more, {"posts-0-role": "senior_leader"}, {"posts-0-DELETE": "on"}):
        answer = chen.post(change, kept(user, name="陈一十", **attempt))
        assert answer.status_code == 200
        assert "不能增加、修改或者删除本人的岗位" in words(answer)
        user.refresh_from_db()
        assert (user.name, user.posts.get().role) == ("陈十", "system_admin")
    assert not Entry.objects.filter(act=Act.MANAGE_ACCOUNTS).exists()
    assert chen.post(change, kept(user, name="陈一十")).status_code == 302  # their name is theirs
    assert Entry.objects.get(act=Act.MANAGE_ACCOUNTS).sentence == "账号chen（陈一十）：姓名改为陈一十"
