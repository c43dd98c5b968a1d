"""通报: the period is chosen first, then the circular is drafted with the figures of its last day."""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from bihuan.documents.circular_values import RANKING
from bihuan.documents.kinds import KINDS
from bihuan.issuing.facts import Matter
from bihuan.kernel.clock import day_of, now
from bihuan.reports.periods import CYCLE, FIRST, LAST, Cycle, Period, period_of
from bihuan.web.act_forms_base import Day
from bihuan.web.batches import find
from bihuan.web.issuing import Page, draft_page
from bihuan.web.session import OfficeRequest, office


class PeriodForm(forms.Form):
    """周 or 月, up to which day. Sent with the address, so that a period can be passed on."""

    use_required_attribute = False
    cycle = forms.ChoiceField(
        label="周期", required=False, choices=[(each.value, f"{each.label}通报") for each in Cycle]
    )
    first = Day("统计起日", required=False)
    last = Day("截至日", required=False)
    ranking = forms.BooleanField(label="附单位排名（仅供内部）", required=False)

    def asked(self) -> dict[str, str]:
        """What was chosen, as a circular takes it; what cannot be read is passed on to be refused."""
        sent = {CYCLE: "cycle", FIRST: "first", LAST: "last", RANKING: "ranking"}
        found = {name: str(self.data.get(field, "")).strip() for name, field in sent.items()}
        return {name: text[:40] for name, text in found.items() if text}


@office
def page(request: OfficeRequest, batch_id: int) -> HttpResponse:
    """The circular of a week or a month of one batch."""
    batch, today = find(request, batch_id), day_of(now())
    asked = PeriodForm(request.GET).asked()
    period = period_of(asked, today)
    shown: dict[str, Any] = {
        "batch": batch,
        "period": period,
        "period_form": PeriodForm(_filled(request.GET, period), label_suffix=""),
        "crumbs": [
            {"label": "批次", "url": reverse("batches")},
            {"label": batch.number, "url": reverse("batch", args=[batch.pk])},
            {"label": "通报"},
        ],
    }
    given = {**asked, **({} if _unreadable(asked) else period.asked())}
    return draft_page(
        request, KINDS["circular"], Matter(batch), Page(given, template="circulars/page.html", shown=shown)
    )


def _unreadable(asked: dict[str, str]) -> bool:
    """Whether a day was typed that is none: then it stays as it was typed, for the rules to refuse."""
    form = PeriodForm({"first": asked.get(FIRST, ""), "last": asked.get(LAST, "")})
    return not form.is_valid()


def _filled(sent: QueryDict, period: Period) -> dict[str, Any]:
    """The form as it was sent. The first day stays empty where it follows from the last one."""
    return {
        "cycle": period.cycle.value,
        "first": sent.get("first", ""),
        "last": sent.get("last") or period.last.isoformat(),
        "ranking": sent.get("ranking", ""),
    }
