from bihuan.intake.rulebook import RUNGS
from bihuan.supervision.ladder import Rung


def test_the_rule_book_names_the_rungs_as_the_ladder_does() -> None:
    assert tuple(RUNGS) == tuple(rung.value for rung in Rung)
