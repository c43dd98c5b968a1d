"""Checkpoints (C2SP tlog-checkpoint): origin, size and root, each on its line; further lines may follow."""

import base64
import binascii
import re
from dataclasses import dataclass

from tlog.tree import EMPTY_ROOT, HASH_SIZE

_SIZE = re.compile("0|[1-9][0-9]{0,17}")


class CheckpointError(ValueError):
    """A text that is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one moment: its ``origin`` (a name without a scheme), how many entries, their root."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()


def print_checkpoint(checkpoint: Checkpoint) -> str:
    """The text that is signed; it ends in a line end."""
    lines = (
        checkpoint.origin,
        str(checkpoint.size),
        base64.b64encode(checkpoint.root).decode(),
        *checkpoint.more,
    )
    return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that ``print_checkpoint`` printed. Raises CheckpointError for everything else."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or "" in lines:
        raise CheckpointError("检查点应当有三行以上，且没有空行")
    origin, size, root, *more = lines
    if not _SIZE.fullmatch(size):
        raise CheckpointError(f"检查点的条数不是数字：{size[:40]!r}")
    checkpoint = Checkpoint(origin, int(size), _root(root), tuple(more))
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise CheckpointError("空日志的根不对")
    return checkpoint


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise CheckpointError("检查点的根不是 base64 文字") from None
    if len(root) != HASH_SIZE or base64.b64encode(root).decode() != text:
        raise CheckpointError("检查点的根不是 32 字节")
    return root
