"""Notes, keys, checkpoints, tiles: each parser reads what its printer prints, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint, print_checkpoint
from tlog.note import (
    WITNESS_KEY,
    Note,
    NoteError,
    SecretKey,
    check_note,
    new_key,
    parse_note,
    parse_public_key,
    parse_secret_key,
    print_note,
    seen_at,
)
from tlog.tests.logs import EMPTY_SHA, KEY, ORIGIN, sign
from tlog.tiles import (
    ENTRIES,
    Tile,
    TileError,
    parse_entries,
    parse_hashes,
    parse_path,
    print_entries,
    print_path,
    tiles_of,
)

TEXT = "ledger.example/harbour\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
WITNESS = SecretKey("witness.example/city", bytes(32), WITNESS_KEY)


def test_a_note_that_was_signed_is_signed() -> None:
    note = parse_note(sign("第一行\n\n第三行\n"))
    assert note.text == "第一行\n\n第三行\n"
    assert check_note(note, [KEY.public()]) == (KEY.public(),)
    assert check_note(note, [new_key(ORIGIN).public()]) == (), "another key under the same name says nothing"


def test_a_text_changed_after_signing_is_found() -> None:
    note = parse_note(sign(TEXT))
    with pytest.raises(NoteError, match="签名与内容不符"):
        check_note(Note(TEXT.replace("\n0\n", "\n1\n"), note.signatures), [KEY.public()])


def test_a_witness_says_when_it_saw_the_note() -> None:
    signature = WITNESS.sign(TEXT, at=1_767_000_000)
    note = parse_note(print_note(Note(TEXT, (KEY.sign(TEXT), signature))))
    assert check_note(note, [KEY.public(), WITNESS.public()]) == (KEY.public(), WITNESS.public())
    assert seen_at(note.signatures[1]) == 1_767_000_000
    with pytest.raises(ValueError, match="when"):
        WITNESS.sign(TEXT)
    later = (1_767_000_001).to_bytes(8, "big") + signature.value[8:]
    moved = Note(TEXT, (type(signature)(signature.name, signature.key_hash, later),))
    with pytest.raises(NoteError, match="签名与内容不符"):
        check_note(moved, [WITNESS.public()])


@pytest.mark.parametrize("key", [KEY, WITNESS])
def test_keys_read_back_and_do_not_show_their_seed(key: object) -> None:
    assert parse_secret_key(key.stored()) == key  # type: ignore[attr-defined]
    assert parse_public_key(str(key.public())) == key.public()  # type: ignore[attr-defined]
    assert key.stored() not in repr(key)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "name+00000000+AAAA", str(KEY.public())[:-4] + "AAA=", "x" + str(KEY.public()), KEY.stored()],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_public_key(text)
    with pytest.raises(NoteError):
        parse_secret_key(text.removeprefix("PRIVATE+KEY+"))
    with pytest.raises(NoteError, match="名称"):
        new_key("two words")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name AAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAAA\n",
        "text\n\n— name AAAAAAB=\n",
        "te\tt\n\n— name AAAAAAAA\n",
        "text\r\n\r\n— name AAAAAAAA\r\n",
        "text\n\n" + "— name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_note(text)


@given(some.text())
def test_no_text_at_all_upsets_the_parsers(text: str) -> None:
    for parse, errors in (
        (parse_note, NoteError),
        (parse_checkpoint, CheckpointError),
        (parse_path, TileError),
    ):
        try:
            parse(text)
        except errors:
            continue


def test_a_checkpoint_reads_back() -> None:
    for checkpoint in (
        Checkpoint(ORIGIN, 0, EMPTY_SHA),
        Checkpoint(ORIGIN, 70_306, bytes(range(32)), ("更多", "extra")),
    ):
        assert parse_checkpoint(print_checkpoint(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-1],
        TEXT.replace("\n0\n", "\n00\n"),
        TEXT.replace("\n0\n", "\n-1\n"),
        TEXT.replace("\n0\n", "\n٣\n"),
        TEXT.replace("47DE", "48DE"),
        TEXT.replace("=\n", "\n"),
        TEXT.replace("\n0\n", "\n\n0\n"),
        TEXT + "\n",
        "name\n1\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        parse_checkpoint(text)


def test_paths_are_those_of_tlog_tiles() -> None:
    assert print_path(Tile(0, 0, 7)) == "tile/0/000.p/7"
    assert print_path(Tile(ENTRIES, 1_234_067)) == "tile/entries/x001/x234/067"
    assert print_path(Tile(1, 1000)) == "tile/1/x001/000"


@given(some.integers(-1, 63), some.integers(0, 10**12), some.integers(1, 256))
def test_a_path_reads_back(level: int, index: int, width: int) -> None:
    assert parse_path(print_path(Tile(level, index, width))) == Tile(level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/07",
        "tile/0/000/",
        "checkpoint",
    ],
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(TileError):
        parse_path(path)


@given(some.lists(some.binary(max_size=300), max_size=20))
def test_a_bundle_reads_back_and_not_when_cut(given_entries: list[bytes]) -> None:
    content = print_entries(given_entries)
    assert parse_entries(content, len(given_entries)) == given_entries
    for wrong in (content + b"\x00", content[:-1]) if content else (b"\x00",):
        with pytest.raises(TileError):
            parse_entries(wrong, len(given_entries))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TileError, match="65535"):
        print_entries([b"x" * 65_536])
    with pytest.raises(TileError, match="64字节"):
        parse_hashes(b"x" * 63, 2)


def test_the_tiles_of_a_size() -> None:
    assert list(tiles_of(0)) == []
    assert [print_path(tile) for tile in tiles_of(70_000)][-3:] == [
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
