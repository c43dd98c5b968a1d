"""Holds the tables against what the journal tells of them, row by row and field by field."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from bihuan.access.acts import Act
from bihuan.audit.difference import Difference, shortened
from bihuan.audit.leaf_check import label_of
from bihuan.audit.replay import Ledger, Told
from bihuan.cases.models import SUBJECT, Case
from bihuan.evidence.models import Blob
from bihuan.issuing.models import PaperSet
from bihuan.issuing.work import ZIP
from bihuan.journal.models import Entry, Trace
from bihuan.kernel.clock import local
from bihuan.trail.models import Trailed
from bihuan.trail.values import plain, plain_values, table_of, told_fields

# Acts that only look; whose rows another entry tells (that of the import, of the opinion beside the case's, of the
# other opinion that was told apart, of the batch beside those of its inspected cases); whose change is nobody's to
# read (a password) or is no business of the journal's (a set to be made, the log's key).
SILENT = (
    Act.REVEAL_CONTACT, Act.REVEAL_OBJECTOR, Act.OPEN_CASE, Act.MERGE_OPINIONS, Act.UNMERGE_OPINION,
    Act.KEEP_APART, Act.RECORD_INSPECTION, Act.MANAGE_ACCOUNTS, Act.REQUEST_PAPER_SET, Act.ROTATE_LOG_KEY,
)  # fmt: skip


def table_differences() -> Iterator[Difference]:
    """Every row that was changed, added or removed by anything but an act."""
    moved = Entry.objects.filter(subject_kind=SUBJECT).exclude(from_state=F("to_state"))
    moves = moved.values_list("pk", "subject_id", "to_state")
    ledger = Ledger(moves={entry: (str(case), state) for entry, case, state in moves})
    traces = Trace.objects.order_by("pk").values_list("entry_id", "rows").iterator(chunk_size=500)
    for entry in ledger.replay(traces):
        yield Difference("trace-unreadable", f"办理记录第{entry}条", "该条留痕的内容无法读取：被改动过。")
    beside = Q(act=Act.IMPORT_FILE, subject_kind="opinion") & Exists(_import_of_it())
    wordless = Entry.objects.filter(traces=None).exclude(Q(act__in=SILENT) | beside)
    for entry in sorted({*wordless.values_list("pk", flat=True), *ledger.moves}):
        message = "该条记录没有相应的数据变化，不是经系统办理产生的，或者它的留痕被删除。"
        yield Difference("entry-hollow", f"办理记录第{entry}条", message, "entry", str(entry))
    for model in trailed_models():
        yield from _table(model, ledger.tables.pop(table_of(model), {}))
    for table, rows in ledger.tables.items():
        yield Difference("table-unknown", table, f"办理记录中有{len(rows)}行属于不存在的表“{table}”。", table)


def _import_of_it() -> QuerySet[Entry]:
    """The import that tells what it did with one opinion: its own entry, with the rows, is written last."""
    same = {name: OuterRef(name) for name in ("act", "batch_id", "at", "by_user_id")}
    return Entry.objects.filter(**same, subject_kind="batch", pk__gt=OuterRef("pk"), traces__isnull=False)


def trailed_models() -> list[type[Model]]:
    """The models whose rows the journal tells."""
    return [model for model in apps.get_app_config("bihuan").get_models() if issubclass(model, Trailed)]


def _table(model: type[Model], told: dict[str, Told]) -> Iterator[Difference]:
    key = model._meta.pk.attname
    for row in _rows(model).order_by(key).values().iterator(chunk_size=2000):
        known = told.pop(str(row[key]), None)
        found = plain_values(model, row)
        if known is None or known.values is None:
            yield _added(model, row, found, known)
        else:
            yield from _changed(model, row, found, known)
    for missing, known in told.items():
        if known.values is not None:
            yield _removed(model, missing, known)


def _rows(model: type[Model]) -> QuerySet[Any]:
    """The rows that acts have written. A set of papers is packed by the worker, which is no act, nor is its file."""
    rows = model._base_manager.all()
    return rows.exclude(pk__in=_packed()) if model is Blob else rows


def _packed() -> QuerySet[Any]:
    sets = PaperSet.objects.exclude(content=None).filter(content__media_type=ZIP)
    return sets.order_by().values("content")


def _changed(
    model: type[Model], row: dict[str, Any], found: dict[str, Any], known: Told
) -> Iterator[Difference]:
    assert known.values is not None  # the caller has seen to it
    for name, value in found.items():
        field = _field(model, name)
        # A column that came with an upgrade is told from the next act on; until then its default stands there.
        should = known.values[name] if name in known.values else plain(field, field.get_default())
        if value == should:
            continue
        title = str(field.verbose_name)
        message = (
            f"“{title}”现为“{shortened(value)}”，按办理记录应为“{shortened(should)}”"
            f"（{_entry(known.entry)}）：被绕过系统改动。"
        )
        yield Difference(
            "row-changed", _where(model, row), message, table_of(model), str(row[model._meta.pk.attname]), name,
            shortened(value), shortened(should),
        )  # fmt: skip


def _added(model: type[Model], row: dict[str, Any], found: dict[str, Any], known: Told | None) -> Difference:
    said = "没有任何办理记录" if known is None else f"已被删除（{_entry(known.entry)}）"
    message = f"多出一行：{_told(model, found)}；按办理记录{said}，不是经系统办理产生的。"
    key = str(row[model._meta.pk.attname])
    return Difference("row-added", _where(model, row), message, table_of(model), key)


def _removed(model: type[Model], key: str, known: Told) -> Difference:
    values = known.values or {}
    message = f"少了一行：按办理记录应有 {_told(model, values)}（{_entry(known.entry)}），已被绕过系统删除。"
    return Difference("row-removed", _where(model, {**values, "id": key}), message, table_of(model), key)


def _told(model: type[Model], values: dict[str, Any]) -> str:
    """The first few fields that say something."""
    said = [
        f"{_field(model, name).verbose_name}“{shortened(value)}”"
        for name, value in values.items()
        if value not in (None, "", False) and not name.endswith("_id")
    ]
    return "、".join(said[:4]) or "（无内容）"


def _where(model: type[Model], row: dict[str, Any]) -> str:
    """The item a row belongs to, as people call it, and the kind of row."""
    kind = f"{model._meta.verbose_name}（{row.get(model._meta.pk.attname, row.get('id'))}号）"
    case = row.get("id") if model is Case else row.get("case_id")
    return f"{_case_name(case)}的{kind}" if case else kind


def _case_name(case_id: Any) -> str:
    # Whatever stands there: a column that was written by hand need not hold a number.
    known = Case.objects.filter(pk=case_id) if str(case_id).isdecimal() else Case.objects.none()
    row = known.values_list("batch__number", "position").first()
    return f"{row[0]}第{row[1]}项" if row else f"事项{case_id}"


def _entry(entry_id: int) -> str:
    row = Entry.objects.filter(pk=entry_id).first()
    if row is None:
        return f"办理记录第{entry_id}条"
    moment: datetime | None = row.at  # None: no moment at all stands there
    at = f"{local(moment):%Y-%m-%d %H:%M}" if moment else "时间不明"
    return f"{at} {row.by_name} {label_of(row.act)}"


@cache
def _field(model: type[Model], name: str) -> Any:
    return next(field for field in told_fields(model) if field.attname == name)
