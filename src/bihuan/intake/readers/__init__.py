"""Readers: bytes in, ``Blocks`` out. One module a format; the only place that knows file formats."""

from collections.abc import Callable
from pathlib import PurePath

from bihuan.intake.readers import container, csv, docx, txt, xlsx
from bihuan.intake.readers.blocks import Blocks
from bihuan.intake.readers.container import ENDINGS, Kind
from bihuan.intake.refusal import not_readable
from bihuan.kernel.errors import NotReadable

_BY_KIND: dict[Kind, Callable[[bytes], Blocks]] = {
    Kind.DOCX: docx.read,
    Kind.XLSX: xlsx.read,
    Kind.TEXT: txt.read,
}
_SAVE_AS = {
    Kind.OLD_WORD: "请用 Word 打开后另存为 .docx。",
    Kind.RTF: "请用 Word 打开后另存为 .docx。",
    Kind.OLD_EXCEL: "请用 Excel 打开后另存为 .xlsx。",
    Kind.XLSB: "请用 Excel 打开后另存为 .xlsx。",
    Kind.WEB_PAGE: "请用 Excel 或 Word 打开后另存为 .xlsx 或 .docx。",
    Kind.ARCHIVE: "请先解压，再逐个导入其中的文件。",
}


def open_blocks(content: bytes, name: str) -> Blocks:
    """The paragraphs and tables of a file called ``name``.

    Raises NotReadable, and nothing else, for whatever cannot be read: the sentence names the file's fault.
    """
    kind = _checked_kind(content, name)
    try:
        return _reader(kind, name)(content)
    except NotReadable:
        raise
    except (Exception, RecursionError, MemoryError) as problem:
        # A parser that stumbles over a crafted or broken file must not become a traceback on a clerk's screen.
        raise container.damaged() from problem


def _reader(kind: Kind, name: str) -> Callable[[bytes], Blocks]:
    if kind is Kind.TEXT and PurePath(name).suffix.lower() == ".csv":
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
    if kind in ENDINGS.values() and (expected is kind or not ending):
        _refuse_long_text(content, kind, ending)
        return kind
    if expected is None and kind in ENDINGS.values():
        raise not_readable(
            "kind-unsupported", f"不支持扩展名“{ending}”；请改存为 .docx、.xlsx、.csv 或 .txt 再导入。"
        )
    save_as = _SAVE_AS.get(kind, "请改存为 .docx、.xlsx、.csv 或 .txt 再导入。")
    if expected is None:
        raise not_readable("kind-unsupported", f"文件“{name}”是{kind.value}，暂不能读取；{save_as}")
    if kind in ENDINGS.values():
        save_as = "请核对是否选错文件，或把扩展名改正后再导入。"
    raise not_readable(
        "wrong-kind", f"文件“{name}”的扩展名是 {ending}，实际内容却是{kind.value}，两者不符；{save_as}"
    )


def refuse_size(size: int, name: str) -> None:
    """Refuse a file of 50 MB or more, before anything of it is looked at."""
    if size >= container.MOST_BYTES:
        raise not_readable(
            "file-too-large",
            f"文件“{name}”有 {size / 1_000_000:.0f} MB，超过 50 MB 的上限；请删去图片或拆分后再导入。",
        )


def _refuse_long_text(content: bytes, kind: Kind, ending: str) -> None:
    if kind is Kind.TEXT and ending != ".csv" and len(content) > container.MOST_TEXT_BYTES:
        raise not_readable(
            "file-too-large", "文本文件超过 2 MB，不像一份通知；清单请存为 .csv 或 .xlsx 再导入。"
        )
