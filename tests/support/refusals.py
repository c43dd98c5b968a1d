"""Saying that an act is refused, by code and clause."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bihuan.kernel.errors import BihuanError, NotAllowed, Refused


@contextmanager
def refused(*expected: tuple[str, str], kind: type[BihuanError] = Refused) -> Iterator[None]:
    """The act is refused, and among its findings is each expected (code, clause).

    with refused(("target-missing", "S3")):
        assign_case(...)
    """
    with pytest.raises(kind) as caught:
        yield
    found = {(finding.code, finding.clause) for finding in caught.value.findings}
    assert set(expected) <= found, f"{sorted(found)} lacks {sorted(set(expected) - found)}"


@contextmanager
def not_allowed(code: str = "not-allowed", clause: str = "") -> Iterator[None]:
    """The act is not for this person, or not in this state (code ``wrong-state``)."""
    with refused((code, clause), kind=NotAllowed):
        yield
