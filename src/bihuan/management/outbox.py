"""The worker's duty to tell people: goes through the journal, posts the daily digests, and sends for some seconds."""

import time
from dataclasses import dataclass, field

from bihuan.kernel import clock
from bihuan.messages.cursor import Reader
from bihuan.messages.posting import post_digests
from bihuan.messages.sending import Sender
from bihuan.messages.telling import tell

# Digests are looked for once a minute.
BETWEEN_DIGESTS = 60.0
# A journal that grew a lot while nobody worked is gone through in several rounds.
MOST_ROUNDS = 10


@dataclass
class Outbox:
    """One round is bounded: what waits besides messages does not wait long."""

    sender: Sender = field(default_factory=lambda: Sender(clock.now))
    _reader: Reader = field(default_factory=Reader)
    _digested: float = float("-inf")

    def __call__(self) -> None:
        for _ in range(MOST_ROUNDS):
            if not tell(self._reader, clock.now()):
                break
        if time.monotonic() - self._digested >= BETWEEN_DIGESTS:
            post_digests(clock.now())
            self._digested = time.monotonic()
        self.sender.send_due()
