"""How good groups are, against groups made by hand. Pure.

Only messages that the hand-made groups score are looked at; whatever else a proposed group holds is not judged.

- B-cubed: for each scored message, precision is the share of the scored messages of its proposed group (itself
  included) that are of its true group, recall the share of its true group that is in its proposed group. Both are
  averaged over all scored messages; F is their harmonic mean.
- Pair recall: the share of pairs of one true group that are in one proposed group.
- Look-alikes: the share of the pairs known to be different that are in one proposed group.
- Small groups: the pair recall of true groups of two to five messages, and how many of these are wholly in one
  proposed group.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import comb

SMALL = range(2, 6)
_B_CUBED = {"precision": "b_cubed_precision", "recall": "b_cubed_recall", "f": "b_cubed_f"}


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, and shares from 0 to 1; a share of nothing is None."""

    messages: int
    missing: int
    precision: float | None
    recall: float | None
    f: float | None
    pairs: int
    pair_recall: float | None
    look_alikes: int
    look_alikes_merged: int
    look_alikes_share: float | None
    small_groups: int
    small_groups_whole: int
    small_group_recall: float | None
    largest: tuple[int, ...]

    def as_dict(self) -> dict[str, object]:
        """The figures of ``--json``, rounded to four places."""
        return {
            _B_CUBED.get(name, name): round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def score(
    proposed: Mapping[str, str], true: Mapping[str, str], different: Iterable[tuple[str, str]]
) -> Score:
    """``proposed`` and ``true`` name the group of each message; a message that was not grouped stands alone."""
    group_of = {message: proposed.get(message, f"\0{message}") for message in true}
    sizes, true_sizes = Counter(group_of.values()), Counter(true.values())
    shared = Counter((group_of[message], group) for message, group in true.items())
    precision = recall = 0.0
    for (group, true_group), count in shared.items():
        precision += count * count / sizes[group]
        recall += count * count / true_sizes[true_group]
    together: dict[str, int] = defaultdict(int)
    for (_, true_group), count in shared.items():
        together[true_group] += comb(count, 2)
    pairs = {group: comb(size, 2) for group, size in true_sizes.items()}
    small = [group for group, size in true_sizes.items() if size in SMALL]
    known = [(one, other) for one, other in different if one in proposed and other in proposed]
    merged = sum(proposed[one] == proposed[other] for one, other in known)
    mean_precision, mean_recall = _share(precision, len(true)), _share(recall, len(true))
    return Score(
        messages=len(true),
        missing=sum(message not in proposed for message in true),
        precision=mean_precision,
        recall=mean_recall,
        f=_harmonic(mean_precision, mean_recall),
        pairs=sum(pairs.values()),
        pair_recall=_share(sum(together.values()), sum(pairs.values())),
        look_alikes=len(known),
        look_alikes_merged=merged,
        look_alikes_share=_share(merged, len(known)),
        small_groups=len(small),
        small_groups_whole=sum(together[group] == pairs[group] for group in small),
        small_group_recall=_share(
            sum(together[group] for group in small), sum(pairs[group] for group in small)
        ),
        largest=tuple(sorted(Counter(proposed.values()).values(), reverse=True)[:10]),
    )


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _harmonic(one: float | None, other: float | None) -> float | None:
    return 2 * one * other / (one + other) if one and other else None
