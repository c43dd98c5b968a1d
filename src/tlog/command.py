"""What the commands have in common: how they take keys and files, and how they refuse, in Chinese."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from tlog.checkpoint import CheckpointError, parse_checkpoint
from tlog.fsck import Problem
from tlog.note import LOG_KEY, Note, NoteError, PublicKey, parse_note, parse_public_key

SOUND, WRONG, UNUSABLE = 0, 1, 2
_ENGLISH = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少参数：\1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识的参数：\1"),
    (re.compile(r"argument (.*): expected .*argument"), r"参数 \1 缺少内容"),
    (re.compile(r"argument (.*): invalid .* value: (.*)"), r"参数 \1 的内容不对：\2"),
    (re.compile(r"argument (.*): invalid choice: ('.*?') .*"), r"参数 \1 的内容不对：\2"),
)


class Unusable(Exception):
    """What was given cannot be worked with: says in Chinese what is wrong with it and what to do."""


class Parser(argparse.ArgumentParser):
    """A parser that refuses in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and leave with 2."""
        for english, chinese in _ENGLISH:
            message = english.sub(chinese, message)
        self.exit(UNUSABLE, f"{message}\n用法见 {self.prog} --help\n")


def run(act: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """``act``, or 2 with the reason why it could not be done."""
    try:
        return act(given)
    except Unusable as problem:
        print(f"无法办理：{problem}", file=sys.stderr)
    except OSError as problem:
        print(f"无法办理：文件“{problem.filename}”打不开：{_why(problem)}。", file=sys.stderr)
    return UNUSABLE


def report(problems: Sequence[Problem]) -> int:
    """Print each problem; 1 when one of them is serious."""
    for found in problems:
        print(f"{'' if found.serious else '提示：'}{found.where}：{found.message}")
    return WRONG if any(found.serious for found in problems) else SOUND


def add_keys(parser: argparse.ArgumentParser) -> None:
    """The options ``--key`` and ``--witness``."""
    parser.add_argument(
        "--key",
        action="append",
        required=True,
        metavar="公钥",
        help="日志的公钥，或者存放公钥的文件；可以写几个（密钥轮换前后），检查点须有其中之一的签名",
    )
    parser.add_argument(
        "--witness",
        action="append",
        default=[],
        metavar="公钥",
        help="见证方的公钥，或者存放公钥的文件；可以写几个，检查点须有每一个的签名",
    )


def log_keys(given: argparse.Namespace) -> list[PublicKey]:
    """The keys under ``--key``."""
    keys = [_key(text) for text in given.key]
    if wrong := [key.name for key in keys if key.kind != LOG_KEY]:
        raise Unusable(f"“{wrong[0]}”是见证方的公钥，请写在 --witness 之后；--key 之后写日志的公钥。")
    return keys


def witness_keys(given: argparse.Namespace) -> list[PublicKey]:
    """The keys under ``--witness``."""
    keys = [_key(text) for text in given.witness]
    if wrong := [key.name for key in keys if key.kind == LOG_KEY]:
        raise Unusable(f"“{wrong[0]}”是日志的公钥，请写在 --key 之后；--witness 之后写见证方的公钥。")
    return keys


def read_text(path: str | Path) -> str:
    """The text of a file."""
    try:
        return Path(path).read_bytes().decode()
    except UnicodeDecodeError:
        raise Unusable(f"文件“{path}”不是 UTF-8 文字。") from None


def read_checkpoint(path: str | Path) -> Note:
    """The checkpoint in a file, as a note; its signatures unchecked."""
    try:
        note = parse_note(read_text(path))
        parse_checkpoint(note.text)
    except (NoteError, CheckpointError) as problem:
        raise Unusable(f"文件“{path}”不是检查点（{problem}）。") from None
    return note


def _key(given: str) -> PublicKey:
    is_file = len(given) < 200 and Path(given).is_file()
    try:
        return parse_public_key(read_text(given) if is_file else given)
    except NoteError as problem:
        raise Unusable(f"公钥“{given[:80]}”不能用（{problem}），请核对是否抄全、文件是否存在。") from None


def _why(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError):
        return "没有这个文件"
    if isinstance(problem, PermissionError):
        return "没有权限"
    return "是文件夹，不是文件" if isinstance(problem, IsADirectoryError) else "读写出错"
