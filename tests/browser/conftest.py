"""A real Chromium for the tests in this folder.

Each test that takes `page` runs twice, with JavaScript and without: pages must work without it. A test that needs
one of the two says so:  @pytest.mark.parametrize("javascript", [True])

A page that loads anything from another host, asks for a file that is not there, fails on the server, raises or
complains in JavaScript or breaks its own Content-Security-Policy fails the test that opened it.

`office` opens pages as somebody of the story's cast, already logged in, and lets it be the story's time there too.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.inspector import Inspector
from tests.browser.office import Office, clock_stands_with
from tests.support.world import World

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
    # Nor may a page: what it asks of another host fails at once, and fails the test (see new_page). Playwright's own
    # way, a route, would switch off the cache and cost a fifth of the time.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
AXE = Axe()
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
def new_page(browser: Browser, live_server: LiveServer, javascript: bool) -> Iterator[Callable[..., Page]]:
    """Opens a page of one more person, who shares no cookie with the others: new_page(width=360, height=740)."""
    complaints: list[str] = []
    contexts = []

    def only_ours(request: Request) -> None:
        if urlsplit(request.url).netloc not in {urlsplit(live_server.url).netloc, ""}:
            complaints.append(f"loads {request.url}")

    def listen(message: ConsoleMessage) -> None:
        # That an answer was not 200 is judged below: a refused act is no fault of the page.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def judge(response: Response) -> None:
        ours = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not ours):
            complaints.append(f"{response.status} {response.url}")

    def open_page(*, width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
        )
        contexts.append(context)
        context.set_default_timeout(30_000)  # a busy machine is no fault of the page
        context.on("request", only_ours)
        context.on("console", listen)
        context.on("response", judge)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One person's page. Addresses are relative to the live server: page.goto("/")."""
    return new_page()


@pytest.fixture
def office(
    world: World, new_page: Callable[..., Page], live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Office:
    """The zone's office with its people at their screens. The pages' clock is ``world.now``."""
    clock_stands_with(world, monkeypatch)
    return Office(world, new_page, live_server.url)


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page for people who cannot see or point, one line each. Needs JavaScript."""
    # Only what is wrong is sent back: the list of all that is in order takes longer than finding it out.
    found: list[dict[str, Any]] = AXE.run(page, options={"resultTypes": ["violations"]}).response[
        "violations"
    ]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found
    ]


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """assert axe(page) == []"""
    return violations


@pytest.fixture
def inspector(office: Office, axe: Callable[[Page], list[str]]) -> Inspector:
    """Somebody who looks at every page and notes what is wrong with it."""
    return Inspector(office, axe)
