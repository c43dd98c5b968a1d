"""``python -m tlog.verify``: anybody's check of a copied log. It needs the folder and the log's public key."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tlog.checkpoint import Checkpoint
from tlog.command import (
    Parser,
    add_keys,
    log_keys,
    read_checkpoint,
    read_text,
    report,
    run,
    witness_keys,
)
from tlog.entry import Published, parse_entry
from tlog.fsck import Problem, check_folder
from tlog.page import Page, check_page, read_page
from tlog.store import Folder


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all is well, 1 when something is wrong with the log, 2 when it could not be checked."""
    return run(_verify, parser().parse_args(arguments))


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    found = Parser(prog="python -m tlog.verify", description="核对一份日志副本，不需要数据库。")
    found.add_argument("folder", help="日志副本所在的文件夹")
    add_keys(found)
    found.add_argument(
        "--old",
        action="append",
        default=[],
        metavar="检查点",
        help="先前保存的检查点文件：核对日志只增不改；可以写几个，从早到晚",
    )
    found.add_argument("--entry", metavar="文件", help="一条记录的文件：核对它在日志中")
    found.add_argument("--page", metavar="文件", help="保存下来的公开网页：核对它与日志一致")
    return found


def _verify(given: argparse.Namespace) -> int:
    keys, witnesses = log_keys(given), witness_keys(given)
    old = [read_checkpoint(each) for each in given.old]
    entry = Path(given.entry).read_bytes() if given.entry else None
    page = read_page(read_text(given.page)) if given.page else None
    path = Path(given.folder)
    if problems := check_folder(path, keys, witnesses=witnesses, old=old, workers=os.cpu_count() or 1):
        return report(problems)
    folder = Folder(path)
    checkpoint = folder.checkpoint()
    assert checkpoint is not None  # check_folder has read it
    print(f"日志“{checkpoint.origin}”共{checkpoint.size}条记录，全部相符。")
    if entry is not None:
        problems += _entry(folder, checkpoint, entry, Path(given.entry).name)
    if page is not None:
        problems += _page(folder, checkpoint, page)
    return report(problems)


def _entry(folder: Folder, checkpoint: Checkpoint, entry: bytes, name: str) -> list[Problem]:
    """Whether the file is an entry of the log, whose entries are known to be those under the root."""
    for index, each in folder.every_entry(checkpoint.size):
        if each == entry:
            print(f"“{name}”是第{index + 1}条记录。")
            return []
    return [Problem("entry-unknown", name, "日志中没有这条记录：内容被改动，或者尚未写入日志。")]


def _page(folder: Folder, checkpoint: Checkpoint, page: Page) -> list[Problem]:
    """Whether the page says what the log says; then prints what the log says, for eyes see more than a program."""
    problems = check_page(page, folder, checkpoint.size)
    if any(found.serious for found in problems):
        return problems
    print(
        f"网页所附的{len(page.entries)}条记录都在日志中，标明出处的{len(page.shown)}处文字与日志一致。日志原文："
    )
    for index, content in sorted(page.entries.items()):
        entry = parse_entry(content)
        assert isinstance(entry, Published)  # check_page refuses others
        print(f"第{index + 1}条　{entry.at}　{entry.about}　{entry.act}")
        for name, value in entry.public.items():
            print(
                f"　　{name}：{'、'.join(value) if isinstance(value, list) else '' if value is None else value}"
            )
    return problems


if __name__ == "__main__":
    sys.exit(main())
