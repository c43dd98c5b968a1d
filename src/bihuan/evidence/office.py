"""Whether a Word or Excel file is whole and holds nothing that runs. Pure. Nothing of it is interpreted."""

import re
import zipfile

from bihuan.evidence.fault import BOMB, DAMAGED, ENCRYPTED, EXECUTABLE, MACROS, Fault
from bihuan.evidence.unwanted import holds_program
from bihuan.intake.readers.container import open_zip
from bihuan.kernel.errors import NotReadable

_BY_CODE = {"file-damaged": DAMAGED, "file-encrypted": ENCRYPTED, "file-bomb": BOMB}
_ODD_PARTS = Fault(
    "file-odd-parts", "内部结构异常，不像 Word 或者 Excel 保存的文件；请用原软件打开后另存再上传。"
)
_MACRO_PART = re.compile(r"vbaproject|vbadata|/macrosheets/|/dialogsheets/", re.IGNORECASE)
_PROGRAM_PARTS = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".ps1",
                  ".jar", ".msi", ".lnk", ".sh")  # fmt: skip
_LONGEST_NAME = 255
_STEP = 1 << 20


def office_fault(content: bytes) -> Fault | None:
    """What is wrong with a .docx or .xlsx: broken, a bomb, a password, macros, a program inside, odd names."""
    try:
        archive = open_zip(content)
    except NotReadable as refusal:
        return _BY_CODE[refusal.findings[0].code]
    with archive:
        names = archive.namelist()
        if any(_MACRO_PART.search(name) for name in names):
            return MACROS
        if any(name.lower().endswith(_PROGRAM_PARTS) for name in names):
            return EXECUTABLE
        if len(set(names)) < len(names) or any(_is_odd(info) for info in archive.infolist()):
            return _ODD_PARTS
        try:
            return _read_through(archive)
        except Exception:
            # Bad CRC, broken deflate, unknown method: all mean the file is not whole.
            return DAMAGED


def _is_odd(info: zipfile.ZipInfo) -> bool:
    """A name that leads out of the file, or that no office program writes."""
    name = info.orig_filename  # zipfile turns a backslash of the other around
    way_out = name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
    return way_out or "\\" in name or "\x00" in name or len(name) > _LONGEST_NAME


def _read_through(archive: zipfile.ZipFile) -> Fault | None:
    """Unpack every part, piece by piece: the directory has promised how much there is, and is held to it."""
    for info in archive.infolist():
        declared, read, before = info.file_size, 0, b""
        # zipfile stops at the declared size; one byte more shows a directory that lies.
        info.file_size = declared + 1
        with archive.open(info) as part:
            while piece := part.read(_STEP):
                read += len(piece)
                if read > declared:
                    return BOMB
                if info.filename == "[Content_Types].xml" and b"macroEnabled" in piece:
                    return MACROS
                if holds_program(before[-64:] + piece):
                    return EXECUTABLE
                before = piece
        if read < declared:
            return DAMAGED
    return None


def old_office_fault(content: bytes) -> Fault | None:
    """What is wrong with a .doc or .xls: cut off, a password, macros, a program inside."""
    if not _is_whole(content):
        return DAMAGED
    if any(mark.encode("utf-16-le") in content for mark in ("_VBA_PROJECT", "_VBA_PROJECT_CUR")):
        return MACROS
    return EXECUTABLE if holds_program(content) else None


def _is_whole(content: bytes) -> bool:
    """Whether the sectors that the head of a compound file names lie in the file (MS-CFB 2.2)."""
    shift = int.from_bytes(content[30:32], "little")
    if len(content) < 1536 or shift not in (9, 12):
        return False
    tables = [int.from_bytes(content[at : at + 4], "little") for at in range(76, 512, 4)]
    named = [sector for sector in tables if sector < 0xFFFFFFFA]
    named.append(int.from_bytes(content[48:52], "little"))  # the first of the directory
    # The last sector may be written short.
    return all((sector + 1) << shift < len(content) for sector in named)
