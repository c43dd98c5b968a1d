"""Files changed at random, and in the ways that are known to hurt readers: the same number gives the same file.

What is common to all forms, to texts and to packed files stands here; markup, compound files and pages have a module
each.
"""

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

from tests.support.mutated_compound import COMPOUND
from tests.support.mutated_markup import LETTER, MARKUP
from tests.support.mutated_pages import PDF, chunk_changed, directory_changed, segment_changed
from tests.support.mutated_rtf import RTF

Mutation = Callable[[bytes, random.Random], bytes]
# What a text shows only when an entity was put in its place, or a file of this machine.
EXPANDED = ("CANARY", "PRETTY_NAME=")

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
    b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/os-release">]>',
    b'<!DOCTYPE r [<!ENTITY y "ANARY"><!ENTITY x "C&y;">]>',
    b'<!DOCTYPE r [<!ENTITY y "ANARY"><!ENTITY c "C&y;"><!ENTITY x "&c;">]>',
    b'<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/os-release"> %p; <!ENTITY c "CAN&#65;RY">]>',
    b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
)
_FORMULAS = (b"=cmd|' /C calc'!A0", b'=HYPERLINK("http://127.0.0.1:9/")', b"@SUM(1+1)", b"+1+1")
_ODD_NAMES = ("../../outside.xml", "/tmp/outside.xml", "word/document.xml", "a" * 300, "xl\\..\\outside.bin")
_BIG = 3_000_000
_DEEP = 4_000


def mutated(content: bytes, number: int) -> bytes:
    """``content`` changed once or a few times; ``number`` says how."""
    chance = random.Random(number)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        try:
            content = chance.choice(_ways(content, chance))(content, chance) or b"\x00"
        except Exception:
            # What an earlier change broke has no inside any more: it is changed as bytes.
            content = _bytes_changed(content, chance)
    return content


def _ways(content: bytes, chance: random.Random) -> tuple[Mutation, ...]:
    """How a file of this form is changed: from within more often than as so many bytes."""
    if content.startswith(b"PK"):
        return _ZIPPED
    own = next((ways for mark, ways in _OWN if mark in content[:2000]), _TEXT)
    return own if chance.random() < 0.7 else _PLAIN


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


# ── lists and texts ──────────────────────────────────────────────────────────────────────────────

_DAY = re.compile(rb"\d{4}([^\d\n]{1,3})\d{1,2}([^\d\n]{1,3})\d{1,2}")
_SEPARATORS = (b",", b"\t", b";", b"|", "，".encode(), "：".encode("gb18030"))
_ODD_LINES = (
    "一、（一）1.（1）①", "|---|---|", "+----+----+", "序号\t编号\t意见内容", "（" * 900, "：" * 900,
    "第3页共0页", "—" * 2000,
    "共受理99999999999999999999件，其中办结-1件", "办结率1e999%", "2024年第0季度", "同上\n〃\n″", '"', '"""',
    "\u202e\u200b\ufeff",
    "序号：1\n序号：1\n序号：1", "=1+1", "\x0b\x0c\x1c\x85",
)  # fmt: skip


def _day_changed(content: bytes, chance: random.Random) -> bytes:
    found = list(_DAY.finditer(content[:200_000]))
    if not found:
        return _number_changed(content, chance)
    one = chance.choice(found)
    year, month, day = (
        chance.choice(numbers)
        for numbers in (
            (b"0000", b"9999", b"99999", b"2023"),
            (b"0", b"2", b"13", b"99"),
            (b"0", b"30", b"32", b"99"),
        )
    )
    return content[: one.start()] + year + one[1] + month + one[2] + day + content[one.end() :]


def _line_repeated(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at, times = chance.randrange(len(lines)), chance.choice((1, 3, 60, 900, 12_000))
    times = min(times, 1_500_000 // (len(lines[at]) + 1))
    return b"\n".join([*lines[:at], *[lines[at]] * times, *lines[at + 1 :]])


def _columns_repeated(content: bytes, chance: random.Random) -> bytes:
    """A line, or all of them, with very many columns."""
    lines, mark = content.split(b"\n"), chance.choice(_SEPARATORS)
    times = chance.choice((2, 30, 700, 9_000))
    chosen = {chance.randrange(len(lines))} if chance.random() < 0.7 else set(range(len(lines)))
    most = 1_500_000 // len(chosen)
    return b"\n".join(
        mark.join([line] * min(times, most // (len(line) + 1) + 1)) if at in chosen else line
        for at, line in enumerate(lines)
    )


def _separator_changed(content: bytes, chance: random.Random) -> bytes:
    old, new = chance.sample((*_SEPARATORS, b"\n", b'"', b" "), 2)
    return content.replace(old, new, chance.choice((1, 1, 9, -1)))


def _odd_line_put_in(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    at, line = chance.randrange(len(lines) + 1), chance.choice(_ODD_LINES).encode()
    lines[at:at] = [line] * chance.choice((1, 1, 5, 200, 5_000))
    return b"\n".join(lines)[:1_900_000]


_TEXT: tuple[Mutation, ...] = (
    _day_changed, _line_repeated, _columns_repeated, _separator_changed, _separator_changed, _odd_line_put_in,
    _odd_line_put_in, _lines_shuffled,
)  # fmt: skip


# ── packed files ─────────────────────────────────────────────────────────────────────────────────


def _markup_changed(content: bytes, chance: random.Random) -> bytes:
    """A part that holds text, changed so that it is still markup; mostly the longest ones."""
    parts = _parts(content)
    parts.sort(key=lambda part: -len(part[1]))
    at = chance.randrange(len(parts) if chance.random() < 0.3 else min(3, len(parts)))
    name, part = parts[at]
    for _ in range(chance.choice((1, 1, 1, 3))):
        part = chance.choice(MARKUP)(part, chance)
    parts[at] = (name, part)
    return _zip(parts)


def _directory_lies(content: bytes, chance: random.Random) -> bytes:
    """The directory of the zip: sizes, method, flags, where a part begins, how many parts there are."""
    heads = [match.start() for match in re.finditer(rb"PK\x01\x02", content)]
    ends = [match.start() for match in re.finditer(rb"PK\x05\x06", content)]
    at, field = chance.choice(
        [(head, field) for head in heads for field in (8, 10, 16, 20, 24, 28, 30, 32, 42)]
        + [(end, field) for end in ends for field in (4, 8, 10, 12, 16, 20)]
    )
    lie = chance.choice((0, 1, 8, 99, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 300_000_000))
    return content[: at + field] + struct.pack("<I", lie) + content[at + field + 4 :]


def _many_parts(content: bytes, chance: random.Random) -> bytes:
    number = chance.choice((40, 1_500, 6_000))
    return _zip([*_parts(content), *((f"xl/worksheets/sheet{n + 9}.xml", b"<a/>") for n in range(number))])


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
    *[_markup_changed] * 14, *[_part_changed] * 5, _part_left_out, _part_grown, _part_added, _directory_lies,
    _many_parts, _bytes_changed, _cut_off, _piece_twice,
)  # fmt: skip
# By what a file says of itself in its first bytes.
_OWN: tuple[tuple[bytes, tuple[Mutation, ...]], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", COMPOUND),
    (b"%PDF", PDF),
    (b"\xff\xd8\xff", (segment_changed,)),
    (b"\x89PNG", (chunk_changed,)),
    (b"II*\x00", (directory_changed,)),
    (b"multipart/related", LETTER),
    (b"<html", MARKUP),
    (b"{\\rtf", RTF),
)
