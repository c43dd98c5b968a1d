"""People of the story's cast in front of a screen, and what can be seen on one."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page

from bihuan.cases.models import Case
from bihuan.kernel import clock
from tests.support.world import World

LOGGED_IN_BY = "django.contrib.auth.backends.ModelBackend"
PHONE_WIDTH, PHONE_HEIGHT = 360, 740


@dataclass(frozen=True)
class Office:
    """The zone's office: who sits at which screen."""

    world: World
    open_page: Callable[..., Page]
    url: str

    def of(self, username: str, *, width: int = 1280, height: int = 900) -> Page:
        """The screen of somebody of the cast, who has logged in."""
        browser = Client()
        browser.force_login(self.world.cast.users[username], backend=LOGGED_IN_BY)
        page = self.open_page(width=width, height=height)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": browser.cookies[name].value, "url": self.url}])
        return page

    def telephone_of(self, username: str) -> Page:
        """The same person on the way, with a small telephone."""
        return self.of(username, width=PHONE_WIDTH, height=PHONE_HEIGHT)

    def passer_by(self, *, width: int = 1280, height: int = 900) -> Page:
        """The screen of somebody without an account."""
        return self.open_page(width=width, height=height)


def clock_stands_with(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the pages too it is ``world.now``, however far the story has come."""
    import_module("config.urls")  # a page imported after this would keep the story's clock for ever
    real = clock.now
    for name, module in list(sys.modules.items()):
        if name.startswith("bihuan.") and getattr(module, "now", None) is real:
            monkeypatch.setattr(module, "now", lambda: world.now)


def path_of(case: Case, act: str = "") -> str:
    """The address of a case, or of one act on it."""
    return f"/cases/{case.pk}/{act}" if act else f"/cases/{case.pk}"


def press(page: Page, label: str) -> None:
    """Press the button called ``label`` in the form, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(".form-buttons").get_by_role("button", name=label, exact=True).click()


def told(page: Page) -> str:
    """What the office's page says after an act."""
    return page.locator(".messages").inner_text()


def refusal(page: Page) -> str:
    """What the page says when an act was refused."""
    return page.locator(".refusal").inner_text()


def scrolls_sideways(page: Page) -> bool:
    """Whether the page as a whole is wider than its window."""
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    )
    return wide


def cut_off(page: Page) -> list[str]:
    """The buttons that are too small for what is written on them."""
    labels: list[str] = page.evaluate(
        """Array.from(document.querySelectorAll(".btn"))
          .filter(it => it.scrollWidth > it.clientWidth || it.scrollHeight > it.clientHeight)
          .map(it => it.textContent.trim())"""
    )
    return labels


def on_screen(part: Locator) -> bool:
    """Whether all of ``part`` can be seen without scrolling."""
    box, size = part.bounding_box(), part.page.viewport_size
    assert box is not None
    assert size is not None
    return (
        part.is_visible()
        and box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


def focused(page: Page) -> dict[str, Any]:
    """What has the focus: its tag, words, address, and the outline around it."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const it = document.activeElement, look = getComputedStyle(it);
          return {tag: it.tagName, id: it.id, name: it.getAttribute("name") || "", text: it.textContent.trim(),
                  href: it.getAttribute("href") || "", outline: look.outlineStyle, width: look.outlineWidth};
        }"""
    )
    return found
