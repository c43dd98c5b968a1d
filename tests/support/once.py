"""What a process of tests would do again and again with the same outcome, done once: in full, the first time."""

from typing import Any

from whitenoise.middleware import WhiteNoiseMiddleware

from bihuan.intake.readers import plain_text
from tests.support import files


def find_static_files_once() -> None:
    """Every test client is a server that starts, and looks for the static files."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, dict[str, Any]]()

    def once(self: WhiteNoiseMiddleware) -> None:
        if self.static_prefix not in found:
            look(self)
            found[self.static_prefix] = dict(self.files)
        self.files.update(found[self.static_prefix])

    WhiteNoiseMiddleware.add_files_from_finders = once


def read_each_blank_page_once() -> None:
    """The words of a PDF are read in a process of its own, which takes a fifth of a second to start. Hundreds of tests
    hand in the same blank pages (``files.pdf``)."""
    read, said = plain_text._pdf, dict[bytes, str]()

    def once(content: bytes, name: str) -> str:
        if content not in files.BLANK_PAGES:
            return read(content, name)
        if content not in said:
            said[content] = read(content, name)
        return said[content]

    plain_text._pdf = once
