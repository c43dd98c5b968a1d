"""封存: the journal made into a log that anybody can check and nobody can rewrite unseen (room ``tlog``).

Every entry becomes one leaf: a salted commitment, and for what was made public the full text beside it. Three steps,
each of which a crash may interrupt and the next run takes up: places and salts are given in the database, the leaves
are appended to the folder, the signed checkpoint is kept in the database.
"""

import fcntl
import json
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch

from bihuan.journal.bulk import insert_many
from bihuan.journal.models import Checkpoint, Entry, Leaf, Trace
from bihuan.kernel.canonical import canonical_json
from bihuan.kernel.clock import local
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from tlog.checkpoint import Checkpoint as Head
from tlog.entry import Published, Sealed, commitment_of, print_entry
from tlog.note import Note, SecretKey, print_note
from tlog.store import Folder, append

MOST_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Log:
    """Where the log lies, and the key that signs it. Its origin is the name of the key."""

    folder: Path
    key: SecretKey

    def sign(self, text: str) -> str:
        """A checkpoint's text as a published note."""
        return print_note(Note(text, (self.key.sign(text),)))


def seal_new(log: Log, now: datetime) -> Checkpoint | None:
    """Seal every entry that is not yet in the log and publish a checkpoint. None when there was nothing new.

    Raises Refused when folder and database do not tell the same story: then one of them is an old copy.
    """
    log.folder.mkdir(parents=True, exist_ok=True)
    with _alone(log.folder):
        _must_agree(log)
        published = None
        while _give_places() or _behind(log):
            published = _publish(log, now)
        return published


def commitment(entry: Entry, salt: bytes) -> str:
    """What the log says of an entry: a hash over the salt and everything the journal says of the act."""
    return commitment_of(salt, canonical_json(told(entry)).encode())


def told(entry: Entry) -> dict[str, Any]:
    """Everything the journal says of one act, its traces included, as it is committed to."""
    return {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": entry.act,
        "by": entry.by_user_id,
        "by_name": entry.by_name,
        "by_unit": entry.by_unit,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "batch": entry.batch_id,
        "from": entry.from_state,
        "to": entry.to_state,
        "sentence": entry.sentence,
        "data": entry.data,
        "public": entry.public,
        "rows": [trace.rows for trace in entry.traces.all()],
    }


def leaf_of(entry: Entry, salt: bytes) -> bytes:
    """The entry of the log that stands for ``entry``."""
    hidden = commitment(entry, salt)
    if not entry.public:
        return print_entry(Sealed(hidden))
    shown = json.loads(entry.public)
    at = local(entry.at).isoformat(timespec="seconds")
    return print_entry(Published(shown["about"], entry.act, at, hidden, shown["public"]))


def _give_places() -> bool:
    """Give every new entry its place and its salt. Whether there was any."""
    with transaction.atomic():
        new = Entry.objects.filter(leaf=None).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
        start = _places()
        rows = (
            {"entry_id": entry, "index": index, "salt": secrets.token_hex(32)}
            for index, entry in enumerate(new, start=start)
        )
        return insert_many(Leaf, rows) > 0


def _must_agree(log: Log) -> None:
    """Refuse to go on where folder and database tell two stories: then one of them is an old copy."""
    head = Folder(log.folder).checkpoint()
    last = Checkpoint.objects.filter(size__lte=head.size).last() if head else None
    if Checkpoint.objects.exclude(size__lte=head.size if head else 0).exists():
        message = (
            f"日志文件夹（{log.folder}）丢失或者是旧备份：数据库记载的检查点比它新。请先恢复日志文件夹。"
        )
        raise Refused([block("log-behind-database", message)])
    if head is None:
        return
    start = last.size if last else 0
    sealed = (Folder(log.folder).entry(index, head.size) for index in range(start, head.size))
    known = (content for _, content in leaves_from(start))
    same = all(mine == next(known, None) for mine in sealed)
    if not same or (last is not None and last.size == head.size and last.root != _text(head.root)):
        message = (
            f"日志已有{head.size}条记录，与数据库不是同一份历史：数据库可能是旧备份。"
            "请先恢复较新的数据库，不要继续封存（见 docs/operate.md）。"
        )
        raise Refused([block("log-ahead-of-database", message)])


def _behind(log: Log) -> bool:
    """Whether the folder lacks leaves that have their place, or the database the checkpoint of the folder."""
    size = _size(log)
    return size < _places() or (size > 0 and not Checkpoint.objects.filter(size=size).exists())


def _size(log: Log) -> int:
    head = Folder(log.folder).checkpoint()
    return head.size if head else 0


def _places() -> int:
    last = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def _text(root: bytes) -> str:
    return b64encode(root).decode()


def _publish(log: Log, now: datetime) -> Checkpoint:
    """Append what the folder lacks and keep the checkpoint that speaks of it."""
    size = _size(log)
    head: Head | None = Folder(log.folder).checkpoint()
    if size < _places():
        lacking = leaves_from(size)
        while chunk := list(islice(lacking, MOST_AT_ONCE)):
            head = append(log.folder, log.key.name, [content for _, content in chunk], log.sign)
    assert head is not None  # there is something to publish
    note = (log.folder / "checkpoint").read_text("utf-8")
    kept, _ = Checkpoint.objects.get_or_create(
        size=head.size, defaults={"root": _text(head.root), "note": note, "at": now}
    )
    return kept


def leaves_from(start: int) -> Iterator[tuple[Leaf, bytes]]:
    """The entries of the log from ``start`` on, as the database makes them now, in order."""
    for leaf in leaves_of(start):
        yield leaf, leaf_of(leaf.entry, bytes.fromhex(leaf.salt))


def leaves_of(start: int) -> Iterator[Leaf]:
    """The places in the log from ``start`` on, in order, with all that stands for them."""
    traces = Prefetch("entry__traces", Trace.objects.order_by("pk"))
    rows = Leaf.objects.filter(index__gte=start).order_by("index").select_related("entry")
    return rows.prefetch_related(traces).iterator(chunk_size=1000)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One sealer at a time on this machine; another one waits."""
    with (folder / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


@contextmanager
def not_sealing(folder: Path) -> Iterator[None]:
    """Nobody seals on this machine meanwhile; readers do not hold each other up."""
    try:
        stream = (folder / ".lock").open("rb")
    except OSError:  # nothing was ever sealed here, or nobody but the sealer may look
        yield
        return
    with stream:
        fcntl.flock(stream, fcntl.LOCK_SH)
        yield
