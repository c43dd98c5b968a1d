"""What was said to those who spoke: opinions answered, visited and satisfied. A constant number of statements."""

from collections import Counter
from dataclasses import dataclass

from bihuan.intake.models import Batch, Opinion
from bihuan.reports.figures import Rate
from bihuan.response.models import Reply, ReturnVisit

_S = ReturnVisit.Satisfaction

# What each rate counts, as it is printed below it.
DEFINITIONS = {
    "答复率": "已单独答复的意见条数除以登记的意见条数，归并办理的意见逐条计算",
    "回访率": "已回访的意见条数除以登记的意见条数，未留联系方式而到现场回访的计入",
    "满意率": "回访中评价满意、基本满意的意见条数除以作出评价的意见条数，以最近一次回访为准，未评价的不计入",
}


@dataclass(frozen=True, slots=True)
class VoiceCounts:
    """Counts of opinions of a batch, never of cases. Of several visits to one opinion the last counts."""

    opinions: int
    replied: int
    visited: int
    satisfied: int
    fairly: int
    dissatisfied: int

    @property
    def reply_rate(self) -> Rate:
        """答复率: answered one by one, of all that were stored (S4)."""
        return Rate(self.replied, self.opinions)

    @property
    def visit_rate(self) -> Rate:
        """回访率: visited, of all that were stored (S26)."""
        return Rate(self.visited, self.opinions)

    @property
    def satisfaction_rate(self) -> Rate:
        """满意率: 满意 and 基本满意, of those who gave a judgement."""
        content = self.satisfied + self.fairly
        return Rate(content, content + self.dissatisfied)


def voice_counts(batch: Batch) -> VoiceCounts:
    """The counts as they stand now."""
    visits = ReturnVisit.objects.filter(opinion__batch=batch).exclude(outcome=ReturnVisit.Outcome.UNREACHABLE)
    latest = dict(visits.order_by("at", "pk").values_list("opinion", "satisfaction"))
    said = Counter(latest.values())
    replies = Reply.objects.filter(opinion__batch=batch)
    return VoiceCounts(
        opinions=Opinion.objects.filter(batch=batch).count(),
        replied=replies.order_by().values("opinion").distinct().count(),
        visited=len(latest),
        satisfied=said[_S.SATISFIED],
        fairly=said[_S.FAIRLY],
        dissatisfied=said[_S.DISSATISFIED],
    )
