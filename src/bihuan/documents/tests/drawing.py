"""Papers about cases, drawn up as an office would: from the built-in wording, on a day of the story."""

from datetime import date
from typing import Any

from bihuan.cases.models import Case
from bihuan.documents.compose import draw_up
from bihuan.documents.kinds import KINDS, About
from bihuan.documents.scope import Scope
from bihuan.intake.models import Batch
from bihuan.typesetting.paper import Paper, as_json

CASE_KINDS = tuple(kind.name for kind in KINDS.values() if kind.about is About.CASE)
PUBLIC_KINDS = tuple(name for name in CASE_KINDS if KINDS[name].public)
INSIDE_KINDS = tuple(name for name in CASE_KINDS if not KINDS[name].public)


def scope_of(*cases: Case, today: date) -> Scope:
    """What somebody sees who sees just ``cases``."""
    batch = Batch.objects.select_related("coordinator").get(pk=cases[0].batch_id)
    return Scope(batch, Case.objects.filter(pk__in=[case.pk for case in cases]), today)


def papers(kind: str, scope: Scope, **options: Any) -> list[Paper]:
    """The papers of ``kind`` in ``scope``."""
    return [paper for _, paper in draw_up(KINDS[kind], scope, **options)]


def words(paper: Paper) -> str:
    """Everything that stands on a paper."""
    return "\n".join(_texts(as_json(paper)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]
