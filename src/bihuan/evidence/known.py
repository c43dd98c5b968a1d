"""What has been handed in, indexed in memory to find the few files that may be alike.

One index a process and database: built when it is first asked, brought up to date each time by what came since. It
proposes files by their hash; whoever asks looks them up in the database, so that a file whose row was taken back does
no harm.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from bihuan.evidence.models import Evidence

F = TypeVar("F")
K = TypeVar("K")
F_contra = TypeVar("F_contra", contravariant=True)
# A row whose transaction ended late has a smaller number than others seen before it: so many are looked at again.
LATE = 200
# What is added one by one is kept in plainer lists; after so many files the index is built anew.
REBUILD = 5_000
# Databases know bounds for one statement.
AT_ONCE = 500


class Index(Protocol[F_contra]):
    """What an index of features can do."""

    def add(self, key: int, features: F_contra, /) -> None:
        """One more."""


I = TypeVar("I", bound=Index[Any])  # noqa: E741


@dataclass(frozen=True)
class Sort(Generic[I, F]):
    """How one sort of file is known: its features by hash as they are stored, and their index."""

    load: Callable[[Collection[str]], Iterable[tuple[str, F]]]
    build: Callable[[Iterable[tuple[int, F]]], I]
    find: Callable[[I, F], Iterable[int]]


class Arrived:
    """What was handed in, by key: read once for all shelves that are asked at the same moment."""

    def __init__(self) -> None:
        self._from: int | None = None
        self._rows: list[tuple[int, str]] = []

    def after(self, number: int) -> list[tuple[int, str]]:
        """The pieces with a larger key than ``number``, and the hash of each one's file."""
        if self._from is None or number < self._from:
            later = Evidence.objects.filter(pk__gt=number).order_by()
            self._from, self._rows = number, list(later.values_list("pk", "blob_id"))
        return [row for row in self._rows if row[0] > number]


class Shelf(Generic[I, F]):
    """The files of one sort, numbered in the order they were learned."""

    def __init__(self, sort: Sort[I, F]) -> None:
        self._sort, self._index = sort, sort.build(())
        self._lock = Lock()
        self._last = self._added = 0
        self._seen: set[str] = set()
        self._files: list[str] = []

    def ask(self, questions: Iterable[F], arrived: Arrived) -> list[list[str]]:
        """For each of some features the files most like it, the likeliest first."""
        with self._lock:
            self._catch_up(arrived)
            return [[self._files[at] for at in self._sort.find(self._index, one)] for one in questions]

    def _catch_up(self, arrived: Arrived) -> None:
        if new := self._new_files(arrived):
            self._seen |= new
            if self._added + len(new) > REBUILD:
                self._files, self._added = [], 0
                self._index = self._sort.build(self._numbered(self._seen))
            else:
                for at, features in self._numbered(new):
                    self._index.add(at, features)
                    self._added += 1

    def _numbered(self, files: Collection[str]) -> Iterator[tuple[int, F]]:
        for sha256, features in self._sort.load(files):
            self._files.append(sha256)
            yield len(self._files) - 1, features

    def _new_files(self, arrived: Arrived) -> set[str]:
        rows = arrived.after(self._last - LATE)
        newest = max((pk for pk, _ in rows), default=0)
        if newest < self._last:  # another ledger than before: from the beginning
            rows = arrived.after(0)
        self._last = newest
        return {sha256 for _, sha256 in rows} - self._seen


def by_parts(keys: Collection[K]) -> Iterator[list[K]]:
    """``keys`` in parts that fit into one statement."""
    listed = list(keys)
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))
