"""Vocabularies and the values behind them, written down once: a name, what it means, and how it is asked for. Pure."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from bihuan.documents.values import Row
from bihuan.typesetting.table import print_day

Answer = TypeVar("Answer", covariant=True)

# name → (what stands there, how the thing is asked for it)
Fields = Mapping[str, tuple[str, Callable[[Any], str]]]

_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list: the rows of a thing, and the fields of a row."""

    rows: Callable[[Any], Iterable[Any]]
    fields: Fields


def meanings(fields: Fields) -> dict[str, str]:
    """The names and what stands there, for a vocabulary."""
    return {name: meaning for name, (meaning, _) in fields.items()}


class Asked(Mapping[str, Answer]):
    """What stands there, asked for when it is wanted and then kept: a wording names few of the things it might."""

    def __init__(self, names: Collection[str], answer: Callable[[str], Answer]) -> None:
        self._names = names
        self._answer = answer
        self._given: dict[str, Answer] = {}

    def __getitem__(self, name: str) -> Answer:
        if name not in self._given:
            if name not in self._names:
                raise KeyError(name)
            self._given[name] = self._answer(name)
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return repr(dict(self))


def texts(fields: Fields, thing: object, **known: str) -> Mapping[str, str]:
    """What stands there for ``thing``, and what is ``known`` beforehand."""
    names = {**dict.fromkeys(known), **dict.fromkeys(fields)} if known else fields
    return Asked(names, lambda name: known[name] if name in known else fields[name][1](thing))


def rows_of(listed: ListOf, thing: object) -> tuple[Row, ...]:
    """The rows of a list of ``thing``."""
    return tuple(texts(listed.fields, row) for row in listed.rows(thing))


def day(when: date | None) -> str:
    """2022年5月20日, or nothing. A moment is first made a day by ``kernel.clock.day_of``."""
    return print_day(when) if when else ""


def days_in_words(text: str) -> str:
    """``text`` with its days as papers print them: 2022-12-31 as 2022年12月31日."""
    return _ISO_DAY.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)
