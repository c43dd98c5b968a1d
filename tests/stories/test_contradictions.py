"""What does not add up in papers that offices really sent: every contradiction known to be there, and no other.

The papers lie beside the repository; where they do not, nothing is tried.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.intake.read import read_file
from bihuan.intake.reading import Reading
from bihuan.intake.tests.builders import CALENDAR
from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import Severity

# What is said of the file and of a plan as such, and is no contradiction.
OF_THE_FILE = frozenset({"table-missing", "text-only", "table-unknown", "table-cut-off", "row-joined"})
KEPT_ASIDE = ("file", "说明")


@pytest.fixture(scope="module")
def papers(data_dir: Path) -> Path:
    return data_dir / "documents"


@pytest.fixture(scope="module")
def readings(papers: Path) -> dict[str, Reading]:
    found = {}
    for path in sorted(papers.glob("*.txt")):
        try:
            found[path.name] = read_file(path, CALENDAR)
        except NotReadable:
            continue
    return found


def _told(papers: Path, name: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((papers / name).read_text(encoding="utf-8"))
    return told


def test_every_known_figure_is_read(papers: Path, readings: dict[str, Reading]) -> None:
    missing = []
    for told in _told(papers, "expected_numbers.json"):
        values = {figure["value"] for figure in readings[told["file"]].as_json()["figures"]}
        missing += [(told["file"], wanted) for wanted in _figures_of(told) if wanted not in values]
    assert missing == []


def _figures_of(told: Any) -> list[object]:
    """Numbers and days; a rate as percents, as it is printed."""
    if isinstance(told, dict):
        return [
            found for name, value in told.items() if name not in KEPT_ASIDE for found in _figures_of(value)
        ]
    if isinstance(told, list):
        return [found for value in told for found in _figures_of(value)]
    if isinstance(told, float):
        return [round(told * 100, 2)]
    is_day = isinstance(told, str) and told[:2] == "20"
    return [told] if is_day or (isinstance(told, int) and not isinstance(told, bool)) else []


def test_every_known_contradiction_is_found(papers: Path, readings: dict[str, Reading]) -> None:
    rows = {
        table["file"]: sum("矛盾提示" in row for row in table["rows"])
        for table in _told(papers, "expected_tables.json")
    }
    sums = {
        told["file"]: 1 for told in _told(papers, "expected_numbers.json") if "应提示" in told.get("说明", "")
    }
    for name, wanted in (rows | sums).items():
        assert len(_contradictions(readings[name])) >= wanted, name


def test_no_contradiction_is_invented(papers: Path, readings: dict[str, Reading]) -> None:
    known = {table["file"] for table in _told(papers, "expected_tables.json") if "矛盾提示" in str(table)}
    known |= {told["file"] for told in _told(papers, "expected_numbers.json") if "说明" in told}
    invented = {
        name: [finding.message for finding in found]
        for name, reading in readings.items()
        if name not in known and (found := _contradictions(reading))
    }
    assert invented == {}


def test_figures_that_several_units_share_are_only_told(papers: Path, readings: dict[str, Reading]) -> None:
    for told in _told(papers, "expected_numbers.json"):
        if "应提示" in told.get("说明", ""):
            severities = {finding.severity for finding in _contradictions(readings[told["file"]])}
            assert severities == {Severity.NOTE}


def _contradictions(reading: Reading) -> list[Any]:
    return [finding for finding in reading.findings if finding.code not in OF_THE_FILE]
