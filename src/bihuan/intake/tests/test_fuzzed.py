"""A small sample of `make bench-fuzz`: a mutated file is read or refused with a sentence, and nothing else happens."""

import json
import sys
from typing import Any

import pytest

from bihuan.intake.figures.days import days_in
from bihuan.intake.read import read_bytes
from bihuan.intake.readers.container import Kind, kind_of
from bihuan.intake.tests.builders import CALENDAR
from bihuan.kernel.errors import NotReadable
from tests.support.forms import FORMS, NOTICE
from tests.support.mutated import EXPANDED, mutated

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
        reading = read_bytes(content, CALENDAR, name=name).as_json()
        shown = json.dumps(reading, ensure_ascii=False)
        assert not [word for word in EXPANDED if word in shown], "an entity was put in its place"
    except NotReadable as refusal:
        return [finding.message for finding in refusal.findings]
    return []


def test_the_same_number_gives_the_same_file() -> None:
    content = FORMS["通知.docx"](NOTICE)
    assert mutated(content, 7) == mutated(content, 7)
    assert mutated(content, 7) != mutated(content, 8)


ENDLESS = "9" * 5_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("清单.csv", "序号,编号,意见内容\n{0},YJ-1,路灯不亮\n{0},YJ-2,井盖破损\n"),
        ("清单.csv", "编号,意见内容,收到日期\n{0},路灯不亮，请维修,{0}\n"),
        ("清单.txt", "意见清单\n序号|编号|意见内容\n{0}|YJ-1|路灯不亮\n2|YJ-2|井盖破损\n"),
        ("清单.txt", "意见清单\n{0}. 路灯不亮，请维修。\n2. 井盖破损，请更换。\n"),
        ("通报.txt", "情况通报\n2024年5月，共受理{0}件。其中，已办结{0}件、未办结{0}件，办结率{0}%。\n"),
        ("通报.txt", "第{0}号\n{0}年{0}月{0}日前完成，同比增长{0}倍。\n"),
    ],
)
def test_a_figure_without_end_is_no_figure(name: str, text: str) -> None:
    """Python refuses to make a number of more than 4,300 digits, which is no refusal a clerk could read."""
    assert all(sentence.endswith("。") for sentence in _said(text.format(ENDLESS).encode(), name))


def test_a_line_of_nothing_but_days_is_looked_at_up_to_a_point() -> None:
    """Forty thousand of them in one cell kept the rules busy for minutes."""
    assert len(days_in("2024年5月6日、" * 5_000)) == 200


@pytest.mark.parametrize(
    "name", ["通知.doc", "通知.xls", "通知.docx", "通知.xlsx", "通知.ofd", "通知.html", "通知.mht"]
)
def test_most_files_are_changed_from_within_so_that_the_reader_is_reached(name: str) -> None:
    content = FORMS[name](NOTICE)
    changed = [mutated(content, number) for number in range(40)]
    assert sum(_kind(each) is kind_of(content) for each in changed) > 20
    assert changed.count(content) < 5


def _kind(content: bytes) -> Kind | None:
    try:
        return kind_of(content)
    except NotReadable:
        return None


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


@pytest.mark.parametrize(
    ("header", "row"),
    [("序号|编号|意见内容\n", "1|YJ-1|路灯不亮。\n"), ("序号\t编号\t意见内容\n", "1\tYJ-1\t路灯不亮。\n")],
)
def test_a_header_that_is_repeated_thousands_of_times_is_read(header: str, row: str) -> None:
    content = ("意见清单\n" + header + row + row.replace("1", "2") + header * 3_000).encode()
    opinions = read_bytes(content, CALENDAR, name="清单.txt").opinions
    assert [(line.number, line.text) for line in opinions] == [("YJ-1", "路灯不亮。"), ("YJ-2", "路灯不亮。")]
