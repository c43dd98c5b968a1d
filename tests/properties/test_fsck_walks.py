"""Whatever people try, in whatever order, and whenever it is sealed: 核账 finds nothing that only acts have written."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bihuan.audit.fsck import check_everything
from bihuan.journal.sealing import seal_new
from bihuan.kernel.errors import BihuanError
from tests.properties.moves import MOVES, forgotten
from tests.properties.test_lifecycle_walks import ONWARD, WHO, make_the_move
from tests.support.sealed import new_log
from tests.support.world import World

SEAL = "seal"
steps = st.one_of(
    st.just((ONWARD, "")),
    st.just((ONWARD, "")),
    st.just((SEAL, "")),
    st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from(WHO)),
    st.tuples(st.integers(0, 19), st.just("")),
)


@pytest.mark.long
@settings(max_examples=8, phases=[Phase.generate])
@given(st.lists(steps, min_size=12, max_size=30))
def test_a_walk_through_the_acts_leaves_no_difference(
    world: World, settings: Any, tmp_path_factory: Any, walk: list[tuple[str | int, str]]
) -> None:
    began = world.now
    log = new_log(settings, Path(tmp_path_factory.mktemp("walk")))
    with forgotten():
        case = world.case()
        for what, who in walk:
            if what == SEAL:
                seal_new(log, world.later())
                continue
            try:
                with transaction.atomic():
                    make_the_move(world, case, what, who, world.state(case))
            except (BihuanError, ObjectDoesNotExist):
                continue
        assert list(check_everything(world.now)) == []
    world.now = began
