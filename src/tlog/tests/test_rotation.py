"""Whose signature counts: one of the log's keys, every witness, a key the log itself announced under the old one."""

from pathlib import Path

import pytest

from tlog.fsck import check_folder
from tlog.note import (
    WITNESS_KEY,
    Note,
    NoteError,
    PublicKey,
    SecretKey,
    new_key,
    parse_note,
    print_note,
    seen_at,
)
from tlog.signers import merge_cosignature
from tlog.store import append
from tlog.tests.logs import KEY, ORIGIN, WITNESS, grow, keep, rotation, sealed, sign
from tlog.verify import main

NEXT = SecretKey(ORIGIN, bytes(range(1, 33)))
AFTER = SecretKey(ORIGIN, bytes(range(2, 34)))


def add(path: Path, key: SecretKey, *given: bytes) -> Note:
    """Append, sign with ``key``, and return the checkpoint as somebody would keep it."""
    append(path, ORIGIN, given, lambda text: sign(text, key))
    return parse_note((path / "checkpoint").read_text("utf-8"))


def codes(path: Path, *keys: PublicKey, old: list[Note] | None = None) -> set[str]:
    return {found.code for found in check_folder(path, keys, old=old or [])}


def test_one_log_key_of_several_is_enough(tmp_path: Path) -> None:
    add(tmp_path, NEXT, sealed(1))
    assert codes(tmp_path, KEY.public(), NEXT.public()) == set()
    assert codes(tmp_path, KEY.public()) == {"signature-missing"}
    assert codes(tmp_path, SecretKey("other.example/log", NEXT.seed).public()) == {"signature-missing"}


def test_a_key_of_another_name_is_no_key_of_this_log(tmp_path: Path) -> None:
    other = SecretKey("other.example/log", NEXT.seed)
    add(tmp_path, other, sealed(1))
    assert codes(tmp_path, other.public()) == {"signature-missing"}


def test_a_new_key_is_followed_when_the_old_one_signed_its_announcement(tmp_path: Path) -> None:
    first = add(tmp_path, KEY, sealed(1))
    covering = add(tmp_path, KEY, rotation(NEXT.public()))
    add(tmp_path, NEXT, sealed(2))
    assert codes(tmp_path, KEY.public()) == {"signature-missing"}
    assert codes(tmp_path, KEY.public(), old=[covering]) == set()
    assert codes(tmp_path, KEY.public(), old=[first]) == {"signature-missing"}, "the old key never said so"
    assert codes(tmp_path, NEXT.public()) == set()


def test_an_announcement_that_only_the_new_key_signed_is_nobodys_word(tmp_path: Path) -> None:
    """Whoever has the folder but not the key can append an announcement and sign with a key of his own."""
    first = add(tmp_path, KEY, sealed(1))
    thief = new_key(ORIGIN)
    forged = add(tmp_path, thief, rotation(thief.public()), sealed(2))
    assert codes(tmp_path, KEY.public(), old=[first]) == {"signature-missing"}
    assert codes(tmp_path, KEY.public(), old=[forged]) == {"old-signature-missing"}
    assert codes(tmp_path, KEY.public(), old=[first, forged]) == {"old-signature-missing"}


def test_keys_are_followed_one_after_the_other(tmp_path: Path) -> None:
    one = add(tmp_path, KEY, sealed(1), rotation(NEXT.public()))
    two = add(tmp_path, NEXT, rotation(AFTER.public(), NEXT.public()))
    add(tmp_path, AFTER, sealed(2))
    assert codes(tmp_path, KEY.public(), old=[one, two]) == set()
    assert codes(tmp_path, KEY.public(), old=[one]) == {"signature-missing"}
    assert codes(tmp_path, KEY.public(), old=[two]) == {"old-signature-missing"}
    assert codes(tmp_path, NEXT.public(), old=[two]) == set()


