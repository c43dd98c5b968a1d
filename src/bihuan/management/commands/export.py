"""``bihuan export KIND --out FILE``: an official paper as a file, in the form its ending names."""

import os
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from bihuan.cases.models import Case
from bihuan.documents.kinds import KINDS, Kind, Render
from bihuan.intake.models import Batch
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.numbers import fold_brackets
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand


class Command(ConsoleCommand):
    """Writes the file whole or not at all. Exit 0 when written, 2 when not."""

    help = "导出公文表格：整改目标表（.xlsx、.docx）、销号管理台账（.xlsx）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What, where to, and of which batch."""
        parser.add_argument(
            "kind", nargs="?", default="", metavar="种类", help="target-table 或者 ledger，见 --list"
        )
        parser.add_argument(
            "--out", default="", metavar="FILE", help="写入的文件，扩展名决定形式；已有文件将被替换"
        )
        parser.add_argument(
            "--batch", default="", metavar="文号", help="批次的发文字号；只有一个批次时可以不写"
        )
        parser.add_argument("--list", action="store_true", help="列出可以导出的种类")

    def run(self, *, kind: str, out: str, batch: str, list: bool, **_: Any) -> None:  # noqa: A002 -- its option
        """Everything that can be wrong is asked before anything is made."""
        if list:
            self.stdout.write(_listing())
            return
        wanted = _kind(kind)
        render = _form(wanted, out)
        _refuse_place(Path(out))
        found = _batch(batch)
        content = render(found, _every_case(found), day_of(now()))
        _write(Path(out), content)
        self.stdout.write(f"已导出{wanted.label}（{found.number}）：{out}")


def _every_case(batch: Batch) -> QuerySet[Case]:
    """All cases of the batch: who works at the console holds the database. Pages start from ``visible_cases``."""
    return Case.objects.filter(batch=batch)


def _failed(message: str) -> CommandError:
    return CommandError(message, returncode=REFUSED)


def _listing() -> str:
    return "\n".join(f"{kind.name:<14}{kind.label}（{'、'.join(kind.forms)}）" for kind in KINDS.values())


def _kind(name: str) -> Kind:
    if name not in KINDS:
        problem = f"没有“{name}”这个种类" if name else "请指明要导出的种类"
        raise _failed(f"{problem}，可以导出的有：\n{_listing()}")
    return KINDS[name]


def _form(kind: Kind, out: str) -> Render:
    if not out:
        raise _failed("请用 --out 指明要写入的文件。")
    ending = Path(out).suffix.lower()
    if ending not in kind.forms:
        raise _failed(
            f"{kind.label}只能导出为{'、'.join(kind.forms)}，不能写成“{Path(out).name}”；请改用上述扩展名。"
        )
    return kind.forms[ending]


def _refuse_place(out: Path) -> None:
    if out.is_dir():
        raise _failed(f"“{out}”是一个文件夹，请指明文件名。")
    if out.exists() and not out.is_file():
        raise _failed(f"“{out}”不是普通文件，不能写入。")
    if not out.parent.is_dir():
        raise _failed(f"文件夹“{out.parent}”不存在，请先建立。")


def _batch(number: str) -> Batch:
    known = {batch.number: batch for batch in Batch.objects.order_by("-issued_on", "-pk")}
    names = "\n".join(known)
    if not known:
        raise _failed("台账中还没有批次，请先用 bihuan import 导入。")
    if number:
        found = known.get(number) or known.get(fold_brackets(number.strip()))
        if found is None:
            raise _failed(f"没有文号为“{number}”的批次，已有批次：\n{names}")
        return found
    if len(known) > 1:
        raise _failed(f"台账中有{len(known)}个批次，请用 --batch 指明其中一个：\n{names}")
    return next(iter(known.values()))


def _write(out: Path, content: bytes) -> None:
    """Write beside the place, then move: whoever looks sees the old file or the new one, never half of one."""
    place = out.resolve()
    part = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    try:
        try:
            with part.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise _failed(
            f"无法写入“{out}”：{problem.strerror or problem}。请核对路径、权限和剩余空间。"
        ) from problem
