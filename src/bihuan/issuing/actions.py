"""Acts on papers: make one final, spoil one, record the signature that a leader put on one.

(``wording_actions`` saves an office's wording, ``set_actions`` asks for a set.)
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import PurePath

from django.db import transaction

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import holds, may
from bihuan.cases.actions import approve_extension, refuse_extension
from bihuan.cases.advance import lock
from bihuan.cases.history import hands_of
from bihuan.cases.models import SUBJECT, Case
from bihuan.cases.visibility import visible_cases
from bihuan.closure.actions import close_case, refuse_close_out
from bihuan.closure.facts import closing_facts
from bihuan.closure.gates import notice_gate
from bihuan.documents.kinds import KINDS, Kind
from bihuan.evidence.blobs import keep
from bihuan.evidence.models import Blob
from bihuan.evidence.sniff import sniff
from bihuan.intake.models import Batch
from bihuan.issuing import rules
from bihuan.issuing.content import MEDIA_TYPE, Content, foot_of
from bihuan.issuing.facts import (
    NUMBER,
    Matter,
    address_of,
    drawn,
    issue_facts,
    issuer_of,
    matter_of,
    matter_of_paper,
    record_bars,
    reserved_number,
    signature_facts,
    spoils,
)
from bihuan.issuing.models import IssuedPaper, PaperSignature, SubmittedReport
from bihuan.issuing.wordings import wording_in_force
from bihuan.journal.record import record, reserve_number
from bihuan.kernel.clock import day_of
from bihuan.kernel.codes import code_of, print_code
from bihuan.kernel.errors import BihuanError, NotAllowed, Refused, refuse_if
from bihuan.kernel.findings import block
from bihuan.people.models import User, actor_of
from bihuan.plans.actions import approve_plan, send_back_plan
from bihuan.plans.facts import plan_facts
from bihuan.plans.five_haves import missing_haves
from bihuan.typesetting.paper import fingerprint
from bihuan.typesetting.table import print_day


@transaction.atomic
def issue_paper(
    kind_name: str,
    batch_id: int,
    *,
    by: Actor,
    now: datetime,
    case_id: int | None = None,
    unit_id: int | None = None,
    typed: Mapping[str, str] | None = None,
) -> IssuedPaper:
    """文书定稿: the paper as the data of now give it, numbered, with a code on every page; its words never change.

    ``typed`` is what the clerk adds ({填：…}). Raises DoesNotExist where there is no such subject.
    """
    kind = KINDS[kind_name]
    _lock_subject(batch_id, case_id)
    matter = matter_of(kind, batch_id, case_id, unit_id)
    _allow(by, kind, matter)
    in_force = wording_in_force(matter.batch.coordinator_id, kind)
    version, wording = in_force.version, in_force.text
    number = reserved_number(kind, matter)
    given = {**(typed or {}), NUMBER: number}
    cases, today = visible_cases(by), day_of(now)
    papers = drawn(kind, matter, cases, today=today, wording=wording, typed=given)
    refuse_if(
        rules.issue_gates(
            issue_facts(kind, matter, papers, today=today, wording=wording, typed=given, number=number)
        )
    )
    if kind.series and not kind.reserved:
        number = given[NUMBER] = reserve_number(matter.batch.coordinator_id, kind.series, today.year)
        papers = drawn(kind, matter, cases, today=today, wording=wording, typed=given)
    (paper,) = papers
    said = fingerprint(paper)
    code = _new_code(said, number)
    content = Content(
        paper, code, foot_of(number, code, version), issuer_of(kind, matter, by),
        address=address_of(code) if kind.decides else "", wording=wording, version=version, typed=typed or {},
    )  # fmt: skip
    issued = IssuedPaper.objects.create(
        batch=matter.batch,
        case=matter.case,
        unit=matter.unit,
        round=matter.case.round if matter.case else None,
        kind=kind.name,
        title=paper.title.replace("\n", ""),
        number=number,
        wording_version=version,
        code=code,
        fingerprint=said,
        content=_kept(content.as_bytes(), MEDIA_TYPE),
        issued_by_id=by.staff_id,
        issued_at=now,
    )
    _record(Act.ISSUE_PAPER, issued, by, now, f"{kind.label}定稿：{_names(issued)}")
    return issued


@transaction.atomic
def spoil_paper(paper_id: int, *, by: Actor, now: datetime, reason: str) -> IssuedPaper:
    """文书作废, with the reason. Its number stays used, and what it said stays on record."""
    paper, kind, matter = _lock_paper(paper_id)
    if finding := may(by, Act.SPOIL_PAPER, matter.standing()):
        raise NotAllowed([finding])
    if not spoils(by, paper, matter):
        message = f"本文书（{kind.label}）由其他单位制发，您不能作废。可由制发单位或者牵头单位管理员办理。"
        raise NotAllowed([block("not-allowed", message)])
    signed = kind.decides is not None and paper.signatures.exists()
    submitted = SubmittedReport.objects.filter(paper=paper, sent_back_at=None).exists()
    spoiled = paper.spoiled_at is not None
    refuse_if(rules.spoil_gates(spoiled=spoiled, signed=signed, reason=reason, submitted=submitted))
    paper.spoiled_by_id, paper.spoiled_at, paper.spoiled_reason = by.staff_id, now, reason
    paper.save(update_fields=["spoiled_by", "spoiled_at", "spoiled_reason"])
    _record(Act.SPOIL_PAPER, paper, by, now, f"{kind.label}作废：{_names(paper)}，{reason}")
    return paper


@transaction.atomic
def record_signature(
    paper_id: int,
    *,
    by: Actor,
    now: datetime,
    code: str,
    scan_name: str,
    content: bytes,
    signed_by: int,
    signed_on: date,
    agreed: bool,
    remark: str = "",
) -> PaperSignature:
    """登记线下签批: keep the scan and do, in the signer's name, what the signature stands for, with all its gates.

    A gate that is not met refuses the signature, and nothing is kept. The journal names the signer for the decision
    and ``by`` for recording it. Raises DoesNotExist for an unknown paper or signer.
    """
    paper, kind, matter = _lock_paper(paper_id)
    if finding := may(by, Act.RECORD_SIGNATURE, matter.standing()):
        raise NotAllowed([finding])
    refuse_if(record_bars(by, matter))
    signer = User.objects.get(pk=signed_by)
    decision = kind.decides[0 if agreed else 1] if kind.decides else None
    scan_name = PurePath(scan_name.replace("\\", "/")).name[-200:]
    facts = signature_facts(
        kind, paper, matter, signer=signer, code=code, name=scan_name, content=content,
        signed_on=signed_on, today=day_of(now), decides=decision.label if decision else "",
    )  # fmt: skip
    refuse_if(rules.signature_gates(facts))
    if decision is not None and matter.case is not None:
        _decide(decision, matter.case, signer, now, signed_on, remark)
    file_type = sniff(content, scan_name)
    assert file_type is not None  # the gates have seen to it
    signature = PaperSignature.objects.create(
        paper=paper,
        scan=_kept(content, file_type.media_type),
        scan_name=scan_name,
        code_read=paper.code in (facts.read or ()),
        signed_by=signer,
        signed_on=signed_on,
        agreed=agreed,
        remark=remark,
        recorded_by_id=by.staff_id,
        recorded_at=now,
    )
    done = f"，依线下签批办理“{decision.label}”" if decision else ""
    sentence = f"登记线下签批：{_names(paper)}，{signer.name}{signed_on}签字{done}"
    _record(Act.RECORD_SIGNATURE, paper, by, now, sentence, signature=signature.pk, scan=signature.scan_id)
    return signature


# ── what a signature stands for ─────────────────────────────────────────────────────────────────


def _approve_plan(case: Case, signer: Actor, now: datetime, remark: str) -> None:
    """A plan that lacks one of the five haves passes by the leader's reason (T12): the words written on the sheet."""
    reason = remark if missing_haves(plan_facts(case)) else ""
    approve_plan(case.pk, by=signer, now=now, remark=remark, override_reason=reason)


