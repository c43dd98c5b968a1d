"""The web server: granian, one process, in the place of this one; and beside it the worker of ``bihuan work``."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from bihuan.management.console import REFUSED

LOCAL = "127.0.0.1"
_WORKER = "from bihuan.management.cli import main; main()"
# One process; as many threads as an office needs, the rest wait in the queue instead of in the database.
QUIETLY = ("--workers=1", "--blocking-threads=4", "--backpressure=64", "--no-ws", "--log-level=warning")


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be had, before anything else is done."""
    if not 0 < port < 65536:
        raise CommandError(f"端口{port}不存在，请填1至65535之间的整数。", returncode=REFUSED)
    try:
        # The kind of address decides the kind of socket: 127.0.0.1 and ::1 are both somebody's idea of here.
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as problem:
        message = f"端口{port}不能使用（可能已被占用）。请用 --port 换一个，例如 --port {port + 1}。"
        raise CommandError(message, returncode=REFUSED) from problem


def serve(host: str, port: int, *, working: bool = True) -> None:
    """Become the server, with a worker beside it unless ``working`` is False. Does not return."""
    # whitenoise warns of a folder that collectstatic has not made; it finds the files where they are written.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    if working:
        start_worker()
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    os.execv(sys.executable, [*server, *QUIETLY, "config.wsgi:application"])  # noqa: S606  # no shell


def start_worker() -> "subprocess.Popen[bytes]":
    """A worker that ends when this process ends, however it ends. Ctrl-C on a terminal reaches both."""
    command = [sys.executable, "-c", _WORKER, "work", "--beside", str(os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)
