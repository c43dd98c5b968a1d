"""``bihuan import FILE [--batch 文号] [--json]``: a file becomes a batch, its opinions and its draft cases."""  # noqa: N999

from pathlib import Path
from typing import Any

from django.db import transaction

from bihuan.access.actor import Actor, Post, Role
from bihuan.intake.models import Batch
from bihuan.intake.read import read_file
from bihuan.intake.reading import DocumentFacts
from bihuan.kernel import clock
from bihuan.kernel.canonical import sha256_hex
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand, findings_lines
from bihuan.management.database import ensure_database
from bihuan.people.calendar import office_calendar
from bihuan.people.directory import area_named_by, area_of
from bihuan.triage.importing import ImportResult, import_reading


class Command(ConsoleCommand):
    """Imports, all or nothing; exit 0 when imported or known already, 2 when not."""

    help = "导入来件：建立批次、意见和待交办事项。同一文件再次导入会被认出，不作任何改动。"
    missing_args_message = "请指明文件：bihuan import FILE"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the batch it belongs to, and the form of the answer."""
        parser.add_argument("file", metavar="FILE", type=Path, help="要导入的文件")
        parser.add_argument("--batch", metavar="文号", default="", help="并入这一文号的批次；没有时新建")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def run(self, *, file: Path, batch: str, json: bool, **_: Any) -> None:
        """Import as the console."""
        if not batch.isprintable():  # bytes that are no text, and invisible characters
            raise CommandError("参数有误：批次文号的文字编码无法识别，请重新输入。", returncode=REFUSED)
        ensure_database()
        result = console_import(file, batch.strip())
        if json:
            self.print_json(as_object(result))
        else:
            self.print_lines(as_lines(result))


@transaction.atomic
def console_import(path: Path, batch_number: str = "") -> ImportResult:
    """Import the file at ``path`` into the batch numbered ``batch_number``, made when there is none."""
    reading = read_file(path, office_calendar())
    number = batch_number or reading.document.number or ""
    batch = Batch.objects.select_related("coordinator").filter(number=number).first()
    return import_reading(
        reading,
        by=console_actor(batch, reading.document),
        now=clock.now(),
        name=path.name,
        sha256=sha256_hex(path.read_bytes()),
        batch_id=batch.pk if batch else None,
        new_number=number,
    )


def console_actor(batch: Batch | None, facts: DocumentFacts) -> Actor:
    """Whoever may use the console of this machine coordinates the zone the file belongs to. It has no account."""
    area = area_of(batch.coordinator) if batch else area_named_by(facts.issuing_body or "本单位")
    post = Post(Role.COORDINATOR, area.pk, area.path)
    return Actor(user_id=None, name="命令行", unit_name=area.name, posts=(post,))


def as_object(result: ImportResult) -> dict[str, Any]:
    """The object of ``--json``."""
    return {
        "batch": result.batch.number,
        "new_batch": result.new_batch,
        "new_opinions": result.new_opinions,
        "new_cases": result.new_cases,
        "unchanged": result.unchanged,
        "new_units": list(result.new_units),
        "already_imported": result.already_imported,
        "findings": [finding.as_dict() for finding in result.findings],
    }


def as_lines(result: ImportResult) -> list[str]:
    """What was done, for a reader."""
    if result.already_imported:
        return [f"这个文件已经导入过，在批次“{result.batch.number}”中；没有作任何改动。"]
    lines = [f"已导入{'新' if result.new_batch else ''}批次“{result.batch.number}”。"]
    lines.append(
        f"新增意见{result.new_opinions}条、待交办事项{result.new_cases}项；已有而未改动的意见{result.unchanged}条。"
    )
    if result.new_units:
        lines.append(f"新登记单位：{'、'.join(result.new_units)}。")
    return [*lines, *findings_lines(result.findings)]
