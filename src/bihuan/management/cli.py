"""The console script ``bihuan``: a menu in Chinese, and Django's commands behind it."""

import os
import sys
from pathlib import Path

from bihuan.management.terminal import aligned

MENU = (
    ("read FILE [--json]", "读取通知、整改目标表或者意见清单，显示读懂了什么；不写入任何内容"),
    ("import FILE [--batch 文号] [--json]", "导入来件：建立批次、意见和待交办事项；同一文件再次导入不作改动"),
    ("export target-table|ledger --out FILE", "导出整改目标表（.xlsx、.docx）或者销号管理台账（.xlsx）"),
    ("demo [--port N] [--no-serve]", "建立演示台账并启动服务"),
    ("serve [--port N] [--host 地址]", "启动服务"),
    ("migrate", "建立或者升级数据库的表结构（PostgreSQL 须先备份）"),
    ("docs [--check]", "由代码生成 docs/ 中的参考页；--check 只核对是否最新"),
)
REFUSED = 2
INTERRUPTED = 130


def main() -> None:
    """Run one command and end the process with its code."""
    arguments = sys.argv[1:]
    if not arguments or arguments in (["-h"], ["--help"], ["help"]):
        print(menu())
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        sys.exit(_run([_name(), *arguments]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has read enough (bihuan read … | head). Python would complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as problem:
        print(f"设置有误：{problem}", file=sys.stderr)
        return REFUSED
    except PermissionError as problem:
        print(
            f"没有权限读写“{problem.filename}”。请核对文件夹的权限，或用环境变量 BIHUAN_VAR 另指一处。",
            file=sys.stderr,
        )
        return REFUSED
    return 0


def _name() -> str:
    return Path(sys.argv[0]).name or "bihuan"
