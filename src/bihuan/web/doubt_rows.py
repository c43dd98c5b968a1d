"""Doubts as the pages show them: both sides next to each other, what they have in common, who answered what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.urls import reverse

from bihuan.access.actor import Actor
from bihuan.access.policy import VERIFIES, VERIFIES_SECOND, holds
from bihuan.cases.models import Case
from bihuan.doubts.doubt import Doubt, Seen, Weight
from bihuan.doubts.facts import answer_facts, answers_of, doubts_of
from bihuan.doubts.models import DoubtAnswer
from bihuan.doubts.rules import Sight, answering_unit, wanting
from bihuan.evidence.models import Blob
from bihuan.evidence.sniff import PICTURES
from bihuan.kernel.codes import print_code
from bihuan.kernel.findings import Finding

# Fewer characters in a row say nothing.
COMMON = 3
# The findings of ``doubts.rules.doubt_gates``.
OPEN, SECOND = "doubt-unanswered", "doubt-needs-second"


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """One doubt with its answers, and whose answer is still wanting."""

    doubt: Doubt
    sides: list[dict[str, Any]]
    answers: list[DoubtAnswer]
    # The units whose answer is wanting, and whether it is the reader's own.
    wants: tuple[str, ...]
    mine: bool
    # Where the reader writes the reason.
    field: Any = None

    @property
    def code(self) -> str:
        """The key as it is printed."""
        return print_code(self.doubt.key)

    @property
    def severe(self) -> bool:
        """Whether a second unit answers as well."""
        return self.doubt.weight is Weight.SEVERE

    @property
    def pictured(self) -> bool:
        """Whether there are pictures to be shown."""
        return any(side["url"] for side in self.sides)


def doubt_line(case: Case, sight: Sight, *, ended: bool) -> dict[str, int] | None:
    """How many doubts there are, and how many are open, for who may see them. Of a case that is over: the answered."""
    if sight is Sight.NOTHING:
        return None
    if ended:
        return {
            "count": case.doubt_answers.filter(round=case.round).values("key").distinct().count(),
            "open": 0,
        }
    standing, doubts = case.standing(), doubts_of(case)
    given = answer_facts(answers_of(case)) if doubts else []
    wanted = (wanting(each, given, verifying=standing.verifying, second=standing.second) for each in doubts)
    return {"count": len(doubts), "open": sum(any(wants) for wants in wanted)}


def answer_wanted(case: Case, actor: Actor, unmet: Sequence[Finding]) -> bool:
    """Whether ``actor`` verifies for a unit whose answer is wanting, going by what is unmet."""
    codes, standing = {finding.code for finding in unmet}, case.standing()
    first = OPEN in codes and holds(actor, VERIFIES, standing)
    return first or (SECOND in codes and holds(actor, VERIFIES_SECOND, standing))


def with_doubts_counted(case: Case, unmet: Sequence[Finding]) -> list[Any]:
    """What is unmet, the doubts counted in a line that leads to their page."""
    counts = Counter(finding.code for finding in unmet)
    second = "会同核查单位说明" if case.second_verifying else "指定会同核查单位后说明"
    words = {OPEN: "疑点{}项待核查单位说明", SECOND: f"严重疑点{{}}项待{second}"}
    url = reverse("doubts", args=[case.pk])
    counted = [
        {"message": said.format(counts[code]), "url": url, "clause": "S17"}
        for code, said in words.items()
        if counts[code]
    ]
    return [*(finding for finding in unmet if finding.code not in words), *counted]


def doubt_rows(case: Case, actor: Actor, sight: Sight) -> list[DoubtRow]:
    """Every doubt of the present round as ``actor`` is shown it."""
    if sight is Sight.NOTHING:
        return []
    answers, doubts = answers_of(case), doubts_of(case)
    pictures = _pictures(doubts) if sight is Sight.ALL else frozenset()
    return [_row(case, actor, doubt, answers, pictures) for doubt in doubts]


def _row(
    case: Case, actor: Actor, doubt: Doubt, answers: Sequence[DoubtAnswer], pictures: frozenset[str]
) -> DoubtRow:
    standing, given = case.standing(), [row for row in answers if row.key == doubt.key]
    facts = answer_facts(given)
    first, second = wanting(doubt, facts, verifying=standing.verifying, second=standing.second)
    unit = answering_unit(actor, standing, facts)
    mine = (first and unit == standing.verifying) or (second and unit == standing.second)
    wants = [str(case.verifying or "核查单位")] if first else []
    if second:
        wants.append(str(case.second_verifying or "会同核查单位（尚未指定）"))
    return DoubtRow(doubt, _sides(case, doubt, pictures), given, tuple(wants), bool(unit) and mine)


def _sides(case: Case, doubt: Doubt, pictures: frozenset[str]) -> list[dict[str, Any]]:
    marked = _marked([side.text for side in doubt.seen])
    return [
        {
            "label": side.label,
            "own": side.case_id == case.pk,
            "url": _url(case, doubt, number, side) if side.sha256 in pictures else "",
            "words": words,
        }
        for number, (side, words) in enumerate(zip(doubt.seen, marked, strict=True))
    ]


def _url(case: Case, doubt: Doubt, number: int, side: Seen) -> str:
    return reverse("doubt-picture", args=[case.pk, doubt.key, number])


def _pictures(doubts: Sequence[Doubt]) -> frozenset[str]:
    files = {side.sha256 for doubt in doubts for side in doubt.seen} - {""}
    return frozenset(Blob.objects.filter(pk__in=files, media_type__in=PICTURES).values_list("pk", flat=True))


def _marked(texts: Sequence[str]) -> list[list[tuple[str, bool]]]:
    """The texts in pieces; of two, what both have in common is marked."""
    if len(texts) != 2:
        return [[(text, False)] for text in texts]
    blocks = SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_matching_blocks()
    common = [block for block in blocks if block.size >= COMMON]
    return [
        _pieces(texts[0], [(block.a, block.size) for block in common]),
        _pieces(texts[1], [(block.b, block.size) for block in common]),
    ]


def _pieces(text: str, common: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, size in common:
        pieces += [(text[at:start], False), (text[start : start + size], True)]
        at = start + size
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]
