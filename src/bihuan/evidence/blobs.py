"""Files on disk under their own hash. Written before the row that speaks of them; never overwritten, never changed.

A process that is killed between the file and the row leaves a file that no row names (``orphans``), or one half
written under a name that is no hash (``unfinished``). Neither counts as evidence; ``bihuan fsck`` names both.
"""

import errno
import hashlib
import mmap
import os
import re
import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block

_HASH = re.compile(r"[0-9a-f]{64}")
_SHELF = re.compile(r"[0-9a-f]{2}")
# Where large files are written before they are moved in.
UNFINISHED = "unfinished"
_FULL = (errno.ENOSPC, errno.EDQUOT)
# Longer than any upload takes to be written.
STALE_SECONDS = 3600


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.BLOB_DIR) / sha256[:2] / sha256


def keep(content: bytes | mmap.mmap) -> str:
    """Store ``content`` and return its SHA-256. Whole or not at all: written aside, then renamed.

    A map of a file is stored without being read into memory. Raises Refused when the disk is full.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists():
        return sha256
    with _room():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(aside).replace(path)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    return sha256


def keep_file(path: Path) -> str:
    """Move the file at ``path`` in and return its SHA-256. Never read whole into memory: for files of any size.

    ``path`` lies on the same disk as the blobs, is not written to any more, and is gone afterwards.
    """
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    place = path_of(sha256)
    if place.exists():
        path.unlink()
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    path.replace(place)
    return sha256


@contextmanager
def _room() -> Iterator[None]:
    """A full disk is told to whoever uploads, in words; every other fault of the disk stays what it is."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in _FULL:
            raise
        raise disk_full() from problem


def disk_full() -> Refused:
    """The refusal of a file for which there is no room."""
    message = "服务器的存储空间已满，文件没有保存，也没有留下记录；请告知系统管理员清理存储空间，再重新上传。"
    return Refused([block("disk-full", message)])


# ── for fsck ────────────────────────────────────────────────────────────────
def kept() -> Iterator[Path]:
    """Every whole file, in the order of their hashes."""
    for folder in sorted(Path(settings.BLOB_DIR).glob("[0-9a-f][0-9a-f]")):
        yield from sorted(path for path in folder.iterdir() if _HASH.fullmatch(path.name))


def orphans(known: Container[str], now: datetime) -> list[Path]:
    """The whole files whose hash is not in ``known``: no row speaks of them. Those of the last hour may yet get one."""
    return [path for path in kept() if path.name not in known and _is_stale(path, now)]


def damaged() -> Iterator[Path]:
    """The files whose bytes do not give their name any more, or that cannot be read. Each is read piece by piece.

    One that is only a link to another place counts, too: what lies there may change tomorrow.
    """
    for path in kept():
        if not _is_sound(path):
            yield path


def _is_sound(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return False
    return found == path.name and path.parent.name == found[:2] and not path.is_symlink()


def unfinished(now: datetime) -> list[Path]:
    """What has lain among the kept files for an hour under another name than a hash: it was never finished."""
    found = Path(settings.BLOB_DIR).glob("[0-9a-f][0-9a-f]/*")
    return sorted(path for path in found if not _HASH.fullmatch(path.name) and _is_stale(path, now))


def strangers(now: datetime) -> list[Path]:
    """What has lain for an hour where none of our files ever lie."""
    found = Path(settings.BLOB_DIR).glob("*")
    return sorted(path for path in found if not _is_ours(path) and _is_stale(path, now))


def _is_ours(path: Path) -> bool:
    named = _SHELF.fullmatch(path.name) or path.name == UNFINISHED
    return bool(named) and path.is_dir() and not path.is_symlink()


def _is_stale(path: Path, now: datetime) -> bool:
    return path.lstat().st_mtime < now.timestamp() - STALE_SECONDS
