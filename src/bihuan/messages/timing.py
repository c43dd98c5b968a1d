"""When a message may go out: quiet hours and rest days, limits of the robots, pauses after a failure. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bihuan.kernel.clock import local
from bihuan.kernel.workdays import ONE_DAY, WorkCalendar, next_workday

MINUTE = timedelta(minutes=1)
# After the first, second … failed attempt. Together some nine hours: a mail server away for a morning loses nothing.
PAUSES = (1, 5, 30, 120, 120, 120, 120)  # minutes
MOST_ATTEMPTS = len(PAUSES) + 1


@dataclass(frozen=True, slots=True)
class Hours:
    """When a channel keeps silent: from ``quiet_from`` until ``quiet_until`` o'clock, and on rest days."""

    quiet_from: int
    quiet_until: int

    def are_quiet(self, hour: int) -> bool:
        """Whether nothing goes out in this hour. Equal ends: never quiet."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


def may_go_at(moment: datetime, hours: Hours, calendar: WorkCalendar) -> datetime:
    """``moment``, or the first one after it at which the channel is not silent."""
    here = local(moment)
    day, hour = here.date(), here.hour
    quiet = hours.are_quiet(hour)
    worked = next_workday(calendar, day + ONE_DAY if quiet and hour >= hours.quiet_until else day)
    if worked == day:
        return datetime.combine(day, time(hours.quiet_until), here.tzinfo) if quiet else moment
    return datetime.combine(worked, time(hours.quiet_until if hours.are_quiet(0) else 0), here.tzinfo)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when it is given up."""
    return None if attempts >= MOST_ATTEMPTS else PAUSES[max(attempts, 1) - 1] * MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    """What a robot takes: so many texts a minute, each of so many bytes; None means no limit."""

    a_minute: int | None
    bytes_a_text: int | None

    @property
    def one_text(self) -> bool:
        """Whether what waits is put into one text: a robot that is asked too often falls silent."""
        return self.bytes_a_text is not None


NO_LIMIT = Limit(None, None)


def one_text(lines: list[str], most_bytes: int, more: str) -> str:
    """The lines as one text of at most ``most_bytes``; where they do not fit, the first, then ``more`` with how many
    are left out (its ``{}``)."""
    text = "\n".join(lines)
    if len(text.encode()) <= most_bytes:
        return text
    for kept in range(len(lines) - 1, -1, -1):
        text = "\n".join([*lines[:kept], more.format(len(lines) - kept)])
        if len(text.encode()) <= most_bytes:
            return text
    return more.format(len(lines))
