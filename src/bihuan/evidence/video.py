"""Whether a short video is whole, from its container. Pure. Nothing is decoded, and only heads of boxes are read."""

import mmap
from collections.abc import Iterator

from bihuan.evidence.fault import DAMAGED, Fault

_MOST_BOXES = 100_000
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide"})
_SEGMENT = b"\x18\x53\x80\x67"


def is_quicktime(content: bytes | mmap.mmap) -> bool:
    """A film of before there were brands: it begins with its data or its index."""
    return content[4:8] in _OLD_QUICKTIME


def video_fault(content: bytes | mmap.mmap) -> Fault | None:
    """Cut off, or without what a player needs."""
    try:
        whole = (
            _segment_is_whole(content) if content[:4] == b"\x1a\x45\xdf\xa3" else _boxes_are_whole(content)
        )
    except ValueError:
        whole = False
    return None if whole else DAMAGED


def _boxes_are_whole(content: bytes | mmap.mmap) -> bool:
    """MP4 and MOV: boxes one behind the other to the very end, among them the index and the film."""
    kinds = set(_boxes(content))
    return b"moov" in kinds and bool(kinds & {b"mdat", b"moof"})


def _boxes(content: bytes | mmap.mmap) -> Iterator[bytes]:
    """The kinds of the outermost boxes. Raises ValueError where one does not fit into the file."""
    at, end = 0, len(content)
    for _ in range(_MOST_BOXES):
        if at == end:
            return
        size, kind, least = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if size == 1:
            size, least = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        if size == 0:
            size = end - at
        if size < least or at + size > end:
            raise ValueError("a box that does not fit")
        yield kind
        at += size
    raise ValueError("too many boxes")


def _segment_is_whole(content: bytes | mmap.mmap) -> bool:
    """WebM: the head, then one segment that ends in the file or says that it does not know its end."""
    length, start = _vint(content, 4)
    at = start + length
    if content[at : at + 4] != _SEGMENT:
        return False
    size, start = _vint(content, at + 4)
    unknown = size == (1 << 7 * (start - at - 4)) - 1
    return unknown or 0 < size <= len(content) - start


def _vint(content: bytes | mmap.mmap, at: int) -> tuple[int, int]:
    """The number of variable length at ``at``, and where it ends (RFC 8794 §4)."""
    first = content[at : at + 1]
    if not first or not first[0]:
        raise ValueError("no number")
    width = 9 - first[0].bit_length()
    number = int.from_bytes(content[at : at + width], "big")
    return number & ((1 << 7 * width) - 1), at + width
