"""Pictures of the pages of a file, for whoever checks what was read of them."""

import subprocess
import sys
from pathlib import Path

from bihuan.intake.readers.container import Kind, kind_of

MOST_SECONDS = 20
_CHILD = Path(__file__).with_name("picture_child.py")


def has_pictures(content: bytes) -> bool:
    """Whether the pages of this file can be shown."""
    return kind_of(content) in (Kind.PDF, Kind.IMAGE)


def page_picture(content: bytes, number: int, dots: int, turns: int = 0) -> bytes | None:
    """Page ``number`` (from 1) as JPEG, its longer side ``dots``, turned by ``turns`` quarters; None: there is none."""
    return _run(content, number - 1, dots, turns) or None


def page_count(content: bytes) -> int:
    """How many pages the file has; 0 when they cannot be shown."""
    return int(_run(content, 0, 0, 0) or 0)


def _run(content: bytes, *asked: int) -> bytes:
    command = [sys.executable, "-I", str(_CHILD), str(MOST_SECONDS), *map(str, asked)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return b""
    return b"" if done.returncode else done.stdout
