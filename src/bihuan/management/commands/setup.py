"""``bihuan setup``: begin a ledger of one's own: the zone, and the account that makes all others."""

import getpass
import secrets
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from bihuan.access.actor import OPERATOR
from bihuan.kernel import clock
from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.database import ensure_database
from bihuan.reference.actions import set_up_ledger


class Command(ConsoleCommand):
    """Asks for a password on a terminal; elsewhere it makes one and prints it once."""

    help = "建立台账：登记片区（或者单位所在的地方），建立第一个系统管理员账号。其余单位、账号由该账号登录后维护。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose ledger, and who begins it."""
        parser.add_argument(
            "--zone", required=True, metavar="名称", help="片区或者地方的全称，如某某片区管理委员会"
        )
        parser.add_argument("--admin", required=True, metavar="登录名", help="系统管理员的登录名")
        parser.add_argument("--name", default="系统管理员", metavar="姓名", help="系统管理员的姓名")

    def run(self, *, zone: str, admin: str, name: str, **_: Any) -> None:
        """Begin."""
        ensure_database()
        password, made = _password()
        set_up_ledger(by=OPERATOR, now=clock.now(), zone=zone, username=admin, name=name, password=password)
        self.stdout.write(f"已建立{zone}的台账。系统管理员登录名：{admin}")
        if made:
            self.stdout.write(f"初始密码（只显示这一次，登录后请修改）：{password}")
        self.stdout.write("下一步：bihuan keys make 日志名称，然后 bihuan serve。")


def _password() -> tuple[str, bool]:
    """A password, and whether it was made here."""
    if not sys.stdin.isatty():
        return secrets.token_urlsafe(15), True
    password = getpass.getpass("请设置密码（不少于10个字符）：")
    if password != getpass.getpass("请再输入一次："):
        raise CommandError("两次输入的密码不一致，请重新运行。", returncode=REFUSED)
    try:
        validate_password(password)
    except ValidationError as problem:
        raise CommandError("；".join(problem.messages), returncode=REFUSED) from problem
    return password, False
