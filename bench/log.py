"""How fast the log is: sealing, and verifying a million entries against SHA-256 alone.

    python bench/log.py [--entries 1000000]

Prints one table, of what was measured in this run; nothing is asserted. The folder is removed at the end.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from tlog.entry import Published, Sealed, commitment_of, print_entry  # noqa: E402
from tlog.fsck import check_folder  # noqa: E402
from tlog.note import Note, new_key, print_note  # noqa: E402
from tlog.store import append  # noqa: E402

ORIGIN = "ledger.example/bench"
KEY = new_key(ORIGIN)
# How many entries one sealing takes up: one act, an hour's acts, what a large import leaves.
STEPS = {1: 200, 100: 20_000, 10_000: 100_000}
TIMES = 5


def entries(count: int) -> list[bytes]:
    """Nine sealed acts to one published statement, as an office makes them."""
    made: list[bytes] = []
    for index in range(count):
        commitment = commitment_of(sha256(b"%d" % index).digest(), b"%d" % index)
        public = {"result": "路面已修复，井盖已更换，照明恢复正常。", "measures": ["更换井盖", "修补路面"]}
        made.append(
            print_entry(Sealed(commitment))
            if index % 10
            else print_entry(
                Published(
                    f"甲字〔2022〕1号/{index}", "close_case", "2022-12-28T10:00:00+08:00", commitment, public
                )
            )
        )
    return made


def sign(text: str) -> str:
    """The checkpoint as it is published."""
    return print_note(Note(text, (KEY.sign(text),)))


def hashing_alone(given: list[bytes]) -> float:
    """Seconds for nothing but the hashes of the tree: one a leaf, one a node."""
    start = time.perf_counter()
    row = [sha256(b"\x00" + entry).digest() for entry in given]
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [sha256(b"\x01" + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)] + odd
    return time.perf_counter() - start


def leaves_alone(given: list[bytes]) -> float:
    """Seconds for nothing but one hash an entry."""
    start = time.perf_counter()
    for entry in given:
        sha256(entry).digest()
    return time.perf_counter() - start


def sealing(folder: Path, given: list[bytes], step: int, count: int) -> float:
    """Entries a second, ``step`` at a time, each time signed and on disk."""
    start = time.perf_counter()
    for at in range(0, count, step):
        append(folder, ORIGIN, given[at : at + step], sign)
    return count / (time.perf_counter() - start)


def verifying(folder: Path, workers: int) -> float:
    """Seconds for the whole check."""
    start = time.perf_counter()
    problems = check_folder(folder, [KEY.public()], workers=workers)
    assert problems == [], problems
    return time.perf_counter() - start


def main(count: int = 1_000_000) -> None:
    """Measure and print."""
    given = entries(count)
    folder = Path(tempfile.mkdtemp(prefix="bench-log-"))
    try:
        print(f"sealing (signed, on disk)      {'entries/s':>12}")
        for step, many in STEPS.items():
            print(
                f"  {step:>6,} at a time            {sealing(folder / str(step), given, step, many):>12,.0f}"
            )
        whole = folder / "whole"
        append(whole, ORIGIN, given, sign)
        # In turns, so that whatever else the machine does falls on all alike; the best of each counts.
        numbers = sorted({1, os.cpu_count() or 1})
        rounds = [
            (leaves_alone(given), hashing_alone(given), *(verifying(whole, workers) for workers in numbers))
            for _ in range(TIMES)
        ]
        leaves, alone, *checks = (min(seconds) for seconds in zip(*rounds, strict=True))
        print(f"verifying {count:,} entries, the best of {TIMES}")
        print(f"  one SHA-256 an entry          {leaves:>10.2f} s")
        print(f"  every SHA-256 of the tree     {alone:>10.2f} s")
        for workers, seconds in zip(numbers, checks, strict=True):
            shares = f"{alone / seconds:.0%} of the tree's speed, {leaves / seconds:.0%} of one hash an entry"
            print(f"  verifying, {workers} process(es)      {seconds:>10.2f} s   {shares}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How fast the log is.")
    parser.add_argument("--entries", type=int, default=1_000_000)
    main(parser.parse_args().entries)
