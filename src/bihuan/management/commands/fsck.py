"""``bihuan fsck``: is everything as the acts have left it?"""

import json
from pathlib import Path
from typing import Any

from bihuan.audit.fsck import check_everything
from bihuan.kernel import clock
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from tlog.note import Note, NoteError, parse_note

DIFFERENT = 1


class Command(ConsoleCommand):
    """0 when there is no difference, 1 when there is one."""

    help = (
        "核账：由办理记录、公开日志和文件重新推算，逐项指出数据库、日志、文件中被绕过系统改动的地方。"
        "只读，可以在使用中运行。没有差异时返回 0，有差异时返回 1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How to tell it, and what to hold it against."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="以 JSON 输出")
        parser.add_argument(
            "--old",
            metavar="文件",
            action="append",
            default=[],
            help="先前另存的检查点文件，核对日志是否接续；可以多次填写，先旧后新",
        )

    def run(self, *, as_json: bool, old: list[str], **_: Any) -> None:
        """Check and tell."""
        ensure_database()
        found = list(check_everything(clock.now(), [_note(Path(path)) for path in old]))
        if as_json:
            self.stdout.write(
                json.dumps({"differences": [each.as_dict() for each in found]}, ensure_ascii=False)
            )
        else:
            for each in found:
                self.stdout.write(f"{each.where}：{each.message}")
            self.stdout.write(f"共发现{len(found)}处差异。" if found else "核账完毕，没有差异。")
        if found:
            raise SystemExit(DIFFERENT)


def _note(path: Path) -> Note:
    try:
        return parse_note(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, NoteError) as problem:
        raise CommandError(f"“{path}”不是检查点文件，请核对。", returncode=REFUSED) from problem
