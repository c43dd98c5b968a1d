"""One way to try an act on a case: what it leaves in the journal, who may not do it, which state does not know it."""

from collections.abc import Callable
from dataclasses import dataclass

from bihuan.access.actor import PUBLIC, Actor
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.journal.models import Entry
from bihuan.journal.tests.rows import everything, last_entry, not_allowed_unsaved
from tests.support.cast import PEOPLE
from tests.support.refusals import not_allowed
from tests.support.world import World


@dataclass(frozen=True)
class Deed:
    """An act done to a case that is ready for it: ``by`` names everybody who may, ``sentence`` is what is written.

    ``unknown_in`` is a state where those same people are refused; ``clause`` is what that refusal names.
    """

    act: Act
    ready: Callable[[World], Case]
    do: Callable[[World, Case, Actor], object]
    by: tuple[str, ...]
    to: State
    sentence: str
    unknown_in: State
    clause: str

    def __str__(self) -> str:
        return self.act.value

    def leaves_its_row(self, world: World) -> Entry:
        """Do it; its row says who did what to which state. Returns the row."""
        case = self.ready(world)
        came_from, actor = world.state(case), world.cast.actors[self.by[0]]
        before = Entry.objects.latest("pk").pk
        world.later()
        self.do(world, case, actor)
        entry = last_entry("case", case.pk)
        assert entry.pk > before
        assert (entry.act, entry.by_user_id, entry.by_name) == (self.act, actor.user_id, actor.name)
        assert (entry.by_unit, entry.at, entry.batch_id) == (actor.unit_name, world.now, case.batch_id)
        assert (entry.from_state, entry.to_state) == (came_from, self.to)
        assert world.state(case) is self.to
        assert entry.sentence == self.sentence
        return entry

    def is_for_nobody_else(self, world: World) -> None:
        """Everybody but ``by`` is refused, the public too; then it is done by the last of those who may."""
        case = self.ready(world)
        world.later()
        others = [world.cast.actors[name] for name in sorted(set(PEOPLE) - set(self.by))]
        before = everything()
        for actor in (*others, PUBLIC):
            with not_allowed():
                self.do(world, case, actor)
        assert everything() == before
        self.do(world, case, world.cast.actors[self.by[-1]])
        assert world.state(case) is self.to

    def is_unknown_in_another_state(self, world: World) -> None:
        """In ``unknown_in`` even those who may are refused."""
        case = world.case_in(self.unknown_in)
        with not_allowed_unsaved("wrong-state", self.clause):
            self.do(world, case, world.cast.actors[self.by[0]])


def in_state(state: State) -> Callable[[World], Case]:
    """A case that is ready because it stands in ``state``."""
    return lambda world: world.case_in(state)
