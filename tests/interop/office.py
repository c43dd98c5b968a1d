"""What stands in the log that other people's programs judge."""

from tlog.tests.logs import published, sealed

SIZE = 600
PUBLIC_AT = 259


def office_entries(start: int, end: int) -> list[bytes]:
    """Sealed acts, and one public statement among them."""
    made = [sealed(index) for index in range(start, end)]
    if start <= PUBLIC_AT < end:
        made[PUBLIC_AT - start] = published(result="路面已修复", measures=["更换井盖"])
    return made
