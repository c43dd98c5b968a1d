"""The console script ``bihuan``: a menu in Chinese, and Django's commands behind it."""

import io
import os
import sys
from pathlib import Path

from bihuan.management.terminal import aligned

MENU = (
    ("read FILE [--json]", "读取通知、整改目标表或者意见清单，显示读懂了什么；不写入任何内容"),
    (
        "import FILE [--batch 文号] [--complete] [--dry-run]",
        "导入来件：建立批次、意见和待交办事项；再次来件只登记不同之处，--complete 指全量清单，--dry-run 只作对照",
    ),
    ("export 种类 --out FILE", "导出文书、表格和台账（.docx、.pdf、.xlsx），或者已定稿的文书；种类见 --list"),
    (
        "calendar FILE [--unit 名称] [--show 年度]",
        "导入放假安排（全国、地方或者单位），存为新的一版；--show 显示现行的工作日历",
    ),
    ("setup --zone 名称 --admin 登录名", "建立台账：登记片区，建立第一个系统管理员账号"),
    (
        "evidence check DIR [--json]",
        "检查一个文件夹中的佐证材料（每个子文件夹是一个事项），不使用台账，不写入任何内容",
    ),
    (
        "triage evaluate|group|score-groups",
        "用自己的数据检验分类建议和归并：准确率、可信度、用时；不使用台账",
    ),
    ("demo [--port N] [--no-serve]", "建立演示台账并启动服务"),
    (
        "serve [--port N] [--host 地址] [--no-work]",
        "启动网页服务，并在后台生成成套文书；--no-work 只启动网页服务",
    ),
    ("work [--once]", "只在后台生成成套文书，供与网页服务分开部署时使用"),
    ("keys make|show|rotate [名称]", "公开日志的密钥：新建、显示公钥、更换"),
    ("witness FILE --key 公钥", "收下见证方对检查点的签名并公布"),
    ("seal", "把新的办理记录封存进公开日志（bihuan work 会自动进行）"),
    ("fsck [--json]", "核账：数据库、办理记录、公开日志和文件是否一致，逐项指出改动"),
    ("migrate", "建立或者升级数据库的表结构（PostgreSQL 须先备份）"),
    ("docs [--check]", "由代码生成 docs/ 中的参考页；--check 只核对是否最新"),
)
REFUSED = 2
INTERRUPTED = 130
# Commands that write nothing: for them no folder and no key is made either. See READ_ONLY in config/settings.py.
READERS = {"read", "evidence", "triage", "docs", "help", "--version", "version"}
READ_ONLY = "BIHUAN_READ_ONLY"


def main() -> None:
    """Run one command and end the process with its code."""
    speak_chinese()
    arguments = sys.argv[1:]
    if not arguments or arguments in (["-h"], ["--help"], ["help"]):
        finished(menu())
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Taken away as well as set: a ledger written under a key that nobody keeps could not be read again.
    os.environ.pop(READ_ONLY, None)
    if only_reads(arguments):
        os.environ[READ_ONLY] = "1"
    code: int | str | None
    try:
        code = _run([_name(), *arguments])
    except SystemExit as ended:
        code = ended.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = 0
    finished()
    sys.exit(code)


def only_reads(arguments: list[str]) -> bool:
    """Whether the command prints something and leaves everything as it is."""
    # Behind a bare -- stand files, and one may be called --help.
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return arguments[0] in READERS or bool({"-h", "--help"} & set(options))


def speak_chinese() -> None:
    """A terminal or pipe that cannot hold Chinese (LC_ALL=en_US.ISO-8859-1) gets UTF-8; GB18030 stays as it is."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        try:
            "闭环〔〕".encode(stream.encoding)
        except UnicodeEncodeError:
            stream.reconfigure(encoding="utf-8")
        if stream.errors == "strict":
            # File systems know names that are no text; to print one must not fail.
            stream.reconfigure(errors="backslashreplace")


def finished(last_words: str = "") -> None:
    """Hand over what is still to be printed. Whoever read our output may have read enough (bihuan read … | head);
    Python would complain of that while closing, so what is left goes nowhere."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if last_words and stream is sys.stdout:
                print(last_words)
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def menu() -> str:
    """The commands and what each is for."""
    lines = [f"  {line}" for line in aligned(MENU)]
    ending = "各命令的参数：bihuan 命令 --help"
    return "\n".join(
        [
            "闭环 Bihuan：从一纸通知到逐项销号、备案、公开",
            "",
            "用法：bihuan 命令 [参数]",
            "",
            *lines,
            "",
            ending,
        ]
    )


def _run(argv: list[str]) -> int:
    # Here and not above: the menu must not wait for Django.
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    from bihuan.management.utility import Utility

    try:
        Utility(argv).execute()
    except ImproperlyConfigured as problem:
        return _refused(f"设置有误：{problem}。")
    except BrokenPipeError:
        raise
    except PermissionError as problem:
        return _refused(
            f"没有权限读写“{problem.filename}”。请核对文件夹的权限，或用环境变量 BIHUAN_VAR 另指一处。"
        )
    except OSError as problem:
        place = f"“{problem.filename}”" if problem.filename else "文件或者网络"
        return _refused(f"{place}不能使用（{problem.strerror or problem}）。请核对路径、权限和剩余空间。")
    except Error as problem:
        return _refused(f"数据库不能使用：{problem}\n请核对 DATABASE_URL 和数据库状态，然后重试。")
    return 0


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return REFUSED


def _name() -> str:
    return Path(sys.argv[0]).name or "bihuan"
