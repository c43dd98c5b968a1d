"""Settings that cannot be used stop every command with a Chinese sentence; arguments likewise."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.management.cli import main

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "from bihuan.management.cli import main; main()"


def bihuan(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The console script with these settings and no others."""
    return run(ROOT / "src", *arguments, **settings)


def run(source: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The same, from a copy of the source somewhere else."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("BIHUAN_", "DJANGO_"))
    }
    environment.pop("DATABASE_URL", None)
    environment |= {"PYTHONPATH": str(source), "PYTHONUTF8": "1"} | settings
    command = [sys.executable, "-c", SCRIPT, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=source.parent, check=False
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BIHUAN_VAR", "/proc/nope", "文件夹“/proc/nope”不能建立或者使用"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL：数据库地址无法识别"),
        ("DATABASE_URL", "postgres://a:hush@host:port/x", "DATABASE_URL：数据库地址无法识别"),
        ("BIHUAN_CONTACT_KEY", "a", "BIHUAN_CONTACT_KEY：请填 32 字节密钥的 base64 编码"),
        ("BIHUAN_CONTACT_KEY", "密钥", "BIHUAN_CONTACT_KEY：请填 32 字节密钥的 base64 编码"),
        ("BIHUAN_LOG_LEVEL", "loud", "BIHUAN_LOG_LEVEL='LOUD'"),
    ],
)
@pytest.mark.parametrize("command", ["demo", "migrate"])
def test_an_unusable_setting_is_one_sentence(
    command: str, name: str, value: str, says: str, tmp_path: Path
) -> None:
    done = bihuan(command, **({"BIHUAN_VAR": str(tmp_path / "var")} | {name: value}))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("设置有误：")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert "hush" not in done.stderr  # a password is not repeated


@pytest.mark.parametrize("content", ["", "no key\n"])
def test_a_key_file_that_holds_no_key_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "contact.key").write_text(content)
    done = bihuan("migrate", BIHUAN_VAR=str(tmp_path))
    assert (done.returncode, "密钥" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@pytest.mark.long
def test_a_database_that_cannot_be_opened_is_said_by_djangos_own_commands_too(tmp_path: Path) -> None:
    done = bihuan("migrate", BIHUAN_VAR=str(tmp_path), DATABASE_URL="sqlite:////proc/nope/ledger.sqlite3")
    assert done.returncode == 2
    assert done.stderr.startswith("数据库不能使用")


@pytest.mark.long
def test_the_folder_is_its_owners_alone_and_a_caller_cannot_ask_for_keys_that_nobody_keeps(
    tmp_path: Path,
) -> None:
    var = tmp_path / "var"
    assert bihuan("check", BIHUAN_VAR=str(var), BIHUAN_READ_ONLY="1").returncode == 0
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    assert {"secret.key", "contact.key"} <= {path.name for path in var.iterdir()}


@pytest.mark.long
def test_a_copy_installed_by_pip_asks_where_its_ledger_lies(tmp_path: Path) -> None:
    installed = tmp_path / "lib" / "site-packages"
    shutil.copytree(ROOT / "src", installed, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    done = run(installed, "migrate")
    assert done.returncode == 2
    assert "BIHUAN_VAR" in done.stderr
    assert not (tmp_path / "var").exists()
    assert not (tmp_path / "lib" / "var").exists()
    assert run(installed, "read", str(ROOT / "samples" / "notice.docx")).returncode == 0
    docs = run(installed, "docs")
    assert (docs.returncode, "--folder" in docs.stderr) == (2, True)
    assert run(installed, "check", BIHUAN_VAR=str(tmp_path / "mine")).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("serve", "--port", "abc"), "参数有误：--port 应为整数，不能是 'abc'"),
        (("serve", "--port"), "参数有误：--port 后面缺少要填写的内容"),
        (("read", "a.docx", "--shout"), "参数有误：没有这样的参数：--shout"),
        (("import",), "参数有误：请指明文件：bihuan import FILE"),
        (("import", "--batch", "1"), "参数有误：缺少参数：FILE"),
        (("export", "--list=3"), "参数有误：--list 后面不应填写 '3'"),
        (("tidy",), "没有“tidy”这个命令"),
    ],
)
def test_wrong_arguments_are_told_without_english(
    arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bihuan", *arguments])
    monkeypatch.setenv("BIHUAN_READ_ONLY", "")  # what main() sets is taken back
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert (ended.value.code, told.splitlines()[0].rstrip("。").startswith(says)) == (2, True), told
    assert not [word for word in ("argument", "invalid", "required", "Error") if word in told]


@pytest.mark.long
def test_as_a_process_too(tmp_path: Path) -> None:
    done = bihuan("serve", "--port", "abc", BIHUAN_VAR=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("参数有误：--port 应为整数，不能是 'abc'")
