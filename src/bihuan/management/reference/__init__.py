"""The pages of docs/ that are generated from the code, so that they cannot lie."""

from collections.abc import Callable

from bihuan.management.reference import commands, glossary, lifecycle, permissions, settings

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands.whole,
    "glossary.md": glossary.whole,
    "lifecycle.md": lifecycle.whole,
    "permissions.md": permissions.whole,
    "settings.md": settings.whole,
}
