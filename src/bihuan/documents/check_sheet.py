"""核验表: what inspectors fill in, as a workbook that reads back (``inspection.sheet``) and as a form for the pen."""

from collections.abc import Sequence

from bihuan.cases.lifecycle import State
from bihuan.documents.scope import Scope
from bihuan.kernel.codes import print_code
from bihuan.kernel.redact import redact
from bihuan.typesetting import xlsx
from bihuan.typesetting.paper import Block, Cell, Form, Line, Paper, Section, Table, Title, as_paper
from bihuan.typesetting.table import A4, Align, Column, TablePaper, print_day

LABEL = "核验表"
FACTS, LINES = "核验信息", LABEL
CODE, BATCH, MADE_ON = "资料包编号", "批次", "制表日期"
BODY, INSPECTORS, VISITED_ON = "核验单位", "核验人员", "核验日期"
POSITION, NUMBER, VERDICT, TEXT, DUE = "序号", "问题编号", "核验结论", "核验意见", "回复期限"
_C = Align.CENTER
_FACTS = (Column("项目", 45, _C), Column("内容", 180, _C))
# 225 mm together: the breadth of a landscape A4 between its margins.
_COLUMNS = (
    Column(POSITION, 11, _C),
    Column(NUMBER, 31, _C),
    Column("整改内容", 52),
    Column("责任单位", 24, _C),
    Column("环节", 17, _C),
    Column(VERDICT, 25, _C),
    Column(TEXT, 43),
    Column(DUE, 22, _C),
)
_HOW = (
    "请填写核验单位、核验人员和核验日期（如2022年11月20日），资料包编号、批次、制表日期不要改动。",
    "每个事项均应选择核验结论；未到现场核验的，选“未核验”。",
    "结论为“部分属实”“不属实”的，应当写明核验意见；需要限期回复的，填写回复期限。",
    "填写后交牵头单位导入系统，不要增删行、改动序号和问题编号。",
)
Rows = tuple[tuple[str, ...], ...]


def check_book(scope: Scope, code: str, verdicts: Sequence[str]) -> bytes:
    """The blank check sheet as a workbook: a sheet for who and when, a sheet with a row an item."""
    facts = (
        (CODE, print_code(code)),
        (BATCH, scope.batch.number),
        (MADE_ON, scope.today.isoformat()),
        (BODY, ""),
        (INSPECTORS, ""),
        (VISITED_ON, ""),
    )
    about = TablePaper(FACTS, FACTS, _FACTS, facts, below=_notes(_HOW), dated=scope.today)
    lines = TablePaper(LINES, LINES, _COLUMNS, _rows(scope), dated=scope.today)
    return xlsx.render_papers([as_paper(about), as_paper(lines)], choices={VERDICT: verdicts})


def check_form(scope: Scope, code: str, verdicts: Sequence[str]) -> Paper:
    """The same for the pen: boxes to tick, and room to sign."""
    boxes = "\n".join(f"□{word}" for word in verdicts)
    rows = tuple((*row[:5], boxes, "", "") for row in _rows(scope))
    title = f"整改事项现场{LABEL}"
    blocks: tuple[Block, ...] = (
        Title(title),
        Line(
            f"批次：{scope.batch.number}　　{CODE}：{print_code(code)}　　{MADE_ON}：{print_day(scope.today)}"
        ),
        Form(
            (
                (Cell(BODY, 2, label=True), Cell("", 4), Cell(VISITED_ON, 2, label=True), Cell("", 4)),
                (Cell("核验人员（签字）", 2, label=True), Cell("", 10, blank=1)),
            )
        ),
        Table(_COLUMNS, rows),
        *(Line(each) for each in _notes(_HOW[1:3])),
    )
    return Paper(LABEL, title, (Section(blocks, A4),), scope.today)


def _notes(notes: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"注：{at}. {each}" for at, each in enumerate(notes, start=1))


def _rows(scope: Scope) -> Rows:
    cases = scope.cases.select_related("lead").order_by("position")
    return tuple(
        (
            str(case.position),
            case.number,
            redact(case.content),
            case.lead.name if case.lead else "",
            State(case.state).label,
            "",
            "",
            "",
        )
        for case in cases
    )
