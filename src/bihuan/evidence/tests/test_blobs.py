import errno
import hashlib
import mmap
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from bihuan.evidence import blobs
from bihuan.evidence.blobs import STALE_SECONDS, damaged, keep, orphans, path_of, unfinished
from bihuan.kernel.errors import Refused

NOW = datetime(2021, 12, 5, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(seconds=STALE_SECONDS + 1)


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.BLOB_DIR = tmp_path
    return tmp_path


def put(content: bytes, at: datetime = LONG_AGO) -> Path:
    path = path_of(keep(content))
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_map_of_a_file_is_kept_like_its_bytes(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"film" * 100_000)
    with large.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        sha256 = keep(content)
    assert sha256 == hashlib.sha256(b"film" * 100_000).hexdigest()
    assert path_of(sha256).read_bytes() == large.read_bytes()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("where", ["os.fsync", "tempfile.mkstemp", "pathlib.Path.mkdir"])
def test_a_full_disk_is_a_refusal_in_words_and_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, where: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(number, "no space left")

    monkeypatch.setattr(where, full)
    with pytest.raises(Refused, match="存储空间已满") as caught:
        keep(b"half")
    assert [finding.code for finding in caught.value.findings] == ["disk-full"]
    assert files(folder) == []


def test_a_disk_that_is_really_full_leaves_nothing(folder: Path) -> None:
    """The system itself stops the writing in the middle: no file of this process may grow beyond its bound."""
    script = (
        "import resource, signal, sys, errno; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from django.conf import settings; settings.configure(BLOB_DIR=sys.argv[1])\n"
        "from bihuan.evidence import blobs\n"
        "blobs._FULL = (*blobs._FULL, errno.EFBIG)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from bihuan.kernel.errors import Refused\n"
        "try: blobs.keep(b'x' * 1_000_000)\n"
        "except Refused as refusal: print(refusal.findings[0].code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(blobs.__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout.strip() == "disk-full"
    assert files(folder) == []


def test_another_fault_of_the_disk_is_not_taken_for_a_full_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="input/output"):
        keep(b"half")


def test_a_file_of_which_no_row_speaks_is_an_orphan_after_an_hour() -> None:
    known, lost, fresh = put(b"known"), put(b"lost"), put(b"fresh", at=NOW)
    assert orphans({known.name}, NOW) == [lost]
    assert orphans({known.name, lost.name}, NOW) == []
    assert fresh.is_file()


def test_a_file_whose_bytes_were_changed_or_moved_is_named() -> None:
    sound, changed, emptied = put(b"sound"), put(b"changed"), put(b"emptied")
    changed.write_bytes(b"Changed")
    emptied.write_bytes(b"")
    elsewhere = sound.parent.parent / ("00" if sound.parent.name != "00" else "01") / sound.name
    elsewhere.parent.mkdir(exist_ok=True)
    elsewhere.write_bytes(b"sound")
    assert set(damaged()) == {changed, emptied, elsewhere}


def test_what_was_never_finished_is_named_after_an_hour_and_nothing_else(folder: Path) -> None:
    whole = put(b"whole")
    half, new = whole.parent / "tmpabc", whole.parent / "tmpdef"
    half.write_bytes(b"wh")
    new.write_bytes(b"who")
    os.utime(half, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))
    other = folder / "waiting" / "sealed"  # lists that wait to be confirmed live beside the kept files
    other.parent.mkdir()
    other.write_bytes(b"sealed")
    os.utime(other, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    assert unfinished(NOW) == [half]
    assert orphans(set(), NOW) == [whole]
    assert list(damaged()) == []


def test_where_nothing_was_ever_kept_there_is_nothing_to_name(settings: LazySettings, tmp_path: Path) -> None:
    settings.BLOB_DIR = tmp_path / "not-yet"
    assert (orphans(set(), NOW), unfinished(NOW), list(damaged())) == ([], [], [])
