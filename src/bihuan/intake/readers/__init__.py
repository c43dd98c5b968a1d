"""Readers: bytes in, ``Blocks`` out. One module a format; the only place that knows file formats."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from bihuan.intake.readers import container, csv, doc, docx, html, mht, ofd, pdf, rtf, scan, txt, xls, xlsx
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.container import ENDINGS, Kind
from bihuan.intake.readers.scan import Recogniser
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Finding, note

Reader = Callable[[bytes], Blocks]

_BY_KIND: dict[Kind, Reader] = {
    Kind.DOCX: docx.read,
    Kind.OLD_WORD: doc.read,
    Kind.RTF: rtf.read,
    Kind.XLSX: xlsx.read,
    Kind.OLD_EXCEL: xls.read,
    Kind.WEB_PAGE: html.read,
    Kind.WEB_ARCHIVE: mht.read,
    Kind.OFD: ofd.read,
    Kind.TEXT: txt.read,
}
# Their pages may be pictures, whose words have to be recognised.
_SCANNED: dict[Kind, Callable[[bytes, Recogniser], Blocks]] = {Kind.PDF: pdf.read, Kind.IMAGE: scan.read}
_READABLE = _BY_KIND.keys() | _SCANNED
# Text that is a table, whatever made it: a list, or what some systems call an Excel file.
_TABLE_ENDINGS = (".csv", ".xls")
_SAVE_AS = {
    Kind.XLSB: "请用 Excel 打开后另存为 .xlsx。",
    Kind.ARCHIVE: "请先解压，再逐个导入其中的文件。",
}
_SAVE_OTHERWISE = "请改存为 .docx、.xlsx、.csv 或 .txt 再导入。"


def open_blocks(content: bytes, name: str, recogniser: Recogniser = scan.recognised) -> Blocks:
    """The paragraphs and tables of a file called ``name``; ``recogniser`` gives the words of what was scanned.

    Raises NotReadable, and nothing else, for whatever cannot be read: the sentence names the file's fault.
    """
    kind = _checked_kind(content, name)
    try:
        blocks = _SCANNED[kind](content, recogniser) if kind in _SCANNED else _reader(kind, name)(content)
    except NotReadable:
        raise
    except (Exception, RecursionError, MemoryError) as problem:
        # A parser that stumbles over a crafted or broken file must not become a traceback on a clerk's screen.
        raise container.damaged() from problem
    return replace(blocks, findings=(*_other_kind(kind, name), *blocks.findings))


def _reader(kind: Kind, name: str) -> Reader:
    if kind is Kind.TEXT and PurePath(name).suffix.lower() in _TABLE_ENDINGS:
        return csv.read
    return _BY_KIND[kind]


def _checked_kind(content: bytes, name: str) -> Kind:
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise not_readable("file-empty", f"文件“{name}”是空的，没有内容；请检查后重新选择。")
    refuse_size(len(content), name)
    kind = container.kind_of(content)
    if kind is Kind.ENCRYPTED:
        raise container.encrypted()
    ending = PurePath(name).suffix.lower()
    expected = ENDINGS.get(ending)
    if kind is Kind.TEXT and expected == (Kind.WEB_PAGE,):
        kind = Kind.WEB_PAGE  # a part of a page, without its head
    if kind in _READABLE and (not ending or kind in (expected or ())):
        _refuse_long_text(content, kind, ending)
        return kind
    if expected is None and kind in _READABLE:
        raise not_readable("kind-unsupported", f"不支持扩展名“{ending}”；{_SAVE_OTHERWISE}")
    save_as = _SAVE_AS.get(kind, _SAVE_OTHERWISE)
    if expected is None:
        raise not_readable("kind-unsupported", f"文件“{name}”是{kind.value}，暂不能读取；{save_as}")
    if kind in _READABLE:
        save_as = "请核对是否选错文件，或把扩展名改正后再导入。"
    raise not_readable(
        "wrong-kind", f"文件“{name}”的扩展名是 {ending}，实际内容却是{kind.value}，两者不符；{save_as}"
    )


def _other_kind(kind: Kind, name: str) -> tuple[Finding, ...]:
    """The note that a file is not what its ending says, though of the same family and therefore read."""
    ending = PurePath(name).suffix.lower()
    if not ending or kind is ENDINGS[ending][0]:
        return ()
    message = f"文件“{name}”的扩展名是 {ending}，实际内容是{kind.value}，已按实际内容读取；请核对有无遗漏。"
    return (note("kind-by-content", message, where=name),)


def refuse_size(size: int, name: str) -> None:
    """Refuse a file of 50 MB or more, before anything of it is looked at."""
    if size >= container.MOST_BYTES:
        raise not_readable(
            "file-too-large",
            f"文件“{name}”有 {size / 1_000_000:.0f} MB，超过 50 MB 的上限；请删去图片或拆分后再导入。",
        )


def _refuse_long_text(content: bytes, kind: Kind, ending: str) -> None:
    if kind is Kind.TEXT and ending not in _TABLE_ENDINGS and len(content) > container.MOST_TEXT_BYTES:
        raise not_readable(
            "file-too-large", "文本文件超过 2 MB，不像一份通知；清单请存为 .csv 或 .xlsx 再导入。"
        )
