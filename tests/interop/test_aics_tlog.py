"""aics-tlog, a C2SP verifier by other people, judges a log of ours; and we judge one of theirs."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.interop.install import AICS, AICS_PYTHON
from tests.interop.office import PUBLIC_AT, SIZE, office_entries
from tlog.fsck import check_folder
from tlog.note import new_key
from tlog.store import Folder
from tlog.tests.logs import KEY, ORIGIN, WITNESS, keep
from tlog.tiles import ENTRIES, Tile, print_path

pytestmark = pytest.mark.skipif(
    not AICS_PYTHON.exists(), reason=f"{AICS} is not there: python tests/interop/install.py"
)

AUDIT = """
import sys
from aics_tlog import FileSystemTileReader, audit_tiles, parse_note
from aics_tlog.checkpoint import parse_checkpoint
note = parse_note(open(sys.argv[1] + "/checkpoint", "rb").read())
head = parse_checkpoint(note.text)
report = audit_tiles(FileSystemTileReader(sys.argv[1]), head.size, head.root)
print(report.tiles, report.bundles)
"""
WRITE = """
import json, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from aics_tlog import Checkpoint, DirectoryTileStore, IncrementalTileWriter, sign_checkpoint
folder, origin, seed, *steps = sys.argv[1:]
entries = [bytes.fromhex(line) for line in sys.stdin.read().split()]
store = DirectoryTileStore(folder)
writer = IncrementalTileWriter(store)
for step in map(int, steps):
    writer.append(entries[writer.size:step])
key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
store.write_checkpoint(sign_checkpoint(Checkpoint(origin, writer.size, writer.root()), key, origin).to_bytes())
"""


def ask(command: str, *arguments: str, key: object = KEY.public()) -> dict[str, Any]:
    """What its command line says; its exit code agrees with what it says."""
    done = subprocess.run(
        [str(AICS_PYTHON), "-m", "aics_tlog", command, "--log-key", str(key), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == said["ok"], done.stderr
    return said


def script(code: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(AICS_PYTHON), "-c", code, *arguments], input=given, capture_output=True, text=True, check=False
    )


def test_it_accepts_our_checkpoint_our_witness_and_every_tile(logs: Path) -> None:
    said = ask(
        "verify-checkpoint",
        *("--tiles", str(logs / "log"), "--origin", ORIGIN),
        *("--witness-key", str(WITNESS.public()), "--quorum", "1"),
    )
    assert (said["ok"], said["size"], said["witnesses"]) == (True, SIZE, [WITNESS.name])
    audit = script(AUDIT, str(logs / "log"))
    assert audit.stdout.split() == ["4", "3"], audit.stderr


def test_it_finds_our_entry_in_our_log_and_bundles_it(logs: Path, tmp_path: Path) -> None:
    leaf, bundle = tmp_path / "entry", tmp_path / "bundle"
    leaf.write_bytes(office_entries(0, SIZE)[PUBLIC_AT])
    where = ["--index", str(PUBLIC_AT), "--tiles", str(logs / "log")]
    assert ask("verify-inclusion", *where, "--leaf", str(leaf), "--bundle-out", str(bundle))["ok"]
    assert ask("verify-bundle", "--offline", "--bundle", str(bundle))["ok"]
    leaf.write_bytes(b"another")
    assert not ask("verify-inclusion", *where, "--leaf", str(leaf))["ok"]


def test_it_sees_that_our_log_only_grew(logs: Path) -> None:
    said = ask("verify-consistency", "--old-checkpoint", str(logs / "old"), "--tiles", str(logs / "log"))
    assert said["ok"]


def test_it_refuses_our_log_once_it_is_broken(logs: Path, tmp_path: Path) -> None:
    log = shutil.copytree(logs / "log", tmp_path / "log")
    bundle = log / print_path(Tile(ENTRIES, 1))
    bundle.write_bytes(bundle.read_bytes().replace("路面".encode(), "桥面".encode()))
    assert "TileVerificationError" in script(AUDIT, str(log)).stderr
    assert not ask("verify-inclusion", "--index", str(PUBLIC_AT), "--tiles", str(log))["ok"]

    place = log / "checkpoint"
    text = place.read_text("utf-8")
    place.write_text(text.replace(f"\n{SIZE}\n", "\n599\n"), "utf-8")
    assert not ask("verify-checkpoint", "--note", str(place))["ok"]
    place.write_text(text, "utf-8")
    assert ask("verify-checkpoint", "--note", str(place))["ok"]
    assert not ask("verify-checkpoint", "--note", str(place), key=new_key(ORIGIN).public())["ok"]


def test_it_refuses_a_fork_of_our_log(logs: Path, tmp_path: Path) -> None:
    fork = tmp_path / "fork"
    given = "\n".join(each.hex() for each in [b"rewritten", *office_entries(1, SIZE)])
    assert script(WRITE, str(fork), ORIGIN, KEY.seed.hex(), str(SIZE), given=given).returncode == 0
    old = keep(logs / "log", tmp_path / "old")
    assert not ask("verify-consistency", "--old-checkpoint", str(old), "--tiles", str(fork))["ok"]


def test_we_read_a_log_of_theirs_as_our_own(logs: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    given = "\n".join(each.hex() for each in office_entries(0, SIZE))
    done = script(WRITE, str(theirs), ORIGIN, KEY.seed.hex(), "1", "255", "257", "600", given=given)
    assert done.returncode == 0, done.stderr
    assert check_folder(theirs, [KEY.public()]) == []
    assert Folder(theirs).checkpoint() == Folder(logs / "log").checkpoint()
    tile = theirs / print_path(Tile(0, 0))
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    assert [found.code for found in check_folder(theirs, [KEY.public()])] == ["tile-differs"]
