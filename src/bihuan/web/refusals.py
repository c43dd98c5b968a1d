"""What a page says of a refusal besides its findings: the status, and who could be asked instead."""

from collections.abc import Iterable

from bihuan.access.acts import Act
from bihuan.cases.history import hands_of
from bihuan.cases.models import Case
from bihuan.kernel.errors import BihuanError, NotAllowed
from bihuan.kernel.findings import Finding
from bihuan.reports.who_could import turned_away, whom_to_ask

FORBIDDEN, CONFLICT = 403, 409


def status_of(refusal: BihuanError) -> int:
    """403 when it is the person, 409 when it is the matter."""
    person = isinstance(refusal, NotAllowed) or turned_away(refusal.findings)
    return FORBIDDEN if person else CONFLICT


def ask_instead(case: Case, act: Act, refusals: Iterable[Finding]) -> str:
    """A sentence on who could do ``act``, where ``refusals`` turn the reader away; else nothing."""
    if not turned_away(refusals):
        return ""
    return f"{whom_to_ask(case, [act], hands_of(case))[act]}。"
