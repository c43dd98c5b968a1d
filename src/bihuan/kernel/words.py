"""A word and its 中文 of record, side by side: what every enumeration of the glossary is made of."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A member is ``NAME = "identifier", "中文"``; it is stored by its identifier and shown by its ``label``."""

    label: str

    def __new__(cls, name: str, label: str = "") -> Self:
        member = str.__new__(cls, name)
        member._value_ = name
        member.label = label
        return member
