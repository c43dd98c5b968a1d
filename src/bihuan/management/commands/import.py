"""``bihuan import FILE [--batch 文号] [--complete] [--dry-run] [--json]``: a file becomes a batch and its opinions."""  # noqa: N999

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bihuan.access.actor import Actor, Post, Role
from bihuan.intake.models import Batch, ImportedFile
from bihuan.intake.read import read_file
from bihuan.intake.reading import Reading
from bihuan.kernel import clock
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import Finding, block
from bihuan.kernel.numbers import fold_brackets
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand, findings_lines
from bihuan.management.database import ensure_database
from bihuan.management.list_lines import as_lines as list_lines
from bihuan.management.list_lines import as_objects
from bihuan.people.calendar import OfficeCalendar, office_calendar
from bihuan.people.directory import STAND_IN, area_named_by, area_of, known_area
from bihuan.people.models import Unit
from bihuan.triage.importing import ImportResult, counted, import_reading
from bihuan.triage.list_diff import NOTHING_SAID, ListDiff, ListScope, Rulings
from bihuan.triage.list_facts import difference_of
from bihuan.triage.storable import unusable

MOST_SHOWN = 10
SCOPES = {
    ListScope.COMPLETE: "来件是全量清单：未列入的意见视为上级撤回",
    ListScope.RETURNS: "来件是退回重办清单",
    ListScope.WITHDRAWALS: "来件是撤回清单",
}