_DECISIONS: Mapping[Act, Callable[[Case, Actor, datetime, str], object]] = {
    Act.APPROVE_PLAN: _approve_plan,
    Act.SEND_BACK_PLAN: lambda case, by, now, remark: send_back_plan(case.pk, by=by, now=now, remark=remark),
    Act.APPROVE_EXTENSION: lambda case, by, now, remark: approve_extension(
        case.pk, by=by, now=now, remark=remark
    ),
    Act.REFUSE_EXTENSION: lambda case, by, now, remark: refuse_extension(
        case.pk, by=by, now=now, remark=remark
    ),
    Act.CLOSE_CASE: lambda case, by, now, remark: close_case(case.pk, by=by, now=now, remark=remark),
    Act.REFUSE_CLOSE_OUT: lambda case, by, now, remark: refuse_close_out(
        case.pk, by=by, now=now, remark=remark
    ),
}


def _decide(decision: Act, case: Case, signer: User, now: datetime, signed_on: date, remark: str) -> None:
    """Do ``decision`` in the signer's name. Raises Refused with the findings of the act that is refused."""
    leader = actor_of(signer)
    # Signed while the notice still ran, an approval came too early, whenever it is recorded.
    too_early = (
        notice_gate(closing_facts(case, hands_of(case), signed_on)) if decision is Act.CLOSE_CASE else []
    )
    # The day of the decision is the day it is done here; the day on the sheet stands beside the words. Where a reason
    # is asked for and none is on the sheet, nothing stands in its place.
    told = f"{remark}（{print_day(signed_on)}线下签批）" if remark.strip() else remark
    try:
        _DECISIONS[decision](case, leader, now, told)
        refuse_if(too_early)
    except BihuanError as refusal:
        raise Refused(rules.of_decision(decision.label, refusal.findings)) from refusal


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _lock_subject(batch_id: int, case_id: int | None) -> None:
    """Lock what a paper is about: what it says must not change while it is made final."""
    if case_id is not None:
        lock(case_id)
    else:
        Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        # Its cases too: a sum and the rows under it are read by several statements.
        list(Case.objects.select_for_update().filter(batch=batch_id).order_by("pk").values_list("pk"))


