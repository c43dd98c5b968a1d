"""A log for a test: its own folder and key."""

from pathlib import Path
from typing import Any

from bihuan.journal.sealing import Log
from tlog.keys import load_key, make_key

NAME = "ledger.example/test"


def new_log(settings: Any, folder: Path) -> Log:
    """The log that the settings speak of from now on."""
    settings.LOG_DIR, settings.LOG_KEY = folder / "log", folder / "log.key"
    make_key(settings.LOG_KEY, NAME)
    return Log(settings.LOG_DIR, load_key(settings.LOG_KEY))
