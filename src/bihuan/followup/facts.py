"""Gathers the facts of relapses and draws."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from bihuan.access.acts import Act
from bihuan.cases.lifecycle import STRUCK_OFF
from bihuan.closure.models import CloseOut
from bihuan.doubts.doubt import Weight
from bihuan.doubts.models import DoubtAnswer
from bihuan.followup.models import Draw, RelapseRuling
from bihuan.followup.rules import RelapseFacts
from bihuan.followup.weights import Addition, ClosedFacts, additions, weight
from bihuan.intake.models import ImportedFile, Opinion
from bihuan.journal.models import Checkpoint, Leaf
from bihuan.journal.queries import history_of
from bihuan.kernel.clock import day_of
from bihuan.triage.queries import cases_with
from tlog import draw as tickets
from tlog.checkpoint import parse_checkpoint
from tlog.note import parse_note


def closed_on(close_out: CloseOut) -> date:
    """The office's day on which it was approved."""
    assert close_out.decided_at is not None  # an approved close-out was decided
    return day_of(close_out.decided_at)


def said_on(opinion: Opinion) -> date:
    """When the opinion was received; of one that does not say, when its list came."""
    if opinion.received_on:
        return opinion.received_on
    came = ImportedFile.objects.filter(batch=opinion.batch_id).aggregate(last=Max("imported_at"))["last"]
    return day_of(came) if came else date.min


def relapse_facts(opinion: Opinion, close_out: CloseOut) -> RelapseFacts:
    """The facts of ruling on this opinion and this close-out."""
    return RelapseFacts(
        number=opinion.number,
        said_on=said_on(opinion),
        closed_on=closed_on(close_out),
        in_force=bool(close_out.approved) and close_out.revoked_at is None,
        in_this_case=cases_with(opinion).filter(pk=close_out.case_id).exists(),
        ruled=RelapseRuling.objects.filter(opinion=opinion, close_out=close_out).exists(),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A valid close-out on the list of a draw, with what adds to its weight."""

    close_out: CloseOut
    additions: tuple[Addition, ...]

    @property
    def weight(self) -> int:
        """How many tickets it has."""
        return weight(self.additions)


def drawable(batch_id: int) -> list[Listed]:
    """Every valid close-out of the batch, in the order of the items."""
    rows = CloseOut.objects.filter(
        case__batch=batch_id, case__state__in=STRUCK_OFF, approved=True, revoked_at=None
    ).select_related("case__lead")
    close_outs = list(rows.annotate(objected=Count("case__notices__objections")).order_by("case__position"))
    severe = _severe(close_outs)
    return [Listed(row, additions(_facts(row, severe[row.case_id]))) for row in close_outs]


def _severe(close_outs: Iterable[CloseOut]) -> Counter[int]:
    """How many severe doubts were answered in each case, in any round."""
    cases = [row.case_id for row in close_outs]
    answered = DoubtAnswer.objects.filter(weight=Weight.SEVERE, case__in=cases)
    return Counter(answered.order_by().values_list("case_id", flat=True))


def _facts(row: CloseOut, severe: int) -> ClosedFacts:
    return ClosedFacts(
        code=row.code,
        round=row.round,
        closed_on=closed_on(row),
        limit=row.case.limit_date,
        severe_doubts=severe,
        objections=row.objected,  # type: ignore[attr-defined]  # annotated above
        kept_up=row.status == CloseOut.Status.KEPT_UP,
    )


def deciding_checkpoint(draw: Draw) -> Checkpoint | None:
    """The first checkpoint that covers the announcement of the draw; None while it is not sealed."""
    told = history_of("draw", draw.pk).filter(act=Act.ANNOUNCE_DRAW)
    places = list(Leaf.objects.filter(entry__in=told).values_list("index", flat=True))
    if len(places) < told.count():
        return None
    # Entry number ``index`` lies in every log of more than ``index`` entries.
    return Checkpoint.objects.filter(size__gt=max(places)).order_by("size").first()


def drawn_codes(draw: Draw, checkpoint: Checkpoint) -> list[str]:
    """The codes that ``checkpoint`` draws from the announced list, the first drawn first."""
    head = parse_checkpoint(parse_note(checkpoint.note).text)
    return tickets.draw(head, tickets.read_list(draw.weights), draw.count)
