"""What is sorted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One opinion as it came; ``subject`` may be empty."""

    subject: str
    body: str
