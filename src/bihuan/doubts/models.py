"""What verifiers said of doubts. The doubts themselves are worked out from the evidence each time (see ``facts``)."""

import json
from typing import Any, ClassVar

from django.db import models

from bihuan.cases.models import Case
from bihuan.doubts.doubt import Weight
from bihuan.people.models import Unit
from bihuan.trail.models import Trailed


class DoubtAnswer(Trailed):
    """A verifier's reason why a doubt does not stand, with the doubt as it was seen."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="doubt_answers", verbose_name="事项")
    round = models.IntegerField("轮次")
    key = models.CharField("疑点", max_length=10)
    code = models.CharField("类别", max_length=40)
    weight = models.CharField("程度", max_length=10, choices=[(each.value, each.label) for each in Weight])
    message = models.TextField("疑点内容")
    # A JSON list of the sides that were seen.
    seen = models.TextField("所见", default="[]")
    reason = models.TextField("核查说明")
    by = models.ForeignKey("bihuan.User", models.PROTECT, related_name="+", verbose_name="说明人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="说明单位")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "疑点说明"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "round", "key", "unit"), name="doubt_answer_once")
        ]

    def sides(self) -> list[dict[str, Any]]:
        """What was seen, as it was shown to whoever answered."""
        sides: list[dict[str, Any]] = json.loads(self.seen)
        return sides
