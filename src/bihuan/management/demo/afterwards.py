"""After the close-outs: a second list of opinions, one of which looks like a closed item come back, and a draw."""

from datetime import datetime

from bihuan.followup.actions import announce_draw
from bihuan.intake.reading import DocumentFacts, OpinionLine, Reading
from bihuan.kernel.canonical import sha256_hex
from bihuan.management.demo.script import Script, day
from bihuan.triage.importing import import_reading

LINES = (
    OpinionLine(
        "120250990300201",
        "望潮大道海棠路口新铺的人行道地砖又松动了，轮椅走到小学门口还是过不去。",
        "12345热线",
        day("11-18"),
        where="第1行",
    ),
    OpinionLine(
        "120250990300202",
        "鲲鹏路人行道地砖松动，下雨天一踩一脚泥水，希望尽快修好。",
        "12345热线",
        day("11-18"),
        where="第2行",
    ),
)


def tell(script: Script) -> None:
    """Write the two beats."""
    coordinator = script.cast["coordinator"]

    def second_list(now: datetime) -> object:
        return import_reading(
            Reading(DocumentFacts(), None, LINES, ()),
            by=coordinator,
            now=now,
            name="12345热线转来意见（11月）.csv",
            sha256=sha256_hex("".join(line.text for line in LINES).encode()),
            batch_id=script.batch.pk,
        )

    script.beat("11-19 17:00", "导入热线意见", second_list)
    script.beat(
        "11-20 09:00",
        "公告抽查",
        lambda now: announce_draw(script.batch.pk, by=script.cast["leader"], now=now, count=1),
    )
