"""Gathers what the rules of papers look at: the subject, its wording, and the paper they give."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from bihuan.access.actor import Actor, same_house
from bihuan.access.acts import Act
from bihuan.access.independence import Hands, independence_findings
from bihuan.access.policy import COORDINATES, Place, Standing, holds
from bihuan.cases.history import hands_of
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.closure.facts import valid_close_out
from bihuan.disclosure.queries import public_cases
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import About, Kind
from bihuan.documents.scope import Scope
from bihuan.documents.supervised import newest_of
from bihuan.documents.wording import fill_ins
from bihuan.evidence.blobs import path_of
from bihuan.evidence.sniff import file_findings, sniff
from bihuan.intake.models import Batch
from bihuan.issuing.content import Content, read_content
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.rules import LONGEST_FILL_IN, IssueFacts, SignatureFacts
from bihuan.issuing.scan_code import codes_on
from bihuan.kernel.clock import day_of
from bihuan.kernel.codes import typed_code
from bihuan.kernel.findings import Finding, block
from bihuan.people.models import Unit, User, actor_of
from bihuan.reports.periods import period_findings
from bihuan.typesetting.paper import Paper, cleaned, fingerprint

NUMBER = "编号"
SCANS = frozenset({"application/pdf", "image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class Matter:
    """What one paper is about, as its kind asks: a batch, one unit's part of it, or one case."""

    batch: Batch
    case: Case | None = None
    unit: Unit | None = None

    def standing(self) -> Standing:
        """The units around it, as policy sees them."""
        if self.case is not None:
            return self.case.standing()
        lead = self.unit.path if self.unit else ""
        return Standing(coordinator=self.batch.coordinator.path, lead=lead)

    def unit_at(self, place: Place) -> Unit | None:
        """The unit that stands at ``place``."""
        case = self.case
        lead = case.lead if case else self.unit
        verifying = case.verifying if case else None
        return {Place.COORDINATOR: self.batch.coordinator, Place.LEAD: lead, Place.VERIFYING: verifying}[
            place
        ]

    def name(self) -> str:
        """What it is called in the register."""
        unit = f"（{self.unit.name}）" if self.unit else ""
        return str(self.case) if self.case else f"{self.batch.number}{unit}"


def matter_of(kind: Kind, batch_id: int, case_id: int | None = None, unit_id: int | None = None) -> Matter:
    """What a paper of ``kind`` with these ids is about. Raises DoesNotExist where there is no such thing."""
    batch = Batch.objects.select_related("coordinator").get(pk=batch_id)
    if (kind.about is About.CASE) != (case_id is not None) or (kind.about is About.UNIT) != (
        unit_id is not None
    ):
        raise ValueError(f"a paper of kind {kind.name} is about a {kind.about.value}")
    cases = Case.objects.select_related("batch__coordinator", "lead", "verifying")
    case = cases.get(pk=case_id, batch=batch) if case_id is not None else None
    unit = Unit.objects.get(pk=unit_id) if unit_id is not None else None
    return Matter(batch, case, unit)


def matter_of_paper(paper: IssuedPaper) -> Matter:
    """What an issued paper is about, as it stands now."""
    case = paper.case_id and Case.objects.select_related("batch__coordinator", "lead", "verifying").get(
        pk=paper.case_id
    )
    return Matter(paper.batch, case or None, paper.unit)


def drawn(
    kind: Kind, matter: Matter, cases: QuerySet[Case], *, today: date, wording: str, typed: Mapping[str, str]
) -> list[Paper]:
    """The papers of ``kind`` about ``matter``, made of those of ``cases`` that belong to it. One, if all is well."""
    mine = cases.filter(batch=matter.batch)
    if matter.case is not None:
        mine = mine.filter(pk=matter.case.pk)
    scope = Scope(matter.batch, mine, today)
    made = draw_up(kind, scope, wording=wording, typed=typed)
    return list(cleaned([paper for subject, paper in made if matter.unit in (None, subject.unit)]))


def reserved_number(kind: Kind, matter: Matter) -> str:
    """The number that 交办, 督促 or 销号 gave out for the case; empty when there is none, or the kind has its own."""
    if not kind.reserved or matter.case is None:
        return ""
    if kind.rung is not None:
        told = newest_of(kind.rung, Case.objects.filter(pk=matter.case.pk)).get(matter.case.pk)
        return told.number if told else ""
    if kind.name == "close-out-certificate":
        close_out = valid_close_out(matter.case)
        return close_out.number if close_out else ""
    assignment = matter.case.assignments.order_by("pk").last()
    return assignment.number if assignment else ""


