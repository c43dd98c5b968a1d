"""``bihuan read``: what it prints, its exit codes, and that it never shows a traceback."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bihuan.management.cli import main, only_reads

ROOT = Path(__file__).resolve().parents[2]
NOTICE, OPINIONS = ROOT / "samples" / "notice.docx", ROOT / "samples" / "opinions.xlsx"


def read(*arguments: str | Path) -> str:
    stream = StringIO()
    call_command("read", *map(str, arguments), stdout=stream)
    return stream.getvalue()


def clean_environment(var: Path) -> dict[str, str]:
    """This process's environment without settings of ours but the folder."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BIHUAN_", "DJANGO_"))
    }
    environment |= {"BIHUAN_VAR": str(var), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    environment.pop("DATABASE_URL", None)
    return environment


def bihuan(*arguments: str | Path, folder: Path, var: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The console script as a process of its own, on a folder of its own."""
    script = "from bihuan.management.cli import main; main()"
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = clean_environment(var or folder)
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)


def test_the_notice_is_printed_as_a_clerk_would_check_it() -> None:
    printed = read(NOTICE)
    assert "望潮管办发〔2026〕12号" in printed
    assert "整改目标表：9列12项" in printed
    assert "不能自己核查自己" in printed


def test_json_is_one_object_that_always_has_its_keys() -> None:
    reading = json.loads(read(NOTICE, "--json"))
    assert set(reading) == {"document", "table", "tables", "opinions", "figures", "findings"}
    assert reading["document"]["issued_on"] == "2026-05-20"
    assert reading["document"]["letter"][0].startswith("《2025年度社会评价意见建议望潮港片区整改工作方案》")
    assert [text for text in reading["document"]["plan"] if text.startswith("四、")] == ["四、工作要求"]
    assert [row["number"] for row in reading["table"]["rows"]][:2] == ["120250990300007", "120250990300019"]
    assert json.loads(read(OPINIONS, "--json"))["opinions"][0]["received_on"] == "2025-11-06"


def test_contact_details_stay_off_the_terminal() -> None:
    printed = read(OPINIONS)
    assert "留有联系方式" in printed
    assert "卫青禾" not in printed


@pytest.mark.parametrize("name", ["absent.docx", "empty.docx", "lies.docx", "cut.docx", "note.pdf"])
def test_what_cannot_be_read_ends_with_two_and_a_chinese_sentence(name: str, tmp_path: Path) -> None:
    content = {
        "empty.docx": b"",
        "lies.docx": b"%PDF-1.4 ...",
        "cut.docx": NOTICE.read_bytes()[:9000],
        "note.pdf": b"%PDF-",
    }
    if name in content:
        (tmp_path / name).write_bytes(content[name])
    with pytest.raises(CommandError, match=r"[\u4e00-\u9fff]") as refusal:
        read(tmp_path / name)
    assert refusal.value.returncode == 2


def test_a_refusal_in_json_keeps_the_shape_and_says_why(tmp_path: Path) -> None:
    stream = StringIO()
    with pytest.raises(CommandError):
        call_command("read", str(tmp_path / "absent.docx"), "--json", stdout=stream)
    refused = json.loads(stream.getvalue())
    assert (refused["document"], refused["table"], refused["opinions"]) == (None, None, [])
    assert [finding["code"] for finding in refused["findings"]] == ["file-missing"]


@pytest.mark.long
def test_as_a_process_it_ends_with_zero_or_two_and_no_traceback(tmp_path: Path) -> None:
    good = bihuan("read", NOTICE, "--json", folder=tmp_path)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["document"]["number"] == "望潮管办发〔2026〕12号"
    bad = bihuan("read", tmp_path / "absent.docx", folder=tmp_path)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.startswith("找不到文件“absent.docx”")
    assert "Traceback" not in bad.stderr


def test_wrong_arguments_are_answered_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bihuan", "read"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "请指明文件" in capsys.readouterr().err


def test_alone_it_prints_the_menu(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bihuan"])
    main()
    printed = capsys.readouterr().out
    assert all(
        f"  {name}" in printed for name in ("read", "import", "export", "demo", "serve", "migrate", "docs")
    )


@pytest.mark.long
@pytest.mark.parametrize("arguments", [("read", NOTICE), ("docs", "--check"), ("import", "--help")])
def test_reading_makes_no_file_and_no_folder(arguments: tuple[str | Path, ...], tmp_path: Path) -> None:
    done = bihuan(*arguments, folder=tmp_path, var=tmp_path / "deep" / "var")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_called_help_does_not_make_an_import_forget_its_keys() -> None:
    assert not only_reads(["import", "--", "--help"])
    assert only_reads(["import", "--help"])
    assert not only_reads(["serve"])


def test_the_table_is_printed_with_names_as_they_are_stored() -> None:
    printed = read(NOTICE)
    people = [line.split("负责人：")[1] for line in printed.splitlines() if "负责人：" in line]
    assert people
    assert [name for name in people if "\u3000" in name] == []


@pytest.mark.long
@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}])
def test_output_is_chinese_and_quiet_when_nobody_reads_on(locale: dict[str, str], tmp_path: Path) -> None:
    script = "from bihuan.management.cli import main; main()"
    command = [sys.executable, "-c", script, "read", str(NOTICE)]
    environment = clean_environment(tmp_path / "var") | locale
    for closed in (False, True):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        assert process.stdout is not None
        assert process.stderr is not None
        if not closed:
            assert process.stdout.readline().decode() == "发文字号：望潮管办发〔2026〕12号\n"
        process.stdout.close()
        complaint = process.stderr.read().decode()
        process.stderr.close()
        assert (process.wait(), complaint) == (0, "")


def test_a_table_that_cannot_be_imported_is_shown_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "清单.txt"
    file.write_text(
        "编号\t问题\t整改措施\t责任单位\t完成时限\n甲-1\t路灯不亮。\t更换。\t城管局\t2026年3月底\n", "utf-8"
    )
    stream = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("read", str(file), "--json", stdout=stream)
    printed = json.loads(stream.getvalue())
    assert refusal.value.returncode == 2
    assert [finding["code"] for finding in printed["findings"]] == ["columns-missing"]
    assert printed["tables"][0]["rows"][0]["cells"]["问题"] == "路灯不亮。"
