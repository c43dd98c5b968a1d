"""成套文书 on the pages: ask, watch, fetch, and who finds nothing there."""

import io
import urllib.parse
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.cases.lifecycle import State
from bihuan.cases.models import Case
from bihuan.issuing.models import PaperSet
from bihuan.issuing.sets import make_set
from bihuan.issuing.work import LEASE, Worker
from bihuan.kernel import clock
from bihuan.people.models import User
from bihuan.web.set_panel import set_panel
from bihuan.web.sets import MOST_LOOKS
from tests.support.paper import LAMPS
from tests.support.world import World

S = PaperSet.State


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.cast.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_set(world: World, case: Case | None, by: str = "li", **values: Any) -> PaperSet:
    user: User = world.cast.users[by]
    row = {"batch": world.batch, "case": case, "asked_by": user, "asked_at": clock.now()}
    return PaperSet.objects.create(**(row | values))


def text_of(client: Client, paper_set: PaperSet, query: str = "") -> str:
    answer = client.get(reverse("set", args=[paper_set.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def case(world: World) -> Case:
    return world.case_in(State.ASSIGNED, LAMPS)


def test_from_asking_to_fetching(world: World, case: Case) -> None:
    client = signed_in(world, "li")
    ask = reverse("case-set", args=[case.pk])
    assert "佐证材料" in client.get(ask).content.decode()
    answer = client.post(ask)
    paper_set = PaperSet.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("set", args=[paper_set.pk]))
    assert "等待生成" in text_of(client, paper_set)
    assert client.get(reverse("set-file", args=[paper_set.pk])).status_code == 404

    Worker(make_set, clock.now).work_off()
    file_url = reverse("set-file", args=[paper_set.pk])
    assert file_url in text_of(client, paper_set)
    assert file_url in client.get(reverse("sets")).content.decode()
    fetched: Any = client.get(file_url)
    assert fetched.streaming
    assert fetched["Content-Type"] == "application/zip"
    assert fetched["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched))) as pack:
        assert "01-文书/01-交办单（草稿）.pdf" in pack.namelist()
    name = fetched["Content-Disposition"].split("filename*=utf-8''")[1]
    assert urllib.parse.unquote(name).startswith(f"{world.batch.number}-第1项-{case.number}-一件一档-")


def test_asking_again_leads_to_the_one_under_way_and_the_page_says_so(world: World, case: Case) -> None:
    client, ask = signed_in(world, "li"), reverse("case-set", args=[case.pk])
    assert "不会重复生成" not in client.get(ask).content.decode()
    first = client.post(ask)["Location"]
    assert "不会重复生成" in client.get(ask).content.decode()
    assert client.post(ask)["Location"] == first
    assert PaperSet.objects.count() == 1


@pytest.mark.long
def test_a_set_is_fetched_by_who_asked_and_by_the_coordinator_and_by_nobody_else(
    world: World, case: Case
) -> None:
    made = a_set(world, case, state=S.READY)
    Worker(make_set, clock.now).work_off()
    whole = a_set(world, None, by="zhao")
    Worker(make_set, clock.now).work_off()
    PaperSet.objects.filter(pk=made.pk).update(content=PaperSet.objects.get(pk=whole.pk).content)
    may = {"li": {made.pk}, "zhao": {made.pk, whole.pk}}
    for who in world.cast.users:
        client = signed_in(world, who)
        for paper_set in (made, whole):
            for name in ("set", "set-file"):
                answer: Any = client.get(reverse(name, args=[paper_set.pk]))
                wanted = 200 if paper_set.pk in may.get(who, set()) else 404
                assert answer.status_code == wanted, f"{who}: {name} of {paper_set}"
                if answer.streaming:
                    b"".join(answer)
        listed = client.get(reverse("sets")).content.decode()
        assert {row.pk for row in (made, whole) if f'"/sets/{row.pk}"' in listed} == may.get(who, set())


def test_a_unit_that_lost_the_case_no_longer_finds_its_set(world: World, case: Case) -> None:
    paper_set = a_set(world, case)
    client = signed_in(world, "li")
    assert client.get(reverse("set", args=[paper_set.pk])).status_code == 200
    Case.objects.filter(pk=case.pk).update(lead=world.unit("construction"))
    assert client.get(reverse("set", args=[paper_set.pk])).status_code == 404


def test_who_may_see_but_not_ask_is_told_who_may(world: World, case: Case) -> None:
    client = signed_in(world, "feng")
    for answer in (
        client.get(reverse("case-set", args=[case.pk])),
        client.post(reverse("batch-set", args=[world.batch.pk])),
    ):
        assert answer.status_code == 403
    assert signed_in(world, "li").get(reverse("batch-set", args=[world.batch.pk])).status_code == 404
    assert not PaperSet.objects.exists()


def test_the_page_looks_again_by_itself_while_the_set_is_made_and_not_for_ever(
    world: World, case: Case
) -> None:
    client = signed_in(world, "li")
    running = a_set(world, case, state=S.RUNNING, done=12, total=40, leased_until=clock.now() + LEASE)
    address = reverse("set", args=[running.pk])
    answer = client.get(address)
    assert answer["Refresh"] == f"2; url={address}?looks=1"
    said = answer.content.decode()
    assert "已完成 12/40 件" in said
    assert '<progress max="40" value="12"' in said
    assert "looks=8" in client.get(f"{address}?looks=7")["Refresh"]
    for nonsense in ("-1", "x", "１", "9" * 40):
        assert "looks=1" in client.get(f"{address}?looks={nonsense}")["Refresh"]
    last = client.get(f"{address}?looks={MOST_LOOKS}")
    assert "Refresh" not in last
    assert "已停止自动刷新" in last.content.decode()
    PaperSet.objects.filter(pk=running.pk).update(state=S.FAILED, problem="服务器磁盘空间不足。")
    ended = client.get(address)
    assert "Refresh" not in ended
    assert "服务器磁盘空间不足。" in ended.content.decode()
    assert reverse("case-set", args=[case.pk]) in ended.content.decode()


def test_when_nobody_works_the_page_says_whom_to_ask(world: World, case: Case) -> None:
    client, words = signed_in(world, "zhao"), "请管理员确认已运行 bihuan work"
    fresh = a_set(world, case)
    assert words not in text_of(client, fresh)
    PaperSet.objects.update(asked_at=clock.now() - timedelta(minutes=1))
    assert words in text_of(client, fresh)
    other = a_set(world, None, by="zhao", state=S.RUNNING, leased_until=clock.now() + LEASE)
    assert words not in text_of(client, fresh), "somebody is busy with another set"
    assert words not in text_of(client, other)
    PaperSet.objects.filter(pk=other.pk).update(leased_until=clock.now() - timedelta(minutes=1))
    assert words in text_of(client, fresh)
    assert words in text_of(client, other)


def test_who_waits_is_told_how_many_are_before(world: World, case: Case) -> None:
    a_set(world, None, by="zhao", state=S.RUNNING, leased_until=clock.now() + LEASE)
    a_set(world, None, by="zhao", state=S.READY)
    mine = a_set(world, case)
    assert "前面还有 1 件申请" in text_of(signed_in(world, "li"), mine)


def test_the_panel_offers_asking_to_those_who_may_and_shows_what_is_theirs(world: World, case: Case) -> None:
    a_set(world, case, by="zhao", state=S.READY)
    mine = a_set(world, case)
    by_unit = set_panel(world.li, case.batch, case)
    assert [row["id"] for row in by_unit["sets"]] == [mine.pk]
    assert by_unit["set_ask_url"] == reverse("case-set", args=[case.pk])
    assert len(set_panel(world.zhao, case.batch, case)["sets"]) == 2
    assert set_panel(world.feng, case.batch, case) == {"sets": [], "set_ask_url": "", "pack_ask_url": ""}
    assert set_panel(world.zhao, world.batch)["set_ask_url"] == reverse("batch-set", args=[world.batch.pk])
