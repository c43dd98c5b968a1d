"""迎检资料 (S22): a set of papers as inspectors want it, which opens offline by its ``index.html``.

Beside what every set holds: the blank check sheet and the route sheet, the doubts and the earlier inspections with
their answers on the page of each item, a page of advice, ``manifest.json``. Of one item, or of a whole batch.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import IO

from bihuan.cases.models import Case
from bihuan.documents.check_sheet import LABEL, check_book, check_form
from bihuan.documents.route_sheet import LABEL as ROUTE
from bihuan.documents.route_sheet import route_sheet
from bihuan.documents.scope import Scope
from bihuan.inspection.models import InspectionFinding
from bihuan.inspection.queries import findings_of
from bihuan.inspection.report import state_of
from bihuan.inspection.rules import VERDICTS, Verdict, pack_code
from bihuan.intake.models import Batch
from bihuan.issuing.models import PaperSet
from bihuan.issuing.packing import Entry
from bihuan.issuing.set_doubts import told_answers
from bihuan.issuing.set_index import BOOK, SUMS, Listing, whole
from bihuan.issuing.set_manner import ARCHIVE, Beside, Manner, Piece
from bihuan.issuing.set_papers import Drawn
from bihuan.issuing.sets import Progress, make_set
from bihuan.kernel.clock import OFFICE_ZONE, day_of
from bihuan.kernel.codes import print_code
from bihuan.kernel.redact import redact
from bihuan.typesetting import xlsx
from bihuan.typesetting.paper import as_paper
from bihuan.typesetting.table import Align, Column, TablePaper

INDEX, GUIDE, MANIFEST = "index.html", "00-使用说明.html", "manifest.json"
SHEETS = "00-核验用表/"
EARLIER = "06-历次核验.xlsx"
FORMAT = "bihuan-inspection-pack/1"
_EARLIER = (
    Column("序号", 11, Align.CENTER),
    Column("核验单位", 30, Align.CENTER),
    Column("核验日期", 22, Align.CENTER),
    Column("核验结论", 20, Align.CENTER),
    Column("核验意见", 55),
    Column("回复期限", 22, Align.CENTER),
    Column("回复", 45),
    Column("回复情况", 20, Align.CENTER),
)
_DOUBTS = ("轮次", "程度", "疑点", "核查说明", "说明单位")


def make_any_set(asked: PaperSet, stream: IO[bytes], progress: Progress) -> None:
    """What the worker makes: a set for whatever purpose it was asked for."""
    manner: Manner = ARCHIVE
    if asked.purpose == PaperSet.Purpose.INSPECTION:
        manner = InspectionManner(asked.batch, asked.case, day_of(asked.asked_at))
    make_set(asked, stream, progress, manner=manner)


class InspectionManner(Manner):
    """How 迎检资料 of a batch, or of one of its cases, are made up."""

    label = PaperSet.Purpose.INSPECTION.label
    page = INDEX
    folder = SHEETS
    guide = GUIDE

    def __init__(self, batch: Batch, case: Case | None, today: date) -> None:
        self.batch, self.case, self.today = batch, case, today
        self.code = pack_code(batch.number, case.position if case else None, today)

    def of_set(self, scope: Scope) -> Beside:
        """The check sheet and, where there is anything to be seen, the route sheet."""
        words = tuple(VERDICTS)
        at = datetime.combine(self.today, time(), OFFICE_ZONE)
        drawn = [Drawn(f"{LABEL}（打印用）", check_form(scope, self.code, words), (LABEL,), at)]
        pieces = [Piece(f"{LABEL}.xlsx", f"{LABEL}（填写后交回）", check_book(scope, self.code, words))]
        route = route_sheet(scope)
        if route.rows:
            drawn.append(Drawn(ROUTE, as_paper(route), (ROUTE,), at))
            pieces.append(Piece(f"{ROUTE}.xlsx", ROUTE, xlsx.render(route)))
        return Beside(tuple(drawn), tuple(pieces))

    def of_case(self, case: Case) -> Beside:
        """The doubts and the earlier findings, each with what was answered."""
        earlier = [self._told(finding) for finding in findings_of(case)]
        doubts = tuple(
            (
                f"第{row.round}轮",
                row.get_weight_display(),
                redact(row.message),
                redact(row.reason),
                row.unit.name,
            )
            for row in told_answers(case)
        )
        listings = [Listing("疑点及说明", _DOUBTS, doubts)] if doubts else []
        if not earlier:
            return Beside(listings=tuple(listings))
        headings = tuple(column.heading for column in _EARLIER[1:])
        listings.append(Listing("历次核验意见及回复", headings, tuple(earlier)))
        rows = tuple((str(at), *row) for at, row in enumerate(earlier, start=1))
        book = xlsx.render(TablePaper("历次核验", f"{case}历次核验意见及回复", _EARLIER, rows))
        return Beside(pieces=(Piece(EARLIER, "历次核验", book),), listings=tuple(listings))

    def _told(self, finding: InspectionFinding) -> tuple[str, ...]:
        return (
            finding.inspection.body,
            finding.inspection.visited_on.isoformat(),
            Verdict(finding.verdict).label,
            redact(finding.text),
            finding.answer_due_on.isoformat() if finding.answer_due_on else "",
            redact(finding.answer),
            state_of(finding, self.today),
        )

    def closing(self, entries: Sequence[Entry]) -> Sequence[Piece]:
        """The page of advice, and the list of everything for a machine."""
        guide = Piece(GUIDE, "使用说明", whole(f"{self.label}使用说明", self._advice()))
        return (guide, Piece(MANIFEST, "清单", self._manifest(entries)))

    def _manifest(self, entries: Sequence[Entry]) -> bytes:
        """What lies in the pack but this list, the page of advice and the sums."""
        files = [
            {"path": entry.path, "what": entry.what, "size": entry.size, "sha256": entry.sha256}
            for entry in entries
            if entry.sha256
        ]
        missing = [{"path": entry.path, "problem": entry.problem} for entry in entries if entry.problem]
        about = {
            "format": FORMAT,
            "code": self.code,
            "batch": self.batch.number,
            "item": self.case.position if self.case else None,
            "made_on": self.today.isoformat(),
            "files": files,
            "problems": missing,
        }
        return (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()

    def _advice(self) -> str:
        back = f'<p><a href="./{INDEX}">返回总目录</a></p>'
        return back + _ADVICE.format(code=print_code(self.code), sums=SUMS, index=INDEX, book=BOOK)


_ADVICE = """
<h2>一、查阅</h2>
<p>解压后打开“{index}”，逐项、逐件查阅，不需要网络，也不需要安装软件。“{book}”为同一目录的表格形式。</p>
<h2>二、核验</h2>
<p>本资料包编号：<code>{code}</code>。“00-核验用表”中有空白核验表：.xlsx 用于填写后交回牵头单位导入系统，
.pdf 用于打印后手写；有现场的事项另附现场路线表。</p>
<h2>三、核对文件是否变动</h2>
<p>{sums} 列出每个文件的 SHA-256 校验值；压缩文件本身的校验值见系统“成套文书”页面。</p>
<p>Linux：在解压后的文件夹中执行 <code>sha256sum -c {sums}</code>，全部显示 OK 即未变动。</p>
<p>macOS：执行 <code>shasum -a 256 -c {sums}</code>。</p>
<p>Windows：在 PowerShell 中执行 <code>Get-FileHash 文件名 -Algorithm SHA256</code>，或者执行
<code>certutil -hashfile 文件名 SHA256</code>，与 {sums} 中该文件一行对照。</p>
<h2>四、说明</h2>
<p>资料包不含当事人的联系方式。注明“草稿”的文书尚未定稿，仅供查阅。</p>
"""
