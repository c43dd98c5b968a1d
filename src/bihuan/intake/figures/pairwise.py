"""A list of places that says two figures of each: 甲县58件,已办结58件;乙县7件,已办结7件. Pure."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from bihuan.intake.figures.claims import Reach
from bihuan.intake.figures.parts import Parts
from bihuan.intake.figures.said import Mention, Sentence
from bihuan.intake.figures.totals import total_before

FEWEST_CLAUSES = 4


def paired(found: Sequence[Sentence]) -> Iterator[Parts]:
    """The first figures of all clauses, and the second ones that are called alike."""
    for sentence in found:
        clauses = _clauses(sentence)
        if len(clauses) < FEWEST_CLAUSES:
            continue
        for parts in (tuple(counts[0] for counts in clauses), tuple(counts[1] for counts in clauses)):
            if len({part.unit for part in parts}) > 1:
                continue
            total = _total(parts, sentence, found)
            if total is not None:
                where = found[total.sentence].where
                yield Parts("各地", parts, total, Reach.SHARED, sentence.where, where, sentence.text)


def _clauses(sentence: Sentence) -> list[list[Mention]]:
    """The counts of the clauses between semicolons, as far as each says two and calls the second as the first did."""
    start, clauses = 0, []
    for end in (*(match.start() for match in re.finditer(";", sentence.text)), len(sentence.text)):
        clauses.append([one for one in sentence.counts if start <= one.start < end])
        start = end
    label = clauses[0][1].label if len(clauses[0]) > 1 else ""
    return list(
        takewhile(lambda counts: len(counts) == 2 and bool(label) and counts[1].label == label, clauses)
    )


def _total(parts: Sequence[Mention], sentence: Sentence, found: Sequence[Sentence]) -> Mention | None:
    """The total of the first figures; for the second that which is called as they are."""
    before = [one for earlier in found[max(0, sentence.at - 2) : sentence.at] for one in earlier.counts]
    alike = [one for one in before if one.label == parts[0].label and one.unit == parts[0].unit]
    return alike[-1] if alike else total_before(parts, sentence, found)
