"""The script: beats with their moments, played in the order of time whatever order they were written in.

So the journal of the demonstration reads as a year of work, and its numbers (交办〔2026〕1号 …) follow the days.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from bihuan.cases.models import Case
from bihuan.intake.models import Batch, Opinion
from bihuan.kernel.clock import OFFICE_ZONE
from bihuan.management.demo.cast import Cast

WORK_YEAR = 2026


def at(when: str) -> datetime:
    """``05-21 09:30`` of the work year, in the office's zone."""
    return datetime.strptime(f"{WORK_YEAR}-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=OFFICE_ZONE)


def day(when: str) -> date:
    """``05-21`` of the work year."""
    return date.fromisoformat(f"{WORK_YEAR}-{when}")


@dataclass(slots=True)
class Script:
    """The beats so far, the cast, and the cases by the names the story gives them."""

    cast: Cast
    batch: Batch
    cases: dict[str, int]
    beats: list[tuple[datetime, str, Callable[[datetime], object]]] = field(default_factory=list)

    def beat(self, when: str, what: str, act: Callable[[datetime], object]) -> None:
        """Write one beat down: at ``when``, ``act`` is called with that moment."""
        self.beats.append((at(when), what, act))

    def play(self) -> None:
        """Play every beat in the order of time. A refused act stops the play and is named."""
        for moment, what, act in sorted(self.beats, key=lambda beat: beat[0]):
            try:
                act(moment)
            except Exception as problem:
                problem.add_note(f"演示脚本：{moment:%Y-%m-%d %H:%M} {what}")
                raise

    def case(self, name: str) -> Case:
        """The case the story calls ``name``, fresh from the database."""
        return Case.objects.select_related("batch__coordinator", "lead", "verifying").get(pk=self.cases[name])

    def opinion(self, number: str) -> Opinion:
        """The opinion of this number."""
        return self.batch.opinions.get(number=number)
