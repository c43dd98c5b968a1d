"""`make bench-forgery`: every technique of a faked close-out, how much of it is caught, and how often honest work is
blamed.

    python bench/forgery.py [--only pictures|texts|dates]

Sets are drawn and written at run time, the same each time. Prints what was measured in this run; nothing is asserted.
"""

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from bihuan.management.terminal import aligned  # noqa: E402

PARTS = {"pictures": "图片", "texts": "文字", "dates": "时间、人员和数字"}
# How the parts begin the names of their honest sets.
HONEST = ("诚实：", "误报")
PICTURE_SETS = 500

Row = tuple[str, int, int]


def main() -> int:
    """Measure each part, print one table of all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    rows: list[Row] = []
    lines: list[Sequence[str]] = [("项目", "组数", "查出", "比率")]
    for part, title in PARTS.items():
        if only in (None, part):
            measured = measure(part)
            lines += [(f"[{title}]", "", "", ""), *map(line, measured)]
            rows += measured
    print("\n".join(aligned(lines)))
    print(summary(rows))
    return 0


def measure(part: str) -> list[Row]:
    """One part, with how long it took on stderr. Pictures are drawn as they are compared, so many forged and honest."""
    module = importlib.import_module(f"forgery_{part}")
    start = time.perf_counter()
    rows: list[Row] = module.measure(PICTURE_SETS if part == "pictures" else module.sets())
    print(f"{PARTS[part]}：{time.perf_counter() - start:.0f}秒", file=sys.stderr)
    return rows


def line(row: Row) -> tuple[str, str, str, str]:
    """A row as it is printed."""
    label, caught, of = row
    return label, str(of), str(caught), share(caught, of)


def share(caught: int, of: int) -> str:
    """A share in per cent."""
    return f"{100 * caught / of:.1f}%" if of else "—"


def summary(rows: Sequence[Row]) -> str:
    """All the forged sets together, and all the honest ones."""
    honest = [row for row in rows if row[0].startswith(HONEST)]
    forged = [row for row in rows if not row[0].startswith(HONEST)]
    caught, of = (sum(row[at] for row in forged) for at in (1, 2))
    blamed, clean = (sum(row[at] for row in honest) for at in (1, 2))
    return (
        f"伪造{of}组，查出{caught}组，查出率{share(caught, of)}；"
        f"诚实{clean}组，误报{blamed}组，误报率{share(blamed, clean)}。"
    )


if __name__ == "__main__":
    sys.exit(main())
