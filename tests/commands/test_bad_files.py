"""``bihuan read`` and ``bihuan import`` given bad files: code 2, a Chinese sentence with its place, no traceback,
and not a row changed. And given files that only look odd: they are read, or say where they are not understood."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bihuan.cases.models import Case
from bihuan.intake.models import Batch, ImportedFile, Opinion
from bihuan.intake.tests.builders import GOOD_ROW, LIST_HEAD, NINE, csv_file, notice_file, row, xlsx_file
from bihuan.management.cli import main
from bihuan.people.sealed import unseal
from tests.stories.forms import every_row, nothing_changes
from tests.support.bad_files import BAD_FILES, FIRST, SECOND, BadFile, a_list, line

NUMBER = "临港管办发〔2022〕8号"
TOO_LONG = "来件正文的“发文字号”超过60个字，请核对后重新导入。（依据 S5）\n"

pytestmark = pytest.mark.django_db


class Terminal:
    """The console script, run in this process as a clerk would run it."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self.monkeypatch, self.capsys = folder, monkeypatch, capsys
        # A command ends with its connections closed; here they are the test's.
        monkeypatch.setattr("django.db.connections.close_all", lambda: None)

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        self.monkeypatch.setattr(sys, "argv", ["bihuan", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = self.capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, printed.out, printed.err

    def imports(self, name: str, content: bytes, *arguments: str) -> dict[str, Any]:
        """The import succeeds; what it says in --json."""
        code, printed, complaint = self.run("import", self.file(name, content), "--json", *arguments)
        assert code == 0, complaint
        result: dict[str, Any] = json.loads(printed)
        return result


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("bad", BAD_FILES, ids=[bad.about for bad in BAD_FILES])
def test_a_bad_file_is_not_imported(bad: BadFile, terminal: Terminal) -> None:
    path = terminal.file(bad.name, bad.content)
    with nothing_changes():
        code, printed, complaint = terminal.run("import", path, "--batch", NUMBER)
        read, _, _ = terminal.run("read", path)
    assert (code, printed) == (2, "")
    assert read == (0 if bad.readable else 2)
    for words in bad.says:
        assert words in complaint
    assert "Traceback" not in complaint
    assert not Batch.objects.exists()


def test_one_bad_line_among_good_ones_leaves_all_of_them_out(terminal: Terminal) -> None:
    terminal.imports("通知.docx", notice_file())
    good = [line(f"1202109901{n:05}", f"第{n}盏路灯不亮。") for n in range(100, 400)]
    path = terminal.file("清单.xlsx", a_list(*good, line("1.2021E+14"), line(SECOND, "")))
    with nothing_changes():
        code, _, complaint = terminal.run("import", path, "--batch", NUMBER)
    assert code == 2
    assert "第302行B列" in complaint
    assert "第303行C列" in complaint  # every fault at once, so that they can be mended together


def test_a_second_import_of_the_same_file_is_recognised(terminal: Terminal) -> None:
    notice = notice_file()  # once: a Word file carries the second it was made in
    terminal.imports("通知.docx", notice)
    before = every_row()
    assert terminal.imports("通知.docx", notice)["already_imported"]
    assert terminal.imports("换了名字.docx", notice)["already_imported"]
    code, printed, _ = terminal.run("import", terminal.folder / "通知.docx")
    assert (code, "没有作任何改动" in printed) == (0, True)
    assert every_row() == before


@pytest.mark.parametrize(
    ("words", "kind", "then", "day", "printed"),
    [
        ("2022年12月31日", "fixed_date", "", date(2022, 12, 31), "2022年12月31日"),
        ("2022年\n12月31日", "fixed_date", "", date(2022, 12, 31), "2022年12月31日"),
        ("2022.12.31", "fixed_date", "", date(2022, 12, 31), "2022.12.31"),
        ("2022/12/31", "fixed_date", "", date(2022, 12, 31), "2022/12/31"),
        ("12月31日", "fixed_date", "", date(2022, 12, 31), "12月31日"),
        ("立即整改\n长期执行", "immediate", "long_term", None, "立即整改 长期执行"),
        ("立即整改 长期执行", "immediate", "long_term", None, "立即整改 长期执行"),
        ("持续推进", "continuous", "", None, "持续推进"),
        ("尽快", "", "", None, "尽快"),
        ("2022年2月30日", "", "", None, "2022年2月30日"),
    ],
)
def test_a_limit_is_understood_or_left_to_the_coordinator(
    terminal: Terminal, words: str, kind: str, then: str, day: date | None, printed: str
) -> None:
    result = terminal.imports("通知.docx", notice_file(row(limit=words)))
    case = Case.objects.get()
    assert (case.limit_kind, case.limit_then, case.limit_date, case.limit_text) == (kind, then, day, printed)
    about_the_row = [found["message"] for found in result["findings"] if "第2行" in found["where"]]
    if words == "12月31日":
        assert any("2022年" in message for message in about_the_row)  # the year was supplied, and it is said
    if not kind:
        assert any(printed in message for message in about_the_row)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2021年11月2日", date(2021, 11, 2)),
        ("2021.11.2", date(2021, 11, 2)),
        ("2021/11/2", date(2021, 11, 2)),
        ("２０２１年１１月２日", date(2021, 11, 2)),
        (date(2021, 11, 2), date(2021, 11, 2)),
        ("11月2日", None),
        ("前天", None),
    ],
)
def test_a_day_of_arrival_is_understood_or_named_with_its_cell(
    terminal: Terminal, cell: object, day: date | None
) -> None:
    result = terminal.imports("清单.xlsx", a_list(line(day=cell)), "--batch", NUMBER)
    assert Opinion.objects.get().received_on == day
    doubts = [found["where"] for found in result["findings"] if found["code"] == "date-not-understood"]
    assert doubts == ([] if day else ["工作表“清单”第2行E列"])


