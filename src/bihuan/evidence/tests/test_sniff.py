import io
import zipfile

import pytest

from bihuan.evidence.sniff import file_findings, sniff
from bihuan.intake.tests.builders import docx_file, xlsx_file
from tests.support.files import pdf, png, txt

LIMIT = 1024 * 1024
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 32
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00"
DOCX, XLSX = docx_file(["会议记录"]), xlsx_file([["路段", "盏数"]])


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


MACROS = zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
OLE_MACROS = OLE + "_VBA_PROJECT".encode("utf-16-le")


def codes(content: bytes, name: str, *, photo: bool = False) -> list[tuple[str, str]]:
    findings = file_findings(content, name, limit=LIMIT, photo=photo)
    assert all(finding.where == name for finding in findings)
    return [(finding.code, finding.clause) for finding in findings]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (JPEG, "路灯.jpg", "image/jpeg"),
        (JPEG, "路灯.JPEG", "image/jpeg"),
        (png(), "路灯.png", "image/png"),
        (WEBP, "路灯.webp", "image/webp"),
        (pdf(), "方案.pdf", "application/pdf"),
        (DOCX, "记录.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, "数据.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (OLE, "旧方案.doc", "application/msword"),
        (OLE, "旧方案.wps", "application/msword"),
        (OLE, "旧数据.xls", "application/vnd.ms-excel"),
        (txt(), "记录.txt", "text/plain"),
        (txt().decode().encode("gb18030"), "数据.csv", "text/plain"),
    ],
)
def test_a_file_is_what_its_bytes_and_its_name_agree_on(content: bytes, name: str, media_type: str) -> None:
    kind = sniff(content, name)
    assert kind is not None
    assert kind.media_type == media_type
    assert codes(content, name) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "路灯.jpg"),
        (EXE, "工具.exe"),
        (EXE + b"\x00", "记录.txt"),
        (png(), "路灯.jpg"),
        (WEBP, "路灯.png"),
        (DOCX, "数据.xlsx"),
        (XLSX, "记录.docx"),
        (zipped("a.txt"), "记录.docx"),
        (pdf(), "记录.docx"),
        (pdf(), "方案"),
        (pdf(), "方案.pdf.exe"),
        (b"\xff\xfe\xff\xff", "记录.txt"),
        (b"<html>", "页面.html"),
        (DOCX, "记录.docm"),
    ],
)
def test_a_file_that_lies_about_itself_or_is_of_no_known_kind_is_refused(content: bytes, name: str) -> None:
    assert sniff(content, name) is None
    assert codes(content, name) == [("file-type-refused", "S18")]


@pytest.mark.parametrize(
    ("content", "name"), [(MACROS, "记录.docx"), (OLE_MACROS, "旧方案.doc"), (OLE_MACROS, "旧数据.xls")]
)
def test_a_file_with_macros_is_refused(content: bytes, name: str) -> None:
    assert codes(content, name) == [("file-has-macros", "S18")]


def test_an_empty_file_is_refused() -> None:
    assert codes(b"", "路灯.png") == [("file-empty", "S18")]


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    fits = pdf().ljust(LIMIT, b" ")
    assert codes(fits, "方案.pdf") == []
    assert codes(fits + b" ", "方案.pdf") == [("file-too-large", "S18")]


def test_where_a_photo_is_wanted_only_a_picture_will_do() -> None:
    assert codes(pdf(), "路灯.pdf", photo=True) == [("photo-wanted", "S18")]
    assert codes(png(), "路灯.png", photo=True) == []
