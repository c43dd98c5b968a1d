"""Reader of .txt: running text, and the tables that can be told in it (``intake.layouts``)."""

import re

from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.text import decode
from bihuan.intake.readers.text_tables import lay_out

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")


def read(content: bytes) -> Blocks:
    """The paragraphs and tables of the text, without the bookmarks a converter leaves behind."""
    text = _BOOKMARK.sub("", decode(content)).replace("\x07", "").replace("\x0b", "\n").replace("\x0c", "\n")
    lines = text.split("\n")
    return Blocks(tuple(lay_out(lines, [f"第{n}行" for n in range(1, len(lines) + 1)])))
