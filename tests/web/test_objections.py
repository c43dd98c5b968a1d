"""查看异议人联系方式: from the item and from the ruling, for a purpose, once, and never kept by a browser."""

import pytest
from django.urls import reverse

from bihuan.access.actor import PUBLIC
from bihuan.access.acts import Act
from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.journal.queries import history_of
from bihuan.notice.actions import raise_objection
from bihuan.notice.models import Objection
from tests.support.paper import PHONE
from tests.support.world import World
from tests.web.office_builders import browser_of, words

OBJECTOR = ("许先生", PHONE)


@pytest.fixture
def case(world: World) -> Case:
    case = world.case_in(State.NOTICING)
    for name, phone in (OBJECTOR, ("", "")):
        raise_objection(
            case.pk, by=PUBLIC, now=world.now, text="路口三盏仍不亮。", contact_name=name, contact_phone=phone
        )
    return case


def address(case: Case) -> str:
    objection = Objection.objects.filter(notice__case=case).first()
    assert objection is not None
    return reverse("objection-contact", args=[case.pk, objection.pk])


@pytest.mark.parametrize("act", ["", "/dismiss-objection"])
def test_the_way_there_stands_beside_the_objection_that_left_something(
    world: World, case: Case, act: str
) -> None:
    page = words(browser_of(world, "zhao").get(reverse("case", args=[case.pk]) + act))
    assert page.count("查看异议人联系方式</a>") == 1
    assert address(case) in page
    assert not any(word in page for word in OBJECTOR)
    assert address(case) not in words(browser_of(world, "sun").get(reverse("case", args=[case.pk])))


def test_the_purpose_is_asked_and_the_details_are_shown_once(world: World, case: Case) -> None:
    zhao, url = browser_of(world, "zhao"), address(case)
    looks = history_of("case", case.pk).filter(act=Act.REVEAL_OBJECTOR)
    asked, refused = zhao.get(url), zhao.post(url, {"purpose": " "})
    assert (asked.status_code, refused.status_code, looks.count()) == (200, 409, 0)
    assert "请填写查看联系方式的用途" in words(refused)
    shown = zhao.post(url, {"purpose": "告知答复"})
    assert all(word in words(shown) for word in OBJECTOR)
    assert looks.get().sentence.endswith("用途：告知答复")
    for page in (asked, refused, shown):
        assert page["Cache-Control"] == "no-store"
    assert not any(word in words(zhao.get(url)) for word in OBJECTOR)
    assert "查看异议人联系方式" in words(zhao.get(reverse("case", args=[case.pk])))


@pytest.mark.parametrize(("name", "status"), [("sun", 403), ("feng", 403), ("wei", 404), ("chen", 404)])
def test_nobody_else_sees_them(world: World, case: Case, name: str, status: int) -> None:
    browser = browser_of(world, name)
    for answer in (browser.get(address(case)), browser.post(address(case), {"purpose": "看看"})):
        assert answer.status_code == status
        assert not any(word in words(answer) for word in OBJECTOR)
