"""``bihuan setup``, ``keys``, ``seal``, ``witness`` and ``fsck``: as an operator types them."""

import json
import stat
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current
from django.core.management import CommandError, call_command
from django.db import connection

from bihuan.audit.fsck import check_everything
from bihuan.cases.lifecycle import State
from bihuan.journal.models import Checkpoint, Entry
from bihuan.kernel.errors import Refused
from bihuan.people.models import User, actor_of
from tests.support.world import World
from tlog import keys as tlog_keys
from tlog import verify, witness

NAME = "ledger.example/test"


@pytest.fixture(autouse=True)
def _own_log(settings: Any, tmp_path: Path) -> None:
    settings.LOG_DIR, settings.LOG_KEY = tmp_path / "log", tmp_path / "keys" / "log.key"


def said(*command: str, **options: Any) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_a_key_is_made_once_readable_by_its_owner_only_and_its_secret_is_never_shown(db: None) -> None:
    told = said("keys", "make", NAME)
    path = Path(current.LOG_KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() not in told
    assert said("keys", "show").strip() in told
    with pytest.raises(CommandError, match="不会覆盖"):
        said("keys", "make", NAME)


def test_a_key_that_others_can_read_is_not_used(world: World) -> None:
    said("keys", "make", NAME)
    Path(current.LOG_KEY).chmod(0o644)
    with pytest.raises((CommandError, Refused), match="chmod 600"):
        said("seal")


def test_without_a_key_the_way_to_one_is_told(world: World) -> None:
    with pytest.raises((CommandError, Refused), match="bihuan keys make"):
        said("seal")


def test_sealing_tells_how_long_the_log_is(world: World) -> None:
    said("keys", "make", NAME)
    world.case_in(State.ASSIGNED)
    assert f"共{Entry.objects.count()}条" in said("seal")
    assert "没有新的" in said("seal")


def test_the_worker_seals(world: World) -> None:
    said("keys", "make", NAME)
    world.case_in(State.ASSIGNED)
    said("work", once=True)
    assert Checkpoint.objects.get().size == Entry.objects.count()


def test_another_party_witnesses_a_checkpoint(world: World, tmp_path: Path, capsys: Any) -> None:
    said("keys", "make", NAME)
    world.case_in(State.ASSIGNED)
    said("seal")
    log_key = said("keys", "show").strip()
    tlog_keys.main(["make", str(tmp_path / "w.key"), "witness.example/w", "--witness"])
    public = capsys.readouterr().out.strip()
    signed = tmp_path / "signed"
    arguments = [str(current.LOG_DIR), "--key", log_key, "--secret", str(tmp_path / "w.key")]
    arguments += ["--state", str(tmp_path / "state"), "--out", str(signed), "--first"]
    assert witness.main(arguments) == 0
    world.case_in(State.ACKNOWLEDGED, 2)
    said("seal")  # the log goes on meanwhile
    assert "已公布" in said("witness", str(signed), key=public)
    assert "witness.example/w" in (Path(current.LOG_DIR) / "checkpoint.witnessed").read_text("utf-8")
    assert verify.main([str(current.LOG_DIR), "--key", log_key]) == 0
    signed.write_text(signed.read_text("utf-8").replace(NAME, "ledger.example/other", 1), "utf-8")
    with pytest.raises(CommandError):
        said("witness", str(signed), key=public)


@pytest.mark.long
def test_fsck_tells_what_is_wrong_and_ends_with_1(world: World) -> None:
    said("keys", "make", NAME)
    case = world.case_in(State.ASSIGNED)
    said("seal")
    assert "没有差异" in said_by_fsck()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bihuan_case SET assignee = 'x' WHERE id = %s", [case.pk])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("fsck", as_json=True, stdout=out)
    assert ended.value.code == 1
    (difference,) = json.loads(out.getvalue())["differences"]
    assert (difference["code"], difference["field"], difference["found"]) == ("row-changed", "assignee", "x")


def test_a_ledger_is_begun_with_its_first_administrator_and_fsck_knows_it(db: None) -> None:
    told = said("setup", zone="望潮港片区管理委员会", admin="admin", name="系统管理员")
    user = User.objects.get()
    assert user.is_system_admin()
    assert user.check_password(told.split("：")[-2].split("\n")[0])
    assert actor_of(user).unit_name == "望潮港片区管理委员会"
    assert [
        each for each in check_everything(Entry.objects.latest("pk").at) if each.code.startswith("row-")
    ] == []
    with pytest.raises((CommandError, Refused), match="已有账号"):
        said("setup", zone="另一片区", admin="other", name="系统管理员")


def said_by_fsck() -> str:
    """What ``bihuan fsck`` prints, however it ends."""
    out = StringIO()
    with suppress(SystemExit):
        call_command("fsck", stdout=out)
    return out.getvalue()
