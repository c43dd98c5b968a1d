"""Looks at pages: axe finds nothing, they never scroll sideways as a whole, no button is cut short."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.office import PHONE_HEIGHT, PHONE_WIDTH, Office, cut_off, scrolls_sideways

Axe = Callable[[Page], list[str]]
LAPTOP = {"width": 1366, "height": 768}
TELEPHONE = {"width": PHONE_WIDTH, "height": PHONE_HEIGHT}


class Inspector:
    """Looks at pages and notes what is wrong with them."""

    def __init__(self, office: Office, axe: Axe) -> None:
        self.office = office
        self.axe = axe
        self.faults: list[str] = []
        self.pages: dict[str, Page] = {}

    def page_of(self, username: str) -> Page:
        """The laptop of somebody of the cast, or of a passer-by (“”)."""
        if username not in self.pages:
            page = self.office.of(username, **LAPTOP) if username else self.office.passer_by(**LAPTOP)
            self.pages[username] = page
        return self.pages[username]

    def open(self, username: str, *addresses: str, status: int = 200) -> Page:
        """Open each of these pages and look at it; the last stays open."""
        page = self.page_of(username)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            if answer.status != status:
                self.faults.append(f"{username} {address}: {answer.status}")
            self.look(page, f"{username} {address}")
        return page

    def look(self, page: Page, called: str = "") -> None:
        """Look at what is on the screen now."""
        called = called or page.url
        self.faults += [f"{called}: {fault}" for fault in self.axe(page)]
        for name, size in (("telephone", TELEPHONE), ("laptop", LAPTOP)):
            page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of the two
            if scrolls_sideways(page):
                self.faults.append(f"{called}: scrolls sideways on a {name}")
            self.faults += [f"{called}: {label!r} is cut off on a {name}" for label in cut_off(page)]

    def conclude(self) -> None:
        """Fail with everything that was noted."""
        assert not self.faults, "\n".join(self.faults)