@pytest.mark.parametrize(
    "announcement",
    [
        rotation(SecretKey("other.example/log", NEXT.seed).public()),
        rotation(NEXT.public(), AFTER.public()),
        rotation(SecretKey(ORIGIN, NEXT.seed, WITNESS_KEY).public()),
        rotation(NEXT.public()).replace(b'"kind":"public"', b'"kind":"secret"'),
        rotation(NEXT.public()).replace(b"new_key", b"nex_key"),
    ],
)
def test_what_announces_no_key_of_this_log_announces_nothing(tmp_path: Path, announcement: bytes) -> None:
    covering = add(tmp_path, KEY, announcement)
    add(tmp_path, NEXT, sealed(2))
    assert codes(tmp_path, KEY.public(), old=[covering]) == {"signature-missing"}


def test_a_forked_log_gains_no_key_from_what_it_says(tmp_path: Path) -> None:
    true = add(tmp_path / "true", KEY, sealed(1), rotation(NEXT.public()))
    add(tmp_path / "fork", NEXT, sealed(9), rotation(NEXT.public()), sealed(2))
    assert codes(tmp_path / "fork", KEY.public(), old=[true]) == {"log-forked", "signature-missing"}


def test_every_witness_must_have_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grow(tmp_path / "log", 3)
    place = tmp_path / "log" / "checkpoint"
    note = parse_note(place.read_text("utf-8"))
    other = SecretKey("other.example/w", bytes(31) + b"\x01", WITNESS_KEY)
    command = [str(tmp_path / "log"), "--key", str(KEY.public()), "--witness", str(WITNESS.public())]
    assert main(command) == 1
    assert "没有见证方“witness.example/city”的签名" in capsys.readouterr().out
    signed = Note(note.text, (*note.signatures, WITNESS.sign(note.text, at=5)))
    place.write_text(print_note(signed), "utf-8")
    assert main(command) == 0
    assert main([*command, "--witness", str(other.public())]) == 1
    assert main([*command, "--witness", str(KEY.public())]) == 2
    assert "请写在 --key 之后" in capsys.readouterr().err


def test_a_witness_is_added_to_the_checkpoint_it_signed_and_no_other(tmp_path: Path) -> None:
    add(tmp_path, KEY, sealed(1))
    text = (tmp_path / "checkpoint").read_text("utf-8")
    note = parse_note(text)
    cosigned = print_note(Note(note.text, (WITNESS.sign(note.text, at=5), new_key("x").sign(note.text))))
    merged = merge_cosignature(text, cosigned, [WITNESS.public()])
    assert merged == print_note(Note(note.text, (*note.signatures, WITNESS.sign(note.text, at=5))))
    later = print_note(Note(note.text, (WITNESS.sign(note.text, at=9),)))
    again = parse_note(merge_cosignature(merged, later, [WITNESS.public()]))
    assert [seen_at(each) for each in again.signatures[1:]] == [9], "the later word of a witness stands alone"
    with pytest.raises(NoteError, match="没有所列见证方"):
        merge_cosignature(text, text, [WITNESS.public()])
    with pytest.raises(NoteError, match="没有所列见证方"):
        merge_cosignature(text, cosigned, [KEY.public()])
    moved = print_note(Note(note.text, (WITNESS.sign("other\n", at=5),)))
    with pytest.raises(NoteError, match="与内容不符"):
        merge_cosignature(text, moved, [WITNESS.public()])
    add(tmp_path, KEY, sealed(2))
    with pytest.raises(NoteError, match="不是现在公布的检查点"):
        merge_cosignature((tmp_path / "checkpoint").read_text("utf-8"), cosigned, [WITNESS.public()])


def test_the_command_follows_a_new_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    add(log, KEY, sealed(1), rotation(NEXT.public()))
    kept = keep(log, tmp_path / "kept")
    add(log, NEXT, sealed(2))
    assert main([str(log), "--key", str(KEY.public())]) == 1
    assert "密钥已轮换" in capsys.readouterr().out
    assert main([str(log), "--key", str(KEY.public()), "--old", str(kept)]) == 0
    assert main([str(log), "--key", str(KEY.public()), "--key", str(NEXT.public())]) == 0
