"""One script for all: traditional characters, full-width letters and stray blanks brought to the usual form. Pure."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_FIRST, _LAST = 0x4E00, 0x9FFF
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")


def simplified(text: str) -> str:
    """``text`` in simplified characters; what is simplified already comes back as it was."""
    converter, traditional = _parts()
    return converter.convert(text) if traditional.search(text) else text


def plain(text: str) -> str:
    """``text`` as it is compared: simplified, half-width, lower case, without blanks."""
    if _WIDE.search(text):
        text = unicodedata.normalize("NFKC", text)
    return simplified("".join(text.split()).lower())


@cache
def _parts() -> tuple[OpenCC, re.Pattern[str]]:
    # Most texts hold none of these characters, and to look costs a twentieth of converting.
    converter = OpenCC("t2s")
    changed = (chr(code) for code in range(_FIRST, _LAST + 1) if converter.convert(chr(code)) != chr(code))
    return converter, re.compile(f"[{''.join(changed)}]")
