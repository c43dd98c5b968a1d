"""Gathers everything of one round of a case and asks every detector. It reads; answers are stored by ``actions``."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bihuan.access.actor import Actor
from bihuan.cases.history import reopened_at
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Measure
from bihuan.cases.queries import read_once, rows_now, was_read
from bihuan.doubts import pictures, texts
from bihuan.doubts.case_words import Told, documents, local, names_of, plans, reports, results
from bihuan.doubts.dates import date_doubts
from bihuan.doubts.doubt import Doubt, Seen, Weight, plain
from bihuan.doubts.figures import FigureFacts, IndicatorReading, Passage, figure_doubts
from bihuan.doubts.hands import Hand, Hands, Part, hand_doubts
from bihuan.doubts.models import DoubtAnswer
from bihuan.doubts.reuse import file_reused
from bihuan.doubts.rules import Answer, Sight, doubt_gates, sight_of
from bihuan.doubts.spoken_dates import claims_done, spoken_days
from bihuan.doubts.timeline import Paper, PaperKind, Photo, Timeline
from bihuan.doubts.uses import Uses, uses_of
from bihuan.evidence.features import READABLE
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.evidence.sniff import PICTURES
from bihuan.kernel.clock import day_of
from bihuan.kernel.findings import Finding
from bihuan.response.facts import members_of

PHOTOS = (EvidenceKind.PHOTO_BEFORE, EvidenceKind.PHOTO_AFTER)
# One meeting or one table may well be about several items.
SHARED = (PaperKind.MEETING_NOTICE, PaperKind.MEETING_MINUTES, PaperKind.OTHER)
_KEPT = "_doubts"


def doubts_of(case: Case) -> tuple[Doubt, ...]:
    """Every doubt about the present round, severe ones first. Worked out once for each ``case`` that was loaded."""
    kept: tuple[Doubt, ...] | None = vars(case).get(_KEPT)
    if kept is None:
        found = {
            doubt.key: doubt for doubt in _worked_out(case if was_read(case, LOOKED_AT) else _read(case.pk))
        }
        kept = tuple(
            sorted(found.values(), key=lambda doubt: (doubt.weight is Weight.PLAIN, doubt.code, doubt.key))
        )
        vars(case)[_KEPT] = kept
    return kept


def answers_of(case: Case) -> tuple[DoubtAnswer, ...]:
    """What verifiers said in the present round, oldest first."""
    return tuple(rows_now(case, "doubt_answers", "by", "unit"))


def unanswered_doubts(case: Case) -> list[Finding]:
    """The doubts that still stop the case, whoever asks."""
    doubts = doubts_of(case)
    standing = case.standing()
    given = answer_facts(answers_of(case)) if doubts else []
    return doubt_gates(doubts, given, verifying=standing.verifying, second=standing.second)


def sight(actor: Actor, case: Case, handling: Sequence[str]) -> Sight:
    """How much of the case's doubts ``actor`` is shown now; ``handling`` as ``hands_of`` has it."""
    judged = State(case.state) is not State.VERIFYING and bool(rows_now(case, "verifications"))
    return sight_of(actor, case.standing(), handling, verified=judged)


def answer_facts(answers: Sequence[DoubtAnswer]) -> list[Answer]:
    """The answers as the rules look at them."""
    return [Answer(row.key, row.by_id, row.unit.path) for row in answers]


# Everything that the detectors look at, and what stands beside it. A page that shows doubts reads all of it once.
LOOKED_AT = {
    "evidence": ("added_by", "before", "blob__picture", "blob__writing"),
    "plans": (), "reports": (), "measures": (), "indicators": (), "submissions": ("signed_by",),
    "verifications": ("verified_by", "unit"), "assignments": (), "notices": (), "close_outs": ("decided_by",),
    "memberships": ("opinion",),
}  # fmt: skip


def _read(case_id: int) -> Case:
    case = Case.objects.select_related("batch__coordinator", "lead", "verifying", "second_verifying").get(
        pk=case_id
    )
    read_once(case, LOOKED_AT)
    return case


