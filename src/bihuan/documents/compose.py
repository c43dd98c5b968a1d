"""From live data to papers: a kind, what it is about, and a wording give the papers that an office would draw up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bihuan.documents.batch_values import BATCH_VALUES
from bihuan.documents.case_values import CASE_VALUES
from bihuan.documents.kinds import Kind
from bihuan.documents.scope import Gather, Scope, Subject
from bihuan.documents.values import Vocabulary
from bihuan.documents.wording import set_wording
from bihuan.typesetting.paper import Paper

_TEXTS = Path(__file__).parent / "texts"


# For each kind, what its wording may speak of, and how that is gathered.
SPEAKS_OF: Mapping[str, tuple[Vocabulary, Gather]] = {**BATCH_VALUES, **CASE_VALUES}


@lru_cache
def built_in(kind: Kind) -> str:
    """The wording of ``kind`` that comes with the program: version 0."""
    return (_TEXTS / f"{kind.name}.txt").read_text("utf-8")


def vocabulary_of(kind: Kind) -> Vocabulary:
    """What a wording of ``kind`` may speak of."""
    return SPEAKS_OF[kind.name][0]


def draw_up(
    kind: Kind, scope: Scope, *, wording: str = "", typed: Mapping[str, str] | None = None
) -> Iterator[tuple[Subject, Paper]]:
    """Each paper of ``kind`` in ``scope``, with what it is about, in the order of the ledger.

    ``wording`` is the office's own, or else the built-in one; ``typed`` is what a person adds (督办要求 …).
    """
    for subject in SPEAKS_OF[kind.name][1](replace(scope, typed=typed or {})):
        paper = set_wording(
            wording or built_in(kind), subject.values, name=kind.label, dated=scope.today, typed=typed or {}
        )
        yield subject, paper
