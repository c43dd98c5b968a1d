"""The papers of a set: those that were issued as they were issued, the others as they would be drawn up today."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db.models import QuerySet

from bihuan.cases.models import Case
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS, OF_RUNG, About, Kind
from bihuan.documents.scope import Scope, Subject
from bihuan.issuing.drafts import DRAFT
from bihuan.issuing.facts import content_of
from bihuan.issuing.models import IssuedPaper
from bihuan.issuing.queries import label_of
from bihuan.issuing.wordings import wording_in_force
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.typesetting.paper import Paper

# Nobody has urged anybody before such a paper is issued: a draft of it is no part of the file.
ONLY_ISSUED = frozenset({"circular", *(kind.name for kind in OF_RUNG.values())})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper of a set: its kind in Chinese, what it says, what its file is called besides, and when it is from."""

    label: str
    paper: Paper
    words: tuple[str, ...]
    at: datetime


def batch_papers(scope: Scope) -> Iterator[Drawn]:
    """The papers about the batch and about its units, kind by kind in the order of the work, lists of its own last."""
    issued = _by_kind(IssuedPaper.objects.filter(batch=scope.batch, case=None))
    for kind in KINDS.values():
        if kind.about is About.CASE:
            continue
        rows = issued.pop(kind.name, [])
        yield from map(_issued, rows)
        done = {row.unit_id for row in rows}
        for subject, paper in _drafts(kind, scope):
            unit = subject.unit
            if (unit.pk if unit else None) not in done:
                yield _draft(kind, paper, scope, unit.name if unit else "")
    for rows in issued.values():
        yield from map(_issued, rows)


def case_papers(scope: Scope) -> dict[int, list[Drawn]]:
    """The papers about each case of ``scope`` (a few of a batch, read together), in the order of the work."""
    drawn: dict[int, list[Drawn]] = defaultdict(list)
    rounds = dict(scope.cases.order_by().values_list("pk", "round"))
    issued = _by_kind(IssuedPaper.objects.filter(batch=scope.batch, case__in=list(rounds)))
    for kind in KINDS.values():
        if kind.about is not About.CASE:
            continue
        done = set()
        for row in issued.get(kind.name, ()):
            assert row.case_id is not None  # asked for by its case
            drawn[row.case_id].append(_issued(row))
            if row.round in (None, rounds[row.case_id]):
                done.add(row.case_id)
        for subject, paper in _drafts(kind, scope):
            assert subject.case is not None  # the kind is about a case
            if subject.case.pk not in done:
                drawn[subject.case.pk].append(_draft(kind, paper, scope))
    return drawn


def spoiled_papers(scope: Scope, case: Case | None) -> list[str]:
    """Numbers, or titles, of the papers that were made void: they are not in the set, and the index says so."""
    rows = IssuedPaper.objects.filter(batch=scope.batch, case=case).exclude(spoiled_at=None).order_by("pk")
    return [row.number or row.title for row in rows]


def _by_kind(rows: QuerySet[IssuedPaper]) -> dict[str, list[IssuedPaper]]:
    found: dict[str, list[IssuedPaper]] = defaultdict(list)
    for row in rows.filter(spoiled_at=None).select_related("unit").order_by("pk"):
        found[row.kind].append(row)
    return found


def _issued(row: IssuedPaper) -> Drawn:
    words = (label_of(row.kind), row.unit.name if row.unit else "", row.number)
    return Drawn(label_of(row.kind), content_of(row).printed(), words, row.issued_at)


def _drafts(kind: Kind, scope: Scope) -> Iterator[tuple[Subject, Paper]]:
    """What ``kind`` would say today, worded as the coordinating office words it."""
    if kind.name in ONLY_ISSUED:
        return iter(())
    wording = wording_in_force(scope.batch.coordinator_id, kind).text
    return draw_up(kind, scope, wording=wording)


def _draft(kind: Kind, paper: Paper, scope: Scope, unit: str = "") -> Drawn:
    label = f"{kind.label}（草稿）"
    at = datetime.combine(scope.today, time(), OFFICE_ZONE)
    return Drawn(label, replace(paper, foot=DRAFT), (label, unit), at)
