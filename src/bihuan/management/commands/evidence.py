"""``bihuan evidence check DIR [--json]``: the detectors over a folder. Needs no database and writes nothing."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bihuan.doubts.doubt import Weight
from bihuan.doubts.folder import FolderFinding, check_folder
from bihuan.kernel.errors import NotReadable
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand, refusal_lines


class Command(ConsoleCommand):
    """Reads and prints; exit 0 when it has looked, whatever it found; 2 when there is nothing to look at."""

    help = (
        "检查一个文件夹中的佐证材料：每个子文件夹是一个事项，名称含“整改前”“整改后”（before、after）的图片成对，"
        "报告、纪要、方案为 .docx、.txt 或 .pdf；不写入任何内容。"
    )
    missing_args_message = "请指明文件夹：bihuan evidence check DIR"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, with which folder, and the form of the answer."""
        parser.add_argument("action", metavar="check", choices=["check"], help="检查")
        parser.add_argument("folder", metavar="DIR", type=Path, help="存放佐证材料的文件夹")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def run(self, *, folder: Path, json: bool, **_: Any) -> None:
        """Look, and print what was found."""
        try:
            findings = check_folder(folder, _progress())
        except NotReadable as refusal:
            if json:
                self.print_json(
                    {"findings": [_refusal(finding.code, finding.message) for finding in refusal.findings]}
                )
            raise CommandError("\n".join(refusal_lines(refusal.findings)), returncode=REFUSED) from refusal
        if json:
            self.print_json({"findings": [finding.as_dict() for finding in findings]})
        else:
            self.print_lines(_lines(findings))


def _refusal(code: str, message: str) -> dict[str, Any]:
    """Why nothing was looked at, in the form of a finding."""
    return {"code": code, "severity": "block", "files": [], "message": message}


def _progress() -> Callable[[int, int], None]:
    """Tells a person at a terminal how far it is; says nothing where nobody watches."""
    if not sys.stderr.isatty():
        return lambda done, of: None

    def tell(done: int, of: int) -> None:
        end = "\n" if done == of else ""
        print(f"\r已读取{done}/{of}个文件", end=end, file=sys.stderr, flush=True)

    return tell


def _lines(findings: list[FolderFinding]) -> Iterator[str]:
    for number, finding in enumerate(findings, start=1):
        yield f"{number}. 【{finding.weight.label}】{finding.message}（{finding.code}）"
        yield from (f"   {path}" for path in finding.files)
    severe = sum(finding.weight is Weight.SEVERE for finding in findings)
    yield (
        f"共{len(findings)}处疑点，其中严重{severe}处，一般{len(findings) - severe}处。"
        if findings
        else "没有发现疑点。"
    )
