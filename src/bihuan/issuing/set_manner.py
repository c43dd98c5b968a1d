"""What a set is for decides what it is called, which page is its first, and what it holds beside the rest.

``Manner`` is that of 一件一档, which holds nothing more; a room above may bring another (``inspection.pack``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.cases.models import Case
from bihuan.documents.scope import Scope
from bihuan.issuing.models import PaperSet
from bihuan.issuing.packing import Entry
from bihuan.issuing.set_index import PAGE, Listing
from bihuan.issuing.set_papers import Drawn


@dataclass(frozen=True, slots=True)
class Piece:
    """A file: its name in its folder, what it is in Chinese, and its bytes."""

    name: str
    what: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Beside:
    """What a set holds besides: papers to be set, files, and tables on the page."""

    drawn: tuple[Drawn, ...] = ()
    pieces: tuple[Piece, ...] = ()
    listings: tuple[Listing, ...] = ()


class Manner:
    """How a set is made up. ``folder`` takes what stands before everything else; ``guide`` names a page of advice."""

    label = PaperSet.Purpose.ARCHIVE.label
    page = PAGE
    folder = ""
    guide = ""

    def of_set(self, scope: Scope) -> Beside:
        """What stands before everything else, about the cases of ``scope``."""
        return Beside()

    def of_case(self, case: Case) -> Beside:
        """What stands in the folder of a case, behind its papers, evidence and records."""
        return Beside()

    def closing(self, entries: Sequence[Entry]) -> Sequence[Piece]:
        """What is written at the top when all the rest is in, which ``entries`` list."""
        return ()


ARCHIVE = Manner()
