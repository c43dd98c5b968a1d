"""How the intake refuses a file: one finding, one Chinese sentence that says what, where and what to do."""

from bihuan.kernel.errors import NotReadable
from bihuan.kernel.findings import block


def not_readable(code: str, message: str, *, where: str = "", clause: str = "") -> NotReadable:
    """The refusal to raise when one thing alone stops the reading."""
    return NotReadable([block(code, message, where=where, clause=clause)])
