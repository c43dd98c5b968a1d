"""A log in its folder: it grows, it is found sound, and whatever is done to it behind its back is named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tlog.checkpoint import Checkpoint, print_checkpoint
from tlog.fsck import check_folder
from tlog.note import Note, new_key, parse_note, print_note
from tlog.store import Folder, MissingError, append
from tlog.tests.logs import EMPTY_SHA, KEY, ORIGIN, entries, grow, root_by_the_book, sign
from tlog.tiles import ENTRIES, Tile, TileError, print_entries, print_path
from tlog.tree import check_inclusion, inclusion_proof, leaf_hash
from tlog.verify import main

SIZE = 700


@pytest.fixture
def log(tmp_path: Path) -> Path:
    grow(tmp_path / "log", 1, 254, 1, 300, 144)
    return tmp_path / "log"


def codes(path: Path, old: Checkpoint | None = None) -> set[str]:
    kept = [parse_note(sign(print_checkpoint(old)))] if old else []
    return {problem.code for problem in check_folder(path, [KEY.public()], old=kept)}


def test_however_it_grew_it_is_the_same_log(log: Path, tmp_path: Path) -> None:
    assert codes(log) == set()
    grow(tmp_path / "once", SIZE)
    assert Folder(log).checkpoint() == Folder(tmp_path / "once").checkpoint()
    assert Folder(log).checkpoint() == Checkpoint(ORIGIN, SIZE, root_by_the_book(entries(SIZE)))
    full = [
        path.relative_to(log) for path in log.rglob("*") if path.is_file() and ".p" not in path.as_posix()
    ]
    assert all((tmp_path / "once" / path).read_bytes() == (log / path).read_bytes() for path in full[1:])


def test_any_entry_can_be_proven_from_the_files(log: Path) -> None:
    folder, root = Folder(log), root_by_the_book(entries(SIZE))
    for index in (0, 255, 256, 511, 512, 699):
        assert folder.entry(index, SIZE) == entries(SIZE)[index]
        proof = inclusion_proof(index, SIZE, folder.hash_at(SIZE))
        check_inclusion(leaf_hash(entries(SIZE)[index]), index, SIZE, proof, root)


def test_a_reader_of_an_older_checkpoint_is_served_by_newer_files(log: Path) -> None:
    """Partial tiles may be gone once there are longer ones."""
    for path in (log / "tile").rglob("*.p"):
        for partial in sorted(path.iterdir(), key=lambda each: int(each.name))[:-1]:
            partial.unlink()
    folder = Folder(log)
    assert folder.entry(599, 600) == entries(SIZE)[599]
    proof = inclusion_proof(599, 600, folder.hash_at(600))
    check_inclusion(leaf_hash(entries(SIZE)[599]), 599, 600, proof, root_by_the_book(entries(600)))


def test_a_crash_before_the_checkpoint_loses_nothing(log: Path) -> None:
    def crash(text: str) -> str:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        append(log, ORIGIN, entries(200, SIZE), crash)
    before = Folder(log).checkpoint()
    assert before is not None
    assert before.size == SIZE
    append(log, ORIGIN, [b"other", *entries(400, SIZE)], sign)
    assert codes(log, before) == set()


def test_nothing_is_written_for_what_cannot_be(log: Path, tmp_path: Path) -> None:
    before = sorted(log.rglob("*"))
    with pytest.raises(TileError):
        append(log, ORIGIN, [b"x", b"x" * 70_000], sign)
    with pytest.raises(ValueError, match="另一个日志"):
        append(log, "another.example/log", [b"x"], sign)
    assert sorted(log.rglob("*")) == before
    with pytest.raises(MissingError):
        Folder(tmp_path).read(Tile(0, 0))


def test_a_log_that_was_tampered_with_is_not_continued(log: Path) -> None:
    """Its next checkpoint would contradict the last."""
    tile = log / print_path(Tile(0, 2, SIZE % 256))
    tile.write_bytes(b"\x00" * 32 + tile.read_bytes()[32:])
    before = (log / "checkpoint").read_bytes()
    with pytest.raises(ValueError, match="不能续写"):
        append(log, ORIGIN, entries(1, SIZE), sign)
    assert (log / "checkpoint").read_bytes() == before


def test_many_workers_find_what_one_finds(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlog.fsck.MANY", 1)
    assert check_folder(log, [KEY.public()], workers=2) == []
    _tile_changed(log)
    _bundle_lost(log)
    alone = check_folder(log, [KEY.public()])
    assert [found.code for found in alone] == ["entries-lost"]
    assert check_folder(log, [KEY.public()], workers=2) == alone


def test_a_checkpoint_of_a_size_beyond_all_measure_is_refused_at_once(log: Path) -> None:
    text = print_checkpoint(Checkpoint(ORIGIN, 10**17, b"\x01" * 32))
    (log / "checkpoint").write_text(sign(text), "utf-8")
    assert codes(log, Checkpoint(ORIGIN, 300, root_by_the_book(entries(300)))) >= {
        "entries-lost",
        "log-forked",
    }


def test_what_differs_is_named_by_its_number(log: Path) -> None:
    _entry_changed(log)
    said = [found.message for found in check_folder(log, [KEY.public()]) if found.code == "tile-differs"]
    assert said[0] == "哈希文件与记录不一致，从第8条记录起。"


def test_a_folder_that_may_not_be_read_is_named(
    log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, *_: object) -> str:
        raise PermissionError(13, "denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    assert main([str(log), "--key", str(KEY.public())]) == 2
    assert "没有权限" in capsys.readouterr().err


def _entry_changed(log: Path) -> None:
    path = log / print_path(Tile(ENTRIES, 0))
    path.write_bytes(path.read_bytes().replace(b"entry 7entry 7", b"entry 8entry 8"))


def _entries_swapped(log: Path) -> None:
    path = log / print_path(Tile(ENTRIES, 1))
    given = entries(256, 256)
    path.write_bytes(print_entries([given[1], given[0], *given[2:]]))


def _bundle_lost(log: Path) -> None:
    shutil.rmtree(log / "tile" / "entries")


def _tile_changed(log: Path) -> None:
    path = log / print_path(Tile(0, 1))
    path.write_bytes(b"\x00" * 32 + path.read_bytes()[32:])


def _tile_cut(log: Path) -> None:
    path = log / print_path(Tile(0, 1))
    path.write_bytes(path.read_bytes()[:-1])


def _tile_lost(log: Path) -> None:
    (log / print_path(Tile(0, 0))).unlink()


def _file_added(log: Path) -> None:
    (log / "tile" / "0" / "note.txt").write_text("x")


def _tile_added(log: Path) -> None:
    (log / print_path(Tile(0, 9))).write_bytes(b"\x00" * 8192)


def _checkpoint_lost(log: Path) -> None:
    (log / "checkpoint").unlink()


def _checkpoint_edited(log: Path) -> None:
    path = log / "checkpoint"
    path.write_text(path.read_text("utf-8").replace("\n700\n", "\n600\n"), "utf-8")


def _other_key(log: Path) -> None:
    other = new_key(ORIGIN)
    text = print_checkpoint(Checkpoint(ORIGIN, SIZE, root_by_the_book(entries(SIZE))))
    (log / "checkpoint").write_text(print_note(Note(text, (other.sign(text),))), "utf-8")


def _other_root(log: Path) -> None:
    (log / "checkpoint").write_text(sign(print_checkpoint(Checkpoint(ORIGIN, SIZE, b"\x01" * 32))), "utf-8")


@pytest.mark.long
@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_entry_changed, "root-differs"),
        (_entries_swapped, "root-differs"),
        (_bundle_lost, "entries-lost"),
        (_tile_changed, "tile-differs"),
        (_tile_cut, "tile-lost"),
        (_tile_lost, "tile-lost"),
        (_file_added, "file-unknown"),
        (_tile_added, "file-beyond"),
        (_checkpoint_lost, "checkpoint-missing"),
        (_checkpoint_edited, "signature-wrong"),
        (_other_key, "signature-missing"),
        (_other_root, "root-differs"),
    ],
)
def test_tampering_is_named(log: Path, tamper: Callable[[Path], None], code: str) -> None:
    tamper(log)
    assert code in codes(log)


def test_a_log_that_was_shortened_or_written_anew_is_told_from_one_that_grew(
    log: Path, tmp_path: Path
) -> None:
    old = Checkpoint(ORIGIN, 300, root_by_the_book(entries(300)))
    assert codes(log, old) == set()
    assert codes(log, Checkpoint(ORIGIN, 800, old.root)) == {"log-shorter"}
    assert codes(log, Checkpoint(ORIGIN, 300, b"\x02" * 32)) == {"log-forked"}
    assert codes(log, Checkpoint("another.example/log", 300, old.root)) == {"other-log"}
    assert codes(log, Checkpoint(ORIGIN, 0, EMPTY_SHA)) == set()


def test_the_command_says_whether_a_copy_is_sound(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(log, tmp_path / "copy")
    key = tmp_path / "key.txt"
    key.write_text(f"{KEY.public()}\n")
    known = tmp_path / "known"
    known.write_bytes(entries(SIZE)[300])
    old = tmp_path / "old"
    shutil.copy(log / "checkpoint", old)
    assert main([str(copy), "--key", str(key), "--entry", str(known), "--old", str(old)]) == 0
    said = capsys.readouterr().out
    assert "是第301条记录" in said
    assert "共700条记录，全部相符" in said
    known.write_bytes(b"never said")
    assert main([str(copy), "--key", str(KEY.public()), "--entry", str(known)]) == 1
    assert "日志中没有这条记录" in capsys.readouterr().out
    _entry_changed(copy)
    assert main([str(copy), "--key", str(key)]) == 1
    assert "记录被改动" in capsys.readouterr().out
    assert main([str(copy), "--key", "not a key"]) == 2
    assert "公钥“not a key”不能用" in capsys.readouterr().err
    assert main([str(log), "--key", str(new_key(ORIGIN).public()), "--old", str(old)]) == 1
    assert "没有所给公钥的签名，不能作为依据" in capsys.readouterr().out
