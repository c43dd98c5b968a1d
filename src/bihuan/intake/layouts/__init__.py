"""Tables in running text: one module a layout, each a small function from lines to a table or None.

They are asked in the order of how sure they can be, and the first answer is taken.
"""

from collections.abc import Sequence

from bihuan.intake.layouts import (
    blanks,
    framed,
    lone_keys,
    numbered,
    pairs,
    pipes,
    regular,
    stacked,
    tabs,
    tags,
)
from bihuan.intake.layouts.found import Found, Layout

LAYOUTS: tuple[Layout, ...] = (
    tags.find,
    framed.find,
    pipes.find,
    tabs.find,
    blanks.find,
    regular.find,
    stacked.find,
    lone_keys.find,
    pairs.find,
    numbered.find,
)


def find_table(lines: Sequence[str], at: int) -> Found | None:
    """The table that begins on line ``at``, None when none does."""
    if not lines[at].strip():
        return None
    found = (answer for layout in LAYOUTS if (answer := layout(lines, at)))
    return next(found, None)
