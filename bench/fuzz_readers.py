"""`make bench-fuzz`: 10,000 mutated files of each kind through the whole reading: each is read or clearly refused.

    python bench/fuzz_readers.py [--files 10000] [--scans 300] [--kinds .docx,.csv] [--state FILE] [--seconds N]

Every portion runs in a child process with bounded memory, in a folder of its own; every file has a bounded time. What
the child opens for writing, starts or connects to is watched. Counted are readings, refusals, crashes (anything else
than a refusal, or the process gone), hangs, and files written outside the folder. The state file keeps what was
counted, so that a run may be broken off and taken up again. Prints one table of what was measured; nothing is
asserted.
"""

import argparse
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

PORTION = 250
MEMORY = 3 << 30
SECONDS_A_FILE = 90
KINDS = (".docx", ".doc", ".xlsx", ".xls", ".csv", ".txt", ".html", ".mht", ".pdf", ".ofd", ".jpg")
SCANS = (".jpg",)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.symlink", "os.link", "shutil.move")
OUTCOMES = ("read", "refused", "crashed", "hung", "wrote", "started")


class TooSlow(BaseException):
    """A file took longer than it may. No Exception: no reader may swallow it."""


def main() -> int:
    """Run what is left to run, then print what was counted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--scans", type=int, default=300)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--state", type=Path, default=ROOT / "var" / "fuzz_readers.json")
    parser.add_argument("--seconds", type=float, default=None, help="break off after so many seconds")
    parser.add_argument("--child", nargs=4, metavar=("KIND", "START", "COUNT", "FOLDER"))
    given = parser.parse_args()
    if given.child:
        kind, start, count, folder = given.child
        return child(kind, int(start), int(count), Path(folder))
    state = json.loads(given.state.read_text()) if given.state.exists() else {}
    until = time.monotonic() + given.seconds if given.seconds else None
    with tempfile.TemporaryDirectory(prefix="bihuan-fuzz-") as folder:
        for kind in given.kinds.split(","):
            wanted = given.scans if kind in SCANS else given.files
            for _ in run_kind(kind, wanted, state.setdefault(kind, fresh()), Path(folder), until):
                given.state.parent.mkdir(parents=True, exist_ok=True)
                given.state.write_text(json.dumps(state, ensure_ascii=False, indent=1))
    show(state)
    return 0


def fresh() -> dict[str, Any]:
    """Nothing counted yet."""
    return {
        "files": 0,
        **dict.fromkeys(OUTCOMES, 0),
        "seconds": 0.0,
        "slowest": 0.0,
        "memory": 0,
        "notable": [],
    }


def run_kind(
    kind: str, wanted: int, counted: dict[str, Any], folder: Path, until: float | None
) -> Iterator[None]:
    """Portion after portion; whoever asks keeps the state after each."""
    while counted["files"] < wanted and (until is None or time.monotonic() < until):
        started = time.monotonic()
        run_portion(kind, counted["files"], min(PORTION, wanted - counted["files"]), counted, folder)
        counted["seconds"] += time.monotonic() - started
        yield


def run_portion(kind: str, start: int, count: int, counted: dict[str, Any], folder: Path) -> None:
    """One child. When it is gone or silent in the middle, that file is counted, and the next begins behind it."""
    own = Path(tempfile.mkdtemp(dir=folder))
    command = [sys.executable, __file__, "--child", kind, str(start), str(count), str(own)]
    surroundings = {**os.environ, "TMPDIR": str(own), "PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        command, cwd=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings
    )
    done, ready = 0, False
    for told in lines_of(process):
        if "ready" in told:
            ready = True
            continue
        if "memory" in told:
            counted["memory"] = max(counted["memory"], told["memory"])
            continue
        done += 1
        count_one(counted, told, start + done - 1)
    if not ready:
        raise SystemExit(
            f"no sound {kind} could be made to begin with; run with --child {kind} 0 1 {own} to see why"
        )
    if done < count:
        outcome = "hung" if process.returncode is None else "crashed"
        process.kill()
        process.wait()
        count_one(
            counted, {"outcome": outcome, "why": f"exit {process.returncode}", "seconds": 0.0}, start + done
        )


def lines_of(process: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    """What the child tells, until it ends or is silent for too long."""
    assert process.stdout is not None
    while True:
        ready, _, _ = select.select([process.stdout], [], [], 2 * SECONDS_A_FILE)
        line = process.stdout.readline() if ready else b""
        if not line:
            if ready:
                process.wait()
            return
        yield json.loads(line)


def count_one(counted: dict[str, Any], told: dict[str, Any], number: int) -> None:
    """One file more."""
    counted["files"] = number + 1
    counted[told["outcome"]] += 1
    counted["slowest"] = max(counted["slowest"], told["seconds"])
    for what in ("wrote", "started"):
        counted[what] += bool(told.get(what))
    if told["outcome"] in ("crashed", "hung") or told.get("wrote") or told.get("started"):
        counted["notable"].append(
            [number, told["outcome"], told.get("why", ""), told.get("wrote"), told.get("started")]
        )


def show(state: dict[str, Any]) -> None:
    """The table."""
    print(
        f"{'kind':8}{'files':>8}"
        + "".join(f"{outcome:>9}" for outcome in OUTCOMES)
        + f"{'slowest':>10}{'memory':>10}{'files/s':>9}"
    )
    for kind, counted in state.items():
        rate = counted["files"] / counted["seconds"] if counted["seconds"] else 0
        row = "".join(f"{counted[outcome]:>9}" for outcome in OUTCOMES)
        print(
            f"{kind:8}{counted['files']:>8}{row}{counted['slowest']:>9.1f}s{counted['memory'] >> 20:>7}MiB{rate:>9.1f}"
        )
    for kind, counted in state.items():
        for notable in counted["notable"][:20]:
            print(kind, *notable)


def child(kind: str, start: int, count: int, folder: Path) -> int:
    """Mutate and read; a line of JSON a file."""
    from bihuan.intake.read import read_bytes
    from bihuan.intake.readers.scan import not_here, recognised
    from bihuan.intake.tests.builders import CALENDAR
    from bihuan.kernel.errors import NotReadable
    from tests.support.mutated import mutated

    bases = bases_of(kind)
    # A broken PDF often has nothing left but pictures; recognising takes seconds a page and is measured by .jpg alone.
    recogniser = recognised if kind in SCANS else not_here
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, too_slow)
    seen = Watch(folder)
    print(json.dumps({"ready": True}), flush=True)
    for number in range(start, start + count):
        content = mutated(bases[number % len(bases)], number)
        seen.begin()
        began = time.monotonic()
        told: dict[str, Any] = {"outcome": "read"}
        signal.alarm(SECONDS_A_FILE)
        try:
            read_bytes(content, CALENDAR, name=f"文件{kind}", recogniser=recogniser).as_json()
        except NotReadable as refusal:
            told = {"outcome": "refused", "why": refusal.findings[0].code}
        except TooSlow:
            told = {"outcome": "hung", "why": "too slow"}
        except BaseException as problem:
            told = {"outcome": "crashed", "why": repr(problem)[:200]}
        finally:
            signal.alarm(0)
        told |= {"seconds": round(time.monotonic() - began, 2), **seen.end()}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)
    return 0


def too_slow(*_: object) -> None:
    """The alarm."""
    raise TooSlow


class Watch:
    """What a reading opens for writing outside its folder, starts besides our own readers, or connects to."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder.resolve())
        self.on = False
        self.wrote: list[str] = []
        self.started: list[str] = []
        sys.addaudithook(self.heard)

    def begin(self) -> None:
        """From here on it counts."""
        self.wrote, self.started, self.on = [], [], True

    def end(self) -> dict[str, list[str]]:
        """What was heard."""
        self.on = False
        return {"wrote": self.wrote[:3], "started": self.started[:3]}

    def heard(self, event: str, args: tuple[Any, ...]) -> None:
        """One thing the interpreter is about to do."""
        if not self.on:
            return
        writes = event == "open" and isinstance(args[2], int) and args[2] & _WRITING
        if writes or event in _CHANGING:
            self.path(args[0])
        elif event == "subprocess.Popen" and args[0] != sys.executable:
            self.started.append(str(args[0]))
        elif event in ("os.system", "socket.connect", "os.exec"):
            self.started.append(event)

    def path(self, path: object) -> None:
        """A path that is about to be written."""
        if isinstance(path, str | bytes | os.PathLike):
            full = os.path.realpath(os.fsdecode(path))
            if not full.startswith((self.folder, "/dev/null", "/dev/shm")):
                self.wrote.append(full)


