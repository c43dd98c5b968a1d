"""A small log to test on."""

from hashlib import sha256
from pathlib import Path

from tlog.checkpoint import Checkpoint
from tlog.entry import Published, Sealed, Value, commitment_of, print_entry
from tlog.note import WITNESS_KEY, Note, PublicKey, SecretKey, print_note
from tlog.signers import ROTATE
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

ITEM = "甲字〔2022〕7号/4"
WITNESS = SecretKey("witness.example/city", bytes(32), WITNESS_KEY)


def published(act: str = "close_case", about: str = ITEM, **public: Value) -> bytes:
    """A statement that was made public."""
    return print_entry(Published(about, act, "2022-12-28T10:00:00+08:00", "ab" * 32, public))


def sealed(number: int) -> bytes:
    """An act of which only the commitment is known."""
    return print_entry(Sealed(commitment_of(bytes(32), str(number).encode())))


def rotation(new: PublicKey, old: PublicKey | None = None) -> bytes:
    """The log's own announcement of its next key."""
    return published(ROTATE, ORIGIN, new_key=str(new), old_key=str(old or KEY.public()))


def keep(path: Path, place: Path) -> Path:
    """The checkpoint as somebody kept it."""
    place.write_bytes((path / "checkpoint").read_bytes())
    return place
