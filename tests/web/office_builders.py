"""What the tests of the office's and the public's pages share: a browser of somebody, an upload, a day."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.support.world import World

LIST = (
    "编号,意见内容,来源,日期,联系人,联系电话\n"
    "120210990100021,码头堆场夜间噪声大。,12340,2021-11-05,吕先生,13800009999\n"
    "120210990100022,公交站没有雨棚。,12340,2021.11.06,,\n"
)
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser_of(world: World, username: str) -> Client:
    """A browser in which somebody of the cast has logged in."""
    client = Client()
    client.force_login(world.cast.users[username], backend=MODEL_BACKEND)
    return client


def upload(text: str = LIST, name: str = "意见清单.csv") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text.encode("utf-8-sig"))


def words(response: object) -> str:
    """The page as text."""
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def let_it_be(monkeypatch: pytest.MonkeyPatch, moment: datetime, *modules: str) -> None:
    """The clock of these views stands at ``moment``."""
    clock: Callable[[], datetime] = lambda: moment  # noqa: E731
    for module in modules:
        monkeypatch.setattr(f"bihuan.web.{module}.now", clock)
