"""``bihuan read``: what it prints, its exit codes, and that it never shows a traceback."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bihuan.management.cli import main

ROOT = Path(__file__).resolve().parents[2]
NOTICE, OPINIONS = ROOT / "samples" / "notice.docx", ROOT / "samples" / "opinions.xlsx"


def read(*arguments: str | Path) -> str:
    stream = StringIO()
    call_command("read", *map(str, arguments), stdout=stream)
    return stream.getvalue()


def bihuan(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The console script as a process of its own, on a folder of its own."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BIHUAN_", "DJANGO_"))
    }
    environment |= {"BIHUAN_VAR": str(folder), "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    environment.pop("DATABASE_URL", None)
    script = "from bihuan.management.cli import main; main()"
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)


def test_the_notice_is_printed_as_a_clerk_would_check_it() -> None:
    printed = read(NOTICE)
    assert "望潮管办发〔2026〕12号" in printed
    assert "整改目标表：9列12项" in printed
    assert "不能自己核查自己" in printed


def test_json_is_one_object_with_the_four_keys() -> None:
    reading = json.loads(read(NOTICE, "--json"))
    assert set(reading) == {"document", "table", "opinions", "findings"}
    assert reading["document"]["issued_on"] == "2026-05-20"
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


def test_as_a_process_it_ends_with_zero_or_two_and_no_traceback(tmp_path: Path) -> None:
    good = bihuan("read", NOTICE, "--json", folder=tmp_path)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["document"]["number"] == "望潮管办发〔2026〕12号"
    assert not (tmp_path / "bihuan.sqlite3").exists()
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
