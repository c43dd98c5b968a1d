"""What a holiday arrangement would change, before it is entered."""

from collections.abc import Sequence

from bihuan.people.calendar import office_calendars, shipped_days
from bihuan.people.models import Unit
from bihuan.reference.calendar_rules import ChangedDay, NoticedDay, changed_days


def changes_by(unit: Unit | None, year: int, days: Sequence[NoticedDay]) -> tuple[ChangedDay, ...]:
    """The days that would change sides if ``days`` became the layer of ``unit`` (the nation without) for ``year``."""
    calendars, path = office_calendars(), unit.path if unit else ""
    spoken = set(calendars.layers.get((path, year), ()))
    if unit is None:
        spoken |= set(shipped_days(year))
    layer = {each.day: each.is_workday for each in days}
    after = calendars.with_layer((path, year), layer)
    return changed_days(calendars.of(path), after.of(path), days, sorted(spoken))
