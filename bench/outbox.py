"""How fast messages go out, and what is lost when the worker is killed again and again while it sends.

    python bench/outbox.py [--messages 10000] [--kills 20] [--clean 2000] [--json]

A receiver on this machine counts the keys that arrive. First a run without disturbance, then one in which the worker
is killed (SIGKILL) at random moments and started again. Prints what was measured in this run; nothing is asserted.
The folder is removed at the end. DATABASE_URL is respected, so that the same can be measured on PostgreSQL.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEASE = timedelta(seconds=2)


@dataclass(frozen=True)
class Run:
    """What one run showed."""

    kills: int
    messages: int
    lost: int
    repeated: int
    marked_sent: int
    seconds: float
    a_second: float


class Receiver:
    """Counts the keys that arrive."""

    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()
        self.address = ""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A webhook on this machine."""
    end, lock = Receiver(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                end.keys[self.headers["X-Bihuan-Key"]] += 1
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    end.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield end
    finally:
        server.shutdown()
        server.server_close()


def set_up() -> None:
    """Django, on the folder that the environment names."""
    import django

    django.setup()


def fill(count: int, address: str, first: int) -> int:
    """So many deliveries that are due now, to ``address``; the channel they go by."""
    from bihuan.kernel.clock import now
    from bihuan.messages.models import Channel, Delivery
    from bihuan.people.models import Unit
    from bihuan.people.sealed import seal

    unit = Unit.objects.first() or Unit.objects.create(name="组织人社局")
    channel = Channel.objects.create(
        unit=unit, kind="webhook", address=seal(address), secret=seal("secret"), quiet_from=0, quiet_until=0
    )
    moment = now()
    Delivery.objects.bulk_create(
        (
            Delivery(
                channel=channel, key=f"e{n}-u1", subject=f"滨管办发〔2022〕21号第{n}项：等您签收",
                text=f"滨管办发〔2022〕21号第{n}项：等您签收 http://127.0.0.1:8000/cases/{n}",
                not_before=moment, created_at=moment,
            )
            for n in range(first, first + count)
        ),
        batch_size=1000,
    )  # fmt: skip
    return int(channel.pk)


def work() -> None:
    """What the worker does between its sets, without its rests; until it is killed."""
    from bihuan.kernel import clock
    from bihuan.messages.sending import Sender

    sender = Sender(clock.now, lease=LEASE)
    while True:
        if not sender.send_due():
            time.sleep(0.05)


def measure(count: int, kills: int, first: int) -> Run:
    """One run: fill, work, kill, and count."""
    from bihuan.messages.models import Delivery

    with receiver() as end:
        channel = fill(count, end.address, first)
        open_rows = Delivery.objects.exclude(state__in=(Delivery.State.SENT, Delivery.State.FAILED))
        killed, start = 0, time.perf_counter()
        worker = started()
        while open_rows.exists():
            if killed < kills:
                time.sleep(random.uniform(0.5, 2.5))
                worker.kill()
                worker.wait()
                killed += 1
                worker = started()
            else:
                time.sleep(0.1)
        seconds = time.perf_counter() - start
        worker.kill()
        worker.wait()
        wanted = {f"e{n}-u1" for n in range(first, first + count)}
        arrived = Counter({key: times for key, times in end.keys.items() if key in wanted})
    sent = Delivery.objects.filter(state=Delivery.State.SENT, channel=channel).count()
    return Run(
        killed,
        count,
        len(wanted - arrived.keys()),
        arrived.total() - len(arrived),
        sent,
        seconds,
        count / seconds,
    )


def started() -> "subprocess.Popen[bytes]":
    """A worker in a process of its own."""
    return subprocess.Popen([sys.executable, __file__, "--worker"])


def surroundings(folder: str) -> dict[str, str]:
    """A folder of its own; sending to this machine is allowed."""
    return {
        **os.environ,
        "BIHUAN_VAR": folder,
        "BIHUAN_CHANNEL_LOCAL": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def main() -> int:
    """Measure in a folder that is thrown away."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--clean", type=int, default=2_000, help="messages of the run without disturbance")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        set_up()
        work()
    if not given.inside:
        with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as folder:
            command = [sys.executable, __file__, "--inside", *sys.argv[1:]]
            return subprocess.run(command, env=surroundings(folder), check=False).returncode
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    runs = [measure(given.clean, 0, 1)] if given.clean else []
    runs.append(measure(given.messages, given.kills, given.clean + 1))
    show(runs, as_json=given.json)
    return 0


def show(runs: list[Run], *, as_json: bool) -> None:
    """One line a run."""
    if as_json:
        print(json.dumps([asdict(run) for run in runs]))
        return
    print("\nOutbox: deliveries to a receiver on this machine, the worker killed at random moments\n")
    print("| killed | messages | arrived | lost | repeated | messages/s |")
    print("|---:|---:|---:|---:|---:|---:|")
    for run in runs:
        arrived = run.messages - run.lost
        print(
            f"| {run.kills} | {run.messages} | {arrived} | {run.lost} | {run.repeated} | {run.a_second:.0f} |"
        )


if __name__ == "__main__":
    sys.exit(main())
