"""一件一档: what a set of papers holds, packed into a zip. Only what its cases show, and no contact details.

A set of a case: 00-目录, 01-文书, 02-佐证材料, 03-签批扫描件, 04-办理记录.xlsx, 05-疑点及说明.xlsx where there
was any, SHA256SUMS. A set of a batch: its
papers, then such a folder a case. Sets are kept for ever, as any other file: what was handed out stays as it was.
What a set is for (``set_manner``) may give it another first page and more to hold.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import IO

from django.conf import settings

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_cases
from bihuan.documents.pictures import photo_of
from bihuan.documents.scope import Scope
from bihuan.evidence.blobs import path_of
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.evidence.sniff import IMAGES
from bihuan.issuing.models import PaperSet, PaperSignature
from bihuan.issuing.packing import Entry, Pack, sums
from bihuan.issuing.set_doubts import doubts_book, told_answers
from bihuan.issuing.set_index import BOOK, SUMS, Inside, Link, book, page
from bihuan.issuing.set_manner import ARCHIVE, Manner
from bihuan.issuing.set_names import Shelf, last_part, safe
from bihuan.issuing.set_papers import Drawn, batch_papers, case_papers, spoiled_papers
from bihuan.journal.queries import history_of
from bihuan.kernel.clock import OFFICE_ZONE, day_of
from bihuan.kernel.errors import BihuanError, Refused
from bihuan.kernel.findings import block
from bihuan.kernel.redact import redact
from bihuan.people.models import actor_of
from bihuan.typesetting import pdf, xlsx
from bihuan.typesetting.paper import Paper
from bihuan.typesetting.table import Align, Column, TablePaper

PAPERS, EVIDENCE, SCANS, HISTORY = "01-文书/", "02-佐证材料/", "03-签批扫描件/", "04-办理记录.xlsx"
DOUBTS = "05-疑点及说明.xlsx"
BATCH_PAPERS = "00-批次文书/"
# Cases whose papers are drawn up together: a constant number of statements for so many.
AT_ONCE = 20
FOLDER_BYTES = 80
# A cell takes 32,767; who wrote more is read in the system.
LONGEST = 32_000
# What is packed already gains nothing by being packed again.
_PACKED = IMAGES | {"application/pdf"}

Draw = Callable[[Paper], bytes]
Progress = Callable[[int, int], None]

log = logging.getLogger(__name__)


def no_progress(done: int, total: int) -> None:
    """For who does not want to know."""


def make_set(asked: PaperSet, stream: IO[bytes], progress: Progress, *, manner: Manner = ARCHIVE) -> None:
    """The set ``asked``, as its asker may see it now. Raises Refused when there is nothing left to see."""
    cases = visible_cases(actor_of(asked.asked_by)).filter(batch=asked.batch)
    scope = Scope(asked.batch, cases, day_of(asked.asked_at))
    if asked.case is not None and not cases.filter(pk=asked.case.pk).exists():
        raise Refused([block("case-not-visible", "申请人已不能查阅该事项，成套文书没有生成。", clause="S18")])
    write_set(stream, scope, case=asked.case, progress=progress, manner=manner)


def write_set(
    stream: IO[bytes],
    scope: Scope,
    *,
    case: Case | None = None,
    draw: Draw | None = None,
    progress: Progress = no_progress,
    manner: Manner = ARCHIVE,
) -> None:
    """Everything about ``case``, or about the whole batch of ``scope``, as a zip at the start of ``stream``.

    ``progress`` hears of files done of a case, of cases done of a batch. The same rows give the same bytes.
    """
    with Pack(stream) as pack:
        writer = _Writer(pack, scope, draw or _as_pdf, progress, manner)
        if case is not None:
            writer.one_case(case)
        else:
            writer.whole_batch()


def file_name(asked: PaperSet) -> str:
    """What the set is called when it is fetched: batch, item, what it is for, day."""
    item = f"第{asked.case.position}项-{asked.case.number}" if asked.case else "全部事项"
    words = (asked.batch.number, item, asked.get_purpose_display(), f"{day_of(asked.asked_at):%Y%m%d}")
    return safe("-".join(words)) + ".zip"


@dataclass
class _Writer:
    """Packs one set. ``done`` of ``total`` pieces are in."""

    pack: Pack
    scope: Scope
    draw: Draw
    progress: Progress
    manner: Manner
    done: int = 0
    total: int = 0

    def __post_init__(self) -> None:
        self.pack.going_on = partial(self._count, 0)
        self.at = datetime.combine(self.scope.today, time(), OFFICE_ZONE)

    def one_case(self, case: Case) -> None:
        """The set of one case, at the top of the zip."""
        case = self.scope.cases.select_related("batch", "lead").get(pk=case.pk)
        only = Scope(self.scope.batch, self.scope.cases.filter(pk=case.pk), self.scope.today)
        drawn = case_papers(only)[case.pk]
        evidence, scans = _evidence(case), _scans(case)
        self.total = len(drawn) + len(evidence) + len(scans) + 1
        self._count(0)
        self._beside(only)
        self._case(case, "", drawn, evidence, scans, step=1)
        self._close(f"{case}{self.manner.label}目录")

    def whole_batch(self) -> None:
        """The papers of the batch, then its cases a folder each, then the index of all."""
        cases = self.scope.cases.order_by("position")
        keys = list(cases.values_list("pk", "position"))
        self.total = len(keys) + 1
        self._count(0)
        self._beside(self.scope)
        self._papers(batch_papers(self.scope), BATCH_PAPERS, step=0)
        self._count(1)
        width = max([2, *(len(str(position)) for _, position in keys)])
        inside = []
        for start in range(0, len(keys), AT_ONCE):
            chunk = self.scope.cases.filter(pk__in=[key for key, _ in keys[start : start + AT_ONCE]])
            drawn = case_papers(Scope(self.scope.batch, chunk, self.scope.today))
            for case in chunk.select_related("batch", "lead").order_by("position"):
                inside.append(self._folder(case, width, drawn[case.pk]))
                self._count(1)
        title = f"{self.scope.batch.number}{self.manner.label}目录"
        top = [entry for entry in self.pack.entries if entry.folder in (BATCH_PAPERS, self.manner.folder)]
        links = self._links("")
        content = page(title, _batch_facts(self.scope), top, self.scope.today, inside=inside, links=links)
        self._index(self.manner.page, content)
        self._close(title)

    def _folder(self, case: Case, width: int, drawn: Sequence[Drawn]) -> Inside:
        unit = case.lead.name if case.lead else "未定责任单位"
        name = Shelf(width, case.position - 1).name(case.number, unit, most=FOLDER_BYTES)
        first = len(self.pack.entries)
        self._case(case, f"{name}/", drawn, _evidence(case), _scans(case), step=0)
        mine = self.pack.entries[first:]
        return Inside(
            folder=f"{name}/",
            page=self.manner.page,
            position=case.position,
            number=case.number,
            content=redact(case.content),
            unit=unit,
            state=State(case.state).label,
            files=sum(1 for entry in mine if entry.sha256) - 1,  # without its index
            problems=sum(1 for entry in mine if entry.problem),
        )

    def _case(
        self,
        case: Case,
        below: str,
        drawn: Sequence[Drawn],
        evidence: Sequence[Evidence],
        scans: Sequence[PaperSignature],
        *,
        step: int,
    ) -> None:
        """Everything about one case in the folder ``below``; ``step`` is what each file counts."""
        first = len(self.pack.entries)
        self._papers(drawn, below + PAPERS, step=step)
        shelf = Shelf()
        for piece in evidence:
            label = EvidenceKind(piece.kind).label
            path = below + EVIDENCE + shelf.name(label, last_part(piece.name))
            self._copy(path, piece.blob_id, piece.blob.media_type, label, piece.added_at)
            self._count(step)
        shelf = Shelf()
        for scan in scans:
            words = shelf.name(scan.paper.title[:20], scan.paper.number, last_part(scan.scan_name))
            self._copy(
                below + SCANS + words, scan.scan_id, scan.scan.media_type, "签批扫描件", scan.recorded_at
            )
            self._count(step)
        self.pack.add(below + HISTORY, _history(case), "办理记录", self.at)
        if answered := told_answers(case):
            self.pack.add(below + DOUBTS, doubts_book(case, answered), "疑点及说明", self.at)
        beside = self.manner.of_case(case)
        for more in beside.pieces:
            self.pack.add(below + more.name, more.content, more.what, self.at)
        self._count(step)
        top = [] if below else [entry for entry in self.pack.entries[:first] if entry.what != "目录"]
        content = page(
            f"{case}{self.manner.label}目录",
            _case_facts(case, spoiled_papers(self.scope, case)),
            [*top, *self.pack.entries[first:]],
            self.scope.today,
            below=below,
            listings=beside.listings,
            links=self._links(below),
        )
        self._index(below + self.manner.page, content)

    def _beside(self, scope: Scope) -> None:
        """What the manner puts before everything else."""
        beside = self.manner.of_set(scope)
        self._papers(beside.drawn, self.manner.folder, step=0)
        for piece in beside.pieces:
            self.pack.add(self.manner.folder + piece.name, piece.content, piece.what, self.at)

    def _links(self, below: str) -> list[Link]:
        """Out of the folder ``below``: up to the first page, and to the page that says how the set is used."""
        up = [Link(f"../{self.manner.page}", "返回总目录")] if below and self.manner.guide else []
        guide = (
            [Link(f"{'../' if below else ''}{self.manner.guide}", "使用说明")] if self.manner.guide else []
        )
        return up + guide

    def _papers(self, drawn: Sequence[Drawn] | Iterator[Drawn], folder: str, *, step: int) -> None:
        shelf = Shelf()
        for one in drawn:
            path = folder + shelf.name(*one.words).removesuffix(".pdf") + ".pdf"
            try:
                content = self.draw(one.paper)
            except BihuanError as refusal:
                self._left_out(path, one.label, "；".join(finding.message for finding in refusal.findings))
            except Exception:
                # One paper that cannot be set must not keep the other thousand from the office.
                log.exception("a paper could not be set: %s", path)
                self._left_out(path, one.label, "排版出错，请联系管理员查看服务日志。")
            else:
                self.pack.add(path, content, one.label, one.at)
            self._count(step)

    def _left_out(self, path: str, what: str, why: str) -> None:
        self.pack.entries.append(Entry(path, what, 0, "", f"未收入：{why}"))

    def _copy(self, path: str, sha256: str, media_type: str, what: str, at: datetime) -> None:
        small = media_type not in _PACKED
        self.pack.copy(path, path_of(sha256), what, at, small=small, sha256=sha256)

    def _index(self, path: str, content: bytes) -> None:
        self.pack.add(path, content, "目录", self.at)

    def _close(self, title: str) -> None:
        files = [entry for entry in self.pack.entries if entry.what != "目录"]
        self._index(BOOK, book(title, files, self.scope.today))
        for piece in self.manner.closing(self.pack.entries):
            self.pack.add(piece.name, piece.content, piece.what, self.at)
        self.pack.add(SUMS, sums(self.pack.entries), "校验值", self.at)
        self._count(0)

    def _count(self, step: int) -> None:
        self.done += step
        self.progress(self.done, self.total)


def _as_pdf(paper: Paper) -> bytes:
    return pdf.render([paper], photo_of, fonts=settings.FONT_DIR)


def _evidence(case: Case) -> list[Evidence]:
    return list(case.evidence.select_related("blob").order_by("round", "pk"))


def _scans(case: Case) -> list[PaperSignature]:
    signed = PaperSignature.objects.filter(paper__case=case)
    return list(signed.select_related("paper", "scan").order_by("pk"))


def _case_facts(case: Case, spoiled: Sequence[str]) -> list[tuple[str, str]]:
    return [
        ("批次", case.batch.number),
        ("序号", str(case.position)),
        ("问题编号", case.number),
        ("整改内容", redact(case.content)),
        ("责任单位", case.lead.name if case.lead else "未定"),
        ("当前环节", State(case.state).label),
        ("轮次", f"第{case.round}轮"),
        ("已作废、未收入的文书", "、".join(spoiled)),
    ]


def _batch_facts(scope: Scope) -> list[tuple[str, str]]:
    batch = scope.batch
    return [
        ("发文字号", batch.number),
        ("标题", batch.plan_title or batch.title),
        ("牵头单位", batch.coordinator.name),
        ("已作废、未收入的文书", "、".join(spoiled_papers(scope, None))),
    ]


_HISTORY = (
    Column("序号", 12, Align.CENTER),
    Column("时间", 32, Align.CENTER),
    Column("事项", 32, Align.CENTER),
    Column("办理人", 20, Align.CENTER),
    Column("单位", 34),
    Column("记载", 95),
)


def _history(case: Case) -> bytes:
    """办理记录 of the case, from its first day. What clerks wrote of citizens into a remark is masked, as on paper."""
    rows = tuple(
        (
            str(at),
            f"{entry.at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}",
            entry.label,
            entry.by_name,
            entry.by_unit,
            said if len(said) <= LONGEST else f"{said[:LONGEST]}……（全文见系统）",
        )
        for at, entry in enumerate(history_of("case", case.pk), start=1)
        for said in [redact(entry.sentence)]
    )
    return xlsx.render(TablePaper("办理记录", f"{case}办理记录", _HISTORY, rows))
