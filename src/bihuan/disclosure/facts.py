"""Gathers which statement is on the table."""

from bihuan.cases.models import Case
from bihuan.disclosure.models import Statement


def current_statement(case: Case) -> Statement | None:
    """The newest draft of the present round."""
    return case.statements.filter(round=case.round).last()


def is_waiting(statement: Statement | None) -> bool:
    """Whether a draft waits for its review."""
    return statement is not None and statement.approved is None
