"""What a file really is, from its bytes, and why it is not taken. Pure. The name is only compared with the content.

Nothing here trusts a name, and nothing is unpacked or decoded without a bound. A file is given as bytes or, when it
is large, as a map of the file on disk, which costs no memory.
"""

import mmap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bihuan.evidence.fault import ENCRYPTED, Fault
from bihuan.evidence.office import office_fault, old_office_fault
from bihuan.evidence.pdf import pdf_fault
from bihuan.evidence.picture import picture_fault
from bihuan.evidence.unwanted import double_fault, is_text, unwanted
from bihuan.evidence.video import is_quicktime, video_fault
from bihuan.kernel.findings import Finding, block

Content = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is taken: its media type, its name, the endings it may have."""

    media_type: str
    label: str
    endings: tuple[str, ...]


JPEG = FileType("image/jpeg", "JPEG 图片", (".jpg", ".jpeg"))
PNG = FileType("image/png", "PNG 图片", (".png",))
WEBP = FileType("image/webp", "WebP 图片", (".webp",))
HEIC = FileType("image/heic", "HEIC 图片", (".heic", ".heif"))
PDF = FileType("application/pdf", "PDF 文件", (".pdf",))
DOCX = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档", (".docx",)
)
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格", (".xlsx",))
DOC = FileType("application/msword", "Word 97 文档", (".doc", ".wps"))
XLS = FileType("application/vnd.ms-excel", "Excel 97 表格", (".xls", ".et"))
TEXT = FileType("text/plain", "文本", (".txt", ".csv"))
MP4 = FileType("video/mp4", "MP4 视频", (".mp4", ".m4v", ".mov"))
QUICKTIME = FileType("video/quicktime", "QuickTime 视频", (".mov", ".mp4"))
WEBM = FileType("video/webm", "WebM 视频", (".webm",))
TYPES = (JPEG, PNG, WEBP, HEIC, PDF, DOCX, XLSX, DOC, XLS, TEXT, MP4, QUICKTIME, WEBM)
OFFICE = (DOCX, XLSX, DOC, XLS)
TAKEN = "图片（JPEG、PNG、WebP、HEIC）、PDF、Word、Excel、文本、短视频（MP4、MOV、WebM）"

# What every browser shows by itself.
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
PICTURES = IMAGES | {"image/heic"}
VIDEOS = frozenset({"video/mp4", "video/quicktime", "video/webm"})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_VIDEO_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"3gp4",
                           b"3gp5", b"MSNV", b"dash"})  # fmt: skip
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P "})
_FAULTS: Mapping[str, Callable[[bytes], Fault | None]] = {
    "image/jpeg": picture_fault,
    "image/png": picture_fault,
    "image/webp": picture_fault,
    "image/heic": picture_fault,
    "application/pdf": pdf_fault,
    DOCX.media_type: office_fault,
    XLSX.media_type: office_fault,
    DOC.media_type: old_office_fault,
    XLS.media_type: old_office_fault,
}


def type_of(content: Content) -> FileType | None:
    """The type of ``content`` by its bytes alone, when it is one that is taken."""
    for mark, kind in ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF)):
        if content[: len(mark)] == mark:
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp":
        return _type_of_brands(content)
    if is_quicktime(content):
        return QUICKTIME
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"\x42\x82\x84webm" in content[:64] else None
    if content[:8] == _OLE:
        return _type_of_ole(content)
    if content[:4] == b"PK\x03\x04":
        return _type_of_zip(content)
    return TEXT if is_text(content) else None


def _type_of_brands(content: Content) -> FileType | None:
    """Of the family of MP4 and HEIC: the first brand rules, the others help."""
    end = min(int.from_bytes(content[:4], "big"), 256)
    first = content[8:12]
    brands = {first, *(content[at : at + 4] for at in range(16, end, 4))}
    if first in _AUDIO_BRANDS or first.startswith(b"avi"):
        return None
    if first == b"qt  ":
        return QUICKTIME
    if first in _HEIC_BRANDS and not brands & {b"avif", b"avis"}:
        return HEIC
    return MP4 if brands & _VIDEO_BRANDS else None


def _type_of_ole(content: Content) -> FileType | None:
    streams = ((b"WordDocument", DOC), (b"Workbook", XLS), (b"Book", XLS))
    for stream, kind in streams:
        # An entry of the directory: the name in UTF-16, at the start of its 128 bytes.
        if content.find(stream.decode().encode("utf-16-le") + b"\x00\x00") >= 0:
            return kind
    return None


def _type_of_zip(content: Content) -> FileType | None:
    if content.find(b"[Content_Types].xml") < 0:
        return None
    # Word online writes document2.xml.
    for part, kind in ((b"word/document", DOCX), (b"xl/workbook.xml", XLSX)):
        if content.find(part) >= 0:
            return kind
    return None


def sniff(content: Content, name: str) -> FileType | None:
    """The type of ``content`` when it is one that is taken and ``name`` does not lie about it; else None."""
    kind = type_of(content)
    return kind if kind is not None and _ending(name) in kind.endings else None


def _ending(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def file_findings(
    content: Content, name: str, *, limit: int, photo: bool, video_limit: int = 0
) -> list[Finding]:
    """Why a file is not taken; nothing when it is. ``limit`` and ``video_limit`` in bytes; 0: no video.

    ``photo``: a picture is wanted.
    """
    fault = _fault(content, name, limit, video_limit, photo)
    if fault is None:
        return []
    return [block(fault.code, f"文件“{name}”{fault.words}", where=name, clause="S18")]


def _fault(content: Content, name: str, limit: int, video_limit: int, photo: bool) -> Fault | None:
    if not len(content):
        return Fault("file-empty", "是空的，请检查后重新上传。")
    kind = type_of(content)
    most = max(limit, video_limit) if kind and kind.media_type in VIDEOS else limit
    if len(content) > most:
        # How much more is not said: of a file without an end only so much has been taken in.
        how = "压缩或者截短" if most > limit else "压缩"
        return Fault("file-too-large", f"超过{most // 1048576}MB上限，请{how}后上传。")
    return _wrong_type(content, name, kind, photo) or _broken(content, kind, video_limit)


def _wrong_type(content: Content, name: str, kind: FileType | None, photo: bool) -> Fault | None:
    if fault := unwanted(content, known=kind is not None and kind is not TEXT):
        return fault
    ending = _ending(name)
    if kind is None and content[:8] == _OLE and content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
        return ENCRYPTED
    if kind is None:
        return Fault("file-type-refused", f"的类型无法识别或者不予接收；请上传{TAKEN}。")
    if ending not in kind.endings:
        says = f"的扩展名是 {ending}" if ending else "没有扩展名"
        right = f"请核对是否选错文件，或者把扩展名改为 {kind.endings[0]} 后上传。"
        return Fault("file-name-differs", f"{says}，实际内容却是{kind.label}；{right}")
    if photo and kind.media_type not in PICTURES:
        return Fault("photo-wanted", "不是图片，整改前后图片请上传 JPEG、PNG、WebP 或者 HEIC。")
    return None


def _broken(content: Content, kind: FileType | None, video_limit: int) -> Fault | None:
    """What shows only when the file is looked through."""
    assert kind is not None  # _wrong_type has seen to it
    if kind.media_type in VIDEOS:
        if not video_limit:
            return Fault("file-type-refused", "是视频，此处不予接收；请上传图片或者文档。")
        return double_fault(content, picture=False) or video_fault(content)
    whole = content if isinstance(content, bytes) else content[:]
    if kind is TEXT:
        return None
    of_two = None if kind in OFFICE else double_fault(whole, picture=kind is not PDF)
    return of_two or _FAULTS[kind.media_type](whole)
