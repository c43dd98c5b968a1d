"""Every paper that can be exported, by the name a command or a page asks for, and the forms it comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bihuan.cases.models import Case
from bihuan.documents import close_out_ledger, target_table
from bihuan.intake.models import Batch

Render = Callable[[Batch, QuerySet[Case], date], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A paper: its name, its Chinese name, and for each file ending what makes it of a batch and some of its cases.

    The cases are those the caller may see; a paper adds none.
    """

    name: str
    label: str
    forms: Mapping[str, Render]


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "target-table",
            "整改目标表",
            {
                ".xlsx": lambda batch, cases, today: target_table.render_xlsx(batch, cases),
                ".docx": lambda batch, cases, today: target_table.render_docx(batch, cases),
            },
        ),
        Kind(
            "ledger",
            "销号管理台账",
            {".xlsx": lambda batch, cases, today: close_out_ledger.render_xlsx(cases, today)},
        ),
    )
}
