"""Entries of an office's log: canonical, of two kinds, and nothing else is read."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tlog.entry import (
    EntryError,
    Published,
    Sealed,
    canonical,
    commitment_of,
    parse_entry,
    prefix_of,
    print_entry,
)
from tlog.tests.logs import ITEM, published, sealed

HEX = "ab" * 32
WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = some.none() | some.integers() | WORDS | some.lists(WORDS, max_size=3)
FIELDS = some.from_regex(r"[a-z_\u4e00-\u9fff]{1,8}", fullmatch=True)


def test_the_two_kinds_stand_in_the_log_as_they_were_agreed() -> None:
    assert print_entry(Sealed(HEX)) == f'{{"commitment":"{HEX}","kind":"act"}}'.encode()
    entry = Published(
        "甲/4", "close_case", "2022-12-28T10:00:00+08:00", HEX, {"result": "已修复", "count": 3}
    )
    assert print_entry(entry).decode() == (
        '{"about":"甲/4","act":"close_case","at":"2022-12-28T10:00:00+08:00",'
        f'"commitment":"{HEX}","kind":"public","public":{{"count":3,"result":"已修复"}}}}'
    )


@given(WORDS.filter(bool), some.dictionaries(FIELDS, VALUES, max_size=4))
def test_an_entry_reads_back(about: str, public: dict[str, str | int | list[str] | None]) -> None:
    entry = Published(about, "close_case", "2022-12-28T10:00:00+08:00", HEX, public)
    assert parse_entry(print_entry(entry)) == entry
    assert print_entry(entry).startswith(prefix_of(about, "close_case"))
    assert parse_entry(sealed(1)) == Sealed(sha256(bytes(32) + b"1").hexdigest())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[" * 60_000,
        b"[]",
        b"{}",
        sealed(1) + b"\n",
        sealed(1).replace(b":", b": "),
        sealed(1).replace(b'"act"', b'"acts"'),
        sealed(1)[:-1] + b',"more":1}',
        canonical({"commitment": "AB" * 32, "kind": "act"}),
        canonical({"commitment": HEX, "kind": "public"}),
        published().replace(b"+08:00", b""),
        published().replace(b'"close_case"', b'""'),
        published().replace(ITEM.encode(), "甲".encode() + b"\\u4e00"),
        published(result="x").replace(b'"x"', b"1.5"),
        published(result="x").replace(b'"x"', b"true"),
        published(result="x").replace(b'"x"', b"[1]"),
        published(result="x").replace(b'"x"', b"{}"),
        published(result="x").replace(b'"result"', b'"re sult"'),
        published(result="x").replace(b'"result"', b'"re.sult"'),
    ],
)
def test_what_is_no_entry_is_refused(content: bytes) -> None:
    with pytest.raises(EntryError):
        parse_entry(content)


def test_what_could_not_be_read_back_is_not_printed() -> None:
    for wrong in (Sealed("short"), Published("甲", "act", "2022-12-28", HEX, {})):
        with pytest.raises(EntryError):
            print_entry(wrong)
    with pytest.raises(EntryError, match="UTF-8"):
        published(result="\ud800")
    with pytest.raises(ValueError, match="32 bytes"):
        commitment_of(b"short", b"row")