def test_merged_header_cells_are_read_through(terminal: Terminal) -> None:
    title = ("临港产业园区整改目标表", *[""] * 8)
    upper = (*NINE[:4], "整改要求", "", "", "责任分工", "")
    lower = ("", "", "", "", *NINE[4:])
    merges = ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2", "H2:I2")
    content = xlsx_file([title, upper, lower, GOOD_ROW], merges=merges)
    terminal.imports("整改目标表.xlsx", content, "--batch", NUMBER)
    case = Case.objects.get()
    assert (case.number, case.target, case.person_in_charge) == (FIRST, "更换损坏路灯36盏。", "赵明")
    assert (case.limit_date, case.measures.count()) == (date(2022, 11, 30), 2)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_list_is_read_in_the_encodings_of_offices(terminal: Terminal, encoding: str) -> None:
    words = "堃记面馆门口的井盖响，褚㛃反映。"
    terminal.imports("清单.csv", csv_file([LIST_HEAD, line(text=words)], encoding), "--batch", NUMBER)
    assert Opinion.objects.get().text == words


@pytest.mark.parametrize("odd", ["\x00", "\x01", "\ufffe"])
def test_what_cannot_be_printed_is_left_out(terminal: Terminal, odd: str) -> None:
    """PostgreSQL refuses \\x00, and Word and Excel files all of them, long after the import."""
    table = csv_file([NINE, row(content=f"望海路{odd}路灯不亮。")], "utf-16")
    terminal.imports("整改目标表.csv", table, "--batch", NUMBER)
    assert (Opinion.objects.get().text, Case.objects.get().content) == (
        "望海路路灯不亮。",
        "望海路路灯不亮。",
    )


def test_a_very_long_opinion_and_a_long_name_are_kept_whole(terminal: Terminal) -> None:
    words, name = "望海路路灯不亮。" * 2500, "阿卜杜热西提·买买提"
    head = ("编号", "意见内容", "联系人", "联系电话")
    terminal.imports("清单.xlsx", xlsx_file([head, (FIRST, words, name, "13800001234")]), "--batch", NUMBER)
    opinion = Opinion.objects.get()
    assert (opinion.text, len(words), unseal(opinion.contact_name), len(name)) == (words, 20_000, name, 10)


def test_names_that_are_no_text_are_taken_or_refused_but_never_a_traceback(terminal: Terminal) -> None:
    path = terminal.file("清单\udcff.csv", csv_file([LIST_HEAD, line()]))
    code, _, complaint = terminal.run("import", path, "--batch", "文\udcff号")
    assert (code, complaint) == (2, "参数有误：批次文号的文字编码无法识别，请重新输入。\n")
    code, _, complaint = terminal.run("import", path, "--batch", NUMBER)
    assert (code, ImportedFile.objects.get().name) == (0, "清单?.csv"), complaint
    other = terminal.file("另一份.csv", csv_file([LIST_HEAD, line(SECOND)]))
    assert terminal.run("import", other, "--batch", "文" * 61)[::2] == (2, TOO_LONG)
