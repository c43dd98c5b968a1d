"""现场核验 at the screen: a filled-in sheet is read in, the unit answers."""

import pytest

from bihuan.cases.lifecycle import State
from bihuan.inspection.actions import record_inspection
from bihuan.inspection.models import Inspection
from bihuan.inspection.queries import findings_of
from bihuan.inspection.tests.sheets import NAME, blank, fill, filled
from tests.browser.office import Office, press, told
from tests.support.world import LAMPS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_sheet_is_read_in_and_the_unit_answers(office: Office) -> None:
    world = office.world
    case = world.case_in(State.CLOSED, LAMPS)
    world.on(2022, 11, 21)
    page = office.of("zhao")
    page.goto(f"/batches/{world.batch.pk}/inspections")
    page.get_by_role("link", name="导入核验表").first.click()
    page.get_by_label("核验表").set_input_files(
        {"name": NAME, "mimeType": XLSX, "buffer": fill(blank(world))}
    )
    press(page, "读取并预览")
    assert not Inspection.objects.exists()
    press(page, "确认登记")
    assert "已登记市绩效办2022-11-20现场核验" in told(page)

    page = office.of("li")
    page.goto("/")
    page.get_by_role("link", name="回复", exact=True).click()
    page.get_by_label("回复").fill("6盏路灯已修复。")
    press(page, "回复核验意见")
    assert findings_of(case).get().answer == "6盏路灯已修复。"


@pytest.mark.parametrize("javascript", [True])
def test_in_print_a_unit_is_not_written_from_top_to_bottom(office: Office) -> None:
    world = office.world
    case = world.case_in(State.CLOSED, LAMPS)
    world.on(2022, 11, 21)
    visit = record_inspection(case.batch_id, by=world.zhao, now=world.now, filled=filled(world))
    page = office.of("zhao", width=680)  # what an A4 sheet leaves
    page.goto(f"/batches/{case.batch_id}/inspections/{visit.pk}")
    page.emulate_media(media="print")
    unit = page.locator('td[data-label="责任单位"]').first.bounding_box()
    assert unit is not None
    assert unit["width"] >= 60
