"""What is grouped. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Item:
    """A message: what it is called, what it says, and the day it came, where known."""

    id: str
    subject: str
    body: str
    day: date | None = None
