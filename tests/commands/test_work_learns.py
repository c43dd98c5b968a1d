"""The worker groups opinions that look alike and keeps what offices have taught."""

from typing import Any

import pytest

from bihuan.intake.models import Opinion
from bihuan.management import alike
from bihuan.management.alike import AlikeGroups, Learning
from bihuan.triage import learned_files, learners
from bihuan.triage.group_actions import keep_apart
from bihuan.triage.models import Alike, AlikeRun
from tests.support.world import World

PLANT = ("金沙岭搅拌站夜里轰鸣，粉尘很大，请求搬迁。", "金沙岭搅拌站扬尘和噪音扰民，希望搬走。")


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(learners, "_OFFICES", {})
    monkeypatch.setattr(alike, "EVERY_SECONDS", 0.0)
    settings.VAR_DIR = tmp_path


def test_groups_are_made_when_something_came_or_was_told_apart_and_not_at_every_round(world: World) -> None:
    rows = Opinion.objects.bulk_create(
        Opinion(batch=world.batch, number=f"9{at}", text=text) for at, text in enumerate(PLANT)
    )
    duty = AlikeGroups()
    duty()
    assert Alike.objects.filter(opinion__in=[row.pk for row in rows]).count() == 2
    made_at = AlikeRun.objects.get().made_at
    duty()
    assert AlikeRun.objects.get().made_at == made_at
    keep_apart(rows[0].pk, rows[1].pk, by=world.zhao, now=world.now)
    duty()
    assert not Alike.objects.filter(opinion__in=[row.pk for row in rows]).exists()


def test_what_an_office_taught_is_kept_on_disk_once(world: World) -> None:
    office, duty = world.batch.coordinator_id, Learning()
    assert learned_files.kept(office) is None
    duty()
    kept = learned_files.kept(office)
    assert kept is not None
    assert set(kept.learners) == {"kind", "category", "route", "unit"}
    learned_files.path_of(office).unlink()
    duty()
    assert learned_files.kept(office) is None, "nothing new was taught"
