"""Files on disk under their own hash. Written before the row that speaks of them; never overwritten, never changed."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from bihuan.kernel.canonical import sha256_hex


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.BLOB_DIR) / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Store ``content`` and return its SHA-256. Whole or not at all: written aside, then renamed."""
    sha256 = sha256_hex(content)
    path = path_of(sha256)
    if path.exists():
        return sha256
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
