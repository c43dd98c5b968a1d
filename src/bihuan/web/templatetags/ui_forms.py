"""The parts of a form and of a list: fields, errors, buttons, the filter bar, the pager. Contract: docs/ui.md."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from bihuan.web.templatetags.ui import get, query_of

register = template.Library()


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if bound.use_fieldset:
        return "choices"
    return {"checkbox": "check", "file": "file"}.get(getattr(widget, "input_type", ""), "text")


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, width: str = "") -> dict[str, Any]:
    return {"field": bound, "kind": _kind(bound), "width": width}


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    return {"form": form}


@register.inclusion_tag("components/cell.html")
def cell(bound: BoundField) -> dict[str, Any]:
    return {"field": bound}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    wrong = [bound for bound in form.visible_fields() if bound.errors]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    general = [*form.non_field_errors(), *hidden]
    return {"wrong": wrong, "general": general, "count": len(wrong) + len(general)}


@register.inclusion_tag("components/form_buttons.html")
def form_buttons(submits: Iterable[object] = (), cancel_url: str = "", label: str = "提交") -> dict[str, Any]:
    rows = [
        {name: get(item, name) or "" for name in ("label", "name", "value", "kind")} for item in submits or ()
    ]
    return {"submits": rows or [{"label": label or "提交", "kind": "primary"}], "cancel_url": cancel_url}


@register.simple_tag
def multipart(form: object) -> SafeString:
    """For a form or a formset; nothing when it carries no files, or when there is no form."""
    asks = getattr(form, "is_multipart", None)
    return SafeString('enctype="multipart/form-data"' if asks and asks() else "")


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: template.Context, form: BaseForm, reset_url: str = "") -> dict[str, Any]:
    request = context.get("request")
    rows = [{"field": bound, "kind": _kind(bound)} for bound in form.visible_fields()]
    return {"rows": rows, "form": form, "reset_url": reset_url or (request.path if request else "?")}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, sizes: str = "25,50,100", unit: str = "条") -> dict[str, Any]:
    last, here = page.paginator.num_pages, page.number
    wanted = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    links: list[dict[str, Any]] = []
    for number in wanted:
        if links and number - links[-1]["number"] > 1:
            links.append({"gap": True, "number": number})
        links.append({"number": number, "url": query_of(context, page=number), "here": number == here})
    per_page = page.paginator.per_page
    choices = [
        {"size": size, "url": query_of(context, size=size, page=None), "here": size == per_page}
        for size in (int(part) for part in sizes.split(",") if part.strip())
    ]
    return {
        "page": page,
        "total": page.paginator.count,
        "unit": unit,
        "links": links if last > 1 else [],
        "before": query_of(context, page=here - 1) if here > 1 else "",
        "after": query_of(context, page=here + 1) if here < last else "",
        "choices": choices,
    }
