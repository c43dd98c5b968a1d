"""What a page may offer: the table of ``access.policy`` asked from where the reader stands. It decides nothing."""

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.intake.models import Batch, Opinion
from bihuan.response.actions import standings


def may_somewhere(actor: Actor, act: Act) -> bool:
    """Whether one of the actor's own places would let them do ``act``: for menus, never instead of the act's gate."""
    return any(may(actor, act, Standing(path, path, path)) is None for path in actor.paths())


def may_in_batch(actor: Actor, act: Act, batch: Batch) -> bool:
    """Whether ``actor`` may do ``act`` in this batch."""
    return may(actor, act, Standing(coordinator=batch.coordinator.path)) is None


def may_with_opinion(actor: Actor, act: Act, opinion: Opinion) -> bool:
    """Whether ``actor`` may do ``act`` with this opinion: in its batch, one of its cases, or its direct answer."""
    return any(may(actor, act, standing) is None for standing in standings(opinion))
