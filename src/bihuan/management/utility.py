"""Django's dispatcher of commands, with its two refusals in Chinese."""

import sys

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand

REFUSED = 2


class Utility(ManagementUtility):
    """Finds a command. Wrong settings come first: without them Django knows none of our commands."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """As Django does."""
        if self.settings_exception is not None:
            raise self.settings_exception
        if subcommand not in get_commands():
            print(f"没有“{subcommand}”这个命令。运行 bihuan 可以列出全部命令。", file=sys.stderr)
            sys.exit(REFUSED)
        return super().fetch_command(subcommand)