def bases_of(kind: str) -> list[bytes]:
    """Sound files of a kind, to be changed: the notice, a list of opinions, a list of handled cases, numbers."""
    from tests.support import forms

    notices = [forms.NOTICE, *others()]
    makers: dict[str, Callable[[Any], bytes]] = {
        ".docx": forms.as_docx,
        ".doc": forms.as_doc,
        ".xlsx": forms.as_xlsx,
        ".xls": forms.as_xls,
        ".csv": forms.as_csv,
        ".txt": forms.as_text,
        ".html": forms.as_html,
        ".mht": forms.as_mht,
        ".ofd": forms.as_ofd,
    }
    if maker := makers.get(kind):
        return [maker(notice) for notice in notices]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests.support import paged

    made = paged.as_pdf(forms.NOTICE)
    return [made] if kind == ".pdf" else paged.as_scan(made, [0, 1])


def others() -> list[Any]:
    """Papers of other kinds than a notice."""
    from bihuan.intake.figures.tests.documents import HANDLED, case
    from tests.support.forms import Notice

    opinions = [["序号", "编号", "意见内容", "来源", "收到日期"]]
    opinions += [
        [str(at), f"YJ-{at:03}", "河湾路路灯不亮，请维修。", "热线", "2024-05-06"] for at in range(1, 30)
    ]
    numbers = [
        ["单位名称", "受理数", "办结数", "办结率"],
        ["住建局", "10", "9", "90%"],
        ["合计", "10", "9", "90%"],
    ]
    return [
        Notice(["河湾片区意见清单"], opinions),
        Notice(
            ["一览表（第3批 2024年5月6日）"], [HANDLED, case(), case(序号="2", 受理编号="D2024050600013")]
        ),
        Notice(["五月份情况通报", "2024年5月，共受理10件。其中，已办结9件、未办结1件。"], numbers),
    ]


if __name__ == "__main__":
    sys.exit(main())
