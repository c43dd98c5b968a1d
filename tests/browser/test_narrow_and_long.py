"""Little room: a telephone whose owner wants to know what is next, and names that are longer than their place."""

import pytest

from bihuan.cases.lifecycle import State
from bihuan.people.models import Unit, User
from tests.browser.office import Office, on_screen, path_of, scrolls_sideways
from tests.support.world import WAGES

LONG = (
    "临港产业园区城市管理和综合行政执法与生态环境保护联合指挥协调工作领导小组办公室（数字化城市运行管理中心）"
)


def test_on_a_telephone_a_case_begins_with_what_is_next(office: Office) -> None:
    case = office.world.case_in(State.PLANNED, WAGES)
    page = office.telephone_of("qian")
    page.goto(path_of(case))
    assert on_screen(page.locator(".next").get_by_role("link", name="审批整改方案"))


@pytest.mark.parametrize("javascript", [True])
def test_the_longest_names_leave_room_for_the_way_out(office: Office) -> None:
    office.world.case_in(State.RECTIFYING, WAGES)
    Unit.objects.filter(pk=office.world.unit("construction").pk).update(name=LONG)
    User.objects.filter(username="zheng").update(name="阿卜杜热合曼·买买提艾力·吐尔逊江·阿布都外力")
    for page in (office.of("zheng"), office.telephone_of("zheng")):
        page.goto("/")
        assert not scrolls_sideways(page)
        assert on_screen(page.get_by_role("button", name="退出"))
