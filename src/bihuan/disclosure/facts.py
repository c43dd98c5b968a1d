"""Gathers which statement is on the table."""

from bihuan.cases.models import Case
from bihuan.cases.queries import rows_now
from bihuan.disclosure.models import Statement


def current_statement(case: Case) -> Statement | None:
    """The newest draft of the present round."""
    rows: list[Statement] = rows_now(case, "statements")
    return rows[-1] if rows else None


def is_waiting(statement: Statement | None) -> bool:
    """Whether a draft waits for its review."""
    return statement is not None and statement.approved is None
