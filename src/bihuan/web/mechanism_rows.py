"""Mechanisms as tables show them: in the register, and on the page of a case."""

from collections.abc import Iterable
from typing import Any

from bihuan.access.actor import Actor
from bihuan.access.acts import Act
from bihuan.access.policy import Standing, may
from bihuan.lasting.models import Mechanism

Stage = Mechanism.Stage
STAGE_KINDS = {Stage.DRAFTING: "doing", Stage.ISSUED: "wait", Stage.IN_FORCE: "done", Stage.REPEALED: "off"}


def mechanism_row(row: Mechanism, actor: Actor, seen: Iterable[int]) -> dict[str, Any]:
    """A mechanism as a table shows it; of its cases those the reader may see."""
    return {
        "mechanism": row,
        "stage": row.get_stage_display(),
        "kind": STAGE_KINDS[Stage(row.stage)],
        "cases": [link.case for link in row.links.all() if link.case_id in seen],
        "may_update": may_update(actor, row),
    }


def may_update(actor: Actor, row: Mechanism) -> bool:
    """Whether the reader's posts allow an update, and the register still takes one."""
    paths = {link.case.batch.coordinator.path for link in row.links.all()}
    refused = (
        may(actor, Act.UPDATE_MECHANISM, Standing(coordinator=path, lead=row.unit.path)) for path in paths
    )
    return row.stage != Stage.REPEALED and not any(refused)
