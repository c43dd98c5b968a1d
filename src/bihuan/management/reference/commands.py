"""docs/commands.md: the commands and their arguments, as the parsers know them."""

import argparse
import pkgutil

from django.core.management import load_command_class

from bihuan.management import commands as folder
from bihuan.management.cli import MENU
from bihuan.management.console import ConsoleCommand
from bihuan.management.reference.markdown import code, page, table

INTRO = """
`bihuan` is the console script; alone or with `--help` it prints this menu in Chinese. Every command ends with 0 when it
did its work and with 2 when it refused, with Chinese sentences on stderr that say why, where and what to do.
Django's own commands (`bihuan migrate`, `bihuan check`, …) run behind it too.
"""


def whole() -> str:
    """The page."""
    menu = table(("Command", "用途"), ((code(f"bihuan {usage}"), words) for usage, words in MENU))
    return page("Commands", INTRO, menu, *(part for name in names() for part in _command(name)))


def names() -> list[str]:
    """Our commands, in the order of the menu and then of the alphabet."""
    order = [usage.split()[0] for usage, _ in MENU]
    found = [module.name for module in pkgutil.iter_modules(folder.__path__)]
    return sorted(found, key=lambda name: (order.index(name) if name in order else len(order), name))


def _command(name: str) -> list[str]:
    command = load_command_class("bihuan", name)
    shown = [f"## `bihuan {name}`", str(command.help)]
    parser = command.create_parser("bihuan", name)
    own = [action for action in parser._actions if not _is_djangos(action)]
    if own:
        rows = ((code(_spelled(action)), str(action.help or "")) for action in own)
        shown.append(table(("Argument", "说明"), rows))
    return shown


def _is_djangos(action: argparse.Action) -> bool:
    if action.help == argparse.SUPPRESS or "--help" in action.option_strings:
        return True
    return bool(set(action.option_strings) & set(ConsoleCommand.hidden))


def _spelled(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    return " ".join([*action.option_strings[:1], value]).strip()
