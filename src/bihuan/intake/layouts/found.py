"""What a layout finds in running text: the rows of a table, where each began, and how sure that is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bihuan.intake.column_names import known_name
from bihuan.kernel.numbers import squeeze

FEWEST_COLUMNS = 3
MOST_COLUMNS = 60
_POSITION = re.compile(r"\d{1,6}[.．、]?")
_NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9\-_/]{4,40}|[\u4e00-\u9fff]{1,6}[〔\[(（-]?\d[\d\-〕\])）号]*")
# What stands below the table of a web page: its buttons and its imprint.
_FOOT = re.compile(
    r"(?:特此(?:公示|公告|通报|通知|报告|说明)|公示(?:时间|期|期限)(?:为|[:：])|打印|关闭|上一[篇条]|下一[篇条]|分享到?|责任编辑|编辑[:：]|审核[:：]|版权所有|主办单位[:：]|扫一扫|相关附件|Copyright"
    r"|来源[:：].{2,40}$|.{0,30}(?:督察组|巡视组|巡察组).{0,20}(?:进驻|受理举报)[^。]{0,20}时间[:：]|(?:投诉)?举报(?:值班)?电话[:：])"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A table in running text: its rows, the line each began on, the first line behind it; ``sure`` from 0 to 1."""

    rows: list[list[str]]
    starts: list[int]
    end: int
    sure: float
    complete: bool = True
    # The cells (row, column) of a header that only continue the one above.
    covered: frozenset[tuple[int, int]] = frozenset()
    # Rows, by their number, of which it is not certain where a cell stands or ends, and why, in Chinese.
    unsure: tuple[tuple[int, str], ...] = ()
    # Whether its rows can be counted by eye, as those Word leaves in a text; else the line is named as well.
    visible: bool = False


Layout = Callable[[Sequence[str], int], Found | None]


def is_position(text: str) -> bool:
    """Whether ``text`` can be a 序号."""
    return _POSITION.fullmatch(squeeze(text)) is not None


def is_key(text: str) -> bool:
    """Whether ``text`` can name a row: a 序号 or the number of an opinion."""
    plain = squeeze(text)
    return bool(_POSITION.fullmatch(plain) or _NUMBER.fullmatch(plain))


def is_foot(line: str) -> bool:
    """Whether a line belongs to the page around a table."""
    return _FOOT.match(line.strip()) is not None


def names_columns(cells: Sequence[str], fewest: int = FEWEST_COLUMNS) -> bool:
    """Whether the cells name columns: enough of them by names that offices use."""
    return sum(known_name(cell) is not None for cell in cells) >= fewest


def counts_on(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first cells of the rows count 1, 2, 3 …"""
    numbers = [int(squeeze(row[0]).rstrip(".．、")) for row in rows if row and is_position(row[0])]
    return len(numbers) == len(rows) and all(b == a + 1 for a, b in pairwise(numbers))


def joined(above: str, below: str) -> str:
    """A cell that goes on on the next line."""
    return f"{above}\n{below}" if above and below else above or below
