"""Content that is never taken, whatever it is called, and content that is two things at once. Pure."""

import io
import mmap
import re
import zipfile

from bihuan.evidence.fault import ARCHIVE, DOUBLE, EXECUTABLE, SCRIPTED, Fault

_PROGRAMS = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe",
    b"\x00asm", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!",
)  # fmt: skip
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh",
             b"\xfd7zXZ\x00", b"MSCF", b"\x28\xb5\x2f\xfd")  # fmt: skip
_SCRIPT_HEAD = re.compile(
    rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*"
    rb"<(!doctype\s+(html|svg)|html|head|body|script|svg|\?php|%@|job|package|hta:)",
    re.IGNORECASE | re.DOTALL,
)
_MARKS = (b"<script", b"<!doctype html", b"<html", b"<?php ", b"<?php\n", b"<?php\r")
# What every program for DOS and Windows says when it is run elsewhere.
_STUB = (b"This program cannot be run in DOS mode", b"This program must be run under Win")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAIL = 1024 * 1024


def unwanted(content: bytes | mmap.mmap, *, known: bool) -> Fault | None:
    """Programs, scripts, web pages and archives. ``known``: it is of a type with a signature of its own."""
    head = content[:4096]
    # "MZ" may begin a text; a program holds zeros right behind it.
    if head.startswith(_PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head):
        return EXECUTABLE
    for bom in _BOMS:
        head = head.removeprefix(bom)
    # UTF-16 only spreads the letters of a tag.
    if not known and _SCRIPT_HEAD.match(head.replace(b"\x00", b"").lstrip()):
        return SCRIPTED
    if not known and (head.startswith(_ARCHIVES) or content[257:262] == b"ustar"):
        return ARCHIVE
    return None


def holds_program(content: bytes) -> bool:
    """Whether a program for Windows lies in ``content`` as it is."""
    return any(stub in content for stub in _STUB)


def double_fault(content: bytes | mmap.mmap, *, picture: bool) -> Fault | None:
    """A zip behind the file, a PDF or a web page inside a picture: some programs would see another file."""
    if _zip_behind(content[max(0, len(content) - _TAIL) :]):
        return DOUBLE
    if not picture:
        return None
    whole = content[:].lower()
    if b"%pdf-" in whole[:1024] or any(mark in whole for mark in _MARKS):
        return DOUBLE
    return EXECUTABLE if holds_program(content[:]) else None


def _zip_behind(tail: bytes) -> bool:
    if b"PK\x05\x06" not in tail[-66_000:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(tail)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # The end of a directory whose directory is further away than the tail reaches, or four bytes by chance.
        return False


def is_text(content: bytes | mmap.mmap) -> bool:
    """Whether ``content`` is text: UTF-8 or GB 18030 without zeros and all but without controls, or marked UTF-16."""
    whole = content[:]
    if whole.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(whole, "utf-16")
    sample = whole[:65536]
    controls = sum(sample.count(code) for code in range(32) if code not in (7, 9, 10, 11, 12, 13))
    if b"\x00" in whole or controls * 200 > len(sample):
        return False
    return _decodes(whole, "utf-8") or _decodes(whole, "gb18030")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
