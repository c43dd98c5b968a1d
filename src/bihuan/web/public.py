"""Pages for everybody: what is being shown and what was struck off, through the public projection and nothing else.

No view here hands a case to a template: a template sees a ``PublicCase``.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import LEFT, STEP_OF, State, wrong_state
from bihuan.disclosure.projection import PublicCase
from bihuan.disclosure.published import records_of
from bihuan.disclosure.queries import project, public_cases
from bihuan.kernel.clock import day_of, now
from bihuan.kernel.errors import NotAllowed, Refused
from bihuan.notice.actions import raise_objection
from bihuan.notice.rules import objection_gates
from bihuan.people.directory import area_of
from bihuan.web.paging import page_of
from bihuan.web.public_forms import ObjectionForm, PublicFilter
from bihuan.web.session import public

FONT_COOKIE, A_YEAR = "font", 365 * 24 * 3600
# One visitor's objections within an hour: enough for a neighbourhood, too few for a script.
MOST_AN_HOUR, HOUR = 5, timedelta(hours=1)
CROWDED = "您提交的异议较多，请一小时后再提交，或者按公示所列的电话、地址反映。"


@require_safe
@public
def listing(request: HttpRequest) -> HttpResponse:
    """整改公开: every item that has reached its public notice."""
    form = PublicFilter(request.GET)
    page = page_of(request, form.cases())
    page.object_list = [shown(project(case)) for case in page.object_list]
    return show(request, "public/list.html", {"filter_form": form, "page_obj": page}, None)


@require_safe
@public
def item(request: HttpRequest, case_id: int) -> HttpResponse:
    """One item."""
    case = find(case_id)
    about = {
        "case": shown(case),
        "open": objection_open(case),
        "object_url": reverse("public-object", args=[case_id]),
        "records": records_of(case_id),
    }
    return show(request, "public/item.html", about, f"第{case.position}项")


@public
def objection(request: HttpRequest, case_id: int) -> HttpResponse:
    """提出异议, without an account, while the notice runs."""
    case = find(case_id)
    if not objection_open(case):
        return show(request, "public/closed.html", {"case": shown(case)}, "提出异议", status=409)
    form = ObjectionForm(request.POST or None)
    if not form.is_valid():
        return show_objection(request, case, form, status=422 if form.is_bound else 200)
    if form.is_trap():
        return redirect("public-received", case_id)
    if too_many(request):
        form.add_error(None, CROWDED)
        return show_objection(request, case, form, status=429)
    try:
        raise_objection(case_id, by=PUBLIC, now=now(), **form.words())
    except (Refused, NotAllowed) as refusal:
        return show_objection(request, case, form, refusal.findings, status=409)
    return redirect("public-received", case_id)


@require_safe
@public
def received(request: HttpRequest, case_id: int) -> HttpResponse:
    """Thanks, and what happens next. It repeats nothing of what was written."""
    return show(request, "public/received.html", {"case": shown(find(case_id))}, "异议已收到")


@require_safe
@public
def guide(request: HttpRequest) -> HttpResponse:
    """如何查阅和提出异议, 意见反馈."""
    return show(request, "public/guide.html", {}, "查阅和反馈指南")


def find(case_id: int) -> PublicCase:
    """The projection of a case the public has been shown; 404 otherwise."""
    case = public_cases().filter(pk=case_id).first()
    if case is None:
        raise Http404
    return project(case)


def shown(case: PublicCase) -> dict[str, Any]:
    """The projection with what the parts of the page ask for."""
    state = State(case.state)
    step = STEP_OF[state]
    struck_off = [row.revoked_on or row.closed_on for row in case.close_outs]
    days = [case.disclosed_on, case.notice.starts_on if case.notice else None, *struck_off]
    return {
        **case.as_dict(),
        "step": "done" if state is State.DISCLOSED else step.value if step else "",
        "kind_of_state": "done" if state is State.DISCLOSED else "off" if state in LEFT else "doing",
        "on": max((day for day in days if day), default=None),
        "url": reverse("public-item", args=[case.id]),
    }


def objection_open(case: PublicCase) -> bool:
    """Whether an objection can be raised today: asked of the rules that will judge it."""
    if case.notice is None or wrong_state(Act.RAISE_OBJECTION, State(case.state)):
        return False
    return not objection_gates("待填", day_of(now()), case.notice.starts_on, case.notice.ends_on)


def too_many(request: HttpRequest) -> bool:
    """Count this objection; whether there were too many within the hour."""
    moment = now()
    recent = [at for at in request.session.get("objections", []) if at > (moment - HOUR).timestamp()]
    if len(recent) >= MOST_AN_HOUR:
        return True
    request.session["objections"] = [*recent, moment.timestamp()]
    return False


def show_objection(
    request: HttpRequest, case: PublicCase, form: ObjectionForm, refusals: Any = (), *, status: int = 200
) -> HttpResponse:
    """The page of the form."""
    about = {"case": shown(case), "form": form, "refusals": refusals}
    return show(request, "public/objection.html", about, "提出异议", status=status)


def _area_name() -> str:
    """The zone whose items these are, unless a setting names the site: that of the newest item shown here."""
    newest = public_cases().select_related("batch__coordinator__parent").prefetch_related(None)
    case = newest.order_by("-batch_id").first()
    return area_of(case.batch.coordinator).name if case else "意见建议整改公开"


def show(
    request: HttpRequest, template: str, about: dict[str, Any], here: str | None, *, status: int = 200
) -> HttpResponse:
    """A public page: name of the site, path, footer, and the size of the print."""
    home = reverse("public-list")
    crumbs = [{"label": "整改公开", "url": home if here else ""}, *([{"label": here}] if here else [])]
    name = settings.SITE_UNIT or _area_name()
    site = {"sponsor": settings.SITE_UNIT, "report_url": reverse("public-guide")}
    page = render(
        request,
        template,
        {"unit_name": name, "home_url": home, "site": site, "crumbs": crumbs, **about},
        status=status,
    )
    font = request.GET.get("font")
    if font == "large":
        page.set_cookie(FONT_COOKIE, font, max_age=A_YEAR, samesite="Lax", httponly=True)
    elif font == "normal":
        page.delete_cookie(FONT_COOKIE, samesite="Lax")
    return page
