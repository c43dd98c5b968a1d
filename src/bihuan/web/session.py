"""Who is asking: the two kinds of page there are, and the actor behind a signed-in one.

Every view carries one of the two decorators; a house test looks for them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bihuan.access.actor import Actor
from bihuan.people.models import User, actor_of


class OfficeRequest(HttpRequest):
    """A request of somebody who has logged in."""

    user: User  # narrowed by ``office``
    actor: Actor


def office(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for people with an account. ``request.actor`` is who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        office_request = cast(OfficeRequest, request)
        office_request.actor = actor_of(office_request.user)
        return view(office_request, *args, **kwargs)

    page = cast(Callable[..., HttpResponseBase], login_required(guarded))
    page.audience = "office"  # type: ignore[attr-defined]  # read by tests/house
    return page


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for everybody. It may show the public projection and nothing else."""
    view.audience = "public"  # type: ignore[attr-defined]  # read by tests/house
    return view