def issue_facts(
    kind: Kind,
    matter: Matter,
    papers: list[Paper],
    *,
    today: date,
    wording: str,
    typed: Mapping[str, str],
    number: str,
) -> IssueFacts:
    """What the gates of 文书定稿 look at; ``papers`` are those that ``drawn`` gave."""
    wanted = fill_ins(wording)
    print_of = fingerprint(papers[0]) if len(papers) == 1 else ""
    valid = IssuedPaper.objects.filter(batch=matter.batch, kind=kind.name, spoiled_at=None)
    # One that was decided on is done with: the same request may come again, and then wants a sheet of its own.
    open_ones = valid.filter(signatures=None) if kind.decides else valid
    same = open_ones.filter(
        case=matter.case, unit=matter.unit, round=matter.case.round if matter.case else None
    )
    twin = same.filter(fingerprint=print_of).first() if kind.reserved or not kind.series else None
    numbered = valid.filter(number=number).first() if kind.reserved and number else None
    return IssueFacts(
        label=kind.label,
        drawn=len(papers),
        blanks=tuple(name for name in wanted if not typed.get(name, "").strip()),
        too_long=tuple(name for name in wanted if len(typed.get(name, "")) > LONGEST_FILL_IN),
        title=papers[0].title if papers else "",
        public=kind.public,
        subject_public=matter.case is None or public_cases().filter(pk=matter.case.pk).exists(),
        notice_over=kind.name == "public-notice"
        and not (matter.case and matter.case.state == State.NOTICING),
        reserved=kind.reserved,
        number=number,
        twin=called(twin),
        same_number=called(numbered),
        period=tuple(period_findings(typed, today)) if kind.name == "circular" else (),
    )


def called(paper: IssuedPaper | None) -> str:
    """How a paper is named in a sentence: by its number, else by its day."""
    return f"{paper.number or paper.title}，{day_of(paper.issued_at)}定稿" if paper else ""


def issuer_of(kind: Kind, matter: Matter, by: Actor) -> str:
    """The unit for which ``by`` issues: where the post is held that the kind asks for."""
    held = (grant for grant in kind.drawn_up_by if holds(by, (grant,), matter.standing()))
    units = (matter.unit_at(grant.place) for grant in held)
    return next((unit.name for unit in units if unit is not None), by.unit_name)


def spoils(by: Actor, paper: IssuedPaper, matter: Matter) -> bool:
    """Whether it is for ``by`` to spoil the paper: the coordinator, or the house of the person who issued it."""
    if holds(by, COORDINATES, matter.standing()):
        return True
    issued = actor_of(paper.issued_by).paths()
    return any(same_house(one, other) for one in by.paths() for other in issued)


def content_of(paper: IssuedPaper) -> Content:
    """What was kept of ``paper``."""
    return read_content(path_of(paper.content_id).read_bytes())


def address_of(code: str) -> str:
    """Where anybody checks the code ``code``."""
    return f"{settings.PUBLIC_ADDRESS}/check/{code}"


def printed_paper(paper: IssuedPaper) -> Paper:
    """The paper as it is printed now; a spoiled one says so at the foot of every page. FileNotFoundError when lost."""
    printed = content_of(paper).printed()
    return printed if paper.spoiled_at is None else replace(printed, foot=f"已作废 · {printed.foot}")


def unchanged(kind: Kind, matter: Matter, paper: IssuedPaper) -> bool:
    """Whether the paper, composed again from the data of today as on the day it was issued, says the same."""
    content = content_of(paper)
    again = drawn(
        kind, matter, Case.objects.all(), today=day_of(paper.issued_at),
        wording=content.wording, typed={**content.typed, NUMBER: paper.number},
    )  # fmt: skip
    return len(again) == 1 and fingerprint(again[0]) == paper.fingerprint


def record_bars(by: Actor, matter: Matter) -> list[Finding]:
    """Why ``by`` may not record a signature: nobody of the unit whose case or paper it is does (S17)."""
    hands = hands_of(matter.case) if matter.case else Hands(handling=(matter.standing().lead,))
    return independence_findings(by, Act.RECORD_SIGNATURE, hands)


def scan_findings(content: bytes, name: str) -> list[Finding]:
    """Why a file is not taken as a scan."""
    found = file_findings(content, name, limit=settings.UPLOAD_LIMIT, photo=False)
    kind = sniff(content, name)
    if not found and (kind is None or kind.media_type not in SCANS):
        message = f"“{name}”不是扫描件，请上传 PDF、JPEG 或 PNG。"
        found.append(block("scan-wanted", message, where=name, clause="S18"))
    return found


def signature_facts(
    kind: Kind,
    paper: IssuedPaper,
    matter: Matter,
    *,
    signer: User,
    code: str,
    name: str,
    content: bytes,
    signed_on: date,
    today: date,
    decides: str,
) -> SignatureFacts:
    """What the gates of 登记线下签批 look at."""
    wrong = scan_findings(content, name)
    file_type = sniff(content, name)
    who = actor_of(signer)
    seen = visible_cases(who).filter(pk=paper.case_id) if paper.case_id else None
    if paper.unit is not None:
        seen = visible_cases(who).filter(batch=paper.batch_id, lead=paper.unit)
    over = visible_batches(who).filter(pk=paper.batch_id)
    return SignatureFacts(
        code=paper.code,
        typed=typed_code(code),
        read=codes_on(content, file_type.media_type) if file_type and not wrong else None,
        spoiled=paper.spoiled_at is not None,
        signed=paper.signatures.exists(),
        unchanged=unchanged(kind, matter, paper) if decides else True,
        decides=decides,
        signer_active=signer.is_active,
        signer_knows=over.exists() or (seen is not None and seen.exists()),
        issued_on=day_of(paper.issued_at),
        signed_on=signed_on,
        today=today,
        scan_findings=tuple(wrong),
    )
