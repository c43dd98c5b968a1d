"""Reading messages and channels: everybody their own messages, and the channels they may look after."""

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import POLICY
from bihuan.cases.visibility import units_under
from bihuan.messages.models import Channel, Delivery, Message
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder

State = Delivery.State


def messages_of(actor: Actor) -> QuerySet[Message]:
    """What this person was told, the unread first, then the newest."""
    unread_first = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Message.objects.filter(user=actor.staff_id).order_by(unread_first, "-pk")


def unread_count(actor: Actor) -> int:
    """How many of them are unread. One look at an index."""
    return Message.objects.filter(user=actor.staff_id, read_at=None).count()


def looked_after_units(actor: Actor) -> QuerySet[Unit]:
    """The units whose channels this person may look after."""
    roles = {grant.role for grant in POLICY[Act.MANAGE_CHANNEL]}
    return units_under(actor.paths(roles)).order_by(TreeOrder())


def looked_after_channels(actor: Actor) -> QuerySet[Channel]:
    """Their channels, with how many deliveries wait, went out and failed."""
    counts = {
        state.value: Count("deliveries", filter=Q(deliveries__state=state))
        for state in (State.SENT, State.FAILED)
    }
    waiting = Count("deliveries", filter=Q(deliveries__state__in=(State.WAITING, State.SENDING)))
    rows = Channel.objects.filter(unit__in=looked_after_units(actor).order_by().values("pk"))
    counted = rows.select_related("unit").annotate(waiting=waiting, **counts)
    return counted.order_by(TreeOrder("unit__path"), "pk")


def deliveries_of_channel(channel: Channel) -> QuerySet[Delivery]:
    """What goes out by the channel, the newest first."""
    return Delivery.objects.filter(channel=channel).order_by("-pk")
