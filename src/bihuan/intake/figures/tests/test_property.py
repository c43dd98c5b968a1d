"""Papers made of figures that agree are never spoken of; one figure changed, and they are."""

from dataclasses import dataclass, replace

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bihuan.intake.figures.tests.documents import codes

KINDS = ("咨询", "投诉", "求助", "建议", "其他")


@dataclass(frozen=True)
class Circular:
    """A monthly circular: its kinds make the total, and so do what is finished, interim and open."""

    month: int
    kinds: tuple[int, ...]
    interim: int
    unfinished: int
    pleased: int
    total_said: int
    shift: int = 0

    def text(self) -> str:
        """The circular as an office writes it."""
        total = sum(self.kinds)
        finished = total - self.interim - self.unfinished
        named = zip(KINDS, self.kinds, strict=True)
        shares = [f"{kind}类{count}件，占比{100 * count / total:.2f}%" for kind, count in named]
        states = f"已办结{finished}件、阶段性办结{self.interim}件、未办结{self.unfinished}件"
        rate = f"{100 * finished / total:.1f}%"
        lines = (
            f"云泽区热线{self.month + self.shift}月份情况通报",
            f"2024年{self.month}月，共受理工单{self.total_said}件。其中，{'；'.join(shares)}。",
            f"截至月底，共受理的{self.total_said}件中，{states}，办结率{rate}。",
            f"本月回访100件，满意{self.pleased}件，不满意{100 - self.pleased}件，满意率{self.pleased}%。",
        )
        return "\n".join(lines)


@st.composite
def circulars(draw: st.DrawFn) -> Circular:
    """Circulars whose figures agree."""
    kinds = tuple(draw(st.lists(st.integers(40, 4000), min_size=5, max_size=5)))
    most = sum(kinds) // 4
    return Circular(
        month=draw(st.integers(1, 11)),
        kinds=kinds,
        interim=draw(st.integers(1, most)),
        unfinished=draw(st.integers(1, most)),
        pleased=draw(st.integers(60, 99)),
        total_said=sum(kinds),
    )


@settings(max_examples=60, deadline=None)
@given(circulars())
def test_a_circular_that_agrees_with_itself_is_not_spoken_of(circular: Circular) -> None:
    assert codes(circular.text()) == []


@settings(max_examples=60, deadline=None)
@given(circulars(), st.integers(1, 400))
def test_another_total_is_found(circular: Circular, more: int) -> None:
    assert "parts-do-not-add-up" in codes(replace(circular, total_said=circular.total_said + more).text())


@settings(max_examples=60, deadline=None)
@given(circulars())
def test_another_month_in_the_title_is_found(circular: Circular) -> None:
    assert codes(replace(circular, shift=1).text()) == ["period-differs"]


@settings(max_examples=60, deadline=None)
@example(
    Circular(1, (2219, 1564, 700, 500, 320), 1, 1, 60, 5303), 1, 41
)  # by chance 70.48 % of its neighbour
@given(circulars(), st.integers(0, 4), st.integers(3, 60))
def test_another_share_is_found(circular: Circular, at: int, more: int) -> None:
    share = 100 * circular.kinds[at] / sum(circular.kinds)
    assume(share + more < 100)
    printed = f"{KINDS[at]}类{circular.kinds[at]}件，占比{share:.2f}%"
    text = circular.text().replace(printed, printed.replace(f"{share:.2f}%", f"{share + more:.2f}%"))
    assert "share-does-not-fit" in codes(text)
