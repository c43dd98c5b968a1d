"""A doubt: one thing about a case's evidence that is hard to believe, with what was seen. Pure."""

from dataclasses import dataclass

from bihuan.kernel.codes import code_of
from bihuan.kernel.words import Labelled


class Weight(Labelled):
    """How much a doubt weighs. A severe one needs a second verifier from another unit."""

    PLAIN = "plain", "一般疑点"
    SEVERE = "severe", "严重疑点"


@dataclass(frozen=True, slots=True)
class Seen:
    """One side of what was seen: a file, a date, a passage.

    ``label`` says in Chinese what it is and whose; ``sha256`` names the file when there is one; ``case_id`` the case
    it belongs to; ``text`` is the passage or the date as it is shown.
    """

    label: str
    sha256: str = ""
    case_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a detector noticed: a kebab-case ``code``, a ``message`` in Chinese, both sides as they were ``seen``."""

    code: str
    weight: Weight
    message: str
    seen: tuple[Seen, ...] = ()
    clause: str = "S17"

    @property
    def key(self) -> str:
        """Ten characters that stay the same as long as the same thing is seen: an answer belongs to it."""
        sides = sorted(f"{side.sha256}|{side.case_id or ''}|{side.text}" for side in self.seen)
        return code_of(self.code, self.message, *sides)


def plain(code: str, message: str, *seen: Seen, clause: str = "S17") -> Doubt:
    """A doubt that one verifier answers."""
    return Doubt(code, Weight.PLAIN, message, seen, clause)


def severe(code: str, message: str, *seen: Seen, clause: str = "S17") -> Doubt:
    """A doubt that needs the answer of a second verifier from another unit as well."""
    return Doubt(code, Weight.SEVERE, message, seen, clause)
