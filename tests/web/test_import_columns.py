"""列的理解: shown with samples, corrected without JavaScript, and remembered for the sender by this office alone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.intake.models import ColumnMemory, Opinion
from bihuan.journal.models import Entry
from tests.support.world import World
from tests.web.office_builders import browser_of, upload, words

ODD = "件次,群众怎么说,归口,打来的号\n甲1,望海路路灯不亮。,市政建设局,13800009999\n甲2,滨海街道井盖坏了。,综合执法局,\n"
CORRECTED = {
    "column-0-0": "number",
    "column-0-1": "content",
    "column-0-2": "kept",
    "column-0-3": "contact_phone",
}


@pytest.fixture
def client_zhao(world: World) -> Client:
    return browser_of(world, "zhao")


def send(client: Client, world: World, text: str = ODD, name: str = "清单.csv") -> Any:
    return client.post(reverse("import"), {"file": upload(text, name), "batch": world.batch.pk}, follow=True)


def correct(client: Client, token: str, **choices: str) -> Any:
    return client.post(reverse("import-columns"), {"token": token, **CORRECTED, **choices}, follow=True)


def confirm(client: Client, page: Any) -> Any:
    token = page.context["form"].initial["token"]
    return client.post(reverse("import-confirm"), {"token": token}, follow=True)


def test_the_preview_shows_each_column_with_what_it_is_taken_for(world: World, client_zhao: Client) -> None:
    page = words(
        send(client_zhao, world, "编号,意见内容,联系电话,所属街道\n甲1,路灯不亮。,13800009999,滨海街道\n")
    )
    assert "所属街道" in page
    assert "滨海街道" in page
    assert "138****9999" in page
    assert "13800009999" not in page


def test_a_file_whose_columns_nobody_knows_is_read_once_they_are_named(
    world: World, client_zhao: Client
) -> None:
    refused = send(client_zhao, world)
    assert refused.status_code == 422
    assert "指明每一列的含义" in words(refused)
    preview = correct(client_zhao, refused.context["token"])
    assert "望海路路灯不亮。" in words(preview)
    assert Opinion.objects.filter(number="甲1").count() == 0
    confirm(client_zhao, preview)
    assert Opinion.objects.get(number="甲1").contactable


def test_the_correction_is_remembered_for_the_sender_and_told_in_the_journal(
    world: World, client_zhao: Client
) -> None:
    done = confirm(client_zhao, correct(client_zhao, send(client_zhao, world).context["token"]))
    assert "已记住" in words(done)
    memory = ColumnMemory.objects.get()
    assert memory.owner == world.batch.coordinator
    assert Entry.objects.filter(act="correct_columns").count() == 1
    again = send(client_zhao, world, ODD.replace("甲", "乙"))
    assert "望海路路灯不亮。" in words(again)
    assert again.status_code == 200


def test_nothing_is_remembered_before_the_import(world: World, client_zhao: Client) -> None:
    correct(client_zhao, send(client_zhao, world).context["token"])
    assert ColumnMemory.objects.count() == 0


def test_two_columns_for_one_thing_are_refused_by_their_names(world: World, client_zhao: Client) -> None:
    page = correct(client_zhao, send(client_zhao, world).context["token"], **{"column-0-2": "content"})
    assert page.status_code == 422
    assert "“群众怎么说”列和“归口”列都理解为" in words(page)


def test_a_column_that_is_not_to_be_read_is_left_out(world: World, client_zhao: Client) -> None:
    preview = correct(client_zhao, send(client_zhao, world).context["token"], **{"column-0-3": ""})
    confirm(client_zhao, preview)
    assert not Opinion.objects.get(number="甲1").contactable


def test_the_columns_of_a_file_are_shown_to_nobody_else(world: World, client_zhao: Client) -> None:
    token = send(client_zhao, world).context["token"]
    other = browser_of(world, "qian").get(reverse("import-columns"), {"file": token}, follow=True)
    assert "群众怎么说" not in words(other)
