"""The admin holds reference data, for the system administrator alone."""

import pytest
from django.test import Client
from django.urls import reverse

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
