"""A log as an office publishes it, for other people's programs to judge."""

from pathlib import Path

import pytest

from tests.interop.office import SIZE, office_entries
from tlog.note import Note, parse_note, print_note
from tlog.store import append
from tlog.tests.logs import ORIGIN, WITNESS, sign

WHEN = 1_672_200_000


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the log at 300 entries (``old``, its checkpoint) and at 600 (``log``), witnessed."""
    folder = tmp_path_factory.mktemp("interop")
    append(folder / "log", ORIGIN, office_entries(0, 300), sign)
    (folder / "old").write_bytes((folder / "log" / "checkpoint").read_bytes())
    append(folder / "log", ORIGIN, office_entries(300, SIZE), sign)
    place = folder / "log" / "checkpoint"
    note = parse_note(place.read_text("utf-8"))
    cosigned = Note(note.text, (*note.signatures, WITNESS.sign(note.text, at=WHEN)))
    place.write_text(print_note(cosigned), "utf-8")
    return folder
