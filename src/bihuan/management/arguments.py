"""What argparse says of wrong arguments and prints as help, in Chinese."""

import re
from typing import Any

from django.core.management.base import DjangoHelpFormatter

# What argparse writes (3.11 to 3.14), and the sentence it becomes.
_SENTENCES = (
    (r"argument (?P<name>.+?): invalid int value: (?P<value>.+)", "{name} 应为整数，不能是 {value}"),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<value>.+)", "{name} 的值 {value} 不能使用"),
    (r"argument (?P<name>.+?): invalid choice: (?P<value>'[^']*').*", "应为 {name}，不能是 {value}"),
    (r"argument (?P<name>.+?): expected .+", "{name} 后面缺少要填写的内容"),
    (r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)", "{name} 后面不应填写 {value}"),
    (r"ambiguous option: (?P<name>\S+) could match (?P<value>.+)", "{name} 不明确，可能是 {value}"),
    (r"unrecognized arguments: (?P<name>.+)", "没有这样的参数：{name}"),
    (r"the following arguments are required: (?P<name>.+)", "缺少参数：{name}"),
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def in_chinese(problem: str) -> str:
    """The sentence for a clerk. What is Chinese already was written by one of our commands."""
    for pattern, sentence in _SENTENCES:
        if match := re.fullmatch(pattern, problem, re.DOTALL):
            return sentence.format(**match.groupdict())
    return problem if _CHINESE.search(problem) else "请核对所填的参数"


class ChineseHelp(DjangoHelpFormatter):
    """The help of a command."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The line that shows how to call it."""
        super().add_usage(usage, actions, groups, prefix or "用法：")