def _worked_out(case: Case) -> Iterator[Doubt]:
    pieces = _here(case, case.evidence.all())
    papers, said = documents(pieces), reports(case)
    uses = uses_of(pieces)
    yield from _not_compared(case, pieces)
    yield from _pictures(case, pieces, uses)
    yield from _texts(case, papers, said, uses)
    yield from date_doubts(_timeline(case, pieces, [*papers, *said]))
    yield from hand_doubts(_hands(case, pieces))
    yield from figure_doubts(_figures(case, [*papers, *said]))


def _here(case: Case, rows: Iterable[Any]) -> list[Any]:
    """Those of the present round."""
    return [row for row in rows if row.round == case.round]


def _not_compared(case: Case, pieces: Sequence[Evidence]) -> Iterator[Doubt]:
    """Files from before features were kept: nobody can say that they are no copies."""
    for piece in pieces:
        media_type = piece.blob.media_type
        wanted = (media_type in PICTURES, "picture"), (media_type in READABLE, "writing")
        if any(due and not hasattr(piece.blob, feature) for due, feature in wanted):
            message = f"“{piece.name}”上传时未提取比对特征，未与其他材料比对，请人工核对是否重复使用。"
            yield plain("not-compared", message, Seen(piece.name, piece.blob_id, case.pk), clause="S18")


# ── pictures ────────────────────────────────────────────────────────────────
def _pictures(case: Case, pieces: Sequence[Evidence], uses: Uses) -> Iterator[Doubt]:
    taken = [piece for piece in pieces if hasattr(piece.blob, "picture")]
    if not taken:
        return
    # Imported here: OpenCV and numpy are no part of starting up.
    from bihuan.doubts.case_photos import matches, photo_of

    used = matches(taken, uses)
    began = _began_at(case)
    submission = _last(_here(case, case.submissions.all()))
    photos = [photo_of(piece, case) for piece in taken]
    for piece, photo in zip(taken, photos, strict=True):
        yield from pictures.reused(photo, used[piece.pk])
        yield from pictures.odd_times(
            photo, began_at=began, claimed_at=local(submission.signed_at) if submission else None
        )
    yield from pictures.far_apart(photos)


def _began_at(case: Case) -> datetime | None:
    """When the work of this round was assigned."""
    handed = _last(case.assignments.all())
    began = reopened_at(case.pk) if case.round > 1 else handed and handed.assigned_at
    return local(began) if began else None


# ── words ───────────────────────────────────────────────────────────────────
def _texts(case: Case, papers: Sequence[Told], said: Sequence[Told], uses: Uses) -> Iterator[Doubt]:
    # Imported here: numpy is no part of starting up.
    from bihuan.doubts.elsewhere import papers_like, reports_like, same_files

    names, promised = names_of(case), [told.paper(case.pk, ()) for told in plans(case)]
    files = {told.sha256 for told in papers}
    same, alike = same_files(case, files, uses), papers_like(case, files, uses)
    for told in papers:
        own, others = Seen(told.label, told.sha256, case.pk), same.get(told.sha256, ())
        yield from file_reused(told.kind.label, own, others, shared=told.kind in SHARED)
        yield from texts.copied(told.paper(case.pk, names), alike.get(told.sha256, ()))
    for told, others_said in zip(said, reports_like(case, [told.text for told in said]), strict=True):
        yield from texts.copied(told.paper(case.pk, names), others_said)
    outcomes = results(case)
    for told in outcomes if promised else ():
        yield from texts.repeated_plan(told.paper(case.pk, names), promised)
    answers = [*(told.paper(case.pk, names) for told in [*outcomes, *said]), *promised]
    for row in members_of(case) if answers else ():
        voice = texts.Paper(case.pk, f"意见{row.opinion.number}", row.opinion.text, names=names)
        yield from texts.unanswered(voice, answers)


