"""转入下一批: the cases of several batches that are one matter. Who spoke in the first is answered by the last."""

from collections.abc import Iterable, Iterator

from bihuan.cases.models import CarryOver, Case


def line_of(case: Case) -> Iterator[Case]:
    """The case itself, then those it goes on with, the nearest first."""
    while True:
        yield case
        came: CarryOver | None = getattr(case, "carried_from", None)
        if came is None:
            return
        case = came.earlier


def lines_of(keys: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The same for many cases, by their ids. One statement, and another for each time one of them was carried over."""
    reached = {key: key for key in keys}
    lines: dict[int, tuple[int, ...]] = {key: (key,) for key in reached}
    while came := dict(
        CarryOver.objects.filter(later__in=reached.values()).values_list("later_id", "earlier_id")
    ):
        reached = {key: came[here] for key, here in reached.items() if here in came}
        for key, here in reached.items():
            lines[key] += (here,)
    return lines


def carried_on(keys: Iterable[int]) -> frozenset[int]:
    """These cases and every later one that goes on with one of them."""
    found = new = frozenset(keys)
    while new := frozenset(CarryOver.objects.filter(earlier__in=new).values_list("later_id", flat=True)):
        found |= new
    return found
