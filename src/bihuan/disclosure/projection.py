"""The public projection: an allow-list. A field that is not named here is not public. Pure."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """公示 as the public sees it. Of objections it is public how many there were and what became of them."""

    text: str
    how_to_object: str
    starts_on: date
    ends_on: date
    in_force: bool
    objections: int
    dismissed: int
    upheld: int


@dataclass(frozen=True, slots=True)
class PublicCloseOut:
    """A close-out as the public sees it. A revoked one stays visible, struck through.

    ``code`` is printed on its certificate (销号单): by it anybody finds what the certificate is worth today.
    """

    number: str
    code: str
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

    def standing_of(self, close_out: PublicCloseOut) -> str:
        """What the certificate of one of ``close_outs`` is worth: 有效, 已撤销, or 已被后一轮取代."""
        if close_out.revoked_on is None:
            return "有效"
        later = any(row.round > close_out.round for row in self.close_outs)
        return "已被后一轮取代" if later else "已撤销"

    def as_dict(self) -> dict[str, Any]:
        """The projection as plain data."""
        return asdict(self)
