"""Reading the register of papers (出文登记簿) and the overview of numbers. Starts from what the actor may see."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.access.actor import Actor
from bihuan.access.policy import holds
from bihuan.cases.models import Assignment, Case
from bihuan.cases.visibility import OVER_UNIT, units_under, visible_batches, visible_cases
from bihuan.closure.models import CloseOut
from bihuan.disclosure.projection import PublicCase, PublicCloseOut
from bihuan.disclosure.queries import project, public_cases
from bihuan.documents.kinds import KINDS, About, Kind
from bihuan.intake.models import Batch
from bihuan.issuing.facts import Matter
from bihuan.issuing.models import IssuedPaper, PaperSignature
from bihuan.kernel.clock import day_of
from bihuan.people.models import Unit
from bihuan.people.order import place_in_tree
from bihuan.supervision.queries import visible_supervisions
from bihuan.typesetting.table import Align, Column, TablePaper

VALID, SPOILED, SIGNED = "有效", "已作废", "已签批"
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")


def visible_papers(actor: Actor) -> QuerySet[IssuedPaper]:
    """The papers about what ``actor`` may see: a unit those of its cases, the coordinator those of its batches."""
    cases = visible_cases(actor).order_by().values("pk")
    batches = visible_batches(actor).order_by().values("pk")
    units = units_under(actor.paths(OVER_UNIT)).values("pk")
    return IssuedPaper.objects.filter(
        Q(case__in=cases) | Q(case=None, batch__in=batches) | Q(case=None, unit__in=units)
    )


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What of the register is asked for; empty asks for all."""

    batch: int | None = None
    kind: str = ""
    year: int | None = None
    state: str = ""
    text: str = ""


def register(actor: Actor, wanted: RegisterFilter) -> QuerySet[IssuedPaper]:
    """The register, the newest first; ``signed`` tells whether a signature was recorded."""
    signed = Exists(PaperSignature.objects.filter(paper=OuterRef("pk")))
    rows = (
        visible_papers(actor)
        .select_related("batch", "case__batch", "unit", "issued_by")
        .annotate(signed=signed)
    )
    if wanted.batch:
        rows = rows.filter(batch=wanted.batch)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year:
        rows = rows.filter(issued_at__year=wanted.year)
    if wanted.state:
        of_state = {
            SPOILED: Q(spoiled_at__isnull=False),
            SIGNED: Q(spoiled_at=None, signed=True),
            VALID: Q(spoiled_at=None, signed=False),
        }
        rows = rows.filter(of_state[wanted.state])
    if wanted.text:
        rows = rows.filter(Q(title__contains=wanted.text) | Q(number__contains=wanted.text))
    return rows.order_by("-pk")


def state_of(paper: IssuedPaper, *, signed: bool) -> str:
    """有效, 已签批 or 已作废."""
    return SPOILED if paper.spoiled_at else SIGNED if signed else VALID


def about_what(paper: IssuedPaper) -> str:
    """What a paper is about, as the register calls it."""
    return Matter(paper.batch, paper.case, paper.unit).name()


_C = Align.CENTER
_REGISTER = (
    Column("序号", 11, _C),
    Column("文书种类", 26, _C),
    Column("编号", 32, _C),
    Column("标题", 56),
    Column("事项", 40),
    Column("定稿日期", 22, _C),
    Column("定稿人", 18, _C),
    Column("状态", 20, _C),
)


def register_table(papers: Iterable[IssuedPaper], today: date) -> TablePaper:
    """The register as a list to be printed or filed; ``papers`` are of ``register``."""
    rows = tuple(
        (
            str(at),
            label_of(paper.kind),
            paper.number,
            paper.title,
            about_what(paper),
            day_of(paper.issued_at).isoformat(),
            paper.issued_by.name,
            state_of(paper, signed=paper.signed),  # type: ignore[attr-defined]  # annotated by ``register``
        )
        for at, paper in enumerate(papers, start=1)
    )
    return TablePaper(
        "出文登记簿", "出文登记簿", _REGISTER, rows, above=(f"截至{today}，共{len(rows)}件",), dated=today
    )


