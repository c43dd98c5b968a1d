"""``bihuan serve``: the web server on this machine, and the worker beside it."""

from typing import Any

from bihuan.management.console import CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from bihuan.management.serving import LOCAL, check_port, serve


class Command(ConsoleCommand):
    """Checks the tables, then serves until interrupted."""

    help = (
        "启动网页服务，并在后台生成成套文书。嵌入式 SQLite 台账会自动建立和升级；"
        "PostgreSQL 须先运行 bihuan migrate。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", metavar="N", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--host", metavar="地址", default=LOCAL, help="监听地址，默认只限本机 127.0.0.1")
        parser.add_argument(
            "--no-work", action="store_true", help="只启动网页服务，成套文书由另行运行的 bihuan work 生成"
        )

    def run(self, *, port: int, host: str, no_work: bool, **_: Any) -> None:
        """Serve."""
        check_port(host, port)
        ensure_database()
        self.stdout.write(f"服务地址：http://{host}:{port}/　按 Ctrl-C 停止")
        serve(host, port, working=not no_work)
