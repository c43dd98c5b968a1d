"""``bihuan seal``: put what the journal has new into the public log and publish a checkpoint."""

from typing import Any

from bihuan.journal.sealing import seal_new
from bihuan.journal.signing import the_log
from bihuan.kernel import clock
from bihuan.management.console import ConsoleCommand
from bihuan.management.database import ensure_database


class Command(ConsoleCommand):
    """The worker does the same every few seconds; this is for timetables and for whoever does not want to wait."""

    help = "把新的办理记录封存进公开日志，并发布检查点。bihuan work 和 bihuan serve 会自动进行。"

    def run(self, **_: Any) -> None:
        """Seal."""
        ensure_database()
        head = seal_new(the_log(), clock.now())
        self.stdout.write(f"已封存，日志共{head.size}条。" if head else "没有新的办理记录。")
