"""What other cases handed in and reported that may be like what one case has: candidates for the detectors."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from django.db import connection

from bihuan.cases.models import Case
from bihuan.doubts.case_words import KIND_OF, REPORTED, Told, names_of, reports
from bihuan.doubts.doubt import Seen
from bihuan.doubts.sayings import sayings
from bihuan.doubts.texts import MOST_COMPARED, Paper
from bihuan.doubts.uses import Uses
from bihuan.evidence.known import Arrived, Shelf, Sort, by_parts
from bihuan.evidence.models import Evidence, Writing
from bihuan.evidence.text_index import Sketch, TextIndex


def whose(case: Case) -> str:
    """How another case is named in a doubt."""
    return f"{case}（{case.lead or '未定责任单位'}）"


def same_files(case: Case, files: Collection[str], uses: Uses) -> dict[str, list[Seen]]:
    """The other cases for which one of ``files`` was handed in, by file."""
    return {
        sha256: [
            Seen(f"{whose(row.case)}的{row.name}", sha256, row.case_id) for row in _others(case, sha256, uses)
        ]
        for sha256 in files
    }


def papers_like(case: Case, files: Collection[str], uses: Uses) -> dict[str, list[Paper]]:
    """The documents of other cases that may be like each of ``files``."""
    # The very same file is another doubt: see ``same_files``.
    near = {sha256: [other for other in uses.near.get(sha256, ()) if other != sha256] for sha256 in files}
    return {
        sha256: [_paper(row) for other in found for row in _others(case, other, uses)][:MOST_COMPARED]
        for sha256, found in near.items()
    }


def _others(case: Case, sha256: str, uses: Uses) -> list[Evidence]:
    return [row for row in uses.rows.get(sha256, ()) if row.case_id != case.pk]


def _paper(row: Evidence) -> Paper:
    name, text = f"{whose(row.case)}的{row.name}", row.blob.writing.text
    return Paper(row.case_id, name, text, row.blob_id, names_of(row.case))


def near_papers(pieces: Iterable[Evidence], arrived: Arrived) -> dict[str, list[str]]:
    """For each document among ``pieces``, by its hash, those that may be like it."""
    writings = {
        piece.blob_id: piece.blob.writing
        for piece in pieces
        if piece.kind in KIND_OF and hasattr(piece.blob, "writing")
    }
    sketches = [Sketch.from_bytes(bytes(writing.sketch)) for writing in writings.values()]
    return dict(zip(writings, _writings().ask(sketches, arrived), strict=True)) if sketches else {}


def reports_like(case: Case, texts: Sequence[str]) -> list[list[Paper]]:
    """For each of ``texts`` the reports, results and self-checks of other cases that may be like it."""
    near = [[found for found in row if found != case.pk] for row in sayings().like(texts, MOST_COMPARED)]
    wanted = {found for row in near for found in row}
    others = Case.objects.filter(pk__in=wanted).select_related("batch__coordinator", "lead")
    others = others.prefetch_related(*REPORTED)
    said = {other.pk: [_named(told, other) for told in reports(other)] for other in others}
    return [[paper for found in row for paper in said.get(found, ())] for row in near]


def _named(told: Told, case: Case) -> Paper:
    return Paper(case.pk, f"{whose(case)}的{told.label}", told.text, names=names_of(case))


@cache
def _writings_of(database: str) -> Shelf[TextIndex, Sketch]:
    return Shelf(Sort(_sketches, TextIndex, _candidates))


def _writings() -> Shelf[TextIndex, Sketch]:
    return _writings_of(str(connection.settings_dict["NAME"]))


def _candidates(index: TextIndex, sketch: Sketch) -> list[int]:
    return [at for at, _ in index.candidates(sketch, MOST_COMPARED)]


def _sketches(files: Collection[str]) -> Iterable[tuple[str, Sketch]]:
    for part in by_parts(files):
        for sha256, sketch in Writing.objects.filter(pk__in=part).values_list("pk", "sketch"):
            yield sha256, Sketch.from_bytes(bytes(sketch))
