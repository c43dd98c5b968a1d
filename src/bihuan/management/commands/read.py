"""``bihuan read FILE [--json]``: what is understood of a file. Needs no database and writes nothing."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bihuan.intake.printing import as_json, as_lines
from bihuan.intake.read import file_content, read_file, survey
from bihuan.kernel.errors import NotReadable
from bihuan.management.console import CommandParser, ConsoleCommand
from bihuan.people.calendar import OfficeCalendar


class Command(ConsoleCommand):
    """Reads and prints; exit 0 when read, 2 when not."""

    help = (
        "读取通知、整改目标表或者意见清单（Word、WPS、Excel、CSV、文本、网页、PDF、OFD、扫描件、照片），"
        "显示读懂了什么；不写入任何内容。"
    )
    seen: Mapping[str, Any] = MappingProxyType({})
    missing_args_message = "请指明文件：bihuan read FILE"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and the form of the answer."""
        parser.add_argument("file", metavar="FILE", type=Path, help="要读取的文件")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def run(self, *, file: Path, json: bool, **_: Any) -> None:
        """Read with the national calendar: the office's own corrections are in the database, which is not asked."""
        try:
            reading = read_file(file, OfficeCalendar())
        except NotReadable as refusal:
            if json and any(finding.code == "columns-missing" for finding in refusal.findings):
                self.seen = survey(file_content(file, file.name), name=file.name).as_json()
            raise
        if json:
            self.stdout.write(as_json(reading))
        else:
            self.print_lines(as_lines(reading))

    def unread(self) -> dict[str, Any]:
        """The object of ``--json`` keeps its keys; tables that cannot be imported are shown all the same."""
        return {"document": None, "table": None, "tables": [], "opinions": [], "figures": [], **self.seen}
