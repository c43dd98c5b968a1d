"""File names: made fit to be kept, and what they say of the file. Pure.

Offices name their photos by hand: 整改前1.jpg and 整改后1.jpg, before-3.jpg and after-3.jpg, 望海路（前）.jpg. What a
name says is a suggestion to a person, never a decision.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

LONGEST = 200
LONGEST_ENDING = 10
UNNAMED = "未命名"
# Control characters, signs that turn the direction of writing or cannot be seen, halves of pairs, line breaks.
_LEFT_OUT = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def clean_name(name: str) -> str:
    """The last part of ``name`` as it is kept: one line, nothing hidden, at most 200 characters and its ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # A Mac sends letters and their accents apart.
    seen = unicodedata.normalize("NFC", last)
    seen = "".join(sign for sign in seen if unicodedata.category(sign) not in _LEFT_OUT).strip()
    if not seen.strip("."):
        return UNNAMED
    ending = PurePosixPath(seen).suffix
    if len(ending) > LONGEST_ENDING:
        ending = ""
    return seen[: len(seen) - len(ending)][: LONGEST - len(ending)] + ending


# ── what a name says ────────────────────────────────────────────────────────
BEFORE, AFTER = "photo_before", "photo_after"
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")


def _moment(sign: str, english: str) -> re.Pattern[str]:
    """整改前, before; or 前 where it stands by itself, behind a place or before a number: not the one of 前进路."""
    works = "整改|治理|修复|清理|改造|施工|处置"
    return re.compile(f"(?:{works}){sign}|{english}|{sign}(?=[^\\w]|[\\d_]|$)")


_BEFORE, _AFTER = _moment("前", "before"), _moment("后", "after")
_BOTH = re.compile("前后")
_WORDS = (
    ("meeting_minutes", re.compile("会议记录|纪要|minutes")),
    ("meeting_notice", re.compile("会议.{0,4}通知|notice")),
    ("plan", re.compile("方案|计划|plan")),
    ("data", re.compile("数据|台账|统计|清单|明细|报表|汇总|data")),
)
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a name says: the kind of evidence ("" when it says nothing), and of photos which spot (to be paired by)."""

    kind: str
    spot: str = ""


def said_by(name: str) -> Said:
    """What ``name`` says of its file."""
    path = PurePosixPath(unicodedata.normalize("NFKC", name).lower())
    stem = path.stem
    if path.suffix in _PICTURES:
        after, before = _AFTER.search(stem), _BEFORE.search(stem)
        found = after or before
        if found is None or (after and before) or _BOTH.search(stem):
            return Said("")
        return Said(AFTER if after else BEFORE, _spot(stem[: found.start()] + stem[found.end() :]))
    return Said(next((kind for kind, words in _WORDS if words.search(stem)), ""))


def _spot(rest: str) -> str:
    """What is left of a name without the word that was found: 1, 001 and （1） are one spot."""
    return re.sub(r"\d+", lambda digits: str(int(digits[0])), _NOISE.sub("", rest))


def partners(befores: Sequence[str], afters: Iterable[str]) -> dict[str, int]:
    """For each name of a photo after, the place in ``befores`` of the only photo before of the same spot.

    One alone on both sides belong together whatever they are called. Where two have the same spot nobody is
    suggested: a person chooses.
    """
    names = list(afters)
    if len(befores) == len(names) == 1:
        return {names[0]: 0}
    places: dict[str, list[int]] = {}
    for place, name in enumerate(befores):
        places.setdefault(said_by(name).spot, []).append(place)
    wanted: dict[str, list[str]] = {}
    for name in names:
        wanted.setdefault(said_by(name).spot, []).append(name)
    return {
        rivals[0]: places[spot][0]
        for spot, rivals in wanted.items()
        if len(rivals) == 1 and len(places.get(spot, ())) == 1
    }
