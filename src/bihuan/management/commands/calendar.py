"""``bihuan calendar FILE [--unit 名称] [--year 年度]`` enters a holiday arrangement; ``--show 年度`` prints one."""

from pathlib import Path
from typing import Any

from bihuan.access.actor import Actor, Post, Role
from bihuan.intake.calendar_file import read_calendar
from bihuan.intake.read import file_content
from bihuan.kernel import clock
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from bihuan.kernel.workdays_explained import WEEKDAYS, uncovered_words
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from bihuan.people.calendar import office_calendar
from bihuan.people.calendar_year import spoken_days
from bihuan.people.models import Unit
from bihuan.people.order import TreeOrder
from bihuan.reference.calendar_actions import import_calendar, version_in_force
from bihuan.reference.calendar_queries import changes_by
from bihuan.reference.calendar_rules import ChangedDay

MOST_NAMED = 10
WORDS = {True: "上班", False: "休息"}


class Command(ConsoleCommand):
    """Exit 0 when entered or printed, 2 when the file or the arrangement was refused."""

    help = "导入放假安排（.csv、.xlsx 或者 holiday-cn 的 .json），存为新的一版；或者用 --show 显示现行的工作日历。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whom it binds, and for which year."""
        parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="放假安排的文件")
        parser.add_argument(
            "--unit", metavar="名称", default="", help="适用的单位或者地方（及其下级）；不写为全国"
        )
        parser.add_argument("--year", metavar="年度", type=int, help="年度；不写则由文件中的日期判断")
        parser.add_argument(
            "--source", metavar="依据", default="", help="发文机关、文号或者标题；不写为文件名"
        )
        parser.add_argument("--show", metavar="年度", type=int, help="显示这一年与周一至周五不同的日期")

    def run(
        self, *, file: Path | None, unit: str, year: int | None, source: str, show: int | None, **_: Any
    ) -> None:
        """Print, or enter as the console."""
        if (file is None) == (show is None):
            raise CommandError(
                "请指明文件（bihuan calendar FILE）或者年度（--show 年度），二者择一。", returncode=REFUSED
            )
        ensure_database()
        bound = unit_named(unit.strip()) if unit.strip() else None
        if show is not None:
            self.print_lines(shown(bound, show))
        elif file is not None:
            self.print_lines(entered(file, bound, year, source))


def shown(unit: Unit | None, year: int) -> list[str]:
    """The year in force: every day that is no plain Monday to Friday, or no plain weekend."""
    path = unit.path if unit else ""
    calendar = office_calendar(path)
    lines = [f"{unit.name if unit else '全国'}{year}年工作日历（与周一至周五不同的日期）："]
    lines += [
        f"{each.day:%Y-%m-%d} 星期{WEEKDAYS[each.day.weekday()]} {WORDS[each.is_workday]} {each.note}".rstrip()
        for each in spoken_days(calendar, path, year)
        if each.differs
    ]
    if not calendar.covers(year):
        lines.append(uncovered_words(year))
    return lines


def entered(file: Path, unit: Unit | None, year: int | None, source: str) -> list[str]:
    """Enter the file, and say what it changed."""
    reading = read_calendar(file_content(file, file.name), file.name)
    year = reading.year if year is None else year
    changes = changes_by(unit, year, reading.days)
    notice = import_calendar(
        unit.pk if unit else None,
        year,
        reading.days,
        by=_console(),
        now=clock.now(),
        source=source or file.name,
        based_on=version_in_force(unit.pk if unit else None, year),
        file_name=file.name,
    )
    return [f"已导入{notice}，共{len(reading.days)}天。", *_told(changes)]


def _told(changes: tuple[ChangedDay, ...]) -> list[str]:
    if not changes:
        return ["与原来的工作日历相比没有变动。"]
    days = [
        f"  {each.day:%Y-%m-%d} 改为{'上班' if each.is_workday else '休息'} {each.note}".rstrip()
        for each in changes
    ]
    return [f"与原来的工作日历相比，变动{len(changes)}天；已经确定的期限不因此改变：", *days]


def _console() -> Actor:
    """Whoever may use the console of this machine administers the calendar. It has no account."""
    return Actor(user_id=None, name="命令行", posts=(Post(Role.SYSTEM_ADMIN, 0, ""),))


def unit_named(name: str) -> Unit:
    """The one unit called so. Raises Refused, naming those there are."""
    found = list(Unit.objects.filter(name=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        message = f"名称为“{name}”的单位不止一个，请在“工作日历”页面中选择单位导入。"
        raise Refused([block("unit-ambiguous", message)])
    areas = Unit.objects.filter(is_area=True).order_by(TreeOrder()).values_list("name", flat=True)
    known = "、".join(areas[:MOST_NAMED]) or "无"
    raise Refused([block("unit-unknown", f"没有名称为“{name}”的单位；现有地方和片区：{known}。")])
