"""``bihuan work``, and the worker that ``bihuan serve`` starts beside the web server."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bihuan.cases.lifecycle import State
from bihuan.issuing.models import PaperSet
from bihuan.issuing.set_actions import request_paper_set
from bihuan.kernel import clock
from bihuan.management import serving
from bihuan.management.commands.work import asked_to_end, one_after_the_other
from bihuan.messages.models import Message
from bihuan.supervision.models import Supervision
from tests.support.world import World

WORK = "from bihuan.management.cli import main; main()"


@pytest.fixture(autouse=True)
def _signals_as_before() -> object:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def work(**options: object) -> str:
    out = StringIO()
    call_command("work", stdout=out, **options)
    return out.getvalue()


def test_once_makes_what_waits_tells_of_it_and_ends(world: World) -> None:
    case = world.case(1)
    asked = request_paper_set(case.batch_id, by=world.zhao, now=world.now, case_id=case.pk)
    said = work(once=True)
    assert f"第{asked.pk}号　{world.batch.number}第1项　已生成" in said
    assert "处理了1件申请。" in said
    asked.refresh_from_db()
    assert asked.state == PaperSet.State.READY
    assert work(once=True) == "没有等待生成的申请。\n"


def test_what_the_first_round_takes_by_rule_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.case_in(State.ASSIGNED)
    monkeypatch.setattr(clock, "now", lambda: world.on(2022, 7, 1))
    work(once=True)
    assert Supervision.objects.exists()
    assert Message.objects.filter(user=world.li.staff_id, text__endswith="收到督促，请按期回复").exists()


def test_a_duty_that_fails_keeps_none_of_the_others_from_their_turn() -> None:
    done = []

    def broken() -> None:
        raise ValueError("no working day")

    def away() -> None:
        raise OSError("no room")

    beside = one_after_the_other(broken, lambda: done.append("sealed"))
    beside()
    with pytest.raises(OSError, match="no room"):
        one_after_the_other(away, lambda: done.append("told"))()
    assert done == ["sealed", "told"]


@pytest.mark.django_db
def test_a_lease_of_nothing_is_refused() -> None:
    with pytest.raises(CommandError, match="--lease") as refusal:
        work(once=True, lease=0)
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_it_to_end(number: signal.Signals) -> None:
    ending = asked_to_end(0)
    assert not ending()
    os.kill(os.getpid(), number)
    assert ending()


def test_it_ends_with_the_process_it_stands_beside() -> None:
    assert not asked_to_end(os.getppid())()
    assert asked_to_end(os.getpid())(), "somebody else's child: its own parent is gone"


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "BIHUAN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.mark.long
def test_a_worker_told_to_end_ends_with_zero_and_without_a_traceback(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORK, "work"],
        env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        assert worker.stdout.readline().startswith("等待成套文书的申请")
        worker.send_signal(signal.SIGTERM)
        out, errors = worker.communicate(timeout=60)
    assert (worker.returncode, out, errors) == (0, "", "")


@pytest.mark.long
def test_a_worker_ends_when_the_server_beside_it_is_killed(tmp_path: Path) -> None:
    """The pipe is the worker's: it closes when the last process that holds it has ended."""
    server = (
        "import time; from bihuan.management.serving import start_worker; "
        "worker = start_worker(); print(worker.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", f"import django; django.setup(); {server}"],
        env=environment(tmp_path), stdout=subprocess.PIPE,
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        assert parent.stdout.readline().strip().isdigit()
        parent.send_signal(signal.SIGKILL)
        assert parent.stdout.read() == b""


@pytest.mark.parametrize("working", [True, False])
def test_serve_starts_a_worker_unless_told_not_to(working: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(serving, "start_worker", lambda: done.append("worker"))
    monkeypatch.setattr(os, "execv", lambda path, command: done.append(command[2]))
    serving.serve("127.0.0.1", 8000, working=working)
    assert done == (["worker", "granian"] if working else ["granian"])
