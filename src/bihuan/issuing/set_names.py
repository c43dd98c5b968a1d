"""Names of files and folders in a set: fit for every system, short enough to be unpacked, no two the same. Pure."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from bihuan.typesetting.table import printable

MOST_BYTES = 120
_MOST_ENDING = 12
# What Windows takes in no name; a slash would lead into another folder.
_UNFIT = re.compile(r'[<>:"/\\|?*\s]+')


def safe(text: str, most: int = MOST_BYTES) -> str:
    """``text`` as one part of a path, at most ``most`` bytes of UTF-8; its ending is kept when the rest is cut.

    Slashes, control and text-turning characters are gone; ``..`` and dots at either end do not lead anywhere.
    """
    flat = _UNFIT.sub("_", printable(text)).strip("._")
    if len(flat.encode()) <= most:
        return flat or "无名"
    ending = PurePosixPath(flat).suffix
    if len(ending.encode()) > _MOST_ENDING:
        ending = ""
    return _cut(flat.removesuffix(ending), most - len(ending.encode())).rstrip("._") + ending


def _cut(text: str, most: int) -> str:
    """The beginning of ``text``, no character broken."""
    return text.encode()[:most].decode(errors="ignore")


@dataclass
class Shelf:
    """The names of one folder, numbered in the order they come: 01-整改方案-原名.pdf.

    The number makes each the only one, on systems too that take A and a for one letter.
    """

    width: int = 2
    count: int = 0

    def name(self, *parts: str, most: int = MOST_BYTES) -> str:
        """The next name, of those parts that are not empty."""
        self.count += 1
        return safe("-".join([str(self.count).zfill(self.width), *filter(None, parts)]), most)


def last_part(path: str) -> str:
    """The name of a file without the folders somebody put before it."""
    return PurePosixPath(path.replace("\\", "/")).name
