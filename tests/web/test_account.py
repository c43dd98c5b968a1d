"""Logging in, being locked out, being forgotten after half an hour, and that no page stands open by accident."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.support.cast import PASSWORD
from tests.support.world import World
from tests.web.office_builders import browser_of, words


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.app_name != "admin":
            yield from patterns(entry)


def test_every_page_says_whom_it_is_for() -> None:
    unmarked = [
        str(pattern.pattern)
        for pattern in patterns(get_resolver())
        if getattr(pattern.callback, "audience", None) not in {"office", "public"}
    ]
    assert unmarked == []


def test_only_the_log_in_and_the_public_column_are_open_to_everybody() -> None:
    everybody = {
        pattern.name
        for pattern in patterns(get_resolver())
        if getattr(pattern.callback, "audience", "") == "public"
    }
    assert everybody == {
        "login", "logout", "public-list", "public-guide", "public-item", "public-object", "public-received",
        "public-log", "public-entry", "public-proof", "log-file",
        "public-draws", "public-draw", "public-draw-list", "public-draw-checkpoint",
        "check", "check-code",
    }  # fmt: skip


def log_in(client: Client, password: str) -> int:
    return client.post(reverse("login"), {"username": "zhao", "password": password}).status_code


def test_a_person_logs_in_and_sees_their_name_and_unit(world: World, client: Client) -> None:
    assert log_in(client, PASSWORD) == 302
    page = words(client.get("/"))
    assert "赵一" in page
    assert "组织人社局" in page


def test_five_failures_lock_the_account_even_for_the_right_password(world: World, client: Client) -> None:
    for _ in range(4):
        assert log_in(client, "不对的密码") == 200
    assert log_in(client, "不对的密码") == 429
    locked = client.post(reverse("login"), {"username": "zhao", "password": PASSWORD})
    assert locked.status_code == 429
    assert "账号已锁定" in words(locked)


def test_the_session_ends_after_thirty_idle_minutes_and_each_page_starts_them_anew(world: World) -> None:
    client = browser_of(world, "zhao")
    assert client.session.get_expiry_age() == 30 * 60
    assert client.get("/").cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 30 * 60


def test_whoever_has_not_logged_in_is_asked_to(world: World, client: Client) -> None:
    for name in ("worklist", "opinions", "batches", "mechanisms", "long-term", "import", "password_change"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("login"))


def test_a_log_out_is_a_post(world: World) -> None:
    client = browser_of(world, "zhao")
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("new", ["12345", "1234567890"])
def test_a_weak_password_is_refused(world: World, new: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert browser_of(world, "zhao").post(reverse("password_change"), form).status_code == 422


def test_a_new_password_counts_from_now_on(world: World, client: Client) -> None:
    new = "海堤-灯塔-二十四座"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert browser_of(world, "zhao").post(reverse("password_change"), form).status_code == 302
    assert log_in(client, new) == 302
