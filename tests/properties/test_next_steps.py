"""What the page says is what the act does: nothing that it calls missing is let pass, nobody it turns away gets in."""

from contextlib import suppress

import pytest

from bihuan.cases.lifecycle import State
from bihuan.kernel.errors import BihuanError, NotAllowed, Refused
from bihuan.kernel.findings import Severity
from bihuan.reports.next_steps import next_steps
from tests.properties.moves import MOVES, forgotten
from tests.support.world import LAMPS, WAGES, World

# Decided at the form and not before: with these words the act would not be tried.
BY_THE_FORM = {"override-reason-missing"}


EVERYWHERE = [(state, LAMPS) for state in State]
OWN_BUREAU = [(state, WAGES) for state in (State.ACKNOWLEDGED, State.PLANNED, State.VERIFYING)]  # T1


@pytest.mark.long
@pytest.mark.parametrize(("state", "position"), EVERYWHERE + OWN_BUREAU)
def test_a_page_promises_what_the_act_keeps(world: World, state: State, position: int) -> None:
    case = world.case_in(state, position)
    for actor in (world.zhao, world.qian, world.leader(case), world.zhou, world.han, world.wu, world.wang):
        for step in next_steps(world.fresh(case), actor, world.now):
            unmet = {
                finding.code for finding in step.unmet if finding.severity is Severity.BLOCK
            } - BY_THE_FORM
            with forgotten():
                if not step.mine:
                    with pytest.raises(NotAllowed):
                        MOVES[step.act](world, case, actor)
                elif step.bars:
                    with pytest.raises(Refused) as barred:
                        MOVES[step.act](world, case, actor)
                    assert barred.value.findings == step.bars, step.act
                elif unmet:
                    with pytest.raises(Refused) as refusal:
                        MOVES[step.act](world, case, actor)
                    assert unmet <= {finding.code for finding in refusal.value.findings}, step.act
                else:
                    with suppress(BihuanError):
                        MOVES[step.act](world, case, actor)
