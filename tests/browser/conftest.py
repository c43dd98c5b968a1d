"""A real Chromium for the tests in this folder.

Each test that takes `page` runs twice, with JavaScript and without: pages must work without it. A test that needs
one of the two says so:  @pytest.mark.parametrize("javascript", [True])

A page that loads anything from another host, raises in JavaScript or breaks its own Content-Security-Policy fails
the test that opened it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

# Playwright's synchronous API keeps an event loop in this thread; Django takes that for async code and refuses the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--headless",
    "--no-sandbox",  # it refuses to start as root otherwise; it only ever sees our own pages
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Chromium must not call home: on a machine without an open network every such call waits.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.skip(
            "no Chromium here (Debian: apt-get install chromium fonts-noto-cjk; or name one in CHROMIUM)"
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    on: bool = request.param
    return on


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer, javascript: bool) -> Iterator[Callable[[], Page]]:
    """Opens a page of one more person, who shares no cookie with the others."""
    complaints: list[str] = []
    contexts = []

    def only_ours(route: Route) -> None:
        if urlsplit(route.request.url).netloc in {urlsplit(live_server.url).netloc, ""}:
            route.continue_()
        else:
            complaints.append(f"loads {route.request.url}")
            route.abort()

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_page() -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1280, "height": 900},
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route("**/*", only_ours)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """One person's page. Addresses are relative to the live server: page.goto("/")."""
    return new_page()


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page for people who cannot see or point, one line each. Needs JavaScript."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found
    ]


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """assert axe(page) == []"""
    return violations
