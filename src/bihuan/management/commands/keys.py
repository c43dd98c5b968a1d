"""``bihuan keys``: make, show or change the key that signs the public log."""

from pathlib import Path
from typing import Any

from django.conf import settings

from bihuan.access.actor import OPERATOR
from bihuan.journal.actions import rotate_log_key
from bihuan.journal.signing import has_key, the_log
from bihuan.kernel import clock
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from tlog.command import Unusable
from tlog.keys import make_key


class Command(ConsoleCommand):
    """The secret part stays in its file, readable by its owner only; what is printed is the public part."""

    help = (
        "公开日志的密钥：make 新建，show 显示公钥，rotate 更换（更换本身写入日志）。"
        "私钥文件只有本人能读；请另行备份，并把公钥公布在网站以外的地方。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument(
            "what", choices=["make", "show", "rotate"], help="make 新建；show 显示公钥；rotate 更换"
        )
        parser.add_argument(
            "name",
            nargs="?",
            default="",
            metavar="名称",
            help="日志的名称，如网站域名加路径 zhenggai.example.cn/log；只在新建时填写，以后不变",
        )

    def run(self, *, what: str, name: str, **_: Any) -> None:
        """Do it."""
        if what == "make":
            self._make(name)
        elif what == "rotate":
            ensure_database()
            self.stdout.write(f"已更换。新的公钥：\n{rotate_log_key(by=OPERATOR, now=clock.now())}")
        else:
            self.stdout.write(str(the_log().key.public()))

    def _make(self, name: str) -> None:
        if not name:
            raise CommandError(
                "请写明日志的名称，例如 bihuan keys make zhenggai.example.cn/log。", returncode=REFUSED
            )
        if has_key():
            raise CommandError(
                f"密钥已经存在（{settings.LOG_KEY}），不会覆盖；更换请用 bihuan keys rotate。",
                returncode=REFUSED,
            )
        path = Path(settings.LOG_KEY)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            public = make_key(path, name)
        except Unusable as problem:
            raise CommandError(str(problem), returncode=REFUSED) from problem
        self.stdout.write(f"已新建密钥 {path}。公钥：\n{public}")
