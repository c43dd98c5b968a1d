"""Reader of .csv: one table, in any encoding ``text`` knows; comma, semicolon or tab."""

import csv
import io

from bihuan.intake.readers.blocks import Blocks, Grid, GridKind
from bihuan.intake.readers.text import BREAKS, decode
from bihuan.intake.refusal import not_readable

_DELIMITERS = (",", "\t", ";")
# A notice may stand above the list.
_LINES_TO_JUDGE = 200


def read(content: bytes) -> Blocks:
    """The one table of the file. A quote that never closes is refused with its line."""
    text = BREAKS.sub(" ", decode(content))
    # strict: a quote that never closes must not swallow the rest of the list into one cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[str]] = []
    started = 1
    try:
        for row in reader:
            rows.append(row)
            started = reader.line_num + 1
    except csv.Error as problem:
        raise not_readable(
            "csv-broken",
            f"从第{started}行起无法按 CSV 读取，多半是引号没有配对；请更正后重试。",
            where=f"第{started}行",
        ) from problem
    return Blocks((Grid(GridKind.CSV, "", rows),))


def _delimiter(text: str) -> str:
    """The mark that separates most in the first lines; a Chinese comma only where no other mark occurs at all."""
    head = text.split("\n", _LINES_TO_JUDGE)[:_LINES_TO_JUDGE]
    best = max(_DELIMITERS, key=lambda mark: max(line.count(mark) for line in head))
    return best if any(best in line for line in head) else "，"
