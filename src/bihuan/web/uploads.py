"""Files on their way in: a large one goes to disk and is read from there, and nobody can fill disk or memory.

Django keeps one open file for each that is sent at once, and writes whatever is sent: both are bounded here.
"""

import errno
import mmap
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from bihuan.evidence.blobs import disk_full

# Without JavaScript; one more is taken in, so that it is known that there were more.
MOST_FILES = 200
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Stored(TemporaryUploadedFile):
    """A file on disk while its request lasts. ``lost``: there was no room for all of it."""

    lost = False


class OnDisk(FileUploadHandler):
    """Writes no more of a file than may be kept, no more files than one page may send, and survives a full disk."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.files = 0

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin a file."""
        self.files += 1
        if self.files > MOST_FILES + 1:
            raise SkipFile
        # Not Django's own step for a file on disk, which would open another one.
        FileUploadHandler.new_file(self, *args, **options)
        self.stored = Stored(str(self.file_name), self.content_type, 0, self.charset, self.content_type_extra)
        # One byte more than may be kept is enough to be refused.
        self.room = max(settings.UPLOAD_LIMIT, settings.VIDEO_LIMIT) + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, as far as there is room for it."""
        if self.stored.lost or not self.room:
            return
        piece = raw_data[: self.room]
        self.room -= len(piece)
        try:
            self.stored.write(piece)
        except OSError as problem:
            self._lose(problem)

    def file_complete(self, file_size: int) -> Stored:
        """The file, ready to be read from its beginning."""
        try:
            self.stored.seek(0)
        except OSError as problem:
            self._lose(problem)
        self.stored.size = file_size
        return self.stored

    def _lose(self, problem: OSError) -> None:
        if problem.errno not in _FULL:
            raise problem
        self.stored.lost = True


def content_of(sent: UploadedFile) -> bytes | mmap.mmap:
    """What was sent: a small file's bytes, a large file's place on disk as a map. Raises Refused for a lost one."""
    if getattr(sent, "lost", False):
        raise disk_full()
    stream = sent.file
    if not isinstance(sent, TemporaryUploadedFile) or stream is None or not sent.size:
        sent.seek(0)
        small: bytes = sent.read()
        return small
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
