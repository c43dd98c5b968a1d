"""Everything that is said in words for one round of a case: its documents, its reports, its results, its self-check."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bihuan.cases.models import Case
from bihuan.doubts.texts import Paper
from bihuan.doubts.timeline import PaperKind
from bihuan.evidence.models import Evidence, EvidenceKind
from bihuan.kernel.clock import OFFICE_ZONE

KIND_OF = {
    EvidenceKind.PLAN: PaperKind.PLAN,
    EvidenceKind.MEETING_NOTICE: PaperKind.MEETING_NOTICE,
    EvidenceKind.MEETING_MINUTES: PaperKind.MEETING_MINUTES,
    EvidenceKind.DATA: PaperKind.OTHER,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One text: what it is called, what it is, what it says; its file and when that came, if it is one."""

    label: str
    kind: PaperKind
    text: str
    sha256: str = ""
    added_at: datetime | None = None

    def paper(self, case_id: int, names: tuple[str, ...]) -> Paper:
        """As the detectors of copied texts take it."""
        return Paper(case_id, self.label, self.text, self.sha256, names)


def local(moment: datetime) -> datetime:
    """A moment on the office's clock: this is how doubts print it."""
    return moment.astimezone(OFFICE_ZONE)


def documents(pieces: Iterable[Evidence]) -> list[Told]:
    """The documents among ``pieces`` with their words; "" where none could be read."""
    return [
        Told(
            piece.name,
            KIND_OF[EvidenceKind(piece.kind)],
            piece.blob.writing.text if hasattr(piece.blob, "writing") else "",
            piece.blob_id,
            local(piece.added_at),
        )
        for piece in pieces
        if piece.kind in KIND_OF
    ]


# What ``reports`` reads of a case: to be prefetched where many are asked.
REPORTED = ("reports", "measures", "submissions")


def reports(case: Case) -> list[Told]:
    """What the unit reported and signed in this round."""
    said = [
        Told(f"{local(row.at):%Y-%m-%d}的进展报告", PaperKind.REPORT, row.text)
        for row in case.reports.all()
        if row.round == case.round
    ]
    return [*said, *results(case), *_self_checks(case)]


def results(case: Case) -> list[Told]:
    """The result of each measure."""
    return [
        Told(f"措施{row.position}的完成情况", PaperKind.REPORT, row.result)
        for row in case.measures.all()
        if row.result
    ]


def _self_checks(case: Case) -> list[Told]:
    """The self-check that counts: the newest of this round."""
    signed = [row for row in case.submissions.all() if row.round == case.round]
    return [Told("自查情况", PaperKind.REPORT, row.self_check) for row in signed[-1:]]


def plans(case: Case) -> list[Told]:
    """The measures as promised, and the plan of this round."""
    promised = [Told(f"措施{row.position}", PaperKind.PLAN, row.text) for row in case.measures.all()]
    drawn = [row for row in case.plans.all() if row.round == case.round]
    return [*promised, *(Told("推进路线图", PaperKind.PLAN, row.roadmap) for row in drawn[-1:])]


def names_of(case: Case) -> tuple[str, ...]:
    """The people and units known of the case: they do not count when texts are compared."""
    return tuple(filter(None, _names(case)))


def _names(case: Case) -> Iterator[str]:
    yield from (case.principal_leader, case.leader_in_charge, case.assignee, case.person_in_charge)
    for unit in (case.lead, case.batch.coordinator):
        if unit:
            yield from (unit.name, unit.short_name)
