"""Parts of a whole, as a text gives them. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from bihuan.intake.figures.claims import Reach
from bihuan.intake.figures.said import Mention


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts that follow each other, the total they belong to, and whether they are all of it."""

    of: str
    parts: tuple[Mention, ...]
    total: Mention
    reach: Reach
    where: str
    total_where: str
    said: str

    @property
    def sum(self) -> Decimal:
        """What the parts make together."""
        return sum((part.amount for part in self.parts), Decimal())
