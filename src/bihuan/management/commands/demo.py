"""``bihuan demo``: the demonstration ledger, and the server that shows it."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from bihuan.journal.sealing import seal_new
from bihuan.journal.signing import has_key, the_log
from bihuan.kernel import clock
from bihuan.management.console import CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from bihuan.management.demo.build import Built, build
from bihuan.management.demo.cast import PASSWORD, PLAYERS, ZONE
from bihuan.management.serving import LOCAL, check_port, serve
from bihuan.management.terminal import aligned
from tlog.keys import make_key

LOG_NAME = "bihuan.example/demo"
SHORT = {ZONE: "望潮港片区"}


class Command(ConsoleCommand):
    """Builds once, recognises itself afterwards, and serves."""

    help = (
        "建立演示台账（虚构的望潮港片区），显示办理情况、地址和登录名，并在本机启动服务。再次运行不作改动。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to serve, if at all."""
        parser.add_argument("--port", metavar="N", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--no-serve", action="store_true", help="只建立演示台账，不启动服务")

    def run(self, *, port: int, no_serve: bool, **_: Any) -> None:
        """Build or find, tell, serve."""
        if not no_serve:
            check_port(LOCAL, port)
        ensure_database()
        built = build()
        _seal()
        self.print_lines(told(built))
        self.print_lines(
            ["", *log_ins(), "", f"地址：http://{LOCAL}:{port}/　公众页面：http://{LOCAL}:{port}/public/"]
        )
        if no_serve:
            self.stdout.write(f"启动服务：{program()} serve --port {port}")
            return
        self.stdout.write("按 Ctrl-C 停止。")
        serve(LOCAL, port)


def _seal() -> None:
    """The demonstration has a public log, too."""
    if not has_key():
        make_key(Path(settings.LOG_KEY), LOG_NAME)
    seal_new(the_log(), clock.now())


def program() -> str:
    """How this program is called from here: it need not be on the PATH."""
    here = Path(sys.executable).with_name("bihuan")
    return os.path.relpath(here) if here.exists() and shutil.which("bihuan") is None else "bihuan"


def told(built: Built) -> list[str]:
    """What was done, and where every item stands now."""
    first = "演示台账已建立：" if built.new else "演示台账已经存在，没有作任何改动。"
    lines = [first, *(f"  · {line}" for line in built.lines), "", "各环节的事项："]
    for state, cases in built.cases_by_state().items():
        items = "；".join(f"第{case.position}项 {case.content[:16]}…（{case.lead}）" for case in cases)
        lines.append(f"  {state.label}　{items or '（无）'}")
    return lines


def log_ins() -> list[str]:
    """The log-ins as a table. All share one password, which opens nothing but the demonstration."""
    rows = [("登录名", "岗位", "单位", "姓名")]
    rows += [
        (player.username, player.role.label, SHORT.get(player.unit, player.unit), player.name)
        for player in PLAYERS
    ]
    lines = [f"  {line}" for line in aligned(rows)]
    return [f"登录（密码均为 {PASSWORD}，仅供演示，切勿用于正式环境）：", *lines]
