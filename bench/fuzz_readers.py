"""`make bench-fuzz`: 10,000 mutated files of each kind through the whole reading: each is read or clearly refused.

    python bench/fuzz_readers.py [--files 10000] [--scans 300] [--kinds .docx,.csv] [--state FILE] [--seconds N]

Every portion runs in a child process with bounded memory, in a folder of its own; every file has a bounded time. What
the child opens for writing, starts or connects to is watched, and what is read of a file is searched for what only an
expanded entity could have put there. Counted are readings, refusals, crashes (anything else than a refusal, or the
process gone), hangs (by the time of the processor, so that a busy machine makes none), files written outside the folder
and whatever a reader gave up as too slow. The state file keeps what was counted, so that a run may be
broken off and taken up again. Prints one table of what was measured; nothing is asserted.

Readers that start a process (.doc, .pdf) get a fork of this one instead, under the same bounds: what it does is then
watched, too, and nothing has to be imported a file. Every 50th file is read as it is in the product.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

PORTION = 250
MEMORY = 3 << 30
SECONDS_A_FILE = 60
SECONDS_OF_SILENCE = 1800
KINDS = (".docx", ".doc", ".xlsx", ".xls", ".csv", ".txt", ".html", ".mht", ".pdf", ".ofd", ".rtf", ".jpg")
SCANS = (".jpg",)
AS_IN_THE_PRODUCT = 50
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGING = ("os.mkdir", "os.rename", "os.remove", "os.symlink", "os.link", "shutil.move")
OUTCOMES = ("read", "refused", "crashed", "hung", "expanded", "wrote", "started")
WATCHED = ("wrote", "started")
TOO_SLOW = "file-too-slow"
NOTABLE = ("crashed", "hung", "expanded")


class TooSlow(KeyboardInterrupt):
    """A file took longer than it may. What is no wish to stop, a reader of crafted files may swallow."""


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
    # One thread: a process that is forked keeps none of the others.
    surroundings = {**os.environ, "TMPDIR": str(own), "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
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
        ready, _, _ = select.select([process.stdout], [], [], SECONDS_OF_SILENCE)
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
    for what in WATCHED:
        counted[what] += bool(told.get(what))
    if told["outcome"] in NOTABLE or told.get("why") == TOO_SLOW or any(told.get(what) for what in WATCHED):
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
    from bench.fuzz_bases import bases_of
    from bihuan.intake.read import read_bytes
    from bihuan.intake.readers.scan import not_here, recognised
    from bihuan.intake.tests.builders import CALENDAR
    from bihuan.kernel.errors import NotReadable
    from tests.support.mutated import EXPANDED, mutated

    bases = bases_of(kind)
    # A broken PDF often has nothing left but pictures; recognising takes seconds a page and is measured by .jpg alone.
    recogniser = recognised if kind in SCANS else not_here
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, too_slow)
    seen = Watch(folder)
    as_in_the_product = subprocess.run
    preload(kind)
    print(json.dumps({"ready": True}), flush=True)
    for number in range(start, start + count):
        content = mutated(bases[number % len(bases)], number)
        plainly = number % AS_IN_THE_PRODUCT == 0
        subprocess.run = as_in_the_product if plainly else Forked(seen)  # type: ignore[assignment]
        seen.begin()
        began = processor_time()
        told: dict[str, Any] = {"outcome": "read"}
        signal.setitimer(signal.ITIMER_PROF, SECONDS_A_FILE)
        try:
            reading = read_bytes(content, CALENDAR, name=f"文件{kind}", recogniser=recogniser).as_json()
            if found := [word for word in EXPANDED if word in json.dumps(reading, ensure_ascii=False)]:
                told = {"outcome": "expanded", "why": found[0]}
        except NotReadable as refusal:
            told = {"outcome": "refused", "why": refusal.findings[0].code}
        except TooSlow:
            told = {"outcome": "hung", "why": "too slow"}
        except BaseException as problem:
            told = {"outcome": "crashed", "why": repr(problem)[:200]}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        told |= {"seconds": round(processor_time() - began, 2), **seen.end()}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)
    return 0


def processor_time() -> float:
    """What this process and those it started have used of the processor, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def preload(kind: str) -> None:
    """What the processes of a reader import, once for all that are forked."""
    if kind == ".doc":
        import doc2docx  # noqa: F401
    elif kind == ".pdf":
        import pypdfium2  # noqa: F401


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
            for path in args[:2]:
                self.path(path)
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


class Forked:
    """``subprocess.run`` for the processes of the readers: the same script and bounds, in a fork of this process."""

    def __init__(self, seen: Watch) -> None:
        self.seen = seen

    def __call__(
        self, command: list[str], *, timeout: float, cwd: str = ".", **further: Any
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run the script that ``command`` names. Raises TimeoutExpired."""
        with contextlib.ExitStack() as files:
            given, said, heard = (files.enter_context(tempfile.TemporaryFile()) for _ in range(3))
            given.write(further.get("input", b""))
            given.seek(0)
            child = os.fork()
            if not child:
                self.run(command[2:], cwd, given.fileno(), said.fileno(), heard)
            code = waited(child, timeout, command)
            said.seek(0)
            heard.seek(0)
            for what, paths in json.loads(heard.read() or b"{}").items():
                getattr(self.seen, what).extend(paths)
            return subprocess.CompletedProcess(command, code, said.read(), b"")

    def run(self, script: list[str], cwd: str, given: int, said: int, heard: IO[bytes]) -> NoReturn:
        """In the fork: be the script, then tell what was heard meanwhile."""
        code = 1
        try:
            os.chdir(cwd)
            os.dup2(given, 0)
            os.dup2(said, 1)
            sys.stdin, sys.stdout = (
                io.TextIOWrapper(os.fdopen(at, mode)) for at, mode in ((0, "rb"), (1, "wb"))
            )
            sys.argv = script
            runpy.run_path(script[0], run_name="__main__")
        except SystemExit as ended:
            code = int(ended.code or 0)
        except BaseException:
            code = 1
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
        heard.write(json.dumps(self.seen.end()).encode())
        heard.flush()
        os._exit(code)


def waited(child: int, seconds: float, command: list[str]) -> int:
    """How the process ended; one that takes longer is ended."""
    until, pause = time.monotonic() + seconds, 0.001
    try:
        while time.monotonic() < until:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(pause)
            pause = min(pause * 1.3, 0.05)
        raise subprocess.TimeoutExpired(command, seconds)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise


if __name__ == "__main__":
    sys.exit(main())
