"""Receivers that listen on this machine: a robot that counts and checks, a mail server, and one that hangs.

Standard library only; each runs in a thread and is gone at the end of its ``with``.
"""

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OK = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Request:
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """What is answered."""

    status: int = 200
    body: Any = field(default_factory=lambda: dict(OK))
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Robot:
    """A robot's end: ``answer`` decides, ``taken`` is everything that came."""

    answer: Callable[[Request], Reply] = field(default=lambda request: Reply())
    taken: list[Request] = field(default_factory=list)
    address: str = ""


@contextmanager
def robot(answer: Callable[[Request], Reply] | None = None) -> Iterator[Robot]:
    """A robot at ``http://127.0.0.1:port/hook``."""
    end = Robot(answer) if answer else Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            end.taken.append(request)
            reply = end.answer(request)
            content = json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {**reply.headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    end.address = f"http://127.0.0.1:{server.server_port}/hook"
    with _running(server):
        yield end


@dataclass
class Post:
    """A mail server's end: the mails it took, and the recipients it refuses."""

    address: str = ""
    mails: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


@contextmanager
def mail_server() -> Iterator[Post]:
    """A mail server at ``smtp://127.0.0.1:port`` that speaks just enough SMTP."""
    end = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 test")
            while line := self.rfile.readline().decode().strip():
                word = line[:4].upper()
                if word == "DATA":
                    self.say("354 go on")
                    end.mails.append(self.letter())
                    self.say("250 taken")
                elif word == "RCPT" and any(each in line for each in end.refused):
                    self.say("550 unknown")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def letter(self) -> str:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines).decode()

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    end.address = f"smtp://127.0.0.1:{server.server_address[1]}"
    with _running(server):
        yield end


@contextmanager
def hanging_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def dripping_server() -> Iterator[int]:
    """A port that answers letter by letter and never comes to an end: no wait for a letter is long."""
    over = threading.Event()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                while not over.wait(0.02):
                    self.request.sendall(b"2")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    with _running(server):
        yield server.server_address[1]
        over.set()


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
