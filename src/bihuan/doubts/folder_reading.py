"""Reads a folder of evidence file by file, in bounded memory: what each is, says, shows, and why it is refused."""

import hashlib
import mmap
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bihuan.doubts.folder_names import Side, left_aside, side_of
from bihuan.evidence.exif import NOTHING, PhotoFacts
from bihuan.evidence.features import MOST_CHARACTERS, READABLE
from bihuan.evidence.sniff import PICTURES, TEXT, TYPES, VIDEOS, Content, file_findings, type_of
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, note

if TYPE_CHECKING:
    from bihuan.evidence.fingerprint import Fingerprint

# Offices' files are no uploads of ours: what is merely large is looked at all the same.
MOST_BYTES = 200 * 1024 * 1024
MOST_VIDEO_BYTES = 20 * 1024 * 1024 * 1024
_ENDINGS = frozenset(ending for kind in TYPES for ending in kind.endings)


@dataclass(frozen=True, slots=True)
class Piece:
    """One file. ``item`` is the number of its item, ``path`` its place in the folder, ``name`` that in its item."""

    item: int
    path: str
    name: str
    sha256: str = ""
    media_type: str = ""
    side: Side | None = None
    facts: PhotoFacts = NOTHING
    fingerprint: "Fingerprint | None" = None
    text: str = ""
    faults: tuple[Finding, ...] = ()

    @property
    def is_photo(self) -> bool:
        """Whether it is a picture, even one that does not open."""
        return self.media_type in PICTURES


@dataclass(frozen=True, slots=True)
class Folder:
    """The items by name, and their files in the order of their paths."""

    items: tuple[str, ...]
    pieces: tuple[Piece, ...]


def read_folder(root: Path, progress: Callable[[int, int], None]) -> Folder:
    """Everything below ``root``; its sub-folders are the items. ``progress`` is told how many of how many are read.

    Raises NotReadable when there is no such folder or nothing in it.
    """
    if not root.is_dir():
        words = "不是文件夹" if root.exists() else "不存在"
        raise not_readable("folder-missing", f"“{root}”{words}；请指明存放佐证材料的文件夹。")
    found = sorted(_files(root))
    if not found:
        raise not_readable("folder-empty", f"文件夹“{root}”中没有文件；请核对是否选错文件夹。")
    items = tuple(sorted({_item_of(path) for path in found}))
    numbers = {name: number for number, name in enumerate(items)}
    pieces = []
    with ThreadPoolExecutor(os.cpu_count() or 1) as readers:
        # Each reader opens a file, keeps what is compared, and lets go of it before the next.
        for piece in readers.map(lambda path: _piece(root, path, numbers[_item_of(path)]), found):
            pieces.append(piece)
            progress(len(pieces), len(found))
    return Folder(items, tuple(pieces))


def _files(root: Path) -> Iterator[str]:
    def unreadable(problem: OSError) -> None:
        name = problem.filename
        raise not_readable("folder-unreadable", f"文件夹“{name}”打不开；请核对读取权限。") from problem

    for place, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not left_aside(name))
        yield from (
            (Path(place) / name).relative_to(root).as_posix() for name in names if not left_aside(name)
        )


def _item_of(path: str) -> str:
    """The first folder of the path; files beside the items are an item of their own."""
    first, slash, _ = path.partition("/")
    return first if slash else ""


def _piece(root: Path, path: str, item: int) -> Piece:
    name = path.partition("/")[2] or path
    piece = Piece(item, path, name, side=side_of(name))
    place = root / path
    try:
        if place.is_symlink() or not place.is_file():
            return _refused(piece, note("file-unreadable", f"“{path}”不是普通文件，未读取。"))
        if not place.stat().st_size:
            return _refused(piece, note("file-empty", f"文件“{path}”是空的，请核对。"))
        with place.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return _looked_at(piece, content)
    except OSError:
        return _refused(piece, note("file-unreadable", f"文件“{path}”打不开，请核对读取权限。"))


def _refused(piece: Piece, *faults: Finding, sha256: str = "", media_type: str = "") -> Piece:
    return Piece(piece.item, piece.path, piece.name, sha256, media_type, piece.side, faults=faults)


def _looked_at(piece: Piece, content: mmap.mmap) -> Piece:
    sha256 = hashlib.sha256(content).hexdigest()
    kind = type_of(content)
    if kind is TEXT and PurePosixPath(piece.name.lower()).suffix not in _ENDINGS:
        return _refused(piece)  # notes of a program, no evidence
    media_type = kind.media_type if kind else ""
    faults = file_findings(content, piece.path, limit=MOST_BYTES, photo=False, video_limit=MOST_VIDEO_BYTES)
    # What only bears a wrong name is compared all the same.
    if {fault.code for fault in faults} - {"file-name-differs"} or media_type in VIDEOS:
        return _refused(piece, *faults, sha256=sha256, media_type=media_type)
    try:
        return _with_features(piece, content, sha256, media_type, tuple(faults))
    except NotReadable as refusal:
        return _refused(piece, *faults, *refusal.findings, sha256=sha256, media_type=media_type)
    except (ValueError, MemoryError):
        fault = note("picture-unreadable", f"图片“{piece.path}”无法解码，未与其他图片比对，请核对原件。")
        return _refused(piece, *faults, fault, sha256=sha256, media_type=media_type)


def _with_features(
    piece: Piece, content: Content, sha256: str, media_type: str, faults: tuple[Finding, ...]
) -> Piece:
    # Imported here: OpenCV and numpy are no part of starting up.
    from bihuan.evidence.exif import read_exif
    from bihuan.evidence.fingerprint import fingerprint
    from bihuan.intake.readers.plain_text import text_of

    facts, shown, text = NOTHING, None, ""
    if media_type in PICTURES:
        whole = content[:]
        facts, shown = read_exif(whole), fingerprint(whole)
    elif media_type in READABLE:
        text = text_of(content[:], media_type)[:MOST_CHARACTERS]
    return Piece(
        piece.item, piece.path, piece.name, sha256, media_type, piece.side, facts, shown, text, faults
    )
