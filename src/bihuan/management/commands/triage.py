"""``bihuan triage …``: how good suggestions and groups are, with anybody's data. Needs no database."""

from pathlib import Path
from typing import Any

from bihuan.management.arguments import ChineseHelp
from bihuan.management.console import CommandParser, ConsoleCommand

MOST_FOLDS = 50


class Command(ConsoleCommand):
    """Reads files and prints figures; exit 0 when measured, 2 when a file cannot be read."""

    help = "用自己的数据检验梳理分类和归并：evaluate 检验分类建议，group 归并，score-groups 检验归并。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do; each has options of its own."""
        actions = parser.add_subparsers(dest="action", metavar="evaluate|group|score-groups", required=True)
        evaluate = actions.add_parser("evaluate", help="检验分类建议", formatter_class=ChineseHelp)
        evaluate.add_argument(
            "--task", required=True, choices=["category", "type", "department"], help="检验哪一项"
        )
        evaluate.add_argument(
            "--train",
            required=True,
            action="append",
            type=Path,
            metavar="CSV",
            help="已分类的意见，用于学习；可以多次填写",
        )
        evaluate.add_argument(
            "--test", type=Path, metavar="CSV", help="已分类的意见，用于检验；不填则由程序轮流留出检验"
        )
        evaluate.add_argument("--duties", type=Path, metavar="CSV", help="职责清单（单位、关键词、依据）")
        evaluate.add_argument("--folds", type=int, default=5, help="轮流留出的次数，默认 5")
        group = actions.add_parser("group", help="归并同一事件的留言", formatter_class=ChineseHelp)
        group.add_argument(
            "--messages", required=True, type=Path, metavar="FILE", help="留言（.xlsx 或 .csv）"
        )
        group.add_argument("--out", required=True, type=Path, metavar="CSV", help="写入每条留言的组别")
        score = actions.add_parser("score-groups", help="检验归并", formatter_class=ChineseHelp)
        score.add_argument("--groups", required=True, type=Path, metavar="CSV", help="group 写出的组别")
        score.add_argument("--gold", required=True, type=Path, metavar="CSV", help="人工核定的组别")
        score.add_argument("--lookalikes", type=Path, metavar="CSV", help="相似而不同的留言对")
        for each in (evaluate, group, score):
            each.add_argument("--json", action="store_true", help="输出一个 JSON 对象")

    def run(self, *, action: str, **options: Any) -> None:
        """Do one of the three."""
        if action == "evaluate":
            self._evaluate(**options)
        elif action == "group":
            self._group(**options)
        else:
            self._score(**options)

    # The libraries for numbers take seconds to load: only whoever measures waits for them.
    def _evaluate(
        self,
        *,
        task: str,
        train: list[Path],
        test: Path | None,
        duties: Path | None,
        folds: int,
        json: bool,
        **_: Any,
    ) -> None:
        from bihuan.management.sorting import evaluate, lines_of
        from bihuan.sorting.task import Task

        found = evaluate(Task(task), train, test, duties, min(max(folds, 2), MOST_FOLDS))
        self.print_json(found.as_dict()) if json else self.print_lines(lines_of(found))

    def _group(self, *, messages: Path, out: Path, json: bool, **_: Any) -> None:
        from bihuan.management.grouping import group_file, group_lines

        groups = group_file(messages, out)
        sizes = sorted((len(members) for members in groups.groups), reverse=True)
        figures = {
            "groups": len(sizes),
            "in_groups": sum(sizes),
            "alone": len(groups.alone),
            "largest": sizes[:10],
        }
        self.print_json(figures) if json else self.print_lines(group_lines(groups))

    def _score(self, *, groups: Path, gold: Path, lookalikes: Path | None, json: bool, **_: Any) -> None:
        from bihuan.management.grouping import score_files, score_lines

        result = score_files(groups, gold, lookalikes)
        self.print_json(result.as_dict()) if json else self.print_lines(score_lines(result))
