"""抽查 on the pages: the office announces and carries out, everybody reads, downloads and recomputes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.followup.actions import announce_draw, carry_out_draw
from bihuan.followup.models import Draw
from bihuan.journal.sealing import Log, seal_new
from tests.support.cast import PEOPLE
from tests.support.paper import GREEN, LAMPS
from tests.support.sealed import new_log
from tests.support.world import World
from tests.web.office_builders import browser_of, words


@pytest.fixture
def log(settings: Any, tmp_path: Path) -> Log:
    return new_log(settings, tmp_path)


@pytest.fixture
def closed(world: World) -> list[Case]:
    return [world.case_in(State.CLOSED, LAMPS), world.case_in(State.CLOSED, GREEN)]


def announced(world: World, count: int = 1) -> Draw:
    return announce_draw(world.batch.pk, by=world.zhao, now=world.later(), count=count)


def drawn(world: World, log: Log, count: int = 1) -> Draw:
    draw = announced(world, count)
    seal_new(log, world.now)
    return carry_out_draw(draw.pk, by=world.zhao, now=world.later())


def test_the_office_announces_waits_for_the_seal_and_carries_it_out(
    world: World, closed: list[Case], log: Log
) -> None:
    browser, address = browser_of(world, "zhao"), reverse("batch-draws", args=[world.batch.pk])
    page = words(browser.get(address))
    assert "曾经认定反弹、重新整改后再次销号的，加3" in page
    refused = browser.post(address, {"count": 3})
    assert refused.status_code == 409
    assert "抽取数量应在1至2之间" in words(refused)
    assert browser.post(address, {"count": 1}).status_code == 302
    draw = Draw.objects.get()
    here = reverse("batch-draw", args=[world.batch.pk, draw.pk])
    assert "公告尚未封存" in words(browser.get(here))
    early = browser.post(here)
    assert early.status_code == 409
    assert "尚未封存进公开日志" in words(early)
    assert here not in words(browser.get("/"))
    seal_new(log, world.now)
    assert "现在抽取和以后抽取，结果相同" in words(browser.get(here))
    assert here in words(browser.get("/"))
    assert here not in words(browser_of(world, "feng").get("/"))
    assert browser.post(here).status_code == 302
    page = words(browser.get(here))
    assert "抽中事项" in page
    assert "待回头看" in page
    assert "已公告，可以抽取" not in words(browser.get("/"))


def test_others_read_the_draws_of_their_batch_and_carry_out_none(world: World, closed: list[Case]) -> None:
    draw = announced(world)
    here = reverse("batch-draw", args=[world.batch.pk, draw.pk])
    browser = browser_of(world, "feng")
    assert browser.get(here).status_code == 200
    assert browser.post(here).status_code == 403
    assert browser.post(reverse("batch-draws", args=[world.batch.pk]), {"count": 1}).status_code == 403


def test_everybody_reads_list_weights_reasons_and_result_and_no_person_is_named(
    world: World, closed: list[Case], log: Log, client: Client
) -> None:
    draw = drawn(world, log)
    assert f"抽查{draw.pk}</a>" in words(client.get(reverse("public-draws")))
    page = words(client.get(reverse("public-draw", args=[draw.pk])))
    for case in closed:
        assert case.close_outs.get().code in page
        assert case.number in page
    assert draw.checkpoint is not None
    assert draw.checkpoint.root in page
    assert "待回头看" in page
    assert [name for name, _, _ in PEOPLE.values() if name in page] == []
    assert closed[0].content not in page


def test_before_it_is_drawn_the_list_is_public_and_there_is_no_checkpoint(
    world: World, closed: list[Case], client: Client
) -> None:
    draw = announced(world)
    assert "封存后抽取" in words(client.get(reverse("public-draw", args=[draw.pk])))
    assert words(client.get(reverse("public-draw-list", args=[draw.pk]))) == draw.weights
    assert client.get(reverse("public-draw-checkpoint", args=[draw.pk])).status_code == 404
    assert client.get(reverse("public-draw", args=[draw.pk + 1])).status_code == 404


def test_whoever_downloads_list_and_checkpoint_comes_to_the_same_result_without_us(
    world: World, closed: list[Case], log: Log, client: Client, tmp_path: Path
) -> None:
    draw = drawn(world, log, count=2)
    for name in ("list", "checkpoint"):
        content = words(client.get(reverse(f"public-draw-{name}", args=[draw.pk])))
        (tmp_path / name).write_text(content, "utf-8", newline="")
    command = [
        sys.executable,
        "-m",
        "tlog.draw",
        "--checkpoint",
        "checkpoint",
        "--list",
        "list",
        "--count",
        "2",
    ]
    source = Path(__file__).resolve().parents[2] / "src"
    ran = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(source), "PYTHONUTF8": "1"}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    of_case = {case.pk: case.close_outs.get().code for case in closed}
    assert ran.stdout.split() == [of_case[row.case_id] for row in draw.drawn.all()]


def test_the_form_of_a_look_back_says_which_draw_it_answers(
    world: World, closed: list[Case], log: Log
) -> None:
    draw = drawn(world, log, count=2)
    form = words(browser_of(world, "han").get(reverse("case-act", args=[closed[0].pk, "look-back"])))
    assert f">抽查{draw.pk}</a>" in form
