"""What an office's log holds: canonical JSON (UTF-8, sorted keys, no blanks) of one of two kinds.

{"commitment":"<64 hex>","kind":"act"}                               something done; what, only the office can show
{"about":…,"act":…,"at":…,"commitment":…,"kind":"public","public":{…}}       something made public, in full
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

Value = str | int | None | list[str]

SALT_SIZE = 32
_HEX = re.compile("[0-9a-f]{64}")
# A page names a field by "N field" or "N field.0": neither blanks nor full stops.
_FIELD = re.compile(r"[^\s.]+")
_PUBLIC = {"about", "act", "at", "commitment", "kind", "public"}


class EntryError(ValueError):
    """Bytes that are no entry of an office's log."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An act of which only the commitment is in the log."""

    commitment: str


@dataclass(frozen=True, slots=True)
class Published:
    """An act that was made public: which one, of what thing, when (with the offset), in what words."""

    about: str
    act: str
    at: str
    commitment: str
    public: Mapping[str, Value]


Entry = Sealed | Published


def commitment_of(salt: bytes, row: bytes) -> str:
    """What is sealed of a journal row (its canonical JSON). Who has both can show it; nobody can guess the row."""
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes")
    return sha256(salt + row).hexdigest()


def canonical(data: object) -> bytes:
    """``data`` as canonical JSON."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def prefix_of(about: str, act: str | None = None) -> bytes:
    """How every published entry about this begins, so that it is found without reading all the others."""
    start = b'{"about":' + canonical(about) + b',"act":'
    return start if act is None else start + canonical(act) + b","


def print_entry(entry: Entry) -> bytes:
    """The entry as it stands in the log. Raises EntryError for one that could not be read back."""
    if isinstance(entry, Sealed):
        data: dict[str, object] = {"commitment": entry.commitment, "kind": "act"}
    else:
        data = {
            "about": entry.about,
            "act": entry.act,
            "at": entry.at,
            "commitment": entry.commitment,
            "kind": "public",
            "public": dict(entry.public),
        }
    _entry(data)
    try:
        return canonical(data)
    except UnicodeEncodeError:
        raise EntryError("记录中有不能写成 UTF-8 的字符") from None


def parse_entry(content: bytes) -> Entry:
    """The entry that ``print_entry`` printed. Raises EntryError for everything else."""
    try:
        data = json.loads(content)
        same = canonical(data) == content
    except (ValueError, RecursionError):
        raise EntryError("记录不是 JSON") from None
    if not same:
        raise EntryError("记录不是规范写法的 JSON")
    return _entry(data)


def _entry(data: object) -> Entry:
    if not isinstance(data, dict) or not _HEX.fullmatch(str(data.get("commitment"))):
        raise EntryError("记录没有承诺值（64位十六进制）")
    if data.keys() == {"commitment", "kind"} and data["kind"] == "act":
        return Sealed(data["commitment"])
    if data.keys() != _PUBLIC or data["kind"] != "public":
        raise EntryError("记录既不是存证（act）也不是公开记录（public）")
    if not all(isinstance(data[name], str) and data[name] for name in ("about", "act", "at")):
        raise EntryError("公开记录须写明事项（about）、行为（act）和时间（at）")
    if not _is_moment(data["at"]):
        raise EntryError(f"公开记录的时间须带时区：{data['at'][:40]!r}")
    public = data["public"]
    if not isinstance(public, dict) or not all(_is_field(*each) for each in public.items()):
        raise EntryError("公开内容只能是文字、整数、空值或者文字的列表，栏目名不能有空格和句点")
    return Published(data["about"], data["act"], data["at"], data["commitment"], public)


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_field(name: object, value: object) -> bool:
    if not isinstance(name, str) or not _FIELD.fullmatch(name) or isinstance(value, bool):
        return False
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, str | int)
