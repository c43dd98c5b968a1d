"""What a wording may speak of, and what it finds there for one paper. Pure: plain texts, tables and pictures.

A vocabulary is an allow-list. What is not named in it cannot be printed, whatever an office writes into its wording:
the papers for the public have one that is made of the public projection and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bihuan.typesetting.paper import Photos, Table

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a wording may use, each with a sentence that says what stands there."""

    fields: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Values:
    """What stands there for one paper. Every name of the vocabulary has a value; an absent one is empty."""

    fields: Mapping[str, str]
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    photos: Mapping[str, Photos] = field(default_factory=dict)