class Command(ConsoleCommand):
    """Imports, all or nothing; exit 0 when imported or known already, 2 when not."""

    help = "导入来件：建立批次、意见和待交办事项。同一文件再次导入会被认出，不作任何改动。"
    missing_args_message = "请指明文件：bihuan import FILE"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the batch it belongs to, and the form of the answer."""
        parser.add_argument("file", metavar="FILE", type=Path, help="要导入的文件")
        parser.add_argument("--batch", metavar="文号", default="", help="并入这一文号的批次；没有时新建")
        scopes = parser.add_mutually_exclusive_group()
        for scope, words in SCOPES.items():
            scopes.add_argument(
                f"--{scope.value}", dest="scope", action="store_const", const=scope, help=words
            )
        parser.add_argument(
            "--renumbered",
            choices=("same", "new"),
            help="与已有意见内容完全相同而编号不同的：same 均为原意见改号，new 均为新意见",
        )
        parser.add_argument("--dry-run", action="store_true", help="只与已有清单对照，不保存")
        parser.add_argument("--checked", action="store_true", help="扫描件：识别的内容已对照原件逐项核对")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def run(
        self,
        *,
        file: Path,
        batch: str,
        scope: ListScope | None,
        renumbered: str | None,
        dry_run: bool,
        checked: bool,
        json: bool,
        **_: Any,
    ) -> None:
        """Import as the console."""
        if not batch.isprintable():  # bytes that are no text, and invisible characters
            raise CommandError("参数有误：批次文号的文字编码无法识别，请重新输入。", returncode=REFUSED)
        ensure_database()
        result, diff = console_import(
            file,
            batch.strip(),
            scope or ListScope.PART,
            Rulings(others=renumbered == "same" if renumbered else None),
            dry_run=dry_run,
            checked=checked,
        )
        if json:
            self.print_json(as_object(result, diff))
        else:
            self.print_lines([*difference_lines(diff), *as_lines(result)])


@transaction.atomic
def console_import(
    path: Path,
    batch_number: str = "",
    scope: ListScope = ListScope.PART,
    rulings: Rulings = NOTHING_SAID,
    *,
    dry_run: bool = False,
    checked: bool = False,
) -> tuple[ImportResult | None, ListDiff | None]:
    """Import the file at ``path`` into the batch numbered ``batch_number``, made when there is none.

    Also what it says otherwise, where the batch is there; a dry run is that alone.
    """
    reading = read_file(path, _calendar(batch_number))
    sha256 = sha256_hex(path.read_bytes())
    number = fold_brackets(batch_number) or reading.document.number or ""
    known = _known(sha256, number, asked=bool(batch_number))
    # Before a zone is chosen: whoever brings a known file again need not say again where it belongs.
    if known and scope is ListScope.PART:
        return ImportResult(known, already_imported=True), None
    if not known and not number:
        raise Refused([*unusable(reading), _number_missing()])
    batch = known or Batch.objects.select_related("coordinator").filter(number=number).first()
    diff = difference_of(batch, reading, scope, rulings) if batch else None
    if dry_run:
        return None, diff
    result = import_reading(
        reading,
        by=console_actor(_zones(batch, reading)),
        now=clock.now(),
        name=path.name,
        sha256=sha256,
        batch_id=batch.pk if batch else None,
        new_number=number,
        scope=scope,
        checked=checked,
        rulings=rulings,
    )
    return result, None if result.new_batch or result.already_imported else diff


def console_actor(zones: Sequence[Unit]) -> Actor:
    """Whoever may use the console of this machine coordinates the zone the file belongs to. It has no account."""
    posts = tuple(Post(Role.COORDINATOR, zone.pk, zone.path) for zone in zones)
    return Actor(user_id=None, name="命令行", unit_name=zones[0].name, posts=posts)


def _known(sha256: str, number: str, *, asked: bool) -> Batch | None:
    """The batch this file is in: the one of this number, else any, unless the clerk asked for this number."""
    files = ImportedFile.objects.filter(sha256=sha256).select_related("batch").order_by("pk")
    batches = [file.batch for file in files]
    same = [batch for batch in batches if batch.number == number]
    return next(iter(same if asked else same + batches), None)


def _zones(batch: Batch | None, reading: Reading) -> list[Unit]:
    """The zone the file belongs to; while a stand-in holds its batch, the zone that the notice names as well."""
    issuing_body = reading.document.issuing_body or ""
    if batch is None:
        return [area_named_by(issuing_body) if issuing_body else _only_zone(reading)]
    zone = area_of(batch.coordinator)
    named = known_area(issuing_body) if zone.name == STAND_IN and issuing_body else None
    return [zone, *filter(None, [named])]


def _only_zone(reading: Reading) -> Unit:
    """The one zone of this ledger, for a file that names none."""
    zones = {area.pk: area for area in map(area_of, _coordinators())} or _lowest_areas()
    if len(zones) > 1:
        message = (
            f"文件中没有发文机关，台账中有{len(zones)}个片区，无法判断新批次属于哪一个。{_which_batch()}"
        )
        raise Refused([*unusable(reading), block("zone-unknown", message, clause="S5")])
    return next(iter(zones.values()), None) or area_named_by(STAND_IN)


def _coordinators() -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=Batch.objects.values("coordinator"))


def _calendar(batch_number: str) -> OfficeCalendar:
    """The calendar of the batch that is named; else of the one zone of this ledger, if it has but one."""
    number, zones = fold_brackets(batch_number), list(_lowest_areas().values())
    batch = Batch.objects.select_related("coordinator").filter(number=number).first() if number else None
    unit = batch.coordinator if batch else zones[0] if len(zones) == 1 else None
    return office_calendar(unit.path if unit else "")


def _lowest_areas() -> dict[int, Unit]:
    """Areas that hold no other: a city above its zone is not a second zone."""
    areas = Unit.objects.filter(is_area=True)
    holding = areas.exclude(parent=None).values("parent")
    return {area.pk: area for area in areas.exclude(pk__in=holding)}


def _number_missing() -> Finding:
    return block("batch-number-missing", f"文件中没有发文字号。{_which_batch()}", clause="S5")


def _which_batch() -> str:
    """How to say which batch a file belongs to, with those that exist."""
    numbers = list(Batch.objects.values_list("number", flat=True)[:MOST_SHOWN])
    if not numbers:
        return "台账中还没有批次：请先导入通知，或者用“--batch 文号”写明通知的发文字号，新建批次。"
    return f"请用“--batch 文号”指明要并入的批次，已有批次：{'、'.join(numbers)}。"


def as_object(result: ImportResult | None, diff: ListDiff | None) -> dict[str, Any]:
    """The object of ``--json``; of a dry run what would be."""
    compared = {**(diff.counts() if diff else {}), "differences": as_objects(diff) if diff else []}
    if result is None:
        return {"dry_run": True, **compared}
    return {
        "batch": result.batch.number,
        "new_batch": result.new_batch,
        "new_opinions": result.new_opinions,
        "new_cases": result.new_cases,
        "unchanged": result.unchanged,
        "new_units": list(result.new_units),
        "already_imported": result.already_imported,
        "findings": [finding.as_dict() for finding in result.findings],
        **{kind: count for kind, count in compared.items() if kind not in ("new", "unchanged")},
    }


def difference_lines(diff: ListDiff | None) -> list[str]:
    """What the file says otherwise, for a reader; nothing where there is nothing it could be held against."""
    return list_lines(diff) if diff else []


def as_lines(result: ImportResult | None) -> list[str]:
    """What was done, for a reader."""
    if result is None:
        return ["只作对照，没有保存任何内容。"]
    if result.already_imported:
        return [f"这个文件已经导入过，在批次“{result.batch.number}”中；没有作任何改动。"]
    lines = [f"已导入{'新' if result.new_batch else ''}批次“{result.batch.number}”。"]
    lines.append(
        f"新增意见{result.new_opinions}条、待交办事项{result.new_cases}项；已有而未改动的意见{result.unchanged}条"
        f"{counted(result.counts)}。"
    )
    if result.new_units:
        lines.append(f"新登记单位：{'、'.join(result.new_units)}。")
    return [*lines, *findings_lines(result.findings)]
