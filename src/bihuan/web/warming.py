"""What the first reader of a new process would wait for is made ready beside the requests."""

import threading
from contextlib import suppress

from django.db import DatabaseError, connection
from django.urls import get_resolver

from bihuan.triage.learners import look_at_newest


def begin() -> threading.Thread:
    """Begin, and let the server go on."""
    work = threading.Thread(target=_beside, daemon=True)
    work.start()
    return work


def warm_up() -> None:
    """Load every page, and what the office of the newest batch has taught.

    A ledger that cannot be read yet is said by the page that asks for it.
    """
    get_resolver().url_patterns  # noqa: B018  # loads every page when it is asked for
    with suppress(DatabaseError):
        look_at_newest()


def _beside() -> None:
    try:
        warm_up()
    finally:
        connection.close()
