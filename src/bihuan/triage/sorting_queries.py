"""Which opinions an office sorts, which of them wait, and what one may choose from."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from bihuan.access.actor import Actor, Role, area_of_path
from bihuan.cases.visibility import units_under
from bihuan.intake.models import Batch, Opinion
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.triage.models import Sorting
from bihuan.triage.queries import undecided

# So many words are offered to choose from.
MOST_WORDS = 300


def sorted_batches(actor: Actor) -> QuerySet[Batch]:
    """The batches whose opinions ``actor`` sorts: those its office coordinates."""
    offices = units_under(actor.paths((Role.COORDINATOR,))).values("pk")
    return Batch.objects.filter(coordinator__in=offices)


def sorted_opinions(actor: Actor) -> QuerySet[Opinion]:
    """All opinions of those batches, whether they wait or not."""
    return Opinion.objects.filter(batch__in=sorted_batches(actor).order_by().values("pk"))


def waiting(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Those that nobody has sorted, taken up or answered yet (S2)."""
    return undecided(opinions).filter(sorting=None)


def waiting_of(actor: Actor) -> QuerySet[Opinion]:
    """Those that ``actor`` sorts."""
    return waiting(sorted_opinions(actor))


class UnitNames:
    """The departments of one area by the one name each is chosen by: as people call it, or, where two are called alike,
    in full and with the unit above it."""

    def __init__(self, coordinator_path: str) -> None:
        area = area_of_path(coordinator_path)
        units = Unit.objects.filter(path__startswith=area, is_area=False).select_related("parent")
        self.units = list(units.order_by(TreeOrder()))
        self._keys: dict[str, int] = {}
        self._names: dict[int, str] = {}
        for unit in self.units:
            above = unit.parent.name if unit.parent else ""
            said = (str(unit), unit.name, f"{above}{unit.name}")
            name = next((each for each in said if each not in self._keys), said[-1])
            self._keys[name], self._names[unit.pk] = unit.pk, name
        for unit in self.units:
            self._keys.setdefault(unit.name, unit.pk)

    def key(self, name: str) -> int | None:
        """The unit called so, by its full or its short name."""
        return self._keys.get(name)

    def name(self, key: int | None) -> str:
        """What the unit is called; nothing for one that the area does not have."""
        return self._names.get(key, "") if key is not None else ""

    def names(self) -> list[str]:
        """All of them, in the order of the tree."""
        return list(self._names.values())


def known_words(part: str, batches: Iterable[int]) -> list[str]:
    """The types (``kind``) or categories that were used in these batches, the most used first."""
    keys, counts = list(batches), Counter[str]()
    sources: list[QuerySet[Any]] = [Sorting.objects.filter(opinion__batch__in=keys)]
    if part == "kind":
        sources.append(Opinion.objects.filter(batch__in=keys))
    for rows in sources:
        used = rows.exclude(**{part: ""}).order_by().values_list(part).annotate(times=Count("pk"))
        counts.update(dict(used))
    return sorted(counts, key=lambda word: (-counts[word], word))[:MOST_WORDS]
