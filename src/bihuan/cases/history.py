"""Who did what to a case, read from the journal: for the rules of independence."""

from datetime import datetime

from bihuan.access.acts import Act
from bihuan.journal.queries import history_of, users_who

# Having done any of these is having worked on the case.
HANDLING = (
    Act.ACKNOWLEDGE_CASE, Act.RETURN_CASE, Act.SUBMIT_PLAN, Act.REPORT_PROGRESS, Act.ADD_EVIDENCE,
    Act.SUBMIT_FOR_VERIFICATION, Act.APPLY_CLOSE_OUT,
)  # fmt: skip


def handlers_of(case_id: int) -> frozenset[int]:
    """The users who worked on the case, in any round."""
    return users_who(HANDLING, "case", case_id)


def reopened_at(case_id: int) -> datetime | None:
    """When the present round began, if it is not the first."""
    last = history_of("case", case_id).filter(act=Act.REOPEN_CASE).last()
    return last.at if last else None
