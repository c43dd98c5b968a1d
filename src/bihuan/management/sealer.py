"""The worker's second duty: whatever the journal has new goes into the public log within seconds."""

import logging
import time

from bihuan.journal.models import Entry
from bihuan.journal.sealing import seal_new
from bihuan.journal.signing import has_key, the_log
from bihuan.kernel import clock
from bihuan.kernel.errors import Refused

log = logging.getLogger(__name__)
# An entry whose transaction ended after that of a later one is found by the next look at everything.
LOOK_AT_ALL = 600.0


class Sealer:
    """Seals when there is something new. Without a key it does nothing; a refusal is told once, not every second."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._looked = float("-inf")
        self._refused = ""

    def __call__(self) -> None:
        if not has_key():
            return
        newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
        if newest == self._newest and time.monotonic() - self._looked < LOOK_AT_ALL:
            return
        try:
            seal_new(the_log(), clock.now())
        except (Refused, OSError) as refusal:  # a full disk may have room again
            if str(refusal) != self._refused:
                log.error("公开日志未能封存：%s", refusal)
            self._refused = str(refusal)
            return
        self._newest, self._looked, self._refused = newest, time.monotonic(), ""
