"""Finding units by the names a notice uses, within one area, and adding those it names for the first time."""

from contextlib import suppress

from django.db import transaction
from django.db.models import ProtectedError

from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder

_OFFICE = "办公室"
# The area of a ledger that nobody has named yet: a list of opinions says nothing of the zone it belongs to.
STAND_IN = "本单位"


class Directory:
    """The units of one area (a zone) by full and short name. Loads them once."""

    def __init__(self, area: Unit) -> None:
        self.area = area
        self.added: list[Unit] = []
        self._by_name: dict[str, Unit] = {}
        for unit in Unit.objects.filter(path__startswith=area.path).order_by(TreeOrder()):
            self._learn(unit)

    def find(self, name: str) -> Unit | None:
        """The unit of this name, if the area has it."""
        return self._by_name.get(name)

    def find_or_add(self, name: str) -> Unit:
        """The unit of this name; a new department of the area when there is none yet."""
        unit = self.find(name)
        if unit is None:
            unit = Unit.objects.create(name=name, parent=self.area)
            self.added.append(unit)
            self._learn(unit)
        return unit

    def _learn(self, unit: Unit) -> None:
        for name in (unit.name, unit.short_name):
            if name:
                self._by_name.setdefault(name, unit)


def area_of(unit: Unit) -> Unit:
    """The area a unit belongs to: the nearest one at or above it, else the top of its tree."""
    while not unit.is_area and unit.parent is not None:
        unit = unit.parent
    return unit


def known_area(issuing_body: str) -> Unit | None:
    """The area whose office issued a notice: …管理委员会办公室 speaks for …管理委员会. None when it is new."""
    known = (
        Unit.objects.filter(name__in=(_area_name(issuing_body), issuing_body)).order_by(TreeOrder()).first()
    )
    return area_of(known) if known else None


def area_named_by(issuing_body: str) -> Unit:
    """The area whose office issued a notice, added when it is new."""
    return known_area(issuing_body) or Unit.objects.create(name=_area_name(issuing_body), is_area=True)


def area_in_place_of(area: Unit, issuing_body: str) -> Unit:
    """The area that issued a notice, where ``area`` may have stood in until a notice said its name.

    A stand-in takes the name. Where the zone exists already, the departments move there, but for those whose name
    it has: what was said of one department is not put upon another in silence. An area with a name stays.
    """
    if area.name != STAND_IN or not issuing_body:
        return area
    known = known_area(issuing_body)
    if known is None:
        area.name = _area_name(issuing_body)
        area.save()
        return area
    names = set(Unit.objects.filter(parent=known).values_list("name", flat=True))
    for unit in Unit.objects.filter(parent=area).exclude(name__in=names):
        unit.parent = known
        unit.save()
    return known


def forget_stand_in(area: Unit) -> None:
    """Remove a stand-in that nothing stands on any more; any other area stays."""
    if area.name == STAND_IN:
        with suppress(ProtectedError), transaction.atomic():
            area.delete()


def _area_name(issuing_body: str) -> str:
    return issuing_body.removesuffix(_OFFICE) or issuing_body
