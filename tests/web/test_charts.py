"""Lines over time: whole-number scales, names that do not lie on one another, the same figures as a table."""

from itertools import pairwise

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.templatetags.ui_charts import BOTTOM, HEIGHT, NAME_HEIGHT, height, nice_top, trend


@given(st.integers(0, 10**7))
def test_a_scale_ends_at_or_above_the_most_and_not_far_above(most: int) -> None:
    top = nice_top(most)
    assert top >= most
    assert top % 4 == 0
    assert top <= max(4, 2.5 * most)


def test_higher_figures_stand_higher() -> None:
    assert height(0, 20) > height(5, 20) > height(20, 20)


@pytest.mark.parametrize("last", [0, 3])
def test_names_at_the_ends_keep_apart_and_stay_on_the_sheet(last: int) -> None:
    drawn = trend("趋势", ["一", "二"], [("甲", [1, last]), ("乙", [2, last]), ("丙", [3, last])])
    places = sorted(line["word_y"] for line in drawn["lines"])
    assert all(below - above >= NAME_HEIGHT for above, below in pairwise(places))
    assert places[-1] < HEIGHT - BOTTOM  # above the words under the axis


@pytest.mark.parametrize("count", [0, 1, 2, 53])
def test_every_figure_is_in_the_table(count: int) -> None:
    words, values = [f"第{n}周" for n in range(count)], list(range(count))
    page = Template("{% trend '趋势' words lines '项' %}").render(
        Context({"words": words, "lines": [("已销号", values)]})
    )
    assert page.count('<th scope="row">') == count
    assert all(f'<td class="num">{value}</td>' in page for value in values)
