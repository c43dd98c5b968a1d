"""Builds the demonstration: the samples are imported, the batch is issued, the story is played. Whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.intake.actions import issue_batch
from bihuan.intake.models import Batch
from bihuan.intake.read import read_file
from bihuan.journal.models import Entry
from bihuan.kernel.canonical import sha256_hex
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from bihuan.management.demo import (
    afterwards,
    beginning,
    finished,
    lasting,
    papers,
    sorting,
    supervising,
    under_way,
)
from bihuan.management.demo.cast import PLAYERS, Cast, make_cast
from bihuan.management.demo.script import Script, at
from bihuan.messages.cursor import begin
from bihuan.people.calendar import office_calendar
from bihuan.people.models import User
from bihuan.triage.importing import ImportResult, import_reading

NUMBER = "望潮管办发〔2026〕12号"
NOTICE, OPINIONS = "notice.docx", "opinions.xlsx"
# What the story calls the rows of the target table, in their order.
ROWS = (
    "pavement", "night-market", "hotline", "haul-road", "sewer", "bus", "fire-lane", "nursery-gate", "street-lamps",
    "supplier-platform", "school-places", "truckers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Built:
    """What was done. ``new`` is False when the demonstration was already there; then nothing was changed."""

    new: bool
    batch: Batch
    lines: tuple[str, ...]

    def cases_by_state(self) -> dict[State, list[Case]]:
        """Every state with the cases that stand in it."""
        cases = Case.objects.filter(batch=self.batch).select_related("lead").order_by("position")
        found: dict[State, list[Case]] = {state: [] for state in State}
        for case in cases:
            found[State(case.state)].append(case)
        return found


def samples_folder() -> Path:
    """Where the sample files lie: in the repository beside ``src``."""
    return Path(settings.BASE_DIR) / "samples"


@transaction.atomic
def build() -> Built:
    """The demonstration, built now or found. A ledger that somebody else has begun is left alone."""
    if batch := _own_batch():
        return Built(new=False, batch=batch, lines=())
    if Batch.objects.exists() or User.objects.exists():
        message = "台账中已有数据，为免混淆不写入演示内容；请用环境变量 BIHUAN_VAR 另指一个空文件夹再试。"
        raise Refused([block("ledger-not-empty", message)])
    cast = make_cast()
    begin()  # what happens from here on is told
    notice = _imported(NOTICE, cast, at("05-21 09:00"))
    opinions = _imported(OPINIONS, cast, at("05-21 09:20"), notice.batch.pk)
    issue_batch(notice.batch.pk, by=cast["leader"], now=at("05-21 10:00"))
    batch = Batch.objects.get(pk=notice.batch.pk)
    script = Script(cast, batch, _named_cases(batch))
    for chapter in (beginning, sorting, finished, under_way, papers, lasting, afterwards, supervising):
        chapter.tell(script)
    script.play()
    lines = (
        _told(NOTICE, notice),
        _told(OPINIONS, opinions),
        f"印发批次{batch.number}，规则固定",
        f"按时间先后办理至11月22日，全部通过正式动作，办理记录{Entry.objects.count()}条",
    )
    return Built(new=True, batch=batch, lines=lines)


def _own_batch() -> Batch | None:
    """The batch of this demonstration. Whoever merely imported the sample notice has begun a ledger of their own."""
    names = [player.username for player in PLAYERS]
    if User.objects.filter(username__in=names).count() < len(names):
        return None
    return Batch.objects.filter(number=NUMBER, frozen_at__isnull=False).first()


def _imported(name: str, cast: Cast, now: datetime, batch_id: int | None = None) -> ImportResult:
    path = samples_folder() / name
    reading = read_file(path, office_calendar(cast["coordinator"].paths()[0]))
    return import_reading(
        reading,
        by=cast["coordinator"],
        now=now,
        name=name,
        sha256=sha256_hex(path.read_bytes()),
        batch_id=batch_id,
    )


def _named_cases(batch: Batch) -> dict[str, int]:
    known: Mapping[int, int] = dict(Case.objects.filter(batch=batch).values_list("position", "pk"))
    return {name: known[position] for position, name in enumerate(ROWS, start=1)}


def _told(name: str, result: ImportResult) -> str:
    said = f"导入 samples/{name}：新增意见{result.new_opinions}条、事项{result.new_cases}项"
    return f"{said}，提示{len(result.findings)}条" if result.findings else said
