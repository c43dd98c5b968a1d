"""``python -m tlog.verify``: anybody's check of a copied log. It needs the folder and the log's public key."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from tlog.fsck import Problem, check_folder
from tlog.note import NoteError, PublicKey, check_note, parse_note, parse_public_key
from tlog.store import Folder
from tlog.tree import check_inclusion, inclusion_proof, leaf_hash

SOUND, WRONG, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all is well, 1 when something is wrong with the log, 2 when it could not be checked."""
    given = _parser().parse_args(arguments)
    try:
        keys = [parse_public_key(_text(key)) for key in given.key]
        old = _old(Path(given.old), keys) if given.old else None
    except (NoteError, CheckpointError, OSError, UnicodeDecodeError) as problem:
        print(f"无法核对：{problem}")
        return UNUSABLE
    folder = Path(given.folder)
    problems = check_folder(folder, keys, old)
    if given.entry and not problems:
        problems += _entry(folder, Path(given.entry))
    for found in problems:
        print(f"{found.where}：{found.message}")
    if problems:
        return WRONG
    checkpoint = Folder(folder).checkpoint()
    assert checkpoint is not None  # check_folder has read it
    print(f"日志“{checkpoint.origin}”共{checkpoint.size}条记录，全部相符。")
    return SOUND


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tlog.verify", description="核对一份日志副本，不需要数据库。"
    )
    parser.add_argument("folder", help="日志副本所在的文件夹")
    parser.add_argument(
        "--key",
        action="append",
        required=True,
        help="日志的公钥，或者存放公钥的文件；见证方的公钥可以再写一个",
    )
    parser.add_argument("--old", help="先前保存的检查点文件：核对日志只增不改")
    parser.add_argument("--entry", help="一条记录的文件：核对它在日志中")
    return parser


def _text(given: str) -> str:
    path = Path(given)
    return path.read_text("utf-8") if len(given) < 200 and path.is_file() else given


def _old(path: Path, keys: Sequence[PublicKey]) -> Checkpoint:
    note = parse_note(path.read_text("utf-8"))
    if not check_note(note, keys[:1]):
        raise NoteError("先前的检查点没有这个日志的签名")
    return parse_checkpoint(note.text)


def _entry(path: Path, file: Path) -> list[Problem]:
    """Whether the file is an entry of the log, under the root of its checkpoint."""
    folder = Folder(path)
    checkpoint = folder.checkpoint()
    assert checkpoint is not None
    entry = file.read_bytes()
    for index in range(checkpoint.size):
        if folder.entry(index, checkpoint.size) == entry:
            proof = inclusion_proof(index, checkpoint.size, folder.hash_at(checkpoint.size))
            check_inclusion(leaf_hash(entry), index, checkpoint.size, proof, checkpoint.root)
            print(f"“{file.name}”是第{index + 1}条记录。")
            return []
    return [Problem("entry-unknown", file.name, "日志中没有这条记录：内容被改动，或者尚未写入日志。")]


if __name__ == "__main__":
    sys.exit(main())
