"""What is sent, by which account, and how a failure is said. Every adapter speaks in these."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

TIMEOUT = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Account:
    """Where to: ``address`` and ``secret`` as they were entered. ``local`` allows an address of this machine."""

    address: str
    secret: str = ""
    sender: str = ""
    timeout: float = TIMEOUT
    local: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text on its way. ``key`` is the same with every repeat; ``moment`` is when it goes."""

    key: str
    subject: str
    text: str
    moment: datetime
    to: str = ""


class Undelivered(Exception):
    """It could not be handed over: ``reason`` for the people who look after the channel.

    ``wait``: the receiver named a time. ``final``: trying again is no use. ``everybody``: nothing else gets through
    this channel either, for now.
    """

    def __init__(
        self, reason: str, *, wait: timedelta | None = None, final: bool = False, everybody: bool = True
    ) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.final, self.everybody = reason, wait, final, everybody


class Adapter(Protocol):
    """Hands one parcel over, or raises Undelivered. Returns within some seconds, whatever the receiver does."""

    def __call__(self, account: Account, parcel: Parcel, /) -> None: ...
