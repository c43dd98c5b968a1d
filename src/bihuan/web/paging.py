"""One page of a long list, by ``?page=`` and ``?size=``. A page past the last is the last."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZES = (25, 50, 100)


def page_of(request: HttpRequest, rows: Any, sizes: tuple[int, ...] = SIZES) -> Page[Any]:
    """The page of ``rows`` that the address asks for."""
    size = request.GET.get("size", "")
    wanted = int(size) if size.isdecimal() and int(size) in sizes else sizes[0]
    return Paginator(rows, wanted).get_page(request.GET.get("page"))
