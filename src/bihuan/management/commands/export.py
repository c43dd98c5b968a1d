"""``bihuan export KIND --out FILE``: papers as a file, in the form its ending names."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bihuan.documents.kinds import LIST
from bihuan.issuing.models import PaperSet
from bihuan.kernel.clock import day_of, now
from bihuan.management.console import CommandParser, ConsoleCommand
from bihuan.management.exporting import (
    TEXT_FORM,
    Asked,
    Drawn,
    batch_of,
    draw_issued,
    draw_kind,
    draw_list,
    failed,
    is_list,
    item_of,
    kind_of,
    list_of,
    listing,
    names_of,
    render,
)
from bihuan.management.exporting_set import SET_KINDS, ZIP, export_set, unpack_set


class Command(ConsoleCommand):
    """Writes the file whole or not at all. Exit 0 when written, 2 when not."""

    help = "导出文书：各种公文、表格和台账，或者已定稿的文书。种类见 --list。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What, where to, and of which batch."""
        add = parser.add_argument
        add(
            "kind",
            nargs="?",
            default="",
            metavar="种类",
            help="文书种类，如 ledger 或者“销号管理台账”；自定台账为 list 或者 list:名称；见 --list",
        )
        add("--out", default="", metavar="FILE", help="写入的文件，扩展名决定形式；已有文件将被替换")
        add("--batch", default="", metavar="文号", help="批次的发文字号；只有一个批次时可以不写")
        add(
            "--item",
            default="",
            metavar="序号或问题编号",
            help="只出这一事项的文书；不写则各事项依次排在一个文件中",
        )
        add("--unit", default="", metavar="名称", help="只出这一责任单位的文书")
        add("--wording", type=Path, default=None, metavar="FILE", help="按此范本排印；不写则用本单位现行范本")
        add("--list-file", type=Path, default=None, metavar="FILE", help="自定台账的格式：标题、纸张和各列")
        add(
            "--fill",
            action="append",
            default=[],
            metavar="名=文字",
            help="填写范本中的{填：名}，可以多次使用；未填写的留空，供手写",
        )
        add("--code", default="", metavar="校验码", help="导出已定稿的文书，内容与定稿时一致")
        add("--list", action="store_true", help="列出可以导出的种类；写明种类时，列出其范本可用的字段")

    def run(self, *, kind: str, out: str, list: bool, code: str, **options: Any) -> None:  # noqa: A002 -- its option
        """Everything that can be wrong is asked before anything is made."""
        if list:
            self.stdout.write(names_of(kind) if kind else listing())
            return
        if kind in SET_KINDS and not code:
            self.stdout.write(_set(SET_KINDS[kind], out, options))
            return
        place = Path(out)
        ending = place.suffix.lower()
        drawn = _issued(kind, code, out, options) if code else _drawn(kind, out, options)
        content = render(drawn, ending)
        _write(place, content)
        several = f"，共{len(drawn.papers)}份" if len(drawn.papers) > 1 else ""
        self.stdout.write(f"已导出{drawn.label}（{drawn.of}{several}）：{out}")
        if drawn.remark:
            self.stdout.write(drawn.remark)


def _drawn(kind: str, out: str, options: Mapping[str, Any]) -> Drawn:
    """What was asked for as the data of now give it."""
    asked = Asked(
        batch=options.get("batch", ""),
        item=options.get("item", ""),
        unit=options.get("unit", ""),
        wording=options.get("wording"),
        fill=_filled(options.get("fill", ())),
    )
    file, today = options.get("list_file"), day_of(now())
    if is_list(kind) or (file and not kind):
        ending = _form("台账", (*LIST, TEXT_FORM), out)
        return draw_list(list_of(kind, file, asked.batch), asked, today, ending)
    if file:
        raise failed("--list-file 只用于自定台账，请把种类写成 list，或者去掉这一项。")
    wanted = kind_of(kind)
    ending = _form(wanted.label, (*wanted.forms, TEXT_FORM), out)
    return draw_kind(wanted, asked, today, ending)


def _set(purpose: PaperSet.Purpose, out: str, options: Mapping[str, Any]) -> str:
    """A set of the batch or of one item for ``purpose``; what to tell of it.

    迎检资料 under a name without an ending become a folder to look into and the zip of it to hand over.
    """
    label = purpose.label
    if any(options.get(name) for name in ("unit", "wording", "list_file", "fill")):
        raise failed(f"{label}只能与 --out、--batch、--item 同用，请去掉其他选项。")
    folder = Path(out) if purpose is PaperSet.Purpose.INSPECTION and out and not Path(out).suffix else None
    place = f"{out}{ZIP}" if folder else out
    _form(label, (ZIP,), place)
    if folder and folder.exists():
        raise failed(f"“{out}”已经存在，请另起名称，或者先移走。")
    batch = batch_of(options.get("batch", ""))
    case = item_of(batch, options["item"]) if options.get("item") else None
    export_set(Path(place), batch, case, day_of(now()), purpose)
    if folder:
        unpack_set(Path(place), folder)
        return f"已导出{label}（{case or batch.number}）：文件夹 {out} 和压缩文件 {place}"
    return f"已导出{label}（{case or batch.number}）：{place}"


def _issued(kind: str, code: str, out: str, options: Mapping[str, Any]) -> Drawn:
    """A paper as it was made final: nothing about it can be chosen but its form."""
    if kind or any(options.get(name) for name in ("batch", "item", "unit", "wording", "list_file", "fill")):
        raise failed("--code 导出定稿时的内容，只能与 --out 同用，请去掉种类和其他选项。")
    drawn, forms = draw_issued(code)
    _form(drawn.label, forms, out)
    return drawn


def _filled(told: Sequence[str]) -> dict[str, str]:
    """What ``--fill`` says, by name."""
    filled: dict[str, str] = {}
    for each in told:
        name, sign, text = each.replace("＝", "=", 1).partition("=")
        if not sign or not name.strip():
            raise failed(f"--fill 应当写成“名=文字”，现为“{each[:40]}”。")
        if name.strip() in filled:
            raise failed(f"--fill 中“{name.strip()}”写了两次，请保留一次。")
        filled[name.strip()] = text
    return filled


def _form(label: str, forms: Sequence[str], out: str) -> str:
    """The ending of ``out``, after its place was looked at."""
    if not out:
        raise failed("请用 --out 指明要写入的文件。")
    place = Path(out)
    if place.suffix.lower() not in forms:
        papers = "、".join(form for form in forms if form != TEXT_FORM)
        raise failed(f"{label}只能导出为{papers}，不能写成“{place.name}”；请改用上述扩展名。")
    _refuse_place(place)
    return place.suffix.lower()


def _refuse_place(out: Path) -> None:
    if out.is_dir():
        raise failed(f"“{out}”是一个文件夹，请指明文件名。")
    if out.exists() and not out.is_file():
        raise failed(f"“{out}”不是普通文件，不能写入。")
    if not out.parent.is_dir():
        raise failed(f"文件夹“{out.parent}”不存在，请先建立。")


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
        raise failed(
            f"无法写入“{out}”：{problem.strerror or problem}。请核对路径、权限和剩余空间。"
        ) from problem