# ── times ───────────────────────────────────────────────────────────────────
def _timeline(case: Case, pieces: Sequence[Evidence], words: Sequence[Told]) -> Timeline:
    plans = _here(case, case.plans.all())
    submission = _last(_here(case, case.submissions.all()))
    looked = _last(_here(case, case.verifications.all()))
    if looked and submission and looked.submission_id != submission.pk:
        looked = None  # it judged an earlier submission
    notice = _last([row for row in _here(case, case.notices.all()) if row.ended_early_at is None])
    struck = _last([row for row in _here(case, case.close_outs.all()) if row.approved])
    return Timeline(
        case_id=case.pk,
        assigned_at=_began_at(case),
        plan_submitted_at=plans[0].submitted_at if plans else None,
        submitted_at=submission.signed_at if submission else None,
        visited_on=looked.visited_on if looked else None,
        verified_at=looked.at if looked else None,
        notice_ends_on=notice.ends_on if notice else None,
        closed_at=struck.decided_at if struck else None,
        deadline=case.limit_date,
        papers=tuple(_dated(case, told) for told in words),
        photos=tuple(_photos(pieces)),
    )


def _last(rows: Iterable[Any]) -> Any:
    return next(iter(reversed(list(rows))), None)


def _dated(case: Case, told: Told) -> Paper:
    year = case.assigned_on.year if case.assigned_on else None
    done = told.kind is PaperKind.REPORT and claims_done(told.text)
    days = spoken_days(told.text, year=year)
    return Paper(told.label, told.kind, days, told.sha256, told.added_at, claims_done=done)


def _photos(pieces: Sequence[Evidence]) -> Iterator[Photo]:
    names = {piece.pk: piece.name for piece in pieces}
    for piece in pieces:
        if piece.kind in PHOTOS:
            picture = getattr(piece.blob, "picture", None)
            taken = local(picture.taken_at) if picture and picture.taken_at else None
            yield Photo(
                piece.name,
                piece.kind == EvidenceKind.PHOTO_BEFORE,
                taken,
                piece.blob_id,
                names.get(piece.before_id or 0, ""),
                local(piece.added_at),
            )


# ── people ──────────────────────────────────────────────────────────────────
def _hands(case: Case, pieces: Sequence[Evidence]) -> Hands:
    looked = _last(_here(case, case.verifications.all()))
    return Hands(case.pk, tuple(_signers(case, pieces)), looked.verifiers if looked else "")


def _signers(case: Case, pieces: Sequence[Evidence]) -> Iterator[Hand]:
    """Who did what in this round: accounts where there are any, else the names as typed."""
    lead = case.lead.path if case.lead else ""
    for part, name in (
        (Part.LEADER, case.principal_leader),
        (Part.LEADER, case.leader_in_charge),
        (Part.ASSIGNEE, case.assignee),
        (Part.ASSIGNEE, case.person_in_charge),
    ):
        if name:
            yield Hand(part, name, unit_path=lead)
    for piece in {piece.added_by_id: piece for piece in pieces}.values():
        yield Hand(Part.LIAISON, piece.added_by.name, piece.added_by_id, lead)
    for sent in _here(case, case.submissions.all()):
        yield Hand(Part.LEADER, sent.signed_by.name, sent.signed_by_id, lead, sent.signed_at)
    for looked in _here(case, case.verifications.all()):
        who = looked.verified_by
        yield Hand(Part.VERIFIER, who.name, who.pk, looked.unit.path, looked.at)
    for end in _here(case, case.close_outs.all()):
        if end.approved and end.decided_by:
            yield Hand(Part.APPROVER, end.decided_by.name, end.decided_by_id, "", end.decided_at)


# ── figures ─────────────────────────────────────────────────────────────────
def _figures(case: Case, words: Sequence[Told]) -> FigureFacts:
    newest = _last(_here(case, case.reports.all()))
    finished = (Measure.Progress.DONE, Measure.Progress.KEPT_UP)
    return FigureFacts(
        case_id=case.pk,
        readings=tuple(
            IndicatorReading(
                row.name, row.comparator, row.value, row.unit, row.numerator, row.denominator, row.definition,
                row.cut_off,
            )
            for row in case.indicators.all()
        ),
        passages=tuple(Passage(told.label, told.text, told.sha256) for told in words),
        target=case.target,
        read_on=day_of(newest.at) if newest else None,
        progress=case.progress,
        open_measures=tuple(row.position for row in case.measures.all() if row.progress not in finished),
    )  # fmt: skip
