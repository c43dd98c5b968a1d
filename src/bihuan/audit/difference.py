"""A difference: what is not as it should be, where, and what it should be. Pure."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """``code`` is kebab-case; ``where`` names the item or the file; ``message`` says in Chinese what is wrong.

    For a changed row ``table``, ``row`` and ``field`` name the place, ``found`` what stands there and ``should`` what
    the journal says.
    """

    code: str
    where: str
    message: str
    table: str = ""
    row: str = ""
    field: str = ""
    found: str = ""
    should: str = ""

    def as_dict(self) -> dict[str, str]:
        """As ``bihuan fsck --json`` prints it."""
        return asdict(self)


def shortened(value: object) -> str:
    """A value as a sentence quotes it."""
    text = "（空）" if value in (None, "") else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
