"""Signed notes (C2SP signed-note): a text, a blank line, and one line a signature. Ed25519 only.

    — ledger.example+… 4-byte key hash ‖ signature, in base64

A *log key* signs the text itself. A *witness key* (C2SP tlog-cosignature) signs the text and the second at which it
saw it: another party's word that it has seen no other log under this name.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG_KEY, WITNESS_KEY = 1, 4
_NAME = re.compile(r"[^\s+]{1,200}")
_LINE = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
MOST_SIGNATURES = 100


class NoteError(ValueError):
    """A note or a key that is none, or whose signature is wrong."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose it says it is, the key's hash, and the bytes."""

    name: str
    key_hash: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text ending in a line end, and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A name and an Ed25519 key (32 bytes). ``kind`` is LOG_KEY or WITNESS_KEY."""

    name: str
    key: bytes
    kind: int = LOG_KEY

    @property
    def key_hash(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_hash.hex()}+{_base64(bytes([self.kind]) + self.key)}"


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A name and an Ed25519 seed (32 bytes). It is printed only where it is kept."""

    name: str
    seed: bytes
    kind: int = LOG_KEY

    def public(self) -> PublicKey:
        """The key that others check with."""
        return PublicKey(self.name, self._key().public_key().public_bytes_raw(), self.kind)

    def sign(self, text: str, *, at: int | None = None) -> Signature:
        """A signature of ``text``; of a witness key, with the second ``at`` which it saw the text."""
        public = self.public()
        if self.kind == LOG_KEY:
            return Signature(self.name, public.key_hash, self._key().sign(text.encode()))
        if at is None:
            raise ValueError("a witness says when")
        signed = self._key().sign(_witnessed(text, at))
        return Signature(self.name, public.key_hash, at.to_bytes(8, "big") + signed)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def stored(self) -> str:
        """The one line under which the key is kept. Whoever reads it can sign."""
        return f"PRIVATE+KEY+{self.name}+{self.public().key_hash.hex()}+{_base64(bytes([self.kind]) + self.seed)}"

    def __repr__(self) -> str:
        return f"SecretKey({self.name!r})"  # a traceback shall not show the seed


def new_key(name: str, *, kind: int = LOG_KEY) -> SecretKey:
    """A new key under ``name``, which has neither blanks nor plus signs."""
    if not _NAME.fullmatch(name):
        raise NoteError(f"密钥名称不能为空，不能有空格和加号，最长200字：{name[:40]!r}")
    return SecretKey(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)


def parse_public_key(text: str) -> PublicKey:
    """The key that ``str`` printed. Raises NoteError."""
    name, key_hash, kind, key = _key_parts(text.strip())
    public = PublicKey(name, key, kind)
    if public.key_hash.hex() != key_hash:
        raise NoteError("密钥与其校验码不符，可能抄写有误")
    return public


def parse_secret_key(text: str) -> SecretKey:
    """The key that ``stored`` printed. Raises NoteError."""
    head, _, rest = text.strip().partition("PRIVATE+KEY+")
    if head or not rest:
        raise NoteError("不是私钥")
    name, key_hash, kind, seed = _key_parts(rest)
    secret = SecretKey(name, seed, kind)
    if secret.public().key_hash.hex() != key_hash:
        raise NoteError("密钥与其校验码不符，可能抄写有误")
    return secret


def print_note(note: Note) -> str:
    """The note as it is published."""
    lines = (f"— {each.name} {_base64(each.key_hash + each.value)}\n" for each in note.signatures)
    return f"{note.text}\n{''.join(lines)}"


def parse_note(text: str) -> Note:
    """The note that ``print_note`` printed. Raises NoteError for everything else."""
    if _CONTROL.search(text):
        raise NoteError("签名文件中有控制字符")
    body, blank, tail = text.rpartition("\n\n")
    if not blank or not body or not tail.endswith("\n"):
        raise NoteError("签名文件的正文之下没有签名")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteError("签名过多")
    return Note(body + "\n", tuple(_signature(line) for line in lines))


def check_note(note: Note, keys: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """The keys of ``keys`` that signed the note. A wrong signature under a known key raises NoteError.

    Signatures under unknown keys say nothing and are passed over.
    """
    known: Mapping[tuple[str, bytes], PublicKey] = {(key.name, key.key_hash): key for key in keys}
    signed = []
    for each in note.signatures:
        key = known.get((each.name, each.key_hash))
        if key is None:
            continue
        _check(note.text, each, key)
        if key not in signed:
            signed.append(key)
    return tuple(signed)


def seen_at(signature: Signature) -> int:
    """The second at which a witness saw the note."""
    return int.from_bytes(signature.value[:8], "big")


def _check(text: str, signature: Signature, key: PublicKey) -> None:
    message, value = text.encode(), signature.value
    if key.kind == WITNESS_KEY:
        message, value = _witnessed(text, seen_at(signature)), value[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(value, message)
    except InvalidSignature:
        raise NoteError(f"“{key.name}”的签名与内容不符") from None


def _witnessed(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    if match is None:
        raise NoteError("签名行不合格式")
    value = _bytes(match[2])
    if len(value) <= 4:
        raise NoteError("签名行没有签名")
    return Signature(match[1], value[:4], value[4:])


def _key_parts(text: str) -> tuple[str, str, int, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise NoteError("不是密钥：应为“名称+校验码+base64”一行")
    value = _bytes(parts[2])
    if len(value) != 33 or value[0] not in (LOG_KEY, WITNESS_KEY):
        raise NoteError("不是 Ed25519 密钥")
    return parts[0], parts[1], value[0], value[1:]


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NoteError("不是 base64 文字") from None
    if _base64(value) != text:
        raise NoteError("base64 文字不合规范")
    return value