def _lock_paper(paper_id: int) -> tuple[IssuedPaper, Kind, Matter]:
    """The paper and its subject, locked until the act ends."""
    row = IssuedPaper.objects.only("batch", "case").get(pk=paper_id)
    _lock_subject(row.batch_id, row.case_id)
    related = IssuedPaper.objects.select_related("batch__coordinator", "unit")
    paper = related.select_for_update(of=("self",)).get(pk=paper_id)
    return paper, KINDS[paper.kind], matter_of_paper(paper)


def _allow(by: Actor, kind: Kind, matter: Matter) -> None:
    """Raise NotAllowed unless ``by`` draws up such papers here, and sees the case."""
    standing = matter.standing()
    if finding := may(by, Act.ISSUE_PAPER, standing):
        raise NotAllowed([finding])
    if not holds(by, kind.drawn_up_by, standing):
        message = f"您的岗位不能制发“{kind.label}”。可由{rules.who_draws_up(kind.drawn_up_by)}办理。"
        raise NotAllowed([block("not-allowed", message)])
    if matter.case is not None and not visible_cases(by).filter(pk=matter.case.pk).exists():
        raise NotAllowed([block("not-visible", "本事项不在您的查阅范围内。")])


def _new_code(said: str, number: str) -> str:
    """The code of what a paper says and its number; one that was spoiled before has used the first."""
    before = IssuedPaper.objects.filter(fingerprint=said, number=number).count()
    return code_of(said, number, *([str(before)] if before else []))


def _kept(content: bytes, media_type: str) -> Blob:
    blob, _ = Blob.objects.get_or_create(
        sha256=keep(content), defaults={"size": len(content), "media_type": media_type}
    )
    return blob


def _names(paper: IssuedPaper) -> str:
    return "，".join(part for part in (paper.number, f"校验码{print_code(paper.code)}") if part)


def _record(act: Act, paper: IssuedPaper, by: Actor, now: datetime, sentence: str, **more: object) -> None:
    """The journal row, in the history of the case, else of the batch."""
    data = {"paper": paper.pk, "kind": paper.kind, "number": paper.number, "code": paper.code}
    record(
        act,
        by=by,
        now=now,
        subject_kind=SUBJECT if paper.case_id else "batch",
        subject_id=paper.case_id or paper.batch_id,
        batch_id=paper.batch_id,
        sentence=sentence,
        data={
            **data,
            "fingerprint": paper.fingerprint,
            **({"round": paper.round} if paper.round else {}),
            **more,
        },
    )
