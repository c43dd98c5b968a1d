"""What a file really is, from its first bytes. Pure. The name is only compared with it."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from bihuan.kernel.findings import Finding, block

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is taken: its media type, the endings it may have, the bytes it starts with."""

    media_type: str
    label: str
    endings: tuple[str, ...]
    starts: tuple[bytes, ...]


OOXML = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = (
    FileType("image/jpeg", "JPEG 图片", (".jpg", ".jpeg"), (b"\xff\xd8\xff",)),
    FileType("image/png", "PNG 图片", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    FileType("application/pdf", "PDF 文件", (".pdf",), (b"%PDF-",)),
    FileType(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word 文档",
        (".docx",),
        (OOXML,),
    ),
    FileType(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel 表格",
        (".xlsx",),
        (OOXML,),
    ),
    FileType("application/msword", "Word 97 文档", (".doc", ".wps"), (OLE,)),
    FileType("application/vnd.ms-excel", "Excel 97 表格", (".xls", ".et"), (OLE,)),
)
# Text has no signature: it is what decodes.
TEXT = FileType("text/plain", "文本", (".txt", ".csv"), ())
# What a file with macros names in its directory: OOXML, and Word or Excel 97.
_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))
_OOXML_PARTS = {".docx": b"word/", ".xlsx": b"xl/"}


def sniff(content: bytes, name: str) -> FileType | None:
    """The type of ``content`` when it is one that is taken and ``name`` does not lie about it; else None."""
    ending = PurePosixPath(name.lower()).suffix
    if content[8:12] == b"WEBP" and content.startswith(b"RIFF"):
        return FileType("image/webp", "WebP 图片", (".webp",), ()) if ending == ".webp" else None
    for kind in TYPES:
        if ending in kind.endings and content.startswith(kind.starts):
            part = _OOXML_PARTS.get(ending)
            return kind if part is None or part in content else None
    if ending in TEXT.endings and _is_text(content):
        return TEXT
    return None


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def file_findings(content: bytes, name: str, *, limit: int, photo: bool) -> list[Finding]:
    """Why a file is not taken: empty, too large, macros, not what its name says, not a picture where one is wanted."""
    if not content:
        return [block("file-empty", f"文件“{name}”是空的，请检查后重新上传。", where=name, clause="S18")]
    if len(content) > limit:
        message = (
            f"文件“{name}”为{len(content) / 1048576:.1f}MB，超过{limit // 1048576}MB上限，请压缩后上传。"
        )
        return [block("file-too-large", message, where=name, clause="S18")]
    kind = sniff(content, name)
    if kind is None:
        message = f"文件“{name}”的内容与扩展名不符，或者不是图片、PDF、Word、Excel、文本，请核对后上传。"
        return [block("file-type-refused", message, where=name, clause="S18")]
    if any(mark in content for mark in _MACROS):
        return [
            block(
                "file-has-macros",
                f"文件“{name}”含有宏，请另存为不含宏的文件后上传。",
                where=name,
                clause="S18",
            )
        ]
    if photo and kind.media_type not in IMAGES:
        return [
            block(
                "photo-wanted",
                f"“{name}”不是图片，整改前后图片请上传 JPEG、PNG 或 WebP。",
                where=name,
                clause="S18",
            )
        ]
    return []
