"""书面报送 (S20): where the report of one unit stands, and by how many days it is late. Pure.

The day in the notice is the day, rest day or not (T6). A report that was sent back does not count, and who sends the
next one after the day is late.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sent:
    """One report or supplement, and whether it was sent back."""

    on: date
    sent_back: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a unit sent, in order, and when it was due; None where the notice names no day."""

    due: date | None
    sent: tuple[Sent, ...] = ()

    @property
    def standing(self) -> tuple[Sent, ...]:
        """What counts: the report, then its supplements."""
        return tuple(each for each in self.sent if not each.sent_back)

    @property
    def on(self) -> date | None:
        """The day of the report."""
        return self.standing[0].on if self.standing else None

    @property
    def supplements(self) -> int:
        """How many supplements followed."""
        return max(0, len(self.standing) - 1)

    @property
    def was_late(self) -> bool:
        """Whether the report came, and after its day."""
        return self.on is not None and days_late(self.due, self.on) > 0

    def days_late(self, today: date) -> int:
        """Days after the due day: of the report, or until ``today`` while there is none."""
        return days_late(self.due, self.on or today)

    def word(self, today: date) -> str:
        """How it stands, as overviews and papers say it."""
        late = self.days_late(today)
        if self.on is not None:
            return f"逾期{late}天报送" if late else "按期报送" if self.due else "已报送"
        begun = "已退回，待重新报送" if self.sent else "未报送"
        return f"{begun}，逾期{late}天" if late else begun


def days_late(due: date | None, on: date) -> int:
    """Days from ``due`` to ``on``; 0 on the day itself and where none is due."""
    return max(0, (on - due).days) if due else 0
