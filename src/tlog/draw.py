"""A draw that anybody can recompute: who is looked at again is settled by a checkpoint nobody knew beforehand.

A code of weight w holds w tickets, 1 to w. Ticket t of code c has the number

    SHA-256("bihuan draw v1\\n" + root in base64 + "\\n" + size + "\\n" + c + "\\n" + t)

and the N codes that hold the smallest numbers are drawn. That is drawing tickets from a drum and passing over codes
that are out already: every ticket is as likely as any other to be the smallest of all, so a code of weight 3 is three
times as likely to be drawn first as one of weight 1; and once a code is out, the same holds among those that are left.
A code's tickets depend on nothing but the checkpoint and the code: adding, leaving out or reordering others moves none.

Whoever makes the checkpoint could make a thousand and publish the one whose draw he likes. Against that there is the
*beacon*: a word nobody can know yet when the checkpoint is published (the numbers of a lottery on a later day, named
beforehand), which stands as one more line at the end of what is hashed.

    python -m tlog.draw --checkpoint FILE --list FILE --count N [--beacon WORD]
"""

import argparse
import base64
import re
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256

from tlog.checkpoint import Checkpoint, parse_checkpoint
from tlog.command import SOUND, WRONG, Parser, Unusable, log_keys, read_checkpoint, read_text, run
from tlog.note import NoteError
from tlog.signers import log_signers

HEAVIEST = 100
_LINE = re.compile(r"([^\t]+)\t([1-9][0-9]{0,2})")


class DrawError(ValueError):
    """A list from which nothing can be drawn."""


def draw(checkpoint: Checkpoint, weights: Mapping[str, int], count: int, *, beacon: str = "") -> list[str]:
    """The ``count`` codes that ``checkpoint`` (and the ``beacon``) draws, the first drawn first. Raises DrawError."""
    if beacon and not _is_word(beacon):
        raise DrawError(f"信标不能有换行、制表符，首尾不能有空格：{beacon[:40]!r}")
    for code, weight in weights.items():
        if not _is_word(code):
            raise DrawError(f"编号不能为空，不能有换行、制表符，首尾不能有空格：{code[:40]!r}")
        if not 1 <= weight <= HEAVIEST:
            raise DrawError(f"“{code}”的权重应当在1至{HEAVIEST}之间，不是{weight}")
    if not 0 <= count <= len(weights):
        raise DrawError(f"名单共{len(weights)}件，抽不出{count}件")
    smallest = {
        code: min(ticket(checkpoint, code, each, beacon=beacon) for each in range(1, weight + 1))
        for code, weight in weights.items()
    }
    return sorted(weights, key=lambda code: (smallest[code], code))[:count]


def ticket(checkpoint: Checkpoint, code: str, number: int, *, beacon: str = "") -> bytes:
    """The number on one ticket; as bytes they stand in the order of the numbers."""
    root = base64.b64encode(checkpoint.root).decode()
    lines = ["bihuan draw v1", root, str(checkpoint.size), code, str(number), *([beacon] if beacon else [])]
    return sha256("\n".join(lines).encode()).digest()


def _is_word(text: str) -> bool:
    return bool(text) and text == text.strip() and text.isprintable()


def read_list(text: str) -> dict[str, int]:
    """The weights from lines ``code<TAB>weight``. Raises DrawError for everything else."""
    weights: dict[str, int] = {}
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise DrawError(f"名单第{number}行应为“编号、制表符、权重（1至{HEAVIEST}的整数）”：{line[:60]!r}")
        if match[1] in weights:
            raise DrawError(f"名单第{number}行的“{match[1]}”已经列过")
        weights[match[1]] = int(match[2])
    return weights


def print_list(weights: Mapping[str, int]) -> str:
    """The list as it is published."""
    return "".join(f"{code}\t{weight}\n" for code, weight in weights.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when drawn, 1 when the checkpoint is not the log's, 2 when nothing could be drawn."""
    return run(_draw, parser().parse_args(arguments))


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    found = Parser(prog="python -m tlog.draw", description="按公开的检查点和名单重算抽查结果。")
    found.add_argument("--checkpoint", required=True, metavar="文件", help="抽查所依据的检查点")
    found.add_argument("--list", required=True, metavar="文件", help="名单：每行“编号、制表符、权重”")
    found.add_argument("--count", required=True, type=int, metavar="件数", help="抽取几件")
    found.add_argument(
        "--beacon", default="", metavar="文字", help="信标：检查点公布之后才产生的公开数字，如开奖号码"
    )
    found.add_argument(
        "--key", action="append", default=[], metavar="公钥", help="日志的公钥：同时核对检查点的签名"
    )
    return found


def _draw(given: argparse.Namespace) -> int:
    note, keys = read_checkpoint(given.checkpoint), log_keys(given)
    checkpoint = parse_checkpoint(note.text)
    try:
        if keys and not log_signers(note, keys):
            print("检查点上没有所给日志公钥的签名，不能作为抽查依据。")
            return WRONG
        drawn = draw(checkpoint, read_list(read_text(given.list)), given.count, beacon=given.beacon)
    except NoteError as problem:
        print(f"签名核对不通过：{problem}。")
        return WRONG
    except DrawError as problem:
        raise Unusable(f"{problem}。") from None
    for code in drawn:
        print(code)
    return SOUND


if __name__ == "__main__":
    sys.exit(main())
