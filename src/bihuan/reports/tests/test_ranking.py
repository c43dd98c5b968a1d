from bihuan.reports.figures import Figures
from bihuan.reports.ranking import ranked


def test_units_are_ranked_by_outcome_and_equals_share_a_place() -> None:
    half = Figures(total=4, closed=2, due=2, due_closed=2)
    units = [
        ("甲局", Figures(total=4, closed=2, due=4, due_closed=2, behind=2)),
        ("乙局", half),
        ("丙局", Figures(total=10, closed=10, due=3, due_closed=3)),
        ("丁局", Figures(total=2, closed=1, due=1, due_closed=1)),
        ("戊局", Figures(total=2, behind=1)),
        ("己局", Figures(total=2)),
    ]
    found = [(place, name) for place, name, _ in ranked(units)]
    assert found == [(1, "丙局"), (2, "乙局"), (2, "丁局"), (4, "甲局"), (5, "己局"), (6, "戊局")]
