"""Units by what became of their cases, for inside use: by outcome and nothing else (domain §4.8). Pure."""

from collections.abc import Iterable
from fractions import Fraction

from bihuan.reports.figures import Figures, Rate


def ranked(units: Iterable[tuple[str, Figures]]) -> tuple[tuple[int, str, Figures], ...]:
    """(place, unit, figures), the best first: by 办结率, 按期完成率, then fewer late. Equals share a place."""
    best_first = sorted(units, key=lambda row: _merit(row[1]), reverse=True)
    merits = [_merit(figures) for _, figures in best_first]
    return tuple((merits.index(_merit(figures)) + 1, name, figures) for name, figures in best_first)


def _merit(figures: Figures) -> tuple[Fraction, Fraction, int]:
    # Where nothing was due yet, nothing was missed.
    return _share(figures.closed_rate, empty=0), _share(figures.due_rate, empty=1), -figures.behind


def _share(rate: Rate, *, empty: int) -> Fraction:
    return Fraction(rate.part, rate.whole) if rate.whole else Fraction(empty)
