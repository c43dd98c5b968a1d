"""A small log to test on."""

from hashlib import sha256
from pathlib import Path

from tlog.checkpoint import Checkpoint
from tlog.note import Note, SecretKey, print_note
from tlog.store import append
from tlog.tree import EMPTY_ROOT, leaf_hash, node_hash

ORIGIN = "ledger.example/harbour"
KEY = SecretKey(ORIGIN, bytes(range(32)))


def entries(count: int, start: int = 0) -> list[bytes]:
    """``count`` entries, each its own."""
    return [f"entry {index}".encode() * (index % 3 + 1) for index in range(start, start + count)]


def sign(text: str, key: SecretKey = KEY) -> str:
    """The text as a published note."""
    return print_note(Note(text, (key.sign(text),)))


def grow(path: Path, *steps: int) -> Checkpoint:
    """A log in ``path`` that got so many entries at a time."""
    size = 0
    for step in steps:
        checkpoint = append(path, ORIGIN, entries(step, size), sign)
        size += step
    return checkpoint


def root_by_the_book(given: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, word for word: slow, and written without a look at tlog.tree."""
    if not given:
        return EMPTY_ROOT
    if len(given) == 1:
        return leaf_hash(given[0])
    half = 1
    while half * 2 < len(given):
        half *= 2
    return node_hash(root_by_the_book(given[:half]), root_by_the_book(given[half:]))


EMPTY_SHA = sha256(b"").digest()
