"""HEIC photos, opened in a process of their own. Pure.

The decoder falls over some broken files and takes its process with it: an upload must not be able to end the server.
So a child opens the file, within bounds of time and memory, and hands back pixels and what the camera wrote. Bytes go
in and come out; nothing is written to disk.
"""

import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# A second suffices for 48 million pixels.
MOST_SECONDS = 30
_CHILD = Path(__file__).with_name("heic_child.py")
_LENGTHS = 16


@dataclass(frozen=True, slots=True)
class Heic:
    """A photo as every program reads it: its pixels as JPEG, the right way up, and the bytes of its EXIF."""

    width: int
    height: int
    exif: bytes
    jpeg: bytes


# What is judged, read and compared is one file, one step after the other.
@lru_cache(maxsize=1)
def open_heic(content: bytes, most_pixels: int) -> Heic:
    """The photo; without pixels when it has more than ``most_pixels``. Raises ValueError for what does not open."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(most_pixels)],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as problem:
        raise ValueError("not a HEIC that can be opened") from problem
    answer = done.stdout
    width, height, length = (int.from_bytes(answer[at : at + 4], "big") for at in (0, 4, 8))
    if len(answer) < _LENGTHS or not width:
        raise ValueError("not a HEIC that can be opened")
    return Heic(width, height, answer[_LENGTHS : _LENGTHS + length], answer[_LENGTHS + length :])
