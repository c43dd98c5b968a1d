"""Files that nobody may hand in as evidence, each with the code of its refusal. Built here, of drawings and words."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bihuan.intake.tests.builders import docx_file, with_part, xlsx_file
from tests.support.evidence_files import box, heic, jpeg, mp4, ole, pdf_of, picture, saved, webm, webp
from tests.support.files import pdf, png

MEGABYTE = 1024 * 1024
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + b"This program cannot be run in DOS mode.\r\r\n$" + bytes(64)
VBA = "_VBA_PROJECT"
PHOTO_BEFORE, DATA, PLAN = "photo_before", "data", "plan"


@dataclass(frozen=True)
class BadEvidence:
    """A file's name, the kind it is handed in as, how its bytes are made, and the code it is refused with."""

    about: str
    name: str
    make: Callable[[], bytes]
    code: str
    kind: str = DATA

    @property
    def content(self) -> bytes:
        """The bytes, made once."""
        return _made(self.make)


@cache
def _made(make: Callable[[], bytes]) -> bytes:
    return make()


def zipped(**parts: bytes) -> bytes:
    """A zip. A name stands as a keyword: ``zipped(**{"a/b.txt": b""})``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx() -> bytes:
    """A Word file with one line."""
    return docx_file(["会议记录"])


def xlsx() -> bytes:
    """An Excel file with one row."""
    return xlsx_file([["路段", "盏数"]])


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The Office file with these parts besides."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def of_size(width: int, height: int) -> bytes:
    """A few bytes that begin like a PNG of this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    body = (
        len(words).to_bytes(4, "big") + kind + words + zlib.crc32(kind + words).to_bytes(4, "big")
        for kind, words in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def animated(kind: str) -> bytes:
    """A film made of pictures."""
    frames = [picture(seed) for seed in range(3)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def one_page(stream: bytes = b"<</Length 5>>stream\nabcde\nendstream", catalog: bytes = b"") -> bytes:
    """A PDF of one page with this stream on it, and this besides in its catalogue."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        stream,
    )


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(stream, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return stream.getvalue()


def lying_zip() -> bytes:
    """A .docx of which one part is longer than its directory says."""
    content = with_parts(docx(), **{"word/media/a.bin": b"a" * 5000})
    return content.replace((5000).to_bytes(4, "little"), (4000).to_bytes(4, "little"))


def with_bomb() -> bytes:
    """A workbook with a part that is small, and 30 MB when it is unpacked."""
    stream = io.BytesIO(xlsx())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.xml", b" " * 30_000_000)
    return stream.getvalue()


JAVASCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
HIDDEN_SCRIPT = b"/OpenAction<</S/J#61vaScript/#4aS(app.alert\\(1\\))>>"
ATTACHED = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(\xe5.exe)/EF<</F 4 0 R>>>>]>>>>"
MACRO_TYPE = (
    b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)

BAD_EVIDENCE = (
    BadEvidence("empty", "记录.txt", bytes, "file-empty"),
    BadEvidence("too-large", "记录.txt", lambda: b"a" * (MEGABYTE + 1), "file-too-large"),
    BadEvidence("video-too-large", "现场.mp4", lambda: mp4() + box(b"free", bytes(2 * MEGABYTE)), "file-too-large"),
    # ── not what it says ──
    BadEvidence("png-named-jpg", "路灯.jpg", png, "file-name-differs", PHOTO_BEFORE),
    BadEvidence("heic-named-jpg", "路灯.jpg", heic, "file-name-differs", PHOTO_BEFORE),
    BadEvidence("excel-named-word", "记录.docx", xlsx, "file-name-differs"),
    BadEvidence("old-excel-named-word", "记录.doc", lambda: ole("Workbook"), "file-name-differs"),
    BadEvidence("pdf-without-ending", "方案", pdf, "file-name-differs"),
    BadEvidence("two-endings", "方案.pdf.exe", pdf, "file-name-differs"),
    BadEvidence("video-named-picture", "路灯.jpg", mp4, "file-name-differs", PHOTO_BEFORE),
    BadEvidence("pdf-as-photo", "路灯.pdf", pdf, "photo-wanted", PHOTO_BEFORE),
    BadEvidence("video-as-photo", "路灯.mp4", mp4, "photo-wanted", PHOTO_BEFORE),
    # ── programs, scripts, archives ──
    BadEvidence("exe", "工具.exe", lambda: EXE, "file-executable"),
    BadEvidence("exe-named-jpg", "路灯.jpg", lambda: EXE, "file-executable", PHOTO_BEFORE),
    BadEvidence("elf", "工具.txt", lambda: b"\x7fELF\x02\x01\x01", "file-executable"),
    BadEvidence("mach-o", "工具", lambda: b"\xcf\xfa\xed\xfe\x07\x00\x00\x01", "file-executable"),
    BadEvidence("shell", "记录.txt", lambda: b"#!/bin/sh\nrm -rf .\n", "file-executable"),
    BadEvidence("svg", "图.svg", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file-scripted"),
    BadEvidence("svg-named-png", "图.png", lambda: b"<?xml version='1.0'?>\n<svg/>", "file-scripted", PHOTO_BEFORE),
    BadEvidence("web-page-named-text", "记录.txt", lambda: b"\xef\xbb\xbf \n<!DOCTYPE html><html>", "file-scripted"),
    BadEvidence("web-page-in-utf-16", "记录.txt", lambda: "\ufeff<html><body>".encode("utf-16-le"), "file-scripted"),
    BadEvidence("zip", "材料.zip", lambda: zipped(**{"a.txt": b"a"}), "file-archive"),
    BadEvidence("zip-named-docx", "记录.docx", lambda: zipped(**{"a.txt": b"a"}), "file-archive"),
    BadEvidence("rar", "材料.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(32), "file-archive"),
    BadEvidence("gif", "路灯.gif", lambda: saved(picture(), "GIF"), "file-type-refused", PHOTO_BEFORE),
    BadEvidence("bytes", "记录.txt", lambda: b"a\x00\x01\x02\xff" * 40, "file-type-refused"),
    BadEvidence("sound", "录音.m4a", lambda: mp4(brand=b"M4A "), "file-type-refused"),
    # ── macros and what else hides in office files ──
    BadEvidence("macros", "记录.docx", lambda: with_parts(docx(), **{"word/vbaProject.bin": b"x"}), "file-has-macros"),
    BadEvidence("docm", "记录.docm", lambda: with_parts(docx(), **{"word/vbaProject.bin": b"x"}), "file-name-differs"),
    BadEvidence(
        "docm-renamed", "记录.docx", lambda: with_part(docx(), "[Content_Types].xml", MACRO_TYPE), "file-has-macros"
    ),
    BadEvidence("old-macros", "旧方案.doc", lambda: ole("WordDocument", VBA), "file-has-macros"),
    BadEvidence("old-excel-macros", "旧数据.xls", lambda: ole("Workbook", "_VBA_PROJECT_CUR"), "file-has-macros"),
    BadEvidence("program-in-word", "记录.docx", lambda: with_parts(docx(), **{"word/a.exe": b"x"}), "file-executable"),
    BadEvidence(
        "program-in-object", "记录.docx", lambda: with_parts(docx(), **{"word/embeddings/oleObject1.bin": EXE}),
        "file-executable",
    ),
    BadEvidence("program-in-old-word", "旧方案.doc", lambda: ole("WordDocument", body=EXE), "file-executable"),
    BadEvidence("way-out", "记录.docx", lambda: with_parts(docx(), **{"../../a.xml": b"x"}), "file-odd-parts"),
    BadEvidence("long-part", "记录.docx", lambda: with_parts(docx(), **{"a" * 300: b"x"}), "file-odd-parts"),
    BadEvidence("bomb", "数据.xlsx", with_bomb, "file-bomb"),
    BadEvidence("lying-zip", "记录.docx", lying_zip, "file-damaged"),
    BadEvidence("word-cut-off", "记录.docx", lambda: docx()[:-2000], "file-damaged"),
    BadEvidence("old-word-cut-off", "旧方案.doc", lambda: ole("WordDocument")[:1500], "file-damaged"),
    BadEvidence("password", "数据.xlsx", lambda: ole("EncryptedPackage"), "file-encrypted"),
    # ── pictures ──
    BadEvidence("huge", "路灯.png", lambda: of_size(20_000, 20_000), "picture-too-large", PHOTO_BEFORE),
    BadEvidence("beyond-any-decoder", "路灯.png", lambda: of_size(60_000, 60_000), "picture-too-large", PHOTO_BEFORE),
    BadEvidence("half-a-jpeg", "路灯.jpg", lambda: jpeg()[:-300], "file-damaged", PHOTO_BEFORE),
    BadEvidence("noise-named-jpeg", "路灯.jpg", lambda: jpeg()[:20] + b"\x55" * 400, "file-damaged", PHOTO_BEFORE),
    BadEvidence("half-a-png", "路灯.png", lambda: saved(picture(), "PNG")[:-60], "file-damaged", PHOTO_BEFORE),
    BadEvidence("half-a-webp", "路灯.webp", lambda: webp()[:-20], "file-damaged", PHOTO_BEFORE),
    BadEvidence("half-a-heic", "路灯.heic", lambda: heic()[:-20], "file-damaged", PHOTO_BEFORE),
    BadEvidence("animated-png", "路灯.png", lambda: animated("PNG"), "picture-animated", PHOTO_BEFORE),
    BadEvidence("animated-webp", "路灯.webp", lambda: animated("WEBP"), "picture-animated", PHOTO_BEFORE),
    BadEvidence("zip-behind", "路灯.jpg", lambda: jpeg() + zipped(a=b"a"), "file-double", PHOTO_BEFORE),
    BadEvidence("page-behind", "路灯.png", lambda: png() + b"<SCRIPT>alert(1)</script>", "file-double", PHOTO_BEFORE),
    BadEvidence("page-in-comment", "路灯.jpg", lambda: jpeg(comment=b"<html><body>"), "file-double", PHOTO_BEFORE),
    BadEvidence("program-behind", "路灯.jpg", lambda: jpeg() + EXE, "file-executable", PHOTO_BEFORE),
    # ── PDF ──
    BadEvidence("pdf-with-words-before", "方案.pdf", lambda: b"\x01\x02\x00" + pdf(), "file-type-refused", PLAN),
    BadEvidence("pdf-without-table", "方案.pdf", lambda: b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF", "file-damaged", PLAN),
    BadEvidence("pdf-cut-off", "方案.pdf", lambda: pdf()[:-40], "file-damaged", PLAN),
    BadEvidence(
        "pdf-length-too-long", "方案.pdf", lambda: one_page(b"<</Length 500>>stream\nabcde\nendstream"), "file-damaged",
        PLAN,
    ),
    BadEvidence(
        "pdf-length-too-short", "方案.pdf", lambda: one_page(b"<</Length 2>>stream\nabcde\nendstream"), "file-damaged",
        PLAN,
    ),
    BadEvidence("pdf-with-password", "方案.pdf", encrypted_pdf, "file-encrypted", PLAN),
    BadEvidence("pdf-with-script", "方案.pdf", lambda: one_page(catalog=JAVASCRIPT), "file-scripted", PLAN),
    BadEvidence("pdf-with-hidden-script", "方案.pdf", lambda: one_page(catalog=HIDDEN_SCRIPT), "file-scripted", PLAN),
    BadEvidence("pdf-with-program", "方案.pdf", lambda: one_page(catalog=ATTACHED), "file-executable", PLAN),
    BadEvidence("zip-behind-pdf", "方案.pdf", lambda: pdf() + zipped(a=b"a"), "file-double", PLAN),
    # ── video ──
    BadEvidence("film-cut-off", "现场.mp4", lambda: mp4()[:-10], "file-damaged"),
    BadEvidence("film-without-index", "现场.mp4", lambda: box(b"ftyp", b"isom\x00\x00\x00\x00isom"), "file-damaged"),
    BadEvidence("webm-cut-off", "现场.webm", lambda: webm()[:-4], "file-damaged"),
    BadEvidence("matroska", "现场.webm", lambda: webm().replace(b"\x84webm", b"\x88matroska"), "file-type-refused"),
    BadEvidence("zip-behind-film", "现场.mp4", lambda: mp4() + zipped(a=b"a"), "file-double"),
)  # fmt: skip
