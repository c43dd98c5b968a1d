"""Keys in files: made once, readable by their owner only, and their secret part never shown.

python -m tlog.keys make FILE NAME [--witness]        a new key; prints its public part
python -m tlog.keys public FILE                       the public part of one
"""

import argparse
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from tlog.command import SOUND, Parser, Unusable, run
from tlog.note import LOG_KEY, WITNESS_KEY, NoteError, PublicKey, SecretKey, new_key, parse_secret_key


def make_key(path: Path, name: str, *, kind: int = LOG_KEY) -> PublicKey:
    """Put a new key into the new file ``path``, which nobody but its owner can read. Raises Unusable."""
    try:
        secret = new_key(name, kind=kind)
        # O_EXCL: never over another key, never through a link somebody has put there.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except NoteError as problem:
        raise Unusable(f"{problem}。") from None
    except FileExistsError:
        raise Unusable(f"文件“{path}”已经存在，不会覆盖；请另写一个文件名。") from None
    except OSError:
        raise Unusable(f"文件“{path}”建不了：请看文件夹是否存在、有没有写权限。") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"{secret.stored()}\n")
        stream.flush()
        os.fsync(stream.fileno())
    return secret.public()


def load_key(path: Path, *, kind: int = LOG_KEY) -> SecretKey:
    """The key in ``path``. Raises Unusable when others can read it too, and for a file that holds no such key."""
    try:
        with path.open(encoding="utf-8") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Unusable(f"“{path}”不是普通文件，不能作为私钥。")
            if os.name == "posix" and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise Unusable(
                    f"私钥文件“{path}”能被他人读取（权限 {stat.S_IMODE(found.st_mode):o}），不予使用。"
                    f"请执行 chmod 600 {path}；如果可能已被他人读过，请轮换密钥。"
                )
            secret = parse_secret_key(stream.read())
    except (NoteError, UnicodeDecodeError):
        raise Unusable(f"文件“{path}”不是私钥，或者已经损坏。") from None
    except OSError:
        raise Unusable(f"私钥文件“{path}”打不开：请看文件是否存在、有没有权限。") from None
    if secret.kind != kind:
        raise Unusable(f"文件“{path}”是{_KINDS[secret.kind]}的私钥，这里要的是{_KINDS[kind]}的私钥。")
    return secret


_KINDS = {LOG_KEY: "日志", WITNESS_KEY: "见证方"}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when done, 2 when it could not be."""
    given = parser().parse_args(arguments)
    return run(_make if given.what == "make" else _public, given)


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    top = Parser(prog="python -m tlog.keys", description="日志和见证方的密钥。")
    kinds = top.add_subparsers(dest="what", required=True)
    make = kinds.add_parser("make", help="新建一把密钥，写入新文件，并显示公钥")
    make.add_argument("file", help="存放私钥的新文件，只有本人能读")
    make.add_argument("name", help="密钥名称；日志的密钥与日志同名，如 ledger.example/harbour")
    make.add_argument("--witness", action="store_true", help="见证方的密钥")
    public = kinds.add_parser("public", help="显示一把密钥的公钥")
    public.add_argument("file", help="存放私钥的文件")
    public.add_argument("--witness", action="store_true", help="见证方的密钥")
    return top


def _make(given: argparse.Namespace) -> int:
    print(make_key(Path(given.file), given.name, kind=_kind(given)))
    return SOUND


def _public(given: argparse.Namespace) -> int:
    print(load_key(Path(given.file), kind=_kind(given)).public())
    return SOUND


def _kind(given: argparse.Namespace) -> int:
    return WITNESS_KEY if given.witness else LOG_KEY


if __name__ == "__main__":
    sys.exit(main())
