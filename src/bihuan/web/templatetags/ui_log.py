"""Marks on public pages: which words come from which entry of the public log (see tlog.page)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bihuan.disclosure.published import Record, Records, shown_fields
from tlog.page import embed

register = template.Library()
register.filter("shown_fields", shown_fields)


@register.simple_tag
def logged(
    records: Records, act: str, round_: int | None, field: str, at: int | None = None
) -> SafeString | str:
    """The attribute that names the entry and the field an element shows; nothing while it is not sealed."""
    record = records.newest(act, round_)
    if record is None or record.index is None:
        return ""
    place = field if at is None else f"{field}.{at}"
    return format_html(' data-log="{} {}"', record.index, place)


@register.filter
def embedded(record: Record) -> SafeString:
    """The entry itself, carried in the page."""
    assert record.index is not None  # the page asks only for sealed ones
    return mark_safe(embed(record.index, record.content))  # noqa: S308  # tlog.page escapes it
