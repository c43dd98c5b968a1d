"""Proof files: one entry under one checkpoint, checked without the log."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tlog.note import WITNESS_KEY, Note, SecretKey, new_key, parse_note, print_note
from tlog.proof import Proof, ProofFileError, check_proof, main, parse_proof, print_proof, prove
from tlog.tests.logs import KEY, ORIGIN, WITNESS, entries, grow

SIZE = 300
KEYS = [KEY.public()]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proofs") / "log"
    grow(path, SIZE)
    return path


def test_every_entry_has_its_proof_and_no_other_entry_has_it(log: Path) -> None:
    for index in (0, 1, 255, 256, 298, 299):
        proof = parse_proof(prove(log, index))
        assert proof.index == index
        assert check_proof(entries(SIZE)[index], proof, KEYS) is None
        problem = check_proof(entries(SIZE)[index - 1], proof, KEYS)
        assert problem is not None
        assert problem.code == "entry-not-proven"


def test_the_file_is_that_of_tlog_proof(log: Path) -> None:
    lines = prove(log, 299).split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 299"]
    blank = lines.index("")
    assert [len(line) for line in lines[2:blank]] == [44] * (blank - 2)
    assert "\n".join(lines[blank + 1 :]) == (log / "checkpoint").read_text("utf-8")


def test_a_proof_needs_the_signatures_it_is_asked_for(log: Path) -> None:
    entry, proof = entries(SIZE)[7], parse_proof(prove(log, 7))
    for keys, witnesses, code in (
        ([new_key(ORIGIN).public()], [], "signature-missing"),
        ([SecretKey("other.example/log", KEY.seed).public()], [], "signature-missing"),
        (KEYS, [WITNESS.public()], "witness-missing"),
    ):
        problem = check_proof(entry, proof, keys, witnesses)
        assert problem is not None
        assert problem.code == code
    seen = Note(proof.note.text, (*proof.note.signatures, WITNESS.sign(proof.note.text, at=1)))
    assert check_proof(entry, Proof(7, proof.hashes, seen), KEYS, [WITNESS.public()]) is None
    forged = Note(proof.note.text.replace(f"\n{SIZE}\n", "\n301\n"), proof.note.signatures)
    problem = check_proof(entry, Proof(7, proof.hashes, forged), KEYS)
    assert problem is not None
    assert problem.code == "signature-wrong"


@given(some.integers(0, 10**9), some.lists(some.binary(min_size=32, max_size=32), max_size=9), some.binary())
def test_a_proof_reads_back(index: int, hashes: list[bytes], extra: bytes) -> None:
    note = Note(f"{ORIGIN}\n1\n{'A' * 43}=\n", (KEY.sign("x"),))
    proof = Proof(index, tuple(hashes), note, extra)
    assert parse_proof(print_proof(proof)) == proof


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 7", "index 07"),
        ("index 7\n", ""),
        ("index 7", "index -7"),
        ("index 7", "extra \nindex 7"),
        ("index 7", "extra AAA\nindex 7"),
        ("index 7", "index 7\nAAAA"),
        ("index 7", "index 7\n一"),
        ("index 7", "index 7\n" + ("A" * 43 + "=\n") * 65 + "A" * 43 + "="),
        ("=\n\n", "=\n"),
        ("=\n\n", "=\n\n\n"),
        ("\n300\n", "\n0300\n"),
        ("\n", "\r\n"),
    ],
)
def test_what_is_no_proof_file_is_refused(log: Path, old: str, new: str) -> None:
    text = prove(log, 7)
    with pytest.raises(ProofFileError):
        parse_proof(text.replace(old, new, 1) if old != "\n" else text.replace(old, new))


@given(some.text())
def test_no_text_upsets_the_parser(text: str) -> None:
    for given_text in (text, f"c2sp.org/tlog-proof@v1\n{text}"):
        with pytest.raises(ProofFileError):
            parse_proof(given_text)


def test_nothing_is_proven_from_a_folder_that_is_not_sound(log: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有第301条"):
        prove(log, SIZE)
    with pytest.raises(ValueError, match="没有检查点"):
        prove(tmp_path, 0)
    grow(tmp_path / "log", SIZE)
    bundle = tmp_path / "log" / "tile" / "entries" / "000"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 7entry 7", b"entry 8entry 8"))
    with pytest.raises(ValueError, match="算不出"):
        prove(tmp_path / "log", 7)


def test_the_command_makes_and_checks(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["make", str(log), "8"]) == 0
    proof, entry = tmp_path / "8.tlog-proof", tmp_path / "entry"
    proof.write_text(capsys.readouterr().out, "utf-8")
    entry.write_bytes(entries(SIZE)[7])
    check = ["check", str(entry), str(proof), "--key", str(KEY.public())]
    assert main(check) == 0
    assert "第8条（共300条）" in capsys.readouterr().out
    entry.write_bytes(b"changed")
    assert main(check) == 1
    assert "内容被改动" in capsys.readouterr().out
    assert main(["make", str(log), "301"]) == 2
    assert "没有第301条" in capsys.readouterr().err
    proof.write_text("c2sp.org/tlog-proof@v1\n", "utf-8")
    assert main(check) == 2
    assert main(["check", str(tmp_path / "none"), str(proof), "--key", str(KEY.public())]) == 2
    assert "没有这个文件" in capsys.readouterr().err
    proof.write_text(prove(log, 7), "utf-8")
    witness = SecretKey(ORIGIN, KEY.seed, WITNESS_KEY).public()
    assert main(["check", str(entry), str(proof), "--key", str(witness)]) == 2
    assert "--witness" in capsys.readouterr().err
    assert print_note(parse_note((log / "checkpoint").read_text("utf-8"))) in prove(log, 0)
