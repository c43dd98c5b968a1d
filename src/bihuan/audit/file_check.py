"""Holds the stored files against the rows that speak of them."""

from collections.abc import Iterator
from datetime import datetime

from bihuan.audit.difference import Difference
from bihuan.evidence import blobs
from bihuan.evidence.models import Blob, Evidence


def file_differences(now: datetime) -> Iterator[Difference]:
    """Files that are missing, were replaced, or that no row speaks of."""
    known = dict(Blob.objects.order_by("pk").values_list("sha256", "size"))
    broken = {path.name for path in blobs.damaged()}
    for sha256, size in known.items():
        path = blobs.path_of(sha256)
        if not path.exists():
            yield Difference("file-missing", _name(sha256), "文件丢失，请从备份恢复。", "blob", sha256)
        elif sha256 in broken:
            message = "文件内容被替换或者损坏，与登记的 SHA-256 不符，请从备份恢复。"
            yield Difference("file-replaced", _name(sha256), message, "blob", sha256)
        elif path.stat().st_size != size:
            message = f"登记的大小{size}字节与文件不符（{path.stat().st_size}字节）：登记被改动。"
            yield Difference("row-changed", _name(sha256), message, "blob", sha256, "size", str(size))
    for path in blobs.orphans(known, now):
        yield Difference(
            "file-unknown",
            path.name,
            "文件没有任何登记：可能是上传中断留下的，核实后可以删除。",
            "blob",
            path.name,
        )
    for path in blobs.unfinished(now):
        yield Difference("file-unfinished", path.name, "上传或者生成中断留下的半份文件，可以删除。")
    for path in blobs.strangers(now):
        yield Difference("file-unknown", path.name, "不是系统存放的文件或者文件夹，请核实来历后移走。")


def _name(sha256: str) -> str:
    """The file as the item it belongs to knows it."""
    piece = Evidence.objects.filter(blob=sha256).select_related("case__batch").first()
    if piece is None:
        return f"文件 {sha256[:12]}…"
    return f"{piece.case}的佐证材料“{piece.name}”"
