"""The questions that are learned, each for itself, and what a unit says of its duties."""

from dataclasses import dataclass
from enum import StrEnum


class Task(StrEnum):
    """One question about an opinion."""

    TYPE = "type"
    CATEGORY = "category"
    DEPARTMENT = "department"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a duty list (职责清单): a unit, the words of its matters, the laws it applies.

    Without any words the unit is known by its name (``knowledge``).
    """

    unit: str
    keywords: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