def label_of(kind: str) -> str:
    """The kind of a paper in Chinese; a list of an office's own keeps its own name."""
    return KINDS[kind].label if kind in KINDS else kind


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NumberUse:
    """What became of one number: where it stands, and its state."""

    serial: int
    number: str
    about: str
    state: str
    paper_id: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one office, kind and year that the reader may see, in order. ``elsewhere``: those it may not."""

    office: str
    name: str
    year: int
    uses: tuple[NumberUse, ...]
    elsewhere: tuple[int, ...]

    @property
    def note(self) -> str:
        """Whose numbers they are, and of which year."""
        return f"{self.office}，{self.year}年"

    @property
    def last(self) -> int:
        """The last number among them."""
        return self.uses[-1].serial

    @property
    def spoiled(self) -> tuple[NumberUse, ...]:
        """The numbers of papers that were made void."""
        return tuple(use for use in self.uses if use.state == SPOILED)


def number_series(actor: Actor) -> list[Series]:
    """Every number the actor may see: of papers, and those given out by 交办, 督促 and 销号. The newest year first."""
    found: dict[tuple[Unit, str, int], dict[int, NumberUse]] = defaultdict(dict)
    for office, number, about, state, paper_id in [*_given_out(actor), *_on_papers(actor)]:
        if match := _NUMBER.fullmatch(number):
            serial = int(match[3])
            found[office, match[1], int(match[2])][serial] = NumberUse(serial, number, about, state, paper_id)
    ordered = sorted(found, key=lambda key: (-key[2], place_in_tree(key[0].path), key[1]))
    return [_series(*key, found[key]) for key in ordered]


def _series(office: Unit, name: str, year: int, uses: Mapping[int, NumberUse]) -> Series:
    missing = sorted(set(range(1, max(uses))) - set(uses))
    return Series(office.name, name, year, tuple(uses[at] for at in sorted(uses)), tuple(missing))


# The office that numbers, the number, what it is about, its state, the paper.
Use = tuple[Unit, str, str, str, int | None]


def _on_papers(actor: Actor) -> Iterator[Use]:
    """Of several papers with one number (a hand-over printed anew) the last says how it stands."""
    rows = (
        visible_papers(actor)
        .exclude(number="")
        .select_related("batch__coordinator", "case__batch", "unit")
        .order_by("pk")
    )
    for paper in rows:
        state = SPOILED if paper.spoiled_at else "已出文"
        yield paper.batch.coordinator, paper.number, about_what(paper), state, paper.pk


def _given_out(actor: Actor) -> Iterator[Use]:
    for told in visible_supervisions(actor).select_related("batch__coordinator", "case__batch", "unit"):
        state = "已发出，未制单" if told.withdrawn_at is None else "已撤回"
        yield (
            told.batch.coordinator,
            told.number,
            Matter(told.batch, told.case, told.unit).name(),
            state,
            None,
        )
    cases = visible_cases(actor).order_by().values("pk")
    assignments = Assignment.objects.filter(case__in=cases).select_related("case__batch__coordinator")
    for assignment in assignments:
        case = assignment.case
        yield case.batch.coordinator, assignment.number, str(case), "已交办，未制单", None
    close_outs = CloseOut.objects.filter(case__in=cases, approved=True)
    for close_out in close_outs.select_related("case__batch__coordinator"):
        state = "已销号，未制单" if close_out.revoked_at is None else "销号已撤销，未制单"
        case = close_out.case
        yield case.batch.coordinator, close_out.number, str(case), state, None


_NUMBERS = (
    Column("牵头单位", 34, _C),
    Column("种类", 20, _C),
    Column("年度", 16, _C),
    Column("编号", 42, _C),
    Column("事项", 66),
    Column("使用情况", 47, _C),
)


def numbers_table(series: Sequence[Series], today: date) -> TablePaper:
    """The overview of numbers as a list."""
    rows = tuple(
        (row.office, row.name, str(row.year), use.number, use.about, use.state)
        for row in series
        for use in row.uses
    )
    return TablePaper(
        "编号使用情况", "文书编号使用情况", _NUMBERS, rows, above=(f"截至{today}",), dated=today
    )


# ── what may be drawn up ────────────────────────────────────────────────────────────────────────


def kinds_for(actor: Actor, matter: Matter) -> list[Kind]:
    """The kinds of paper that the actor draws up about ``matter``, in the order of the work."""
    about = About.CASE if matter.case else About.UNIT if matter.unit else About.BATCH
    standing = matter.standing()
    return [
        kind for kind in KINDS.values() if kind.about is about and holds(actor, kind.drawn_up_by, standing)
    ]


# ── codes ───────────────────────────────────────────────────────────────────────────────────────


def paper_of_code(code: str) -> IssuedPaper | None:
    """The paper with this code, whoever asks: what may be shown of it is for the caller to know."""
    return IssuedPaper.objects.select_related("batch__coordinator", "case").filter(code=code).first()


def certificate_of_code(code: str) -> tuple[PublicCase, PublicCloseOut] | None:
    """The close-out whose certificate (销号单) bears ``code``, as the public may read it."""
    if not code:
        return None
    close_out = CloseOut.objects.filter(code=code, approved=True).first()
    return certificate_of(close_out.case_id, close_out.number) if close_out else None


def certificate_of(case_id: int | None, number: str) -> tuple[PublicCase, PublicCloseOut] | None:
    """The close-out with this number of a case that the public has been shown."""
    row: Case | None = public_cases().filter(pk=case_id or 0).first()
    if row is None:
        return None
    case = project(row)
    found = next((close_out for close_out in case.close_outs if close_out.number == number), None)
    return (case, found) if found else None


def batches_with_papers(actor: Actor) -> list[Batch]:
    """The batches that the actor sees papers of, the newest first."""
    ids = visible_papers(actor).order_by().values("batch")
    return list(Batch.objects.filter(pk__in=ids).order_by("-issued_on", "-pk"))
