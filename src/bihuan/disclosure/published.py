"""What the public log says of an item: each thing that was made public of it, in the order in which it was."""

import json
from dataclasses import dataclass, field

from bihuan.access.acts import Act
from bihuan.cases.models import SUBJECT
from bihuan.journal.models import Entry
from bihuan.journal.sealing import leaf_of
from bihuan.kernel.clock import local

Value = str | int | None | list[str]
# What a page calls the fields of an entry, in the order in which it lists them.
FIELDS = {
    "round": "轮次", "number": "编号", "unit": "责任单位", "verifying_unit": "核查单位", "summary": "问题",
    "target": "整改目标", "measures": "整改措施", "text": "公示内容", "starts_on": "公示开始", "ends_on": "公示结束",
    "how_to_object": "异议受理方式", "code": "校验码", "status": "结论", "closed_on": "销号日期",
    "filing_number": "备案号", "filing_body": "备案机关", "filed_on": "备案日期", "statement": "公开稿",
    "disclosed_on": "公开日期", "revoked_on": "撤销日期",
}  # fmt: skip
# A number is that of the item where it was shown, that of the close-out elsewhere.
NUMBERS = {Act.POST_NOTICE: "问题编号", Act.CLOSE_CASE: "销号文号", Act.REOPEN_CASE: "撤销的销号文号"}


@dataclass(frozen=True, slots=True)
class Record:
    """One public entry. ``index`` is its place in the log, None until it is sealed; ``content`` its exact bytes."""

    act: Act
    at: str
    public: dict[str, Value]
    index: int | None = None
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Records:
    """The public entries of an item, oldest first."""

    rows: tuple[Record, ...] = ()
    by_act: dict[tuple[str, int], Record] = field(default_factory=dict)

    def newest(self, act: str, round_: int | None = None) -> Record | None:
        """The last entry of ``act``: in that round, or in any."""
        if round_ is not None:
            return self.by_act.get((act, round_))
        return next((row for row in reversed(self.rows) if row.act == act), None)


def records_of(case_id: int) -> Records:
    """What the log says of a case the public has been shown."""
    entries = (
        Entry.objects.filter(subject_kind=SUBJECT, subject_id=case_id)
        .exclude(public="")
        .select_related("leaf")
        .prefetch_related("traces")
        .order_by("pk")
    )
    rows = tuple(_record(entry) for entry in entries)
    return Records(rows, {(row.act.value, _round(row)): row for row in rows})


def _record(entry: Entry) -> Record:
    at = f"{local(entry.at):%Y-%m-%d %H:%M}"
    act, public = Act(entry.act), json.loads(entry.public)["public"]
    leaf = getattr(entry, "leaf", None)
    if leaf is None:
        return Record(act, at, public)
    return Record(act, at, public, leaf.index, leaf_of(entry, bytes.fromhex(leaf.salt)))


def _round(row: Record) -> int:
    told = row.public.get("round")
    return told if isinstance(told, int) else 0


def shown_fields(record: Record) -> list[tuple[str, str, str]]:
    """The fields of an entry as a page lists them: (name in the log, 中文, value). Of a list, each element."""
    lines: list[tuple[str, str, str]] = []
    for name in sorted(record.public, key=list(FIELDS).index):
        value = record.public[name]
        if isinstance(value, list):
            lines += [(f"{name}.{at}", FIELDS[name], element) for at, element in enumerate(value)]
        elif value is not None:
            label = NUMBERS.get(record.act, FIELDS[name]) if name == "number" else FIELDS[name]
            lines.append((name, label, str(value)))
    return lines
