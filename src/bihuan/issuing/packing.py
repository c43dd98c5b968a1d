"""A zip that is written piece by piece into a stream, and the list of what went in.

The same pieces give the same bytes: no clock is asked, every piece brings its own moment. Files are copied in parts,
so that memory does not grow with what is packed.
"""

import hashlib
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from bihuan.kernel.clock import OFFICE_ZONE

_AT_ONCE = 1 << 20
_UNIX = 3
# What a zip knows as its first moment.
_EARLIEST = datetime(1980, 1, 1, tzinfo=OFFICE_ZONE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the zip: its path there, what it is in Chinese, its size and SHA-256.

    ``problem`` says in Chinese what is wrong with it; then ``sha256`` may be empty, and there is no such file.
    """

    path: str
    what: str
    size: int
    sha256: str
    problem: str = ""

    @property
    def folder(self) -> str:
        """The folder it lies in, with its slash; empty at the top."""
        return self.path[: self.path.rfind("/") + 1]

    @property
    def name(self) -> str:
        """Its name in that folder."""
        return self.path[self.path.rfind("/") + 1 :]


class Pack:
    """A zip being written. ``going_on`` is called again and again while a long file is copied."""

    def __init__(self, stream: IO[bytes], going_on: Callable[[], object] = lambda: None) -> None:
        self.entries: list[Entry] = []
        self._zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self.going_on = going_on

    def __enter__(self) -> "Pack":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None:
            self._zip.close()
            return
        # After an error the zip is thrown away; what stands in the way of its last lines is no second error.
        with suppress(OSError, ValueError):
            self._zip.close()

    def add(self, path: str, content: bytes, what: str, at: datetime) -> Entry:
        """Put ``content`` at ``path``, packed small."""
        self._zip.writestr(_info(path, at, small=True), content)
        entry = Entry(path, what, len(content), hashlib.sha256(content).hexdigest())
        self.entries.append(entry)
        return entry

    def copy(self, path: str, source: Path, what: str, at: datetime, *, small: bool, sha256: str) -> Entry:
        """Put the file ``source`` at ``path``, a part at a time. ``small``: it is worth packing (no picture).

        A file that is missing, or is no longer the one that was handed in, is said so in its entry.
        """
        try:
            size, found = self._copied(_info(path, at, small=small), source)
        except FileNotFoundError:
            entry = Entry(path, what, 0, "", "未收入：服务器上没有这个文件，请管理员从备份恢复后重新生成。")
        else:
            changed = "内容与登记的校验值不符，可能已损坏，请管理员从备份恢复后重新生成。"
            entry = Entry(path, what, size, found, "" if found == sha256 else changed)
        self.entries.append(entry)
        return entry

    def _copied(self, info: zipfile.ZipInfo, source: Path) -> tuple[int, str]:
        with source.open("rb") as file:
            info.file_size = source.stat().st_size  # more than 4 GB needs another kind of entry
            digest, size = hashlib.sha256(), 0
            with self._zip.open(info, "w") as place:
                for part in _parts(file):
                    place.write(part)
                    digest.update(part)
                    size += len(part)
                    self.going_on()
        return size, digest.hexdigest()


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(_AT_ONCE):
        yield part


def _info(path: str, at: datetime, *, small: bool) -> zipfile.ZipInfo:
    moment = max(at.astimezone(OFFICE_ZONE), _EARLIEST)
    info = zipfile.ZipInfo(path, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
    info.create_system = _UNIX
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def sums(entries: list[Entry], below: str = "") -> bytes:
    """``SHA256SUMS`` of the files under the folder ``below``, as ``sha256sum -c`` reads it."""
    mine = (entry for entry in entries if entry.sha256 and entry.path.startswith(below))
    return "".join(f"{entry.sha256}  {entry.path.removeprefix(below)}\n" for entry in mine).encode()
