"""Files changed at random, and in the ways that are known to hurt readers: the same number gives the same file."""

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]

_WORDS = (
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"\x7f\xff\xff\xff",
    b"99999999999",
    b"-1",
    b"1e999",
    b"nan",
    b"%00",
    b"\xf0\x9f\x92\xa9",
    b"\xed\xa0\x80",
    b'"',
    b"<",
    b"]]>",
    b"../../",
    b"=1+1",
    b"R 0 obj",
)
_ENTITIES = (
    b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
    b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
)
_FORMULAS = (b"=cmd|' /C calc'!A0", b'=HYPERLINK("http://127.0.0.1:9/")', b"@SUM(1+1)", b"+1+1")
_ODD_NAMES = ("../../outside.xml", "/tmp/outside.xml", "word/document.xml", "a" * 300, "xl\\..\\outside.bin")
_BIG = 3_000_000
_DEEP = 4_000


def mutated(content: bytes, number: int) -> bytes:
    """``content`` changed once or a few times; ``number`` says how."""
    chance = random.Random(number)
    ways = _ZIPPED if content.startswith(b"PK") else _PLAIN
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(ways)(content, chance) or b"\x00"
        if not content.startswith(b"PK"):
            ways = _PLAIN
    return content


def _bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content) + 1)]


def _piece_left_out(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.choice((1, 16, 512, 4096)) :]


def _piece_twice(content: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(content)), chance.randrange(len(content))
    return content[:at] + content[start : start + chance.choice((1, 64, 2048))] + content[at:]


def _word_put_in(content: bytes, chance: random.Random) -> bytes:
    at, word = chance.randrange(len(content)), chance.choice(_WORDS)
    return content[:at] + word + content[at + chance.choice((0, len(word))) :]


def _number_changed(content: bytes, chance: random.Random) -> bytes:
    """A number that is written in digits: lengths, spans, positions, counts."""
    numbers = list(re.finditer(rb"\d+", content[:200_000]))
    if not numbers:
        return _word_put_in(content, chance)
    number = chance.choice(numbers)
    put = chance.choice(
        (b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e9", b"0x7fffffff")
    )
    return content[: number.start()] + put + content[number.end() :]


def _entity_put_in(content: bytes, chance: random.Random) -> bytes:
    """A document type with entities where markup begins, and one of them used."""
    head = content.find(b"?>") + 2 if content.lstrip()[:5] == b"<?xml" else 0
    used = chance.choice((b"&c;", b"&x;", b"&b;", b""))
    at = content.find(b">", head + 200) + 1 or head
    return content[:head] + chance.choice(_ENTITIES) + content[head:at] + used + content[at:]


def _nested(content: bytes, chance: random.Random) -> bytes:
    tag = chance.choice((b"div", b"table", b"w:tbl", b"w:p", b"row", b"span", b"ofd:Layer", b"["))
    opened = b"[" * _DEEP if tag == b"[" else b"<" + tag + b">"
    at = content.find(b">", chance.randrange(len(content))) + 1
    return content[:at] + opened * (1 if tag == b"[" else _DEEP) + content[at:]


def _formula_put_in(content: bytes, chance: random.Random) -> bytes:
    places = [match.end() for match in re.finditer(rb"[>,\n]", content[:200_000])] or [0]
    at = chance.choice(places)
    return content[:at] + chance.choice(_FORMULAS) + content[at:]


def _long_run(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    run = chance.choice(
        (b"a", b"\n", b" ", b"<td>", b"|", b"\t", b",", b"1", b'"', "。".encode(), b"(", b"\x00")
    )
    return content[:at] + run * (chance.choice((1_000, 60_000)) // len(run)) + content[at:]


def _other_encoding(content: bytes, chance: random.Random) -> bytes:
    text = content.decode(chance.choice(("utf-8", "gb18030", "latin-1")), errors="replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "gb18030", "big5")), errors="replace"
    )


def _lines_shuffled(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    moved = lines[at : at + 5]
    del lines[at : at + 5]
    to = chance.randrange(len(lines) + 1)
    return b"\n".join([*lines[:to], *moved, *lines[to:]])


_PLAIN: tuple[Mutation, ...] = (
    _bytes_changed,
    _bytes_changed,
    _cut_off,
    _piece_left_out,
    _piece_twice,
    _word_put_in,
    _number_changed,
    _number_changed,
    _entity_put_in,
    _nested,
    _formula_put_in,
    _long_run,
    _other_encoding,
    _lines_shuffled,
)


def _part_changed(content: bytes, chance: random.Random) -> bytes:
    """A zip whose shell is whole, and one part is not."""
    return _rezipped(content, chance, lambda part: chance.choice(_PLAIN)(part, chance) if part else part)


def _part_left_out(content: bytes, chance: random.Random) -> bytes:
    return _rezipped(content, chance, lambda part: None)


def _part_grown(content: bytes, chance: random.Random) -> bytes:
    return _rezipped(content, chance, lambda part: part + chance.choice((b" ", b"\x00", b"a")) * _BIG)


def _part_added(content: bytes, chance: random.Random) -> bytes:
    """A part under a name that leads out of the folder, or that is there already."""
    try:
        parts = _parts(content)
    except Exception:  # what an earlier change broke, as a whole or in one part
        return _bytes_changed(content, chance)
    return _zip([*parts, (chance.choice(_ODD_NAMES), b"<a/>")])


def _rezipped(content: bytes, chance: random.Random, change: Callable[[bytes], bytes | None]) -> bytes:
    try:
        parts = _parts(content)
    except Exception:
        # What is no zip any more is changed as bytes.
        return _bytes_changed(content, chance)
    if not parts:
        return _bytes_changed(content, chance)
    at = chance.randrange(len(parts))
    name, part = parts[at]
    changed = change(part)
    kept = [] if changed is None else [(name, changed)]
    return _zip([*parts[:at], *kept, *parts[at + 1 :]])


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return [(entry.filename, old.read(entry)) for entry in old.infolist()]


def _zip(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        # Two parts under one name are meant.
        warnings.simplefilter("ignore", UserWarning)
        for name, part in parts:
            new.writestr(name, part)
    return stream.getvalue()


_ZIPPED: tuple[Mutation, ...] = (
    _part_changed,
    _part_changed,
    _part_changed,
    _part_changed,
    _part_left_out,
    _part_grown,
    _part_added,
    _bytes_changed,
    _cut_off,
    _piece_twice,
)
