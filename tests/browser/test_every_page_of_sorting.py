"""Every page on which columns are corrected, opinions sorted and later lists held against them: see test_every_page."""

from dataclasses import replace

import pytest

from bihuan.reference.duty_actions import import_duties
from bihuan.reference.duty_rules import DutyLine
from bihuan.triage.importing import import_reading
from tests.browser.inspector import Inspector
from tests.browser.office import press
from tests.support.paper import reading


@pytest.fixture
def javascript() -> bool:
    return True


def test_columns_that_nobody_knows(inspector: Inspector) -> None:
    batch = inspector.office.world.batch
    page = inspector.open("zhao", f"/import?batch={batch.pk}")
    odd = "件次,群众怎么说,归口\n甲1,望海路路灯不亮。,市政建设局\n甲2,滨海街道井盖坏了。,综合执法局\n"
    page.get_by_label("文件").set_input_files(
        {"name": "清单.csv", "mimeType": "text/csv", "buffer": odd.encode()}
    )
    press(page, "读取并预览")
    inspector.look(page, "refused")
    page.get_by_role("link", name="指明每一列的含义").click()
    inspector.look(page, "columns")
    page.get_by_label("件次列理解为").select_option(label="编号")
    page.get_by_label("群众怎么说列理解为").select_option(label="意见内容、整改内容")
    press(page, "按更正重新读取")
    inspector.look(page, "preview with a difference")
    inspector.conclude()


def test_sorting_and_what_it_stands_on(inspector: Inspector) -> None:
    world = inspector.office.world
    inspector.open("zhao", "/triage/", "/triage/alike", "/duties", "/amendments")  # nothing there yet
    inspector.open("chen", "/duties/import")
    duties = [DutyLine("综合执法局", ("路灯", "夜市"), ("《城市市容和环境卫生管理条例》",))]
    import_duties(world.unit("zone").pk, duties, by=world.zhao, now=world.now)
    batch = world.batch
    inspector.open("zhao", "/", "/triage/", "/triage/?q=没有的", f"/triage/?batch={batch.pk}&show=all")
    page = inspector.page_of("zhao")
    page.goto("/triage/")
    page.keyboard.press("?")
    page.keyboard.press("r")
    inspector.look(page, "with the keys")
    inspector.open("zhao", "/triage/alike", "/duties", f"/opinions/{world.opinion(4).pk}")
    later = replace(
        reading(), table=None, opinions=(replace(reading().opinions[1], text="望海路晚上太黑。"),)
    )
    import_reading(later, by=world.zhao, now=world.now, name="更正.csv", sha256="8" * 64, batch_id=batch.pk)
    inspector.open("zhao", "/", "/amendments", f"/opinions/{world.opinion(4).pk}")
    inspector.conclude()
