"""Finding units by the names a notice uses, within one area, and adding those it names for the first time."""

from bihuan.people.models import Unit

_OFFICE = "办公室"


class Directory:
    """The units of one area (a zone) by full and short name. Loads them once."""

    def __init__(self, area: Unit) -> None:
        self.area = area
        self.added: list[Unit] = []
        self._by_name: dict[str, Unit] = {}
        for unit in Unit.objects.filter(path__startswith=area.path).order_by("path"):
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


def area_named_by(issuing_body: str) -> Unit:
    """The area whose office issued a notice: …管理委员会办公室 speaks for …管理委员会. Added when it is new."""
    name = issuing_body.removesuffix(_OFFICE) or issuing_body
    known = Unit.objects.filter(name__in=(name, issuing_body)).order_by("path").first()
    return area_of(known) if known else Unit.objects.create(name=name, is_area=True)
