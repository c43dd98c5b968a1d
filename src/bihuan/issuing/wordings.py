"""Reading the office's wordings: which one is in force where, and every version before it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bihuan.access.actor import Actor, Role
from bihuan.cases.visibility import visible_batches, visible_cases
from bihuan.documents.compose import built_in
from bihuan.documents.kinds import KINDS, Kind
from bihuan.issuing.models import Wording
from bihuan.people.models import Unit


@dataclass(frozen=True, slots=True)
class InForce:
    """A wording that papers are set by. ``row`` is None for version 0, which comes with the program."""

    kind: Kind
    version: int
    text: str
    row: Wording | None = None


def wording_in_force(unit_id: int, kind: Kind) -> InForce:
    """What the batches that ``unit_id`` coordinates are worded by: its newest version, or the built-in one."""
    return _shown(kind, wording_versions(unit_id, kind).last())


def wordings_in_force(unit_id: int) -> list[InForce]:
    """That of every kind, in the order of the kinds, in one statement."""
    rows = Wording.objects.filter(unit=unit_id, name="").select_related("saved_by").order_by("version")
    newest = {row.kind: row for row in rows}
    return [_shown(kind, newest.get(kind.name)) for kind in KINDS.values()]


def wording_versions(unit_id: int, kind: Kind) -> QuerySet[Wording]:
    """The versions that ``unit_id`` has saved of ``kind``, the oldest first."""
    saved = Wording.objects.filter(unit=unit_id, kind=kind.name, name="")
    return saved.select_related("saved_by").order_by("version")


def wording_version(unit_id: int, kind: Kind, version: int) -> InForce | None:
    """One version; 0 is the built-in one. None when there is no such version."""
    row = wording_versions(unit_id, kind).filter(version=version).first() if version else None
    return None if version and row is None else _shown(kind, row)


def wording_units(actor: Actor) -> QuerySet[Unit]:
    """The units whose wordings ``actor`` may read: those that coordinate what they see, and their own."""
    batches = visible_batches(actor).order_by().values("coordinator")
    cases = visible_cases(actor).order_by().values("batch__coordinator")
    own = [post.unit_id for post in actor.posts if post.role is Role.COORDINATOR]
    found = (
        Unit.objects.filter(pk__in=batches)
        | Unit.objects.filter(pk__in=cases)
        | Unit.objects.filter(pk__in=own)
    )
    return found.order_by("path")


def _shown(kind: Kind, row: Wording | None) -> InForce:
    return InForce(kind, row.version, row.text, row) if row else InForce(kind, 0, built_in(kind))
