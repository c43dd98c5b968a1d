"""The public projection: an allow-list. A field that is not named here is not public. Pure."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """公示 as the public sees it."""

    text: str
    how_to_object: str
    starts_on: date
    ends_on: date
    in_force: bool


@dataclass(frozen=True, slots=True)
class PublicCloseOut:
    """A close-out as the public sees it. A revoked one stays visible, struck through."""

    number: str
    round: int
    status: str
    closed_on: date
    filing_number: str
    filing_body: str
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class PublicCase:
    """Everything about a case that the public may read. Original words, names of citizens and of staff are absent."""

    id: int
    batch_number: str
    evaluation_year: int | None
    position: int
    number: str
    summary: str
    kind: str
    target: str
    measures: tuple[str, ...]
    limit: str
    unit: str
    verifying_unit: str
    state: str
    state_label: str
    round: int
    steps_done: tuple[str, ...]
    statement: str
    disclosed_on: date | None
    notice: PublicNotice | None
    close_outs: tuple[PublicCloseOut, ...]

    def as_dict(self) -> dict[str, Any]:
        """The projection as plain data."""
        return asdict(self)
