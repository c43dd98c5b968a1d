"""What a reader understood of a file: frozen facts, with the one JSON form that ``bihuan read`` prints.

Nothing here decides or saves. Absent things are None or empty, dates are ``date``.
"""

from collections.abc import Hashable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, cast

from bihuan.intake.figures.said import Figure
from bihuan.intake.seen import SeenTable
from bihuan.kernel.findings import Finding, Severity

# What stands in columns nobody knows, by their printed names, in the order of the table.
Extra = tuple[tuple[str, str], ...]


class LimitKind(StrEnum):
    """Kinds of time limit (T4). Only ``FIXED_DATE`` and ``STAGED`` carry a date."""

    IMMEDIATE = "immediate"
    FIXED_DATE = "fixed_date"
    STAGED = "staged"
    LONG_TERM = "long_term"
    CONTINUOUS = "continuous"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: its kind (None when the words say none), its date where it has one, the words as printed.

    ``then`` is what follows the first: 立即整改 长期执行 is immediate, then long-term (T3).
    """

    kind: LimitKind | None
    date: date | None
    text: str
    then: LimitKind | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure promised in a target, e.g. 全年欠薪案件结案率 ≥ 98 %.

    ``undefined`` names what the text leaves open (T10): ``denominator``, ``cut_off``, ``definition``.
    """

    name: str
    comparator: str
    value: str
    unit: str
    text: str
    undefined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the target table (整改目标表). ``where`` is its place in the file, in Chinese."""

    position: int | None
    number: str
    content: str
    type: str
    target: str
    measures: tuple[str, ...]
    limit: Limit
    units: tuple[str, ...]
    person: str
    indicators: tuple[Indicator, ...] = ()
    where: str = ""
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The target table: its columns as printed (blanks removed) and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """One line of a list of opinions. Contact details are kept apart so that they can be sealed."""

    number: str
    text: str
    source: str = ""
    received_on: date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    type: str = ""
    where: str = ""
    extra: Extra = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty the text lays down: ``kind`` is one of route, five_haves, six_steps, evidence, return_visit, report,
    announcement; ``items`` are its parts in the order of the text."""

    kind: str
    clause: str
    items: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """The notice itself. A notice may issue a plan that carries a table: three titles.

    ``letter`` and ``plan`` are the running text, a line a paragraph: the letter that issues the plan, and the plan.
    """

    number: str | None = None
    title: str | None = None
    plan_title: str | None = None
    issuing_body: str | None = None
    recipients: str | None = None
    issued_on: date | None = None
    basis: tuple[str, ...] = ()
    coordinator: str | None = None
    evaluation_year: int | None = None
    work_year: int | None = None
    plan_period_end: date | None = None
    report_due_on: date | None = None
    report_to: str | None = None
    received_count: int | None = None
    rectify_count: int | None = None
    attachments: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    letter: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of one file. ``tables`` is every table of it, also those nothing is imported from;
    ``contradictions`` are those of the findings by which the file speaks against itself."""

    document: DocumentFacts
    table: Table | None
    opinions: tuple[OpinionLine, ...]
    findings: tuple[Finding, ...]
    tables: tuple[SeenTable, ...] = ()
    figures: tuple[Figure, ...] = ()
    contradictions: tuple[Finding, ...] = ()

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings for which nothing of this may be imported, such as two rows under one number."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.BLOCK)

    def as_json(self) -> dict[str, Any]:
        """The object of ``bihuan read --json``: plain values, ISO dates, None for what is absent."""
        by_place: dict[str, list[Finding]] = {}
        for finding in self.contradictions:
            by_place.setdefault(finding.where, []).append(finding)
        return {
            "document": plain(self.document),
            "table": plain(self.table) if self.table else None,
            "opinions": [plain(line) for line in self.opinions],
            "tables": [table.as_json(by_place) for table in self.tables],
            "figures": [figure.as_dict() for figure in self.figures],
            "findings": [plain(finding.as_dict()) for finding in self.findings],
        }


@cache
def _names(kind: Any) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def plain(value: Any) -> Any:
    """A value as JSON has it: names for fields, ISO dates, None for what is empty."""
    if type(value) is str:
        return value or None
    if value is None or isinstance(value, int):
        return value
    if names := _names(cast(Hashable, type(value))):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
