"""``bihuan work``: makes what was asked for (成套文书), supervises by rule, seals the log, sends messages, groups
opinions that look alike, and learns how they are sorted."""

import logging
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

from django.db import Error as DatabaseProblem

from bihuan.inspection.pack import make_any_set
from bihuan.issuing.models import PaperSet
from bihuan.issuing.report_queries import units_owing
from bihuan.issuing.work import LEASE, Worker
from bihuan.kernel import clock
from bihuan.management.alike import AlikeGroups, Learning
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from bihuan.management.outbox import Outbox
from bihuan.management.sealer import Sealer
from bihuan.messages.cursor import begin
from bihuan.supervision.timetable import BUDGET, WHOLE_DAY, Timetable

log = logging.getLogger(__name__)


class Command(ConsoleCommand):
    """Works until it is told to end (Ctrl-C, SIGTERM); what it had begun is then taken up by the next one."""

    help = (
        "生成网页上申请的成套文书（一件一档、迎检资料），每个工作日按规则督促，把新的办理记录封存进公开日志，并发送消息。"
        "bihuan serve 会同时启动它；网页服务和生成分开部署时单独运行，"
        "可以同时运行几个。按 Ctrl-C 停止。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to work, and how it holds what it works on."""
        parser.add_argument("--once", action="store_true", help="做完现有的申请即结束")
        parser.add_argument(
            "--lease",
            metavar="秒",
            type=int,
            default=int(LEASE.total_seconds()),
            help="中断后多少秒由其他进程接手，默认 60",
        )
        parser.add_argument(
            "--beside", metavar="进程号", type=int, default=0, help="随该进程结束而结束（bihuan serve 使用）"
        )

    def run(self, *, once: bool, lease: int, beside: int, **_: Any) -> None:
        """Work."""
        if lease < 1:
            raise CommandError("--lease 应为不小于1的整数。", returncode=REFUSED)
        ensure_database()
        # What is done by rule in the very first round is told, too.
        begin()
        worker = Worker(
            make_any_set,
            clock.now,
            timedelta(seconds=lease),
            asked_to_end(beside),
            self._tell(quiet=bool(beside)),
            one_after_the_other(
                Timetable(clock.now, units_owing, WHOLE_DAY if once else BUDGET),
                Sealer(),
                Outbox(),
                AlikeGroups(all_at_once=once),
                Learning(),
            ),
        )
        if once:
            count = worker.work_off()
            worker.beside()
            self.stdout.write(f"处理了{count}件申请。" if count else "没有等待生成的申请。")
            return
        if not beside:
            self.stdout.write("等待成套文书的申请。按 Ctrl-C 停止。")
            self.stdout.flush()
        worker.run()

    def _tell(self, *, quiet: bool) -> Callable[[PaperSet], None]:
        def tell(worked: PaperSet) -> None:
            if not quiet:
                self.stdout.write(line_of(worked))
                self.stdout.flush()

        return tell


def one_after_the_other(*duties: Callable[[], None]) -> Callable[[], None]:
    """What else a worker does before each rest: what was done by rule is sealed and told in the same round.

    One that fails keeps none of the others from their turn. A database or a disk that is away is the worker's to wait
    for.
    """

    def beside() -> None:
        away: Exception | None = None
        for duty in duties:
            try:
                duty()
            except (DatabaseProblem, OSError) as problem:
                away = problem
            except Exception:
                log.exception("a duty beside the sets went wrong; the others go on")
        if away is not None:
            raise away

    return beside


def line_of(worked: PaperSet) -> str:
    """What became of a set, on one line."""
    what = f"{worked.batch.number}第{worked.case.position}项" if worked.case else worked.batch.number
    return f"第{worked.pk}号　{what}　{worked.get_state_display()}　{worked.problem}".rstrip()


def asked_to_end(beside: int) -> Callable[[], bool]:
    """Whether to end: on SIGINT or SIGTERM, or when the process ``beside`` that started us is gone."""
    told: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, remember)
    # Whoever lost its parent has another one.
    return lambda: bool(told) or (beside > 0 and os.getppid() != beside)
