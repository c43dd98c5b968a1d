"""疑点及说明 in a set: each doubt that verifiers answered, as it was seen, and what they said of it."""

from collections.abc import Sequence

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.doubts.models import DoubtAnswer
from bihuan.kernel.clock import local
from bihuan.kernel.codes import print_code
from bihuan.kernel.redact import redact
from bihuan.typesetting import xlsx
from bihuan.typesetting.table import Align, Column, TablePaper

_COLUMNS = (
    Column("序号", 8, Align.CENTER),
    Column("轮次", 8, Align.CENTER),
    Column("疑点编号", 15, Align.CENTER),
    Column("程度", 12, Align.CENTER),
    Column("疑点", 60),
    Column("所见", 60),
    Column("说明单位", 22),
    Column("说明人", 12, Align.CENTER),
    Column("时间", 18, Align.CENTER),
    Column("核查说明", 60),
)


def told_answers(case: Case) -> list[DoubtAnswer]:
    """The answers a set may show: of the present round only once its verification is over."""
    rows = case.doubt_answers.select_related("by", "unit")
    return list(rows.exclude(round=case.round) if case.state == State.VERIFYING else rows)


def doubts_book(case: Case, answers: Sequence[DoubtAnswer]) -> bytes:
    """The answers as a workbook, one a row."""
    rows = tuple(
        (
            str(at),
            f"第{row.round}轮",
            print_code(row.key),
            row.get_weight_display(),
            redact(row.message),
            "\n".join(
                f"{side['label']}{'：' if side['text'] else ''}{redact(side['text'])}" for side in row.sides()
            ),
            row.unit.name,
            row.by.name,
            f"{local(row.at):%Y-%m-%d %H:%M}",
            redact(row.reason),
        )
        for at, row in enumerate(answers, start=1)
    )
    return xlsx.render(TablePaper("疑点及说明", f"{case}疑点及说明", _COLUMNS, rows))
