"""What a good clerk notices in a list of opinions. Linear; one finding an idea where many lines share it."""

import re
from collections.abc import Iterator, Sequence

from bihuan.intake.reading import OpinionLine
from bihuan.kernel.findings import Finding, block, note

_PLACES_TO_NAME = 5
# A run of digits is looked for first: that is quick, and few texts hold one.
_DIGITS = re.compile(r"\d\d{10}")
_PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def list_findings(lines: Sequence[OpinionLine]) -> list[Finding]:
    """The findings over all lines."""
    return [*number_twice(lines), *personal_data_in_text(lines)]


def number_twice(lines: Sequence[OpinionLine]) -> Iterator[Finding]:
    """Two opinions under one number cannot both be imported."""
    first: dict[str, OpinionLine] = {}
    for line in lines:
        other = first.setdefault(line.number, line)
        if other is not line:
            yield block(
                "duplicate-number",
                f"{line.where}与{other.where}的编号同为“{line.number}”；请核对原件，改正其中一处后再导入。",
                where=line.where,
            )


def personal_data_in_text(lines: Sequence[OpinionLine]) -> Iterator[Finding]:
    """Telephone or identity numbers inside the words of the public: to be masked before anything is disclosed (T19)."""
    places = [line.where for line in lines if _DIGITS.search(line.text) and _PRIVATE.search(line.text)]
    if places:
        named = "、".join(places[:_PLACES_TO_NAME]) + ("等" if len(places) > _PLACES_TO_NAME else "")
        message = f"{named}共{len(places)}条意见的正文含有电话或身份证号码；公开前须遮盖。"
        yield note("personal-data-in-text", message, where=places[0])
