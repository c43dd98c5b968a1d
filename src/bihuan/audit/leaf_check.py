"""Holds every journal row against the entry of the public log that stands for it."""

from collections.abc import Iterator
from pathlib import Path

from bihuan.access.acts import Act
from bihuan.audit.difference import Difference
from bihuan.journal.models import Leaf
from bihuan.journal.sealing import leaf_of, leaves_of
from bihuan.kernel.canonical import canonical_json
from tlog.entry import EntryError, Published, parse_entry
from tlog.store import Folder


def leaf_differences(folder: Path) -> Iterator[Difference]:
    """Every entry of the log against the journal row it stands for; then the rows whose places lie beyond the log.

    Those are not sealed yet: they take the next places, without a gap.
    """
    log = Folder(folder)
    rows = leaves_of(0)
    row = next(rows, None)
    index = -1
    try:
        head = log.checkpoint()
        for index, content in log.every_entry(head.size if head else 0):
            while row is not None and row.index < index:
                yield _unknown(row)
                row = next(rows, None)
            if row is None or row.index > index:
                yield _removed(index, content)
                continue
            if _content(row) != content:
                yield _changed(row, content)
            row = next(rows, None)
    except (ValueError, OSError):
        return  # what is wrong with the folder itself has been said
    while row is not None:
        index += 1
        if row.index != index:
            yield _unknown(row)
            return
        row = next(rows, None)


def label_of(act: str) -> str:
    """The act in Chinese; as it stands there when it is none."""
    return Act(act).label if act in {each.value for each in Act} else act


def _content(leaf: Leaf) -> bytes:
    """The entry of the log as the database makes it now; nothing when what stands there makes none."""
    try:
        return leaf_of(leaf.entry, bytes.fromhex(leaf.salt))
    except (ValueError, TypeError, KeyError, AttributeError):
        return b""


def _removed(index: int, content: bytes) -> Difference:
    said = _published(content)
    what = f"（{label_of(said.act)}，{said.about}，{said.at[:16]}）" if said else ""
    message = f"日志中的这条记录{what}在数据库中已没有对应的办理记录：被删除。"
    return Difference("entry-removed", f"公开日志第{index + 1}条", message, "entry")


def _changed(leaf: Leaf, content: bytes) -> Difference:
    """What of a journal row is not as it was sealed. Only what was made public can be said word for word."""
    entry, said = leaf.entry, _published(content)
    should = ""
    if said:
        should = f"日志记载为：{label_of(said.act)}，{said.at[:16]}，{canonical_json(said.public)[:200]}。"
    message = (
        f"该条办理记录（现为：{entry.by_name}“{label_of(entry.act)}”，{entry.sentence[:40]}）与封存时不同："
        f"记录本身、它的留痕或者封存信息被改动。{should}"
    )
    return Difference(
        "entry-changed", f"办理记录第{entry.pk}条", message, "entry", str(entry.pk), should=should
    )


def _published(content: bytes) -> Published | None:
    try:
        entry = parse_entry(content)
    except EntryError:
        return None
    return entry if isinstance(entry, Published) else None


def _unknown(leaf: Leaf) -> Difference:
    return Difference(
        "leaf-added",
        f"办理记录第{leaf.entry_id}条",
        "数据库中的封存信息在公开日志里没有对应的位置。",
        "leaf",
        str(leaf.pk),
    )
