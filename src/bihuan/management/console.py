"""What our commands share: a refusal becomes Chinese sentences on stderr and an exit code, never a traceback."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, handle_default_options
from django.db import DatabaseError, connections

from bihuan.intake.printing import findings_lines
from bihuan.kernel.errors import BihuanError
from bihuan.kernel.findings import Finding
from bihuan.management.arguments import ChineseHelp, in_chinese

# A file that cannot be read, and every other refusal made on purpose.
REFUSED = 2


class ConsoleCommand(BaseCommand):
    """A command of ours. Subclasses write ``run``; whatever it refuses on purpose is printed and ends with code 2."""

    # Pages and addresses are none of a command's business; looking them over would double the time to start.
    requires_system_checks: list[str] = []
    # Django's own switches stand in the way of a clerk who asks for help.
    hidden = (
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
        "--version",
        "-v",
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser, with Django's own switches kept and not shown."""
        parser = super().create_parser(prog_name, subcommand, formatter_class=ChineseHelp, **kwargs)
        parser._positionals.title, parser._optionals.title = "内容", "选项"
        for action in parser._actions:
            if "--help" in action.option_strings:
                action.help = "显示这一页"
            if set(action.option_strings) & set(self.hidden):
                action.help = argparse.SUPPRESS
        return parser

    def run_from_argv(self, argv: Sequence[str]) -> None:
        """As Django does, but a refusal stands on stderr as its sentence alone, without a class name before it."""
        try:
            options = self._options(argv)
            handle_default_options(argparse.Namespace(**options))
            self.execute(*options.pop("args", ()), **options)
        except CommandError as refusal:
            self.stderr.write(str(refusal))
            sys.exit(refusal.returncode)
        finally:
            connections.close_all()

    def _options(self, argv: Sequence[str]) -> dict[str, Any]:
        try:
            return vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
        except CommandError as problem:
            words = in_chinese(str(problem).removeprefix("Error: "))
            raise CommandError(
                f"参数有误：{words}\n用法：bihuan {argv[1]} --help", returncode=REFUSED
            ) from problem

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and translate."""
        try:
            self.run(**options)
        except BihuanError as refusal:
            if options.get("json"):
                self.print_json(
                    {**self.unread(), "findings": [finding.as_dict() for finding in refusal.findings]}
                )
            raise CommandError("\n".join(refusal_lines(refusal.findings)), returncode=REFUSED) from refusal
        except DatabaseError as problem:
            message = f"数据库不能使用：{problem}\n请核对 DATABASE_URL 和数据库状态，然后重试。"
            raise CommandError(message, returncode=REFUSED) from problem

    def run(self, *args: Any, **options: Any) -> None:
        """What the command does. Subclasses name the options they take."""
        raise NotImplementedError

    def unread(self) -> dict[str, Any]:
        """The other keys of the ``--json`` object when the command was refused."""
        return {}

    def print_json(self, data: dict[str, Any]) -> None:
        """One JSON object on stdout: UTF-8, indented."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))

    def print_lines(self, lines: Iterable[str]) -> None:
        """Lines on stdout."""
        for line in lines:
            self.stdout.write(line)


def refusal_lines(findings: Iterable[Finding]) -> list[str]:
    """Every reason of a refusal, one a line, with its clause."""
    return [
        f"{finding.message}（依据 {finding.clause}）" if finding.clause else finding.message
        for finding in findings
    ]


__all__ = ["REFUSED", "CommandError", "CommandParser", "ConsoleCommand", "findings_lines", "refusal_lines"]
