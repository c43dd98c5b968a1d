"""`make bench-text`: how fast what offices send is read, and how well a scan is: printed as measured, nothing asserted.

    python bench/text_reading.py [--rows 100000] [--pages 200] [--scans 3]

Lists are invented. Reading is the whole of it, from bytes to opinions; a PDF is set by our own typesetter. A scan is a
page of that PDF as a picture at 200 dpi, grey, noisy and slightly askew; its figures are characters and table rows that
came out exactly as they were printed.
"""

import argparse
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
os.environ.setdefault("BIHUAN_VAR", tempfile.mkdtemp(prefix="bihuan-bench-"))

import django  # noqa: E402

django.setup()

import xlsxwriter  # noqa: E402

from bihuan.intake.read import read_bytes  # noqa: E402
from bihuan.intake.readers import scan  # noqa: E402
from bihuan.intake.readers.pictures import page_count  # noqa: E402
from bihuan.intake.reading import OpinionLine  # noqa: E402
from bihuan.kernel.workdays import WeekendCalendar  # noqa: E402
from bihuan.typesetting import pdf  # noqa: E402
from bihuan.typesetting.paper import as_paper  # noqa: E402
from bihuan.typesetting.table import Align, Column, TablePaper  # noqa: E402
from tests.support.paged import as_scanned_pdf  # noqa: E402

COLUMNS = (
    Column("序号", 14, Align.CENTER), Column("问题编号", 36, Align.CENTER), Column("意见内容", 120),
    Column("来源", 26, Align.CENTER), Column("收到日期", 29, Align.CENTER),
)  # fmt: skip
HEADINGS = tuple(column.heading for column in COLUMNS)
STREETS = ("望海路", "观澜街", "滨江大道", "栖霞巷", "石桥路", "南湖街")
MATTERS = (
    "路灯不亮，夜间出行不安全，请尽快维修。",
    "雨后积水严重，希望疏通排水管道；建议同时清理两侧的雨水口。",
    "沿线工地夜间施工，噪声扰民，多次反映未见改善，盼有关部门现场核查并答复。",
    "公交班次少，高峰期等车超过40分钟，建议增加班次、优化线路。",
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--scans", type=int, default=3)
    given = parser.parse_args()
    print(f"{'读取':<12}{'数量':>12}{'秒':>10}{'每秒':>14}   备注")
    sheets(given.rows)
    content = papers(given.pages)
    if given.scans:
        scans(content, given.scans)
    return 0


def rows(count: int) -> list[tuple[str, ...]]:
    """Invented opinions; none like the next."""
    return [
        (
            str(n),
            f"1202109901{n:05}",
            f"{STREETS[n % 6]}{n}号{MATTERS[n % 4]}",
            "12345",
            f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}",
        )
        for n in range(1, count + 1)
    ]


def sheets(count: int) -> None:
    """A list as .xlsx and as .csv."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet("意见清单")
    for at, row in enumerate([HEADINGS, *rows(count)]):
        sheet.write_row(at, 0, row)
    book.close()
    text = "\n".join(",".join(row) for row in [HEADINGS, *rows(count)])
    for name, content in (("清单.xlsx", stream.getvalue()), ("清单.csv", text.encode("gb18030"))):
        lines, seconds = timed(lambda content=content, name=name: read(content, name))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        tell(name, f"{len(lines)} 行", len(lines), seconds, f"进程内存至多 {peak:.0f} MB")


def papers(pages: int) -> bytes:
    """A list as PDF, of about so many pages."""
    wanted = rows(pages * 14)
    content = pdf.render(
        [as_paper(TablePaper("清单", "意见清单", COLUMNS, tuple(wanted)))], lambda _: None, fonts=None
    )
    count = page_count(content)
    lines, seconds = timed(lambda: read(content, "清单.pdf"))
    exact = sum(right(line, row) for line, row in zip(lines, wanted, strict=False))
    tell("清单.pdf", f"{count} 页", count, seconds, f"{len(wanted)} 行中 {exact} 行一字不差")
    return content


def scans(content: bytes, pages: int) -> None:
    """The first pages of it as scans: straight, askew, upside down and on its side."""
    if not scan.is_there():
        print("扫描件：未测（未安装识别组件，make ocr）")
        return
    wanted = read(content, "清单.pdf")
    for name, quarters, askew in (("端正", 0, 0.0), ("歪斜", 0, 1.2), ("倒置", 2, -0.8), ("横置", 1, 0.6)):
        scanned = as_scanned_pdf(content, range(pages), quarters=quarters, askew=askew)
        lines, seconds = timed(lambda scanned=scanned: read(scanned, "扫描.pdf"))
        printed = wanted[: len(lines)]
        same = SequenceMatcher(None, words(printed), words(lines), autojunk=False).ratio()
        exact = sum(
            line.number == row.number and line.text == row.text
            for line, row in zip(lines, printed, strict=True)
        )
        note = f"{len(lines)} 行中 {exact} 行一字不差，字符相同率 {same:.2%}，每页 {seconds / pages:.1f} 秒"
        tell(f"扫描（{name}）", f"{pages} 页", pages, seconds, note)


def read(content: bytes, name: str) -> list[OpinionLine]:
    return list(read_bytes(content, WeekendCalendar(), name=name).opinions)


def right(line: OpinionLine, row: tuple[str, ...]) -> bool:
    return (line.number, line.text, str(line.received_on)) == (row[1], row[2], row[4])


def words(lines: list[OpinionLine]) -> str:
    return "\n".join(f"{line.number} {line.text} {line.received_on}" for line in lines)


def timed(work: Callable[[], list[OpinionLine]]) -> tuple[list[OpinionLine], float]:
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started


def tell(name: str, amount: str, count: int, seconds: float, note: str) -> None:
    print(f"{name:<12}{amount:>12}{seconds:>10.2f}{count / seconds:>14.1f}   {note}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
