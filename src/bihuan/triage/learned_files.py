"""What offices have taught, on disk (BIHUAN_VAR/learned): saved by the worker, read by whoever begins.

A file is a ZIP of bytes that the learners write and one JSON that says what they were taught: nothing in it can run.
It is never needed: what cannot be read is worked out again from the database.
"""

import io
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

MOST_BYTES = 512 * 1024 * 1024
_ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Learned:
    """What one office has taught: ``about`` as plain JSON, and the bytes of each learner by its part."""

    about: dict[str, Any]
    learners: Mapping[str, bytes]


def path_of(coordinator: int) -> Path:
    """Where what the office taught lies."""
    return Path(settings.VAR_DIR) / "learned" / f"office-{coordinator}.zip"


def keep(coordinator: int, learned: Learned) -> None:
    """Write the file whole or not at all."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_ABOUT, json.dumps(learned.about, ensure_ascii=False))
        for part, content in learned.learners.items():
            archive.writestr(part, content)
    path = path_of(coordinator)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(stream.getvalue())
    beside.replace(path)


def kept(coordinator: int) -> Learned | None:
    """What lies there; None when nothing does that can be read."""
    try:
        with zipfile.ZipFile(path_of(coordinator)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
                return None
            about = json.loads(archive.read(_ABOUT))
            learners = {name: archive.read(name) for name in archive.namelist() if name != _ABOUT}
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    return Learned(about, learners) if isinstance(about, dict) else None
