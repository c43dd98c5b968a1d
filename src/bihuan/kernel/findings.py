"""A finding: what a rule saw, where, by which clause, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. Only ``BLOCK`` stops an act."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule noticed.

    ``code`` is kebab-case and stable. ``message`` is a Chinese sentence: what is wrong and what to do.
    ``where`` names the place (a row of the table, a field, a file); ``clause`` is the S-number of the notice
    or the legal basis; both may be empty.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    clause: str = ""

    def as_dict(self) -> dict[str, str]:
        """The finding as ``bihuan read --json`` prints it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": self.where,
            "message": self.message,
            "clause": self.clause,
        }


def block(code: str, message: str, *, clause: str = "", where: str = "") -> Finding:
    """A finding that stops the act."""
    return Finding(code, Severity.BLOCK, message, where, clause)


def warn(code: str, message: str, *, clause: str = "", where: str = "") -> Finding:
    """A finding that a person should look at; it stops nothing."""
    return Finding(code, Severity.WARN, message, where, clause)


def note(code: str, message: str, *, clause: str = "", where: str = "") -> Finding:
    """A finding worth knowing."""
    return Finding(code, Severity.NOTE, message, where, clause)
