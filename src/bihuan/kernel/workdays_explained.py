"""Why a deadline falls on its day: what was skipped and what was counted against Monday to Friday. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bihuan.kernel.workdays import ONE_DAY, WorkCalendar, last_workday, period_end

WEEKDAYS = "一二三四五六日"
# From this month on the offices know next year's holidays: the State Council announces them in October or November.
ANNOUNCED_FROM = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rest days that follow one another, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Explained:
    """A period of working days, its end, and what of it differs from Monday to Friday.

    ``skipped`` are the rests in which a day of Monday to Friday lies, with the weekend that joins them; ``worked`` the
    Saturdays and Sundays that count; ``uncovered`` the years it reaches into without a holiday notice.
    """

    start: date
    days: int
    first_day_counts: bool
    start_is_worked: bool
    end: date
    skipped: tuple[Stretch, ...]
    worked: tuple[date, ...]
    uncovered: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """The reckoning in one Chinese sentence, with a second one for every year that nothing covers."""
        parts = [f"跳过{_through(rest, self.start.year)}" for rest in self.skipped]
        if self.worked:
            worked = "、".join(
                f"{_day(day, self.start.year)}（{_weekday(day)}，上班）" for day in self.worked
            )
            parts.append(f"计入{worked}")
        head = f"自{_day(self.start)}起{self.days}个工作日（{self._first_day()}）"
        told = f"{head}：{'，'.join(parts)}" if parts else head
        end = f"{told}，止于{_day(self.end, self.start.year)}（{_weekday(self.end)}）。"
        return end + "".join(map(uncovered_words, self.uncovered))

    def _first_day(self) -> str:
        if not self.first_day_counts:
            return "当日不计"
        return "当日计入" if self.start_is_worked else "当日休息，自下一个工作日起计"


def explain(calendar: WorkCalendar, start: date, days: int, *, first_day_counts: bool) -> Explained:
    """The period of ``days`` working days from ``start`` as ``workdays.period_end`` counts it, with the reasons."""
    end = period_end(calendar, start, days, first_day_counts=first_day_counts)
    counted = list(_days(start if first_day_counts else start + ONE_DAY, end))
    worked = tuple(day for day in counted if day.weekday() >= 5 and calendar.is_workday(day))
    return Explained(
        start=start,
        days=days,
        first_day_counts=first_day_counts,
        start_is_worked=calendar.is_workday(start),
        end=end,
        skipped=tuple(_rests(day for day in counted if not calendar.is_workday(day))),
        worked=worked,
        uncovered=tuple(year for year in range(start.year, end.year + 1) if not calendar.covers(year)),
    )


def explain_limit(calendar: WorkCalendar, limit: date) -> str:
    """What a clerk should know of a fixed date: it is never moved because it is a rest day (T6). Often nothing."""
    uncovered = "" if calendar.covers(limit.year) else uncovered_words(limit.year)
    if calendar.is_workday(limit):
        return uncovered
    before = _day(last_workday(calendar, limit), limit.year)
    rest = f"{_day(limit)}（{_weekday(limit)}）为休息日，期限不因此顺延；此前最后一个工作日为{before}。"
    return rest + uncovered


def uncovered_words(year: int) -> str:
    """What is said wherever a day of a year without a holiday notice is reckoned with."""
    return f"{year}年尚无放假安排，暂按周一至周五计算，请在“工作日历”中导入当年的放假安排。"


def uncovered_years(calendar: WorkCalendar, today: date, others: Iterable[int] = ()) -> tuple[int, ...]:
    """The years that should be covered and are not: this one, the next from October on, and ``others``."""
    wanted = {today.year, *others}
    if today.month >= ANNOUNCED_FROM:
        wanted.add(today.year + 1)
    return tuple(sorted(year for year in wanted if not calendar.covers(year)))


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(at) for at in range(first.toordinal(), last.toordinal() + 1))


def _rests(resting: Iterable[date]) -> Iterator[Stretch]:
    """Rest days joined to stretches; a mere weekend is none."""
    run: list[date] = []
    for day in resting:
        if run and day - run[-1] > ONE_DAY:
            yield from _if_unusual(run)
            run = []
        run.append(day)
    yield from _if_unusual(run)


def _if_unusual(run: list[date]) -> Iterator[Stretch]:
    if any(day.weekday() < 5 for day in run):
        yield Stretch(run[0], run[-1])


def _day(day: date, known_year: int | None = None) -> str:
    year = "" if day.year == known_year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _through(rest: Stretch, known_year: int) -> str:
    first, last = rest.first, rest.last
    if first == last:
        return _day(first, known_year)
    same_month = (first.year, first.month) == (last.year, last.month)
    end = f"{last.day}日" if same_month else _day(last, first.year)
    return f"{_day(first, known_year)}至{end}"


def _weekday(day: date) -> str:
    return f"星期{WEEKDAYS[day.weekday()]}"
