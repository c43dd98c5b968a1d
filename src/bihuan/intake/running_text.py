"""The running text of a notice: the letter that issues a plan, and the plan itself, a line a paragraph. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.numbers import squeeze

_ATTACHMENTS_BEGIN = re.compile(r"附件\s*\d{0,2}\s*(?:[：:]|$)")
# What stands above a table is its title, also where nothing marks it as an attachment.
_TITLE_OF_TABLE = re.compile(r"[^，。；：！？]{2,80}(?:目标表|任务表|台账|清单|一览表|汇总表|情况表)")
_LINES_OF_A_TITLE = 6


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a notice stand, as indexes of its lines.

    The text begins at ``begins``; ``signed`` to ``dated`` are the signature and the date (None: there is no date);
    at ``ends`` the table begins.
    """

    begins: int
    signed: int
    dated: int | None
    ends: int


def letter_and_plan(
    lines: Sequence[str], places: Places, title: str | None, plan_title: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paragraphs of the letter and those of the plan, whole, without attachment notes and titles of tables."""
    begins, ends = places.begins, places.ends
    if plan_title and plan_title == title:
        return (), _text(lines[begins : _until(places, begins, ends)])
    heading, plan_at = _heading(lines, plan_title, begins, ends)
    letter = _text(lines[begins : _until(places, begins, heading)])
    return letter, _text(lines[plan_at : _until(places, plan_at, ends)])


def _until(places: Places, start: int, end: int) -> int:
    """Where a text that begins at ``start`` is over: at its own signature, or else at ``end``."""
    signed_here = places.dated is not None and start <= places.signed and places.dated < end
    return places.signed if signed_here else end


def _heading(lines: Sequence[str], plan_title: str | None, start: int, end: int) -> tuple[int, int]:
    """Where the title of the plan stands in the text, and the line after it; at the end when it does not."""
    wanted = squeeze(plan_title or "")
    for at in range(start, end if wanted else start):
        joined = ""
        for after in range(at, min(at + _LINES_OF_A_TITLE, end)):
            joined += squeeze(lines[after])
            if joined == wanted:
                return at, after + 1
            if not wanted.startswith(joined):
                break
    return end, end


def _text(lines: Sequence[str]) -> tuple[str, ...]:
    """``lines`` up to where the attachments begin."""
    end = next((at for at, line in enumerate(lines) if _ATTACHMENTS_BEGIN.match(line)), len(lines))
    while end and _TITLE_OF_TABLE.fullmatch(squeeze(lines[end - 1])):
        end -= 1
    return tuple(lines[:end])
