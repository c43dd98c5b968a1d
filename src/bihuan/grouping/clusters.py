"""From likenesses to groups. Pure.

A group is not a chain: two groups become one while their messages are alike on average, each with each. Where many
messages hang together the average is taken over the pairs that were compared.
"""

import heapq
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage

from bihuan.grouping.corpus import Profiles
from bihuan.grouping.likeness import PAIRS_AT_ONCE, pairs

# From this likeness on, on average, messages are one group.
ENOUGH = 0.24
# Of two groups that were compared in part only, so many pairs for each message of the smaller one are enough to judge
# by; fewer count as so many.
_ENOUGH_PAIRS = 8
# So many messages that hang together are compared each with each.
_SMALL = 400
# So many are taken apart at weaker pairs first, step by step: the memory for more would grow without bound.
_LARGE, _STEP = 20_000, 0.04
# Farther than any average of the others can make up for.
_NEVER = 1e9

Rows = NDArray[np.int64]
Edges = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]
# Pairs of rows, the smaller first.
Apart = frozenset[tuple[int, int]]


def clusters(profiles: Profiles, edges: Edges, apart: Apart) -> Iterator[list[int]]:
    """Rows of each group of two or more."""
    first, second, likeness = edges
    of, sizes = _components(edges, len(profiles))
    yield from _small(profiles, _rows_of(of, sizes, (sizes > 1) & (sizes <= _SMALL)), apart)
    inner = np.flatnonzero((of[first] == of[second]) & (sizes[of[first]] > _SMALL))
    inner = inner[np.argsort(of[first[inner]], kind="stable")]
    ends = np.flatnonzero(np.diff(of[first[inner]])) + 1
    for here in np.split(inner, ends) if len(inner) else []:
        yield from _by_pairs((first[here], second[here], likeness[here]), apart)


def _components(edges: Edges, size: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """What hangs together by pairs that are alike, as the number of its component for each row, and how large each is.
    Where too many do, by pairs that are more alike."""
    first, second, likeness = edges
    least = ENOUGH
    strong = likeness >= least
    while True:
        graph = sparse.coo_matrix((likeness[strong], (first[strong], second[strong])), shape=(size, size))
        count, of = sparse.csgraph.connected_components(graph, directed=False)
        sizes = np.bincount(of, minlength=count)
        least += _STEP
        large = sizes[of[first]] > _LARGE
        if least > 1 or not (large & strong).any():
            return of, sizes
        strong &= ~large | (likeness >= least)


def _rows_of(of: NDArray[np.int32], sizes: NDArray[np.int64], chosen: NDArray[np.bool_]) -> list[Rows]:
    order = np.argsort(of, kind="stable")
    order = order[chosen[of[order]]]
    return np.split(order, np.cumsum(sizes[chosen])[:-1]) if len(order) else []


def _small(profiles: Profiles, components: list[Rows], apart: Apart) -> Iterator[list[int]]:
    """Each message of a component with each, many components at once."""
    start = 0
    sizes = np.array([len(rows) * (len(rows) - 1) // 2 for rows in components], dtype=np.int64)
    ends = np.cumsum(sizes)
    while start < len(components):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + PAIRS_AT_ONCE, side="right")))
        some = components[start:stop]
        corners = [np.triu_indices(len(rows), 1) for rows in some]
        first = np.concatenate([rows[one] for rows, (one, _) in zip(some, corners, strict=True)])
        second = np.concatenate([rows[other] for rows, (_, other) in zip(some, corners, strict=True)])
        far = np.clip(1 - pairs(profiles, first, second), 0, 1).astype(np.float64)
        if apart:
            far[[pair in apart for pair in zip(first.tolist(), second.tolist(), strict=True)]] = _NEVER
        for rows, distances in zip(some, np.split(far, np.cumsum(sizes[start:stop])[:-1]), strict=True):
            yield from _average(rows, distances)
        start = stop


def _average(rows: Rows, distances: NDArray[np.float64]) -> Iterator[list[int]]:
    if len(rows) == 2:
        labels = np.array([0, int(distances[0] > 1 - ENOUGH)])
    else:
        labels = fcluster(linkage(distances, "average"), 1 - ENOUGH, "distance")
    for label in np.unique(labels):
        if len(members := rows[labels == label]) > 1:
            yield members.tolist()


class _Merging:
    """Groups that grow: what joins each pair of them, and who is in each."""

    def __init__(self, edges: Edges, apart: Apart) -> None:
        self.members: dict[int, list[int]] = {}
        # For each group, of each other: the sum of the likenesses known, and how many are.
        self.known: dict[int, dict[int, tuple[float, int]]] = {}
        for one, other, likeness in zip(*(column.tolist() for column in edges), strict=True):
            for row, partner in ((one, other), (other, one)):
                self.members.setdefault(row, [row])
                self.known.setdefault(row, {})[partner] = (likeness, 1)
        for one, other in apart:
            if one in self.known and other in self.known:
                self.known[one][other] = self.known[other][one] = (-_NEVER, 1)

    def mean(self, one: int, other: int) -> float:
        total, count = self.known[one][other]
        mine, theirs = len(self.members[one]), len(self.members[other])
        return total / max(count, min(mine * theirs, _ENOUGH_PAIRS * min(mine, theirs)))

    def merge(self, one: int, other: int) -> list[int]:
        """``other`` goes into ``one``; the groups that may have come nearer to it by that."""
        self.members[one] += self.members.pop(other)
        del self.known[one][other]
        joined = self.known.pop(other)
        joined.pop(one)
        for third, (total, count) in joined.items():
            before, counted = self.known[one].get(third, (0.0, 0))
            self.known[one][third] = self.known[third][one] = (before + total, counted + count)
            del self.known[third][other]
        return list(joined)


def _by_pairs(edges: Edges, apart: Apart) -> Iterator[list[int]]:
    merging = _Merging(edges, apart)
    heap = [
        (-mean, one, other)
        for one, others in merging.known.items()
        for other in others
        if one < other and (mean := merging.mean(one, other)) >= ENOUGH
    ]
    heapq.heapify(heap)
    while heap:
        far, one, other = heapq.heappop(heap)
        if other not in merging.known.get(one, {}):
            continue
        if (mean := merging.mean(one, other)) < -far:
            # One of them has grown since: its place in the queue is further back.
            if mean >= ENOUGH:
                heapq.heappush(heap, (-mean, one, other))
            continue
        if len(merging.known[one]) < len(merging.known[other]):
            one, other = other, one
        for third in merging.merge(one, other):
            if (mean := merging.mean(one, third)) >= ENOUGH:
                heapq.heappush(heap, (-mean, min(one, third), max(one, third)))
    for members in merging.members.values():
        if len(members) > 1:
            yield sorted(members)
