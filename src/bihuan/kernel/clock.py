"""The one clock. Everything else takes the time as a parameter."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in the office's time zone."""
    return datetime.now(OFFICE_ZONE)


def day_of(moment: datetime) -> date:
    """The office's calendar day of ``moment``."""
    return moment.astimezone(OFFICE_ZONE).date()


def local(moment: datetime) -> datetime:
    """``moment`` as the office's clock shows it."""
    return moment.astimezone(OFFICE_ZONE)
