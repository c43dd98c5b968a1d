"""``python -m tlog.witness``: another party's word that it has seen one log under this name, which only ever grew.

A witness keeps the last checkpoint it signed (its *state*), and signs the next one only after the whole copy was found
sound and to go on from there (C2SP tlog-cosignature). Two logs shown to two people can then not both be witnessed.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tlog.checkpoint import parse_checkpoint
from tlog.command import (
    SOUND,
    WRONG,
    Parser,
    Unusable,
    log_keys,
    read_checkpoint,
    report,
    run,
)
from tlog.fsck import Problem, check_folder
from tlog.keys import load_key
from tlog.note import WITNESS_KEY, Note, NoteError, PublicKey, SecretKey, print_note
from tlog.signers import log_signers
from tlog.store import Folder, write_file


def cosign(
    path: Path, keys: Sequence[PublicKey], secret: SecretKey, seen: Note | None, *, at: int
) -> tuple[Note | None, list[Problem]]:
    """The log's checkpoint with the witness's signature of the second ``at``; or none, and why not.

    ``seen`` is the checkpoint signed last, None the first time.
    """
    try:
        note = Folder(path).note()
    except (NoteError, UnicodeDecodeError):
        note = None  # check_folder says what is wrong with it
    problems = check_folder(path, keys, old=[] if seen is None else [seen])
    if problems or note is None:
        return None, problems
    if Folder(path).note() != note:
        return None, [Problem("log-moved", "checkpoint", "核对期间日志有变化，没有签名。请复制一份再试。")]
    public = secret.public()
    others = tuple(
        each for each in note.signatures if (each.name, each.key_hash) != (public.name, public.key_hash)
    )
    return Note(note.text, (*others, secret.sign(note.text, at=at))), []


def main(arguments: Sequence[str] | None = None, *, at: int | None = None) -> int:
    """0 when witnessed, 1 when refused because of the log, 2 when it could not be checked. ``at``: for tests."""
    given = parser().parse_args(arguments)
    given.at = int(time.time()) if at is None else at
    return run(_witness, given)


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    found = Parser(prog="python -m tlog.witness", description="见证：核对日志副本只增不改，并对检查点签名。")
    found.add_argument("folder", help="日志副本所在的文件夹")
    found.add_argument(
        "--key", action="append", required=True, metavar="公钥", help="日志的公钥，或者存放公钥的文件"
    )
    found.add_argument(
        "--secret", required=True, metavar="文件", help="见证方的私钥文件（tlog.keys make --witness）"
    )
    found.add_argument(
        "--state", required=True, metavar="文件", help="上次见证的检查点，由本命令保存；请妥善保管"
    )
    found.add_argument(
        "--out", required=True, metavar="文件", help="写出带有见证方签名的检查点，交给日志一方"
    )
    found.add_argument("--first", action="store_true", help="第一次见证，还没有上次的检查点")
    return found


def _witness(given: argparse.Namespace) -> int:
    keys, secret = log_keys(given), load_key(Path(given.secret), kind=WITNESS_KEY)
    seen = _state(Path(given.state), first=given.first)
    cosigned, problems = cosign(Path(given.folder), keys, secret, seen, at=given.at)
    if cosigned is None:
        report(problems)
        print("拒绝见证：没有签名。请保存这份副本和上次的检查点作为证据，并向日志一方和公众说明。")
        return WRONG
    content = print_note(cosigned).encode()
    try:
        # The state first: a signature that was given and forgotten could be given again to another log.
        write_file(Path(given.state), content)
        write_file(Path(given.out), content)
    except OSError as problem:
        raise Unusable(f"结果写不了：{problem.filename}。请看文件夹的写权限和空余。") from None
    checkpoint = parse_checkpoint(cosigned.text)
    print(f"已见证日志“{checkpoint.origin}”，共{checkpoint.size}条记录。")
    if not log_signers(cosigned, keys):
        print("提示：日志已按记录中的公告轮换密钥，下次请用新的公钥（--key）。")
    return SOUND


def _state(path: Path, *, first: bool) -> Note | None:
    if path.exists():
        if first:
            raise Unusable(f"已有上次的检查点“{path}”，不是第一次见证；请去掉 --first。")
        return read_checkpoint(path)
    if not first:
        raise Unusable(f"没有上次的检查点“{path}”。请从备份恢复；确是第一次见证的，请加 --first。")
    return None


if __name__ == "__main__":
    sys.exit(main())
