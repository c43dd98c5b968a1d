"""A second list of opinions, which came after the close-outs."""

from datetime import date

from bihuan.intake.models import Opinion
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.kernel.canonical import sha256_hex
from bihuan.triage.importing import import_reading
from tests.support.world import World

NUMBER = "临港管办发〔2023〕1号"


def said_again(world: World, *texts: str, received_on: date | None = None) -> list[Opinion]:
    """Import a list of opinions with these words, received today unless it is said otherwise."""
    lines = tuple(
        OpinionLine(
            f"12021100{serial:07}", text, "12345热线", received_on or world.today, where=f"第{serial}行"
        )
        for serial, text in enumerate(texts, start=1)
    )
    result = import_reading(
        Reading(DocumentFacts(), None, lines, ()),
        by=world.zhao,
        now=world.now,
        name="意见清单.csv",
        sha256=sha256_hex("".join(texts).encode()),
        new_number=NUMBER,
    )
    return list(result.batch.opinions.order_by("number"))
