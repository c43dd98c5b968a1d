"""A witness signs a log that goes on from the one it saw, and no other."""

import shutil
from pathlib import Path

import pytest

from tlog.fsck import Problem, check_folder
from tlog.keys import make_key
from tlog.note import WITNESS_KEY, PublicKey, SecretKey, parse_note, seen_at
from tlog.signers import merge_cosignature
from tlog.store import append
from tlog.tests.logs import KEY, ORIGIN, entries, grow, rotation, sign
from tlog.witness import main


class Witness:
    """Somebody with a key, a state and the log's public key."""

    def __init__(self, folder: Path) -> None:
        self.public: PublicKey = make_key(folder / "key", "witness.example/city", kind=WITNESS_KEY)
        self.state, self.out, self.secret = folder / "state", folder / "out", folder / "key"

    def look(self, log: Path, *more: str, at: int = 1_672_200_000, key: SecretKey = KEY) -> int:
        files = ["--secret", str(self.secret), "--state", str(self.state), "--out", str(self.out)]
        return main([str(log), "--key", str(key.public()), *files, *more], at=at)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path)


def test_a_log_that_grows_is_witnessed_each_time(tmp_path: Path, witness: Witness) -> None:
    log = tmp_path / "log"
    grow(log, 300)
    assert witness.look(log, "--first") == 0
    append(log, ORIGIN, entries(400, 300), sign)
    assert witness.look(log, at=1_672_300_000) == 0
    cosigned = witness.out.read_text("utf-8")
    assert seen_at(parse_note(cosigned).signatures[-1]) == 1_672_300_000
    merged = merge_cosignature((log / "checkpoint").read_text("utf-8"), cosigned, [witness.public])
    (log / "checkpoint").write_text(merged, "utf-8")
    assert check_folder(log, [KEY.public()], witnesses=[witness.public]) == []
    assert witness.look(log, at=1_672_400_000) == 0
    assert len(parse_note(witness.out.read_text("utf-8")).signatures) == 2, "its earlier signature gave way"


def test_a_fork_and_a_rollback_are_refused_and_nothing_is_signed(
    tmp_path: Path, witness: Witness, capsys: pytest.CaptureFixture[str]
) -> None:
    log, fork, before = tmp_path / "log", tmp_path / "fork", tmp_path / "before"
    grow(log, 300)
    shutil.copytree(log, before)
    append(log, ORIGIN, entries(100, 300), sign)
    assert witness.look(log, "--first") == 0
    state, out = witness.state.read_bytes(), witness.out.read_bytes()
    append(fork, ORIGIN, [b"rewritten", *entries(500, 1)], sign)
    capsys.readouterr()
    for other, said in ((fork, "旧记录被改动过"), (before, "记录变少了")):
        assert witness.look(other) == 1
        told = capsys.readouterr().out
        assert said in told
        assert "拒绝见证" in told
    assert (witness.state.read_bytes(), witness.out.read_bytes()) == (state, out)


def test_a_copy_that_is_not_sound_is_not_witnessed(tmp_path: Path, witness: Witness) -> None:
    log = tmp_path / "log"
    grow(log, 300)
    assert witness.look(log, "--first", key=SecretKey(ORIGIN, bytes(32))) == 1
    (log / "tile" / "entries" / "000").unlink()
    assert witness.look(log, "--first") == 1
    (log / "checkpoint").write_bytes(b"\xff")
    assert witness.look(log, "--first") == 1
    assert not witness.state.exists()
    assert not witness.out.exists()


def test_a_log_that_moves_while_it_is_looked_at_is_not_signed(
    tmp_path: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    grow(log, 3)

    def moved(path: Path, *_: object, **__: object) -> list[Problem]:
        append(path, ORIGIN, [b"meanwhile"], sign)
        return []

    monkeypatch.setattr("tlog.witness.check_folder", moved)
    assert witness.look(log, "--first") == 1
    assert "核对期间日志有变化" in capsys.readouterr().out
    assert not witness.out.exists()


def test_a_witness_does_not_begin_anew_by_accident(
    tmp_path: Path, witness: Witness, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    grow(log, 3)
    assert witness.look(log) == 2
    assert "请从备份恢复" in capsys.readouterr().err
    assert witness.look(log, "--first") == 0
    assert witness.look(log, "--first") == 2
    assert "不是第一次见证" in capsys.readouterr().err
    witness.state.write_text("damaged", "utf-8")
    assert witness.look(log) == 2
    assert "不是检查点" in capsys.readouterr().err


def test_a_signature_is_never_given_that_was_not_kept(
    tmp_path: Path, witness: Witness, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    grow(log, 3)
    (tmp_path / "taken").write_text("a file, not a folder")
    witness.state = tmp_path / "taken" / "state"
    assert witness.look(log, "--first") == 2
    assert "写不了" in capsys.readouterr().err
    assert not witness.out.exists()


def test_a_witness_follows_a_new_key_once_and_is_told_to_take_it(
    tmp_path: Path, witness: Witness, capsys: pytest.CaptureFixture[str]
) -> None:
    log, new = tmp_path / "log", SecretKey(ORIGIN, bytes(range(1, 33)))
    append(log, ORIGIN, [rotation(new.public())], sign)
    assert witness.look(log, "--first") == 0
    append(log, ORIGIN, entries(5), lambda text: sign(text, new))
    assert witness.look(log) == 0
    assert "请用新的公钥" in capsys.readouterr().out
    assert witness.look(log) == 1
    assert witness.look(log, key=new) == 0
