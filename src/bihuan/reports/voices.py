"""What was said to those who spoke: opinions answered, visited, satisfied. A constant number of statements."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bihuan.cases.lifecycle import STRUCK_OFF, State
from bihuan.cases.models import Assignment
from bihuan.intake.models import Batch, Opinion
from bihuan.kernel.clock import day_of
from bihuan.kernel.workdays import add_workdays
from bihuan.people.calendar import office_calendar
from bihuan.reports.figures import Rate
from bihuan.response.models import Contact, Reply, ReturnVisit

_S = ReturnVisit.Satisfaction
# What 基本满意 counts of a 满意. It is printed with the rate.
ALPHA = 1

# What each rate counts, as it is printed below it.
DEFINITIONS = {
    "答复率": "已单独答复的意见条数除以登记的意见条数，归并办理的意见逐条计算",
    "回访率": "已回访的意见条数除以登记的意见条数，未留联系方式而到现场回访的计入",
    "响应率": "交办后在首次联系期限内已联系的意见条数除以已交办、留有联系方式的意见条数，"
    "未留联系方式和尚未交办的不计入",
    "解决率": "所在事项均已销号的意见条数除以登记的意见条数，直接答复的和回访三次未能联系的不计入",
    "满意率": "回访中评价满意、基本满意的意见条数除以作出评价的意见条数，"
    f"基本满意按满意的{ALPHA}倍折算（α＝{ALPHA}），以最近一次回访为准，未评价和三次未能联系的不计入",
}


@dataclass(frozen=True, slots=True)
class VoiceCounts:
    """Counts of opinions of a batch, never of cases. Of several visits to one opinion the last counts.

    ``waited`` left contact details and were handed over, ``contacted`` of them were reached out to in time;
    ``excluded`` are those of whom nothing can be solved: answered directly, or not to be reached.
    """

    opinions: int
    replied: int
    visited: int
    satisfied: int
    fairly: int
    dissatisfied: int
    waited: int = 0
    contacted: int = 0
    solved: int = 0
    excluded: int = 0

    @property
    def reply_rate(self) -> Rate:
        """答复率: answered one by one, of all that were stored (S4)."""
        return Rate(self.replied, self.opinions)

    @property
    def visit_rate(self) -> Rate:
        """回访率: visited, of all that were stored (S26)."""
        return Rate(self.visited, self.opinions)

    @property
    def response_rate(self) -> Rate:
        """响应率: contacted in time, of those who could be (S9)."""
        return Rate(self.contacted, self.waited)

    @property
    def solved_rate(self) -> Rate:
        """解决率: struck off, of those that could be."""
        return Rate(self.solved, self.opinions - self.excluded)

    @property
    def satisfaction_rate(self) -> Rate:
        """满意率: 满意 and α of 基本满意, of those who gave a judgement."""
        given = self.satisfied + self.fairly + self.dissatisfied
        return Rate(self.satisfied + ALPHA * self.fairly, given)


def printed(counts: VoiceCounts) -> dict[str, str]:
    """Every rate of ``DEFINITIONS`` as papers and pages print it."""
    rates = (
        counts.reply_rate, counts.visit_rate, counts.response_rate, counts.solved_rate, counts.satisfaction_rate,
    )  # fmt: skip
    return dict(zip(DEFINITIONS, map(str, rates), strict=True))


def voice_counts(batch: Batch) -> VoiceCounts:
    """The counts as they stand now."""
    visits = ReturnVisit.objects.filter(opinion__batch=batch).order_by("at", "pk")
    last = {
        opinion: (outcome, said)
        for opinion, outcome, said in visits.values_list("opinion", "outcome", "satisfaction")
    }
    unreachable = {
        opinion for opinion, (outcome, _) in last.items() if outcome == ReturnVisit.Outcome.UNREACHABLE
    }
    visited = visits.exclude(outcome=ReturnVisit.Outcome.UNREACHABLE)
    latest = dict(visited.values_list("opinion", "satisfaction"))
    said = Counter(latest.values())
    replies = Reply.objects.filter(opinion__batch=batch)
    waited, contacted = _contacts(batch)
    solved, explained = _ends(batch)
    return VoiceCounts(
        opinions=Opinion.objects.filter(batch=batch).count(),
        replied=replies.order_by().values("opinion").distinct().count(),
        visited=len(latest),
        satisfied=said[_S.SATISFIED],
        fairly=said[_S.FAIRLY],
        dissatisfied=said[_S.DISSATISFIED],
        waited=waited,
        contacted=contacted,
        solved=len(solved - unreachable),
        excluded=len(explained | unreachable),
    )


def _ends(batch: Batch) -> tuple[set[int], set[int]]:
    """The opinions all of whose cases are struck off, and those that were answered directly and stand in none."""
    states: dict[int, set[State]] = defaultdict(set)
    in_cases = Opinion.objects.filter(batch=batch).exclude(memberships=None).order_by()
    for opinion, state in in_cases.values_list("pk", "memberships__case__state"):
        states[opinion].add(State(state))
    direct = Opinion.objects.filter(batch=batch, memberships=None).exclude(direct_answer=None)
    solved = {opinion for opinion, found in states.items() if found <= STRUCK_OFF}
    return solved, set(direct.order_by().values_list("pk", flat=True))


def _contacts(batch: Batch) -> tuple[int, int]:
    """How many could be contacted since they were handed over, and with how many that was done in time."""
    calendar, days = office_calendar(batch.coordinator.path), batch.rulebook.first_contact_days
    first = dict(Contact.objects.filter(opinion__batch=batch).order_by("-at").values_list("opinion", "at"))
    due: dict[date, date] = {}
    waited = _handed_over(batch)
    contacted = 0
    for opinion, began in waited.items():
        if began not in due:
            due[began] = add_workdays(calendar, began, days)
        contacted += opinion in first and day_of(first[opinion]) <= due[began]
    return len(waited), contacted


def _handed_over(batch: Batch) -> Mapping[int, date]:
    """Since when each opinion with contact details is in the hands of somebody who should call."""
    opinions = Opinion.objects.filter(batch=batch).exclude(contact_name="", contact_phone="").order_by()
    assigned = Assignment.objects.filter(case__memberships__opinion__in=opinions.values("pk"))
    began = dict(assigned.order_by("-assigned_at").values_list("case__memberships__opinion", "assigned_at"))
    direct = opinions.filter(memberships=None).exclude(direct_answer=None)
    began |= dict(direct.values_list("pk", "direct_answer__decided_at"))
    known = set(opinions.values_list("pk", flat=True))
    return {opinion: day_of(at) for opinion, at in began.items() if opinion in known}
