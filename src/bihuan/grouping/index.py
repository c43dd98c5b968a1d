"""One new message against many that are known. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bihuan.grouping.clusters import ENOUGH
from bihuan.grouping.compare import Comparison, compare
from bihuan.grouping.corpus import Corpus, Matrix, Profiles, joined, profiles_of
from bihuan.grouping.items import Item
from bihuan.grouping.likeness import pairs

# So many that share most with the new one are compared with it.
_COMPARED = 60
# So many messages may come until all are weighed anew.
_BEFORE_WEIGHING_ANEW = 1_000


@dataclass(frozen=True, slots=True)
class Near:
    """A known message that may be about the same event: how likely (0 to 1), and why."""

    id: str
    score: float
    why: Comparison


class Index:
    """Messages that are known. ``add`` makes one known; ``near`` asks which are near to one."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items = {item.id: item for item in items}
        self._weigh()

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: Item) -> None:
        """Make a message known, or known by what it says now."""
        if item.id in self._items or len(self._late) >= _BEFORE_WEIGHING_ANEW:
            self._items[item.id] = item
            self._weigh()
            return
        self._items[item.id] = item
        self._ids.append(item.id)
        self._late.append(profiles_of([item], self._weights))

    def near(self, item: Item, *, at_most: int = 5, at_least: float = ENOUGH) -> tuple[Near, ...]:
        """The known messages nearest to ``item``, itself left out, nearest first."""
        if not self._items:
            return ()
        new = profiles_of([item], self._weights)
        rows = self._worth_comparing(new)
        known = self._profiles.rows(rows[rows < len(self._profiles)])
        late = [self._late[row - len(self._profiles)] for row in rows[rows >= len(self._profiles)]]
        both = joined([new, known, *late])
        scores = pairs(both, np.zeros(len(rows), dtype=np.int64), np.arange(1, len(rows) + 1))
        best = [
            (float(scores[place]), self._ids[rows[place]])
            for place in np.argsort(-scores, kind="stable")[: at_most + 1]
            if scores[place] >= at_least and self._ids[rows[place]] != item.id
        ]
        return tuple(Near(name, score, compare(item, self._items[name])) for score, name in best[:at_most])

    def _weigh(self) -> None:
        corpus = Corpus()
        self._ids = corpus.add(self._items.values())
        self._weights = corpus.weights()
        self._profiles = corpus.profiles(self._weights)
        self._told: Matrix = self._profiles.told.T.tocsr()
        self._phrases: Matrix = self._profiles.phrases.T.tocsr()
        self._late: list[Profiles] = []

    def _worth_comparing(self, new: Profiles) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Rows of the known messages that share most names, or wording where nothing is named; late ones always."""
        shared = (new.told @ self._told + 10 * (new.phrases @ self._phrases)).toarray().ravel()
        best = np.argsort(-shared, kind="stable")[:_COMPARED]
        late = np.arange(len(self._profiles), len(self._profiles) + len(self._late))
        return np.concatenate([np.sort(best[shared[best] > 0]), late]).astype(np.int64)
