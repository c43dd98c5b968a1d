"""Lists of other offices as their pages print them, against what a person read in them. Needs BIHUAN_DATA."""

import json
from pathlib import Path
from typing import Any

from bihuan.intake.read import read_file, survey
from bihuan.intake.tests.builders import CALENDAR

# Said in the words of whoever read it, not in those of the page; contradictions are findings, not fields.
IN_OTHER_WORDS = {"重复反映线索", "矛盾提示"}


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What of a row is read otherwise than a person read it."""
    wrong = []
    for name, value in expected.items():
        read = found["fields"].get(name, found["cells"].get(name))
        wanted = value if isinstance(value, list) else [value]
        same = sorted(read) == sorted(wanted) if isinstance(read, list) else [read] == wanted
        if not (bool(read) if name in IN_OTHER_WORDS - {"矛盾提示"} else same or name in IN_OTHER_WORDS):
            wrong.append(f"{name}: {value!r} was read as {read!r}")
    return wrong


def test_rows_columns_and_fields_are_read_as_a_person_reads_them(data_dir: Path) -> None:
    folder = data_dir / "documents"
    wrong: dict[str, Any] = {}
    for expected in json.loads((folder / "expected_tables.json").read_text(encoding="utf-8")):
        tables = read_file(folder / expected["file"], CALENDAR).as_json()["tables"]
        shape = [(len(table["rows"]), len(table["columns"]), table["complete"]) for table in tables]
        if shape != [(expected["n_rows"], expected["n_cols"], expected["complete"])]:
            wrong[expected["file"]] = shape
            continue
        rows = zip(expected["rows"], tables[0]["rows"], strict=True)
        if problems := [problem for row in rows for problem in differences(*row)]:
            wrong[expected["file"]] = problems
    assert not wrong


def test_plans_and_notices_without_a_table_have_none(data_dir: Path) -> None:
    folder = data_dir / "documents"
    with_tables = {
        path.name
        for path in folder.glob("*.txt")
        if path.name.startswith(("pl", "rx", "gx", "hz")) and survey(path.read_bytes(), name=path.name).tables
    }
    assert not with_tables
