"""Every bad file is refused with one sentence that says what, where and what to do."""

import io
import os
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.intake.read import read_bytes, read_file
from bihuan.intake.tests.builders import (
    CALENDAR,
    LIST_HEAD,
    NINE,
    csv_file,
    marked_encrypted,
    notice_file,
    row,
    with_part,
    xlsx_file,
)
from bihuan.kernel.errors import NotReadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
DOCUMENT = "word/document.xml"
BOMB_XML = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:document>'
)


def zip_of(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", part)
    return stream.getvalue()


def refusal(content: bytes, name: str) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_bytes(content, CALENDAR, name=name)
    return caught.value


def read_or_refused(content: bytes, name: str) -> bool:
    """Whether the file was read, or refused with a reason. Anything else is a traceback."""
    try:
        read_bytes(content, CALENDAR, name=name)
    except NotReadable as reasons:
        return bool(reasons.findings)
    return True


GOOD_DOCX = notice_file()
GOOD_XLSX = xlsx_file([NINE, row()])


@pytest.mark.parametrize(
    ("content", "name", "code", "says"),
    [
        (b"", "空.docx", "file-empty", "空.docx"),
        (b"\xef\xbb\xbf \r\n", "空.txt", "file-empty", "空"),
        (b"x" * 50_000_000, "大.csv", "file-too-large", "50 MB"),
        (b"x" * 2_000_001, "大.txt", "file-too-large", "2 MB"),
        (GOOD_XLSX, "通知.docx", "wrong-kind", "Excel"),
        (GOOD_DOCX, "清单.xlsx", "wrong-kind", "Word"),
        (GOOD_DOCX, "通知.txt", "wrong-kind", "Word"),
        (b"%PDF-1.7 ...", "通知.docx", "wrong-kind", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "通知.txt", "wrong-kind", "图片"),
        ("只是文字".encode(), "通知.docx", "wrong-kind", "文本"),
        (b"<html><table></table></html>", "清单.xlsx", "wrong-kind", "网页"),
        (b"a\x00b\x01\x02\x03", "清单.csv", "wrong-kind", "二进制"),
        (OLE + "WordDocument".encode("utf-16-le"), "通知.doc", "file-damaged", "不完整"),
        (OLE + "WordDocument".encode("utf-16-le"), "清单.xls", "wrong-kind", "旧版 Word"),
        (OLE + "Workbook".encode("utf-16-le"), "清单.xlsx", "file-damaged", "不完整"),
        (OLE, "清单.xls", "file-damaged", "不完整"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "通知.docx", "file-encrypted", "密码"),
        (marked_encrypted(GOOD_DOCX), "通知.docx", "file-encrypted", "密码"),
        (GOOD_DOCX[: len(GOOD_DOCX) // 2], "通知.docx", "file-damaged", "不完整"),
        (GOOD_XLSX[:-30], "清单.xlsx", "file-damaged", "不完整"),
        (with_part(GOOD_DOCX, DOCUMENT, b"<w:document"), "通知.docx", "file-damaged", "损坏"),
        (with_part(GOOD_XLSX, "xl/workbook.xml", b"<workbook"), "清单.xlsx", "file-damaged", "损坏"),
        (zip_of(other=b"x"), "通知.docx", "wrong-kind", "压缩包"),
        (zip_of(word__document=b" " * 40_000_000), "通知.docx", "file-bomb", "庞大"),
        (with_part(GOOD_DOCX, DOCUMENT, BOMB_XML), "通知.docx", "file-unsafe", "实体"),
        (with_part(GOOD_XLSX, "xl/sharedStrings.xml", BOMB_XML), "清单.xlsx", "file-unsafe", "实体"),
        (with_part(GOOD_DOCX, DOCUMENT, BOMB_XML.decode().encode("utf-16")), "通知.docx", "file-unsafe", "编码"),
        ('编号,意见内容\n1,"没有收尾的引号'.encode() + "长".encode() * 70_000, "清单.csv", "csv-broken", "第2行"),
        (b"\x81\x20\xff\xff\xff", "通知.txt", "encoding-unknown", "UTF-8"),
        ("天气很好，适合出门。".encode(), "随笔.txt", "nothing-recognised", "天气很好"),
        (b"text", "清单.ods", "kind-unsupported", ".ods"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_fault(content: bytes, name: str, code: str, says: str) -> None:
    refused = refusal(content, name)
    assert [finding.code for finding in refused.findings] == [code]
    assert says in str(refused)
    assert "请" in str(refused)


def test_a_directory_that_lies_about_the_size_of_a_part_is_refused() -> None:
    whole = b"<w:document>" + b" " * 5000
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DOCUMENT, whole)
    content = stream.getvalue()
    real, told = (5012).to_bytes(4, "little"), (12).to_bytes(4, "little")
    assert refusal(content.replace(real, told), "通知.docx").findings[0].code == "file-damaged"
    crc, crc_of_the_beginning = (zlib.crc32(part).to_bytes(4, "little") for part in (whole, whole[:13]))
    forged = content.replace(real, told).replace(crc, crc_of_the_beginning)
    assert refusal(forged, "通知.docx").findings[0].code == "file-bomb"


def test_one_cell_at_the_far_corner_of_a_sheet_does_not_fill_the_memory() -> None:
    rows: list[list[object]] = [list(LIST_HEAD)]
    content = xlsx_file(rows)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    vast = with_part(content, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", far))
    refused = refusal(vast, "清单.xlsx")
    assert refused.findings[0].code == "sheet-too-large"
    assert "1048576" in str(refused)


def test_deep_nesting_in_a_document_is_a_damaged_file_and_no_crash() -> None:
    opened = (
        b'<w:document xmlns:w="w"><w:body>'
        + b"<w:r>" * 20_000
        + b"</w:r>" * 20_000
        + b"</w:body></w:document>"
    )
    assert refusal(with_part(GOOD_DOCX, DOCUMENT, opened), "通知.docx").findings[0].code == "file-damaged"


@pytest.mark.parametrize("missing", ["整改内容", "整改目标", "整改措施", "整改时限", "责任部门"])
def test_a_table_without_a_needed_column_names_it_and_what_was_found(missing: str) -> None:
    at = NINE.index(missing)
    head, cells = ([*line[:at], *line[at + 1 :]] for line in (NINE, row()))
    refused = refusal(xlsx_file([head, cells]), "目标表.xlsx")
    assert [finding.code for finding in refused.findings] == ["columns-missing"]
    assert f"缺少“{missing}”列" in str(refused)
    assert "“问题编号”" in str(refused)
    assert refused.findings[0].where == "工作表“清单”第1行"


def test_a_list_without_its_needed_columns_names_them() -> None:
    refused = refusal(csv_file([["编号", "来源"], ["1", "热线"]]), "清单.csv")
    assert "缺少“意见内容”列" in str(refused)
    assert "“来源”" in str(refused)


def test_a_sheet_that_is_no_list_says_what_its_first_row_holds() -> None:
    refused = refusal(xlsx_file([["品名", "单价"], ["铅笔", 2]]), "采购.xlsx")
    assert refused.findings[0].code == "columns-missing"
    assert "“品名”、“单价”" in str(refused)


def test_a_header_alone_is_refused() -> None:
    assert refusal(xlsx_file([NINE]), "目标表.xlsx").findings[0].code == "table-empty"
    assert refusal(xlsx_file([LIST_HEAD]), "清单.xlsx").findings[0].code == "list-empty"


def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "管道.txt"
    os.mkfifo(pipe)
    for path in (tmp_path / "没有.docx", tmp_path, pipe):
        with pytest.raises(NotReadable, match="找不到文件"):
            read_file(path, CALENDAR)


def test_the_name_given_by_people_decides_and_not_the_name_on_disk(tmp_path: Path) -> None:
    stored = tmp_path / "upload-0001"
    stored.write_bytes(GOOD_DOCX)
    assert read_file(stored, CALENDAR, name="通知.docx").document.number == "临港管办发〔2022〕8号"
    with pytest.raises(NotReadable, match="扩展名"):
        read_file(stored, CALENDAR, name="通知.txt")


@given(
    st.integers(0, len(GOOD_DOCX) - 1), st.binary(max_size=40), st.sampled_from(["a.docx", "a.txt", "a.csv"])
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_with_bytes_changed_is_read_or_refused_but_never_a_traceback(
    at: int, noise: bytes, name: str
) -> None:
    content = GOOD_DOCX[:at] + noise + GOOD_DOCX[at + len(noise) :]
    assert read_or_refused(content, name)


@given(st.integers(0, len(GOOD_XLSX) - 1), st.binary(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_workbook_with_bytes_changed_is_read_or_refused(at: int, noise: bytes) -> None:
    content = GOOD_XLSX[:at] + noise + GOOD_XLSX[at + len(noise) :]
    assert read_or_refused(content, "a.xlsx")


@given(
    st.text(
        alphabet="\t\n 序号问题编整改内容目标措施时限责任部门，“”,;1表附件：关于通知〔2022〕号", max_size=300
    )
)
@settings(max_examples=80, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in ("a.txt", "a.csv"):
        assert read_or_refused(text.encode(), name)
