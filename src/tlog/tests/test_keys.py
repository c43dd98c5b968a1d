"""Key files: made once, for their owner only."""

import stat
from pathlib import Path

import pytest

from tlog.command import Unusable
from tlog.keys import load_key, main, make_key
from tlog.note import WITNESS_KEY, parse_public_key
from tlog.tests.logs import ORIGIN


def test_a_key_is_made_for_its_owner_only_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "log.key"
    public = make_key(path, ORIGIN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_key(path).public() == public
    before = path.read_bytes()
    with pytest.raises(Unusable, match="不会覆盖"):
        make_key(path, ORIGIN)
    assert path.read_bytes() == before


def test_a_link_somebody_has_put_there_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "log.key"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unusable, match="不会覆盖"):
        make_key(link, ORIGIN)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644])
def test_a_key_that_others_can_reach_is_not_used(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "log.key"
    make_key(path, ORIGIN)
    path.chmod(mode)
    with pytest.raises(Unusable, match="chmod 600"):
        load_key(path)
    path.chmod(0o400)
    assert load_key(path).name == ORIGIN


def test_what_is_no_key_of_this_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    make_key(path, "witness.example/city", kind=WITNESS_KEY)
    with pytest.raises(Unusable, match="见证方的私钥，这里要的是日志的私钥"):
        load_key(path)
    path.write_bytes(b"\xff")
    with pytest.raises(Unusable, match="不是私钥"):
        load_key(path)
    with pytest.raises(Unusable, match="打不开"):
        load_key(tmp_path / "none")
    with pytest.raises(Unusable, match="名称"):
        make_key(tmp_path / "other", "two words")
    with pytest.raises(Unusable, match="建不了"):
        make_key(tmp_path / "none" / "key", ORIGIN)
    assert not (tmp_path / "other").exists()


def test_the_command_shows_the_public_part_and_never_the_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "key"
    assert main(["make", str(path), ORIGIN]) == 0
    made = capsys.readouterr()
    assert main(["public", str(path)]) == 0
    shown = capsys.readouterr()
    assert made.out == shown.out
    assert parse_public_key(shown.out) == load_key(path).public()
    assert main(["make", str(path), ORIGIN]) == 2
    assert main(["public", str(path), "--witness"]) == 2
    path.chmod(0o644)
    assert main(["public", str(path)]) == 2
    said = capsys.readouterr()
    secret = path.read_text("utf-8").strip()
    assert secret.split("+")[-1] not in made.out + shown.out + said.out + said.err
    with pytest.raises(SystemExit) as left:
        main(["make", str(path)])
    assert left.value.code == 2
    assert "缺少参数：name" in capsys.readouterr().err
