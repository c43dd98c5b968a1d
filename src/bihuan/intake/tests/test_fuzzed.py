"""A small sample of `make bench-fuzz`: a mutated file is read or refused with a sentence, and nothing else happens."""

import sys
from typing import Any

import pytest

from bihuan.intake.read import read_bytes
from bihuan.intake.tests.builders import CALENDAR
from bihuan.kernel.errors import NotReadable
from tests.support.forms import FORMS, NOTICE
from tests.support.mutated import mutated

FILES = 12
# Read by a process of its own.
SLOW = {"通知.doc": 1, "通知.wps": 1, "通知.pdf": 1}


@pytest.mark.parametrize("name", FORMS)
def test_a_mutated_file_is_read_or_refused(name: str) -> None:
    content = FORMS[name](NOTICE)
    for number in range(SLOW.get(name, FILES)):
        said = _said(mutated(content, number), name)
        assert all(sentence.endswith("。") for sentence in said), said


def _said(content: bytes, name: str) -> list[str]:
    """The sentences by which a file is refused; none when it is read."""
    try:
        read_bytes(content, CALENDAR, name=name).as_json()
    except NotReadable as refusal:
        return [finding.message for finding in refusal.findings]
    return []


def test_the_same_number_gives_the_same_file() -> None:
    content = FORMS["通知.docx"](NOTICE)
    assert mutated(content, 7) == mutated(content, 7)
    assert mutated(content, 7) != mutated(content, 8)


def test_no_mutated_file_is_written_or_reached_for(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts named ../../outside.xml and entities that name files or addresses lead nowhere."""
    heard: list[str] = []
    listening = True

    def hear(event: str, args: tuple[Any, ...]) -> None:
        if listening and event in ("socket.connect", "os.system", "os.mkdir", "os.rename"):
            heard.append(event)
        if listening and event == "open" and "outside" in str(args[0]):
            heard.append(str(args[0]))

    monkeypatch.chdir(tmp_path)
    sys.addaudithook(hear)
    for name in ("通知.docx", "通知.xlsx", "通知.ofd", "通知.html"):
        content = FORMS[name](NOTICE)
        for number in range(100, 112):
            _said(mutated(content, number), name)
    listening = False
    assert heard == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mark", ["（", "：", "、", "|", "1", "月", "　", " 一", "，其中"])
@pytest.mark.parametrize("name", ["通知.txt", "清单.csv"])
def test_a_line_of_a_mark_repeated_without_end_is_read_or_refused(name: str, mark: str) -> None:
    """A rule that looks at the rest of the line from each of its places would not come back."""
    lines = ["问题编号,意见内容,收到日期", f"1,路灯{mark * 60_000}不亮。,{mark * 60_000}5月"]
    said = _said("\n".join(lines).encode(), name)
    assert all(sentence.endswith("。") for sentence in said), said
