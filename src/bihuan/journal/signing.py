"""The log of this ledger: where settings say that it lies, with the key that signs it."""

from pathlib import Path

from django.conf import settings

from bihuan.journal.sealing import Log
from bihuan.kernel.errors import Refused
from bihuan.kernel.findings import block
from tlog.command import Unusable
from tlog.keys import load_key


def has_key() -> bool:
    """Whether a key was made: without one nothing is sealed."""
    return Path(settings.LOG_KEY).exists()


def the_log() -> Log:
    """The log and its key. Raises Refused when there is none, or when others can read it."""
    path = Path(settings.LOG_KEY)
    if not has_key():
        message = f"还没有公开日志的密钥（{path}）。请先运行 bihuan keys make 名称。"
        raise Refused([block("log-key-missing", message)])
    try:
        return Log(Path(settings.LOG_DIR), load_key(path))
    except Unusable as problem:
        raise Refused([block("log-key-unusable", str(problem))]) from problem
