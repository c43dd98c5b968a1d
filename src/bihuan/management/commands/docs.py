"""``bihuan docs [--check]``: writes the generated pages of docs/, or names those that are stale."""

from pathlib import Path
from typing import Any

from django.conf import settings

from bihuan.management.console import REFUSED, CommandError, CommandParser, ConsoleCommand
from bihuan.management.reference import PAGES


class Command(ConsoleCommand):
    """Writes, or checks and writes nothing."""

    help = "由代码生成 docs/ 中的参考页（生命周期、权限、词汇、命令、设置）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether only to check, and where the pages lie."""
        parser.add_argument(
            "--check", action="store_true", help="只核对是否最新，不写入；有过期的页面时以 2 结束"
        )
        parser.add_argument(
            "--folder", metavar="DIR", type=Path, default=None, help="文档所在的文件夹，默认 docs/"
        )

    def run(self, *, check: bool, folder: Path | None, **_: Any) -> None:
        """Compare every page with what the code says now."""
        folder = folder or _docs_of_the_source()
        wanted = {folder / name: make() for name, make in PAGES.items()}
        stale = [
            path
            for path, text in wanted.items()
            if not path.is_file() or path.read_text(encoding="utf-8") != text
        ]
        if check and stale:
            names = "、".join(path.name for path in stale)
            raise CommandError(
                f"这些页面与代码不符：{names}。请运行 bihuan docs 重新生成。", returncode=REFUSED
            )
        folder.mkdir(parents=True, exist_ok=True)
        for path in stale:
            path.write_text(wanted[path], encoding="utf-8")
        self.stdout.write(f"共{len(wanted)}页，更新{len(stale)}页。")


def _docs_of_the_source() -> Path:
    base = Path(settings.BASE_DIR)
    if not (base / "pyproject.toml").is_file():
        # Installed by pip there is no docs/ that these pages belong to.
        raise CommandError("请用 --folder 指明文档所在的文件夹。", returncode=REFUSED)
    return base / "docs"
