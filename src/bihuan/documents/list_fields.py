"""What a list of an office's own may speak of: an allow-list. Contact details of citizens are not in it."""

from collections.abc import Callable

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Measure
from bihuan.documents import numbers, target_table
from bihuan.documents.batch_words import OF_BATCH
from bihuan.documents.case_lists import LISTS
from bihuan.documents.case_lives import CaseFile
from bihuan.documents.case_words import FIELDS as CASE_FIELDS
from bihuan.documents.case_words import moment
from bihuan.documents.close_out_ledger import LIFE
from bihuan.documents.lists_parse import CELLS
from bihuan.documents.lives import Life
from bihuan.documents.speaking import Fields, day, days_in_words, meanings
from bihuan.documents.values import Vocabulary
from bihuan.kernel.redact import redact
from bihuan.typesetting.table import padded

# What stands the same in every row.
COUNT = "件数"
OF_LIST = {**OF_BATCH, COUNT: "台账所列事项的件数"}
# The row's own number in this list; not 序号, which is that of the case in its batch.
ORDINAL = "序"
# Room for a signature is for forms; a batch says the same in every row.
_NOT_IN_CELLS = frozenset({"签字处", "盖章处", *OF_BATCH})
# Names are padded on paper (domain §3.4).
_PEOPLE = ("负责人", "主要领导", "分管领导", "具体责任人", "核查人员", "批准人")


def _of_measures(ask: Callable[[Measure], str]) -> Callable[[CaseFile], str]:
    """What is asked of each measure, a line a measure, numbered as the measures are."""

    def told(file: CaseFile) -> str:
        texts = [ask(measure) for measure in file.case.measures.all()]
        if len(texts) < 2 or not any(texts):
            return "".join(texts)
        return "\n".join(f"{n}. {text or '（未填）'}" for n, text in enumerate(texts, 1))

    return told


def _units(file: CaseFile) -> str:
    """责任部门 as the target table has it: who leads and who helps."""
    return target_table.units_text(file.case)


def _indicators(file: CaseFile) -> str:
    _, ask = LISTS["指标"].fields["表述"]
    return "\n".join(ask(row) for row in file.indicators)


def _each(texts: list[str]) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text))


def _yes(answer: bool) -> str:
    return "是" if answer else "否"


def _limit(file: CaseFile) -> str:
    """Each part on a line of its own, as the notice prints it; a reader joins them again."""
    return target_table.limit_text(file.case, None).replace(" ", "\n")


def _padded(name: str) -> tuple[str, Callable[[CaseFile], str]]:
    meaning, ask = CASE_FIELDS[name]
    return meaning, lambda file: padded(ask(file))


def _finished(file: CaseFile) -> bool:
    """Whether the unit has signed that the work is done, and no verifier has found otherwise."""
    return State(file.case.state) in STRUCK_OFF or bool(
        file.life.submission and not (file.verification and not file.verification.passed)
    )


def _of_life(ask: Callable[[Life], str]) -> Callable[[CaseFile], str]:
    return lambda file: days_in_words(ask(file.life))


_OF_LEDGER: Fields = {
    column.heading: (f"与销号管理台账“{column.heading}”栏相同", _of_life(ask)) for column, ask in LIFE
}
_OWN: Fields = {
    "问题编号": ("与整改目标表“问题编号”栏相同", lambda file: numbers.in_a_cell(file.case)),
    "整改时限": (CASE_FIELDS["整改时限"][0], _limit),
    "责任部门": ("责任单位和配合单位，与整改目标表相同", _units),
    "措施完成时间": ("各条措施的完成时间，逐条一行", _of_measures(lambda row: day(row.due_on))),
    "措施成果形式": ("各条措施的成果形式，逐条一行", _of_measures(lambda row: row.deliverable)),
    "措施进展": ("各条措施的进展，逐条一行", _of_measures(lambda row: str(row.get_progress_display()))),
    "量化指标": ("指标、目标值、口径和统计截止日，逐项一行", _indicators),
    "意见来源": ("事项所含意见的来源，以顿号分开", lambda file: _each([row.source for row in file.opinions])),
    "意见编号": (
        "事项所含意见的问题编号，以顿号分开",
        lambda file: _each([row.number for row in file.opinions]),
    ),
    "回访情况": (
        "本轮各次回访的情况，逐次一行",
        lambda file: "\n".join(redact(row.note) for row in file.life.visits),
    ),
    "回访日期": (
        "本轮最近一次回访的日期",
        lambda file: moment(file.life.visits[-1].at) if file.life.visits else "",
    ),
    "是否完成整改": ("责任单位已签字完成且核查未否定的为是", lambda file: _yes(_finished(file))),
    "是否销号": ("现行有效销号的为是", lambda file: _yes(State(file.case.state) in STRUCK_OFF)),
    **{name: _padded(name) for name in _PEOPLE},
}
CELL_FIELDS: Fields = {
    **{name: field for name, field in CASE_FIELDS.items() if name not in _NOT_IN_CELLS},
    **{name: field for name, field in _OF_LEDGER.items() if name not in CASE_FIELDS},
    **_OWN,
}
LIST_VOCABULARY = Vocabulary(
    fields=OF_LIST,
    lists={CELLS: {ORDINAL: "在本台账中的序号，从1起", **meanings(CELL_FIELDS)}},
)
