"""Whose signature counts: that of a log's key, of each witness, of a key that the log itself has announced."""

from collections.abc import Sequence

from tlog.checkpoint import Checkpoint, parse_checkpoint
from tlog.entry import EntryError, Published, parse_entry, prefix_of
from tlog.note import (
    LOG_KEY,
    Note,
    NoteError,
    PublicKey,
    Signature,
    check_note,
    parse_note,
    parse_public_key,
    print_note,
)
from tlog.store import Folder

ROTATE = "rotate_log_key"


def log_signers(note: Note, keys: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """Those of ``keys`` that are keys of the checkpoint's log and signed it. Raises NoteError for a wrong signature."""
    origin = parse_checkpoint(note.text).origin
    return tuple(key for key in check_note(note, keys) if key.kind == LOG_KEY and key.name == origin)


def absent_witnesses(note: Note, witnesses: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """Those of ``witnesses`` that did not sign. Raises NoteError for a wrong signature."""
    signed = check_note(note, witnesses)
    return tuple(witness for witness in witnesses if witness not in signed)


def announced(folder: Folder, checkpoint: Checkpoint, trusted: Sequence[PublicKey]) -> list[PublicKey]:
    """The keys to which a trusted one handed over, among the entries that ``checkpoint`` covers.

    The caller has checked that a trusted key signed ``checkpoint`` and that the entries are those under its root. Then
    this gives nobody a power they had not: whoever could have made such a checkpoint holds the old key, and could have
    signed with it whatever the new key signs. An entry that no such checkpoint covers is nobody's word yet: the
    holder of the new key alone could have written it.
    """
    found: list[PublicKey] = []
    start = prefix_of(checkpoint.origin, ROTATE)
    for _, content in folder.every_entry(checkpoint.size):
        if content.startswith(start) and (pair := _rotation(content)):
            old, new = pair
            if old in trusted or old in found:
                found.append(new)
    return found


def _rotation(content: bytes) -> tuple[PublicKey, PublicKey] | None:
    try:
        entry = parse_entry(content)
        if not isinstance(entry, Published):
            return None
        old, new = (parse_public_key(str(entry.public.get(name))) for name in ("old_key", "new_key"))
    except (EntryError, NoteError):
        return None
    return (old, new) if old.kind == new.kind == LOG_KEY else None


def merge_cosignature(note_text: str, cosigned_text: str, witnesses: Sequence[PublicKey]) -> str:
    """The published checkpoint with the signatures that ``witnesses`` gave it in their copy of it.

    An earlier signature of the same witness gives way. Raises NoteError when the copy is of another checkpoint, when no
    witness signed it, or when any of their signatures is wrong.
    """
    published, cosigned = _note(note_text), _note(cosigned_text)
    if published.text != cosigned.text:
        raise NoteError("见证方签的不是现在公布的检查点：条数或者根不同，请对现在的检查点重新见证")
    known = {(each.name, each.key_hash): each for each in witnesses if each.kind != LOG_KEY}
    signed = check_note(cosigned, list(known.values()))
    if not signed:
        raise NoteError("没有所列见证方的签名")
    check_note(published, list(known.values()))
    added = {_whose(each): each for each in cosigned.signatures if known.get(_whose(each)) in signed}
    kept = [each for each in published.signatures if _whose(each) not in added]
    return print_note(Note(published.text, (*kept, *added.values())))


def _note(text: str) -> Note:
    note = parse_note(text)
    parse_checkpoint(note.text)
    return note


def _whose(signature: Signature) -> tuple[str, bytes]:
    return signature.name, signature.key_hash
