"""Whatever clerks write into a report or a note, no paper and no list carries a citizen's telephone on."""

import pytest
from django.db import models

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case, Measure
from bihuan.closure.models import CloseOut
from bihuan.documents.kinds import KINDS
from bihuan.documents.list_fields import CELL_FIELDS
from bihuan.documents.lists import list_table
from bihuan.documents.tests.drawing import papers, scope_of, words
from bihuan.evidence.models import Evidence
from bihuan.plans.models import ProgressReport
from bihuan.response.models import ReturnVisit
from bihuan.verification.models import Submission, Verification
from tests.support.world import World

LOOSE = "13900139111"
WRITTEN: tuple[tuple[type[models.Model], str], ...] = (
    (ProgressReport, "text"),
    (Measure, "result"),
    (Evidence, "note"),
    (ReturnVisit, "note"),
    (CloseOut, "summary"),
    (Submission, "self_check"),
    (Verification, "remark"),
)
# They print the notice's own nine columns, word for word.
AS_NOTIFIED = ("work-plan", "target-table", "ledger")


def loosely_written(world: World) -> Case:
    """A case at its end, with a telephone in everything that somebody wrote about it."""
    case = world.case_in(State.DISCLOSED)
    world.visit(world.opinion(1), case)
    for model, field in WRITTEN:
        assert model._default_manager.update(**{field: f"已致电{LOOSE}。"}), model
    return case


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_telephone_in_a_report_or_a_note_is_on_no_paper(world: World, kind: str) -> None:
    case = loosely_written(world)
    if kind not in AS_NOTIFIED:
        Case.objects.filter(pk=case.pk).update(content=f"路灯不亮，请打{LOOSE}。")
    drawn = "".join(words(paper) for paper in papers(kind, scope_of(case, today=world.today)))
    assert LOOSE not in drawn
    assert drawn or KINDS[kind].rung or kind == "extension-request"


def test_a_telephone_in_a_report_or_a_note_is_in_no_list_of_an_offices_own(world: World) -> None:
    case = loosely_written(world)
    Case.objects.filter(pk=case.pk).update(content=f"路灯不亮，请打{LOOSE}。")
    everything = "".join(f"{{{name}}}" for name in CELL_FIELDS)
    text = f"【名称：清单】\n【标题：清单】\n【列：全部｜100】{everything}\n"
    ((cell,),) = list_table(text, scope_of(case, today=world.today)).rows
    assert "139****9111" in cell
    assert LOOSE not in cell
