"""What a file really is, whatever its name says, and whether it is safe to open.

Nothing is parsed here: only first bytes, the directory of a zip and bounded unpacking.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from enum import StrEnum

from bihuan.intake.readers import ole
from bihuan.intake.readers.text import unmarked_utf16
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable

MOST_BYTES = 50_000_000
MOST_TEXT_BYTES = 2_000_000
MOST_UNPACKED = 300_000_000
MOST_RATIO = 100
RATIO_MATTERS_FROM = 20_000_000
MOST_PARTS = 5_000


class Kind(StrEnum):
    """Kinds of content, by the word people use for them."""

    DOCX = "Word 文档（.docx）"
    XLSX = "Excel 工作簿（.xlsx）"
    TEXT = "文本文件"
    PDF = "PDF 文件"
    IMAGE = "图片"
    OLD_WORD = "旧版 Word 文档（.doc）"
    OLD_EXCEL = "旧版 Excel 工作簿（.xls）"
    OLD_OFFICE = "旧版 Office 文件"
    ENCRYPTED = "加密的 Office 文件"
    XLSB = "二进制 Excel 工作簿（.xlsb）"
    PPTX = "演示文稿（.pptx）"
    OFD = "OFD 版式文件"
    WEB_PAGE = "网页文件（HTML）"
    WEB_ARCHIVE = "网页归档文件（.mht）"
    RTF = "RTF 文档（.rtf）"
    ARCHIVE = "压缩包"
    UNKNOWN = "无法识别的二进制文件"


# What a file of this ending may hold; what its name says comes first. Office software names old and new forms, web
# pages and text alike, so the content decides within the family.
ENDINGS: dict[str, tuple[Kind, ...]] = {
    ".docx": (Kind.DOCX, Kind.OLD_WORD),
    ".doc": (Kind.OLD_WORD, Kind.DOCX, Kind.RTF, Kind.WEB_PAGE, Kind.WEB_ARCHIVE),
    ".rtf": (Kind.RTF, Kind.OLD_WORD, Kind.DOCX),
    ".wps": (Kind.OLD_WORD, Kind.DOCX),
    ".xlsx": (Kind.XLSX, Kind.OLD_EXCEL),
    ".xls": (Kind.OLD_EXCEL, Kind.XLSX, Kind.WEB_PAGE, Kind.WEB_ARCHIVE, Kind.TEXT),
    ".et": (Kind.OLD_EXCEL, Kind.XLSX),
    ".csv": (Kind.TEXT,),
    ".txt": (Kind.TEXT,),
    ".html": (Kind.WEB_PAGE,),
    ".htm": (Kind.WEB_PAGE,),
    ".mht": (Kind.WEB_ARCHIVE,),
    ".mhtml": (Kind.WEB_ARCHIVE,),
    ".ofd": (Kind.OFD,),
    ".pdf": (Kind.PDF,),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".heif"), (Kind.IMAGE,)),
}
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", Kind.PDF),
    (b"\x89PNG", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"{\\rtf", Kind.RTF),
    (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
)
_PHOTO = re.compile(rb"RIFF.{4}WEBP|.{4}ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL)
# Word online writes document2.xml.
MAIN_PART = re.compile(r"word/document\d?\.xml")
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_KINDS = {
    "EncryptedPackage": Kind.ENCRYPTED,
    "WordDocument": Kind.OLD_WORD,
    "Workbook": Kind.OLD_EXCEL,
    "Book": Kind.OLD_EXCEL,
}
_WEB_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,1500}?-->\s*)*"
    rb"<(?:!doctype html|html|head|meta|body|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_WEB_ARCHIVE = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]*\n|[ \t][^\n]*\n)*?Content-Type:\s*multipart/related", re.IGNORECASE
)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def kind_of(content: bytes) -> Kind:
    """The kind of ``content``, judged by its bytes alone."""
    if content.startswith(_ZIP_MARKS):
        return _kind_of_zip(content)
    if content.startswith(ole.MARK):
        return _kind_of_ole(content)
    for mark, kind in _MAGIC:
        if content.startswith(mark):
            return kind
    if _PHOTO.match(content):
        return Kind.IMAGE
    head = _head(content)
    if _WEB_PAGE.match(head):
        return Kind.WEB_PAGE
    if _WEB_ARCHIVE.match(head):
        return Kind.WEB_ARCHIVE
    return Kind.TEXT if looks_like_text(content) else Kind.UNKNOWN


def _head(content: bytes) -> bytes:
    """The first bytes, so that marks of ASCII can be looked for also in UTF-16."""
    head = content[:4000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def looks_like_text(content: bytes) -> bool:
    """Whether ``content`` can be text: UTF-16, or free of NUL and nearly free of control characters."""
    if unmarked_utf16(content) or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = content[:65536]
    controls = sum(sample.count(bytes([code])) for code in range(32) if code not in (7, 9, 10, 11, 12, 13))
    return b"\x00" not in content and controls * 200 <= len(sample)


def _kind_of_zip(content: bytes) -> Kind:
    names = set(open_zip(content).namelist())
    if any(MAIN_PART.fullmatch(name) for name in names):
        return Kind.DOCX
    for name, kind in (
        ("xl/workbook.xml", Kind.XLSX),
        ("xl/workbook.bin", Kind.XLSB),
        ("ppt/presentation.xml", Kind.PPTX),
        ("OFD.xml", Kind.OFD),
    ):
        if name in names:
            return kind
    return Kind.ARCHIVE


def _kind_of_ole(content: bytes) -> Kind:
    try:
        names = ole.Compound(content).names()
    except (ValueError, struct.error) as problem:
        # What is left of a directory may still say what the file was; "Book" alone is found in any text.
        names = {name for name in _OLE_KINDS if name.encode("utf-16-le") in content} - {"Book"}
        if not names:
            raise damaged() from problem
    return next((kind for name, kind in _OLE_KINDS.items() if name in names), Kind.OLD_OFFICE)


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The zip in ``content``, its directory checked: whole, not encrypted, not a bomb by its own words."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise damaged() from problem
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    too_dense = unpacked > RATIO_MATTERS_FROM and unpacked / packed > MOST_RATIO
    if unpacked > MOST_UNPACKED or too_dense or len(parts) > MOST_PARTS:
        raise _bomb()
    return archive


def unpack(archive: zipfile.ZipFile, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The wanted XML parts. Refuses parts that are longer than declared, and parts that declare entities."""
    parts = {}
    for info in archive.infolist():
        if not wanted(info.filename):
            continue
        declared = info.file_size
        # zipfile stops at the declared size; one byte more shows a directory that lies.
        info.file_size = declared + 1
        try:
            with archive.open(info) as stream:
                data = stream.read(declared + 1)
        except (
            Exception
        ) as problem:  # bad CRC, broken deflate, unknown method: all mean the file is not whole
            raise damaged() from problem
        finally:
            info.file_size = declared
        if len(data) > declared:
            raise _bomb()
        if len(data) < declared:
            raise damaged()
        _refuse_entities(data)
        parts[info.filename] = data
    return parts


def _refuse_entities(data: bytes) -> None:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:8]:
        # XML parts of Office are UTF-8; another encoding could hide a declaration from the search below.
        raise not_readable(
            "file-unsafe", "文件内部编码异常，不能安全读取；请用 Word 或 Excel 打开后另存再导入。"
        )
    if _DECLARATION.search(data):
        raise not_readable(
            "file-unsafe", "文件含有外部实体声明，不能安全读取；请用 Word 或 Excel 打开后另存再导入。"
        )


def damaged() -> NotReadable:
    """The refusal of a file that is cut off or broken."""
    return not_readable(
        "file-damaged", "文件不完整或已损坏，无法打开；请重新获取原件，或用原软件打开后另存再导入。"
    )


def encrypted() -> NotReadable:
    """The refusal of a file that needs a password."""
    return not_readable("file-encrypted", "文件设有打开密码，无法读取；请取消密码后另存，再导入。")


def _bomb() -> Exception:
    return not_readable(
        "file-bomb", "文件解压后异常庞大，为安全起见不予读取；请确认来源，并用原软件打开后另存再导入。"
    )
