"""The samples are what their script writes, and nothing of the real notice is in them."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from bihuan.intake.read import read_file
from bihuan.kernel.workdays import WeekendCalendar

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FILES = ("notice.docx", "opinions.xlsx")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_script_writes_exactly_these_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLES / "make_samples.py"), str(tmp_path)], check=True)
    for name in FILES:
        assert parts(tmp_path / name) == parts(SAMPLES / name), name


def test_they_read_as_one_batch_of_sixteen_opinions_and_twelve_items() -> None:
    notice, opinions = (read_file(SAMPLES / name, WeekendCalendar()) for name in FILES)
    facts = notice.document
    assert (facts.evaluation_year, facts.work_year) == (2025, 2026)
    assert (facts.received_count, facts.rectify_count) == (16, 12)
    assert facts.coordinator == "督查考评局"
    assert notice.table is not None
    assert len(notice.table.rows) == 12
    assert {line.number: line.text for line in opinions.opinions}.items() >= {
        row.number: row.content for row in notice.table.rows
    }.items()
    assert len(opinions.opinions) == 16
    assert all(re.fullmatch(r"\d{15}", line.number) for line in opinions.opinions)


def test_no_sentence_and_no_person_of_the_real_notice_is_in_them(seed_dir: Path) -> None:
    ours = (SAMPLES / "content.py").read_text(encoding="utf-8")
    theirs = re.split(r"[，。；：\s]", (seed_dir / "notice.txt").read_text(encoding="utf-8"))
    # Official phrases are everybody's; whatever is longer is somebody's.
    assert [piece for piece in theirs if len(piece) >= 14 and piece in ours] == []
    told = json.loads((seed_dir / "expected.json").read_text(encoding="utf-8"))
    people = {name for row in told["rows"] for name in re.split(r"[、，\s]+", row["负责人"])}
    zone = re.search(r"自由贸易试验区(..)", told["doc"]["发文机关"])
    assert zone
    assert len(people) > 1
    assert [name for name in (*people, zone[1]) if name in ours] == []
