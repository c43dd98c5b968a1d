"""How dates, sizes and absent things are written on a page. Contract: docs/ui.md."""

from datetime import date, datetime

from django import template
from django.utils import timezone

register = template.Library()


def local(value: date) -> date:
    """A moment in the office's time zone; a day as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.get_current_timezone())
    return value


@register.filter
def zh_date(value: object) -> object:
    if not isinstance(value, date):
        return value or ""
    day = local(value)
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def short_date(value: object) -> object:
    return local(value).strftime("%Y-%m-%d") if isinstance(value, date) else value or ""


@register.filter
def moment(value: object) -> object:
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    return short_date(value)


@register.filter
def clock(value: object) -> str:
    return local(value).strftime("%H:%M") if isinstance(value, datetime) else ""


@register.filter
def dash(value: object) -> object:
    return "—" if value is None or value == "" else value


@register.filter
def file_size(value: object) -> str:
    if not isinstance(value, (int, float)):
        return str(value or "")
    size = float(value)
    for unit in ("字节", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit != "MB" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"
