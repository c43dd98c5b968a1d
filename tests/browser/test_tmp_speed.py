import time
import pytest
from collections.abc import Callable
from playwright.sync_api import Page
from bihuan.cases.lifecycle import State
from tests.support.world import World

@pytest.fixture
def t0():
    return time.perf_counter()

@pytest.mark.parametrize("javascript", [True])
@pytest.mark.parametrize("n", [1,2])
def test_speed(t0, n, page: Page, world: World, axe):
    t = time.perf_counter(); print("setup", t - t0)
    world.batch
    t2 = time.perf_counter(); print("batch", t2 - t)
    c = world.case_in(State.REOPENED)
    t3 = time.perf_counter(); print("reopened", t3 - t2)
    page.goto("/login")
    t4 = time.perf_counter(); print("login", t4 - t3)
    axe(page)
    t5 = time.perf_counter(); print("axe", t5 - t4)
    page.goto(f"/public/{c.pk}")
    t6 = time.perf_counter(); print("item", t6 - t5)
    print(axe(page))
    t7 = time.perf_counter(); print("axe", t7 - t6)
